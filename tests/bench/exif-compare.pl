#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# exif-compare.pl [-v] TRUTH.json OURS.jsonl: see exif-compare.sh.
use strict;
use warnings;
use Encode;
use JSON::PP;

my $verbose = @ARGV && $ARGV[0] eq '-v' ? shift : '';
my $json = JSON::PP->new->allow_nonref;

# Maker notes have one group here and one for each maker there.
my $makers = join '|', qw(Apple Canon CanonCustom Casio DJI FujiFilm FLIR GE Google HP JVC Kodak KyoceraRaw
	Leica Minolta Motorola Nikon NikonCustom NikonSettings Nintendo Olympus Panasonic Pentax PhaseOne Reconyx
	Ricoh Samsung Sanyo Sigma Sony SonyIDC);

# The standard's names for what exiftool calls in its own way.
my %standard = ( SerialNumber => 'BodySerialNumber', OwnerName => 'CameraOwnerName',
	CreateDate => 'DateTimeDigitized', ModifyDate => 'DateTime', SubSecTimeDigitized => 'SubSecTimeDigitized');

# The picture's facts by exiftool, keyed as winnow keys them.
my %wanted = map { $_ => 1 } qw(Make Model DateTimeOriginal DateTimeDigitized Software BodySerialNumber
	CameraSerialNumber SerialNumber InternalSerialNumber LensSerialNumber LensMake LensModel CameraOwnerName
	OwnerName Artist Copyright HostComputer ImageUniqueID UniqueCameraModel OffsetTimeOriginal
	SubSecTimeOriginal GPSLatitudeRef GPSLongitudeRef GPSDateStamp GPSImgDirection GPSAltitude
	FirmwareVersion DeviceName GPSCoordinates ContentIdentifier AndroidMake AndroidModel AndroidVersion
	CreationDate ContentCreateDate DocumentID InstanceID OriginalDocumentID CreatorTool CreateDate
	By-line DateCreated City CopyrightNotice Comment DigitalSourceType ShutterCount MetadataDate
	InternalLensSerialNumber FlashSerialNumber ExtenderSerialNumber SerialNumberHash AccessorySerialNumber
	LensID SoftwareVersion CanonFirmwareVersion DeviceManufacturer DeviceModelName DeviceSerialNo
	GPSTimeStamp GPSMapDatum GPSHPositioningError GPSAltitudeRef GPSDOP GPSProcessingMethod OffsetTime
	OffsetTimeDigitized SubSecTime SubSecTimeDigitized Author BurstUUID MediaUniqueID CameraIdentifier);

sub key {
	my ($group, $tag) = @_;
	return if $group =~ /^(?:System|ExifTool|ICC.*|Composite|Preview.*|MPImage\d*|Track\d+|Chrome|JFIF)$/;
	$group = 'MakerNotes' if $group =~ /^(?:$makers)$/;
	$tag = $standard{$tag} // $tag
		if $group =~ /^(?:IFD\d|ExifIFD|SubIFD\d*|XMP-exifEX)$/ && !($group =~ /^XMP/ && $tag =~ /Date$/);
	$tag = 'DateTimeDigitized' if $group eq 'XMP-exif' && $tag eq 'CreateDate';
	$tag = 'DateTimeOriginal' if $group eq 'XMP-exif' && $tag eq 'DateTimeOriginal';
	return unless $wanted{$tag};
	# firmware and places in words have many forms there; none is asked for
	return if $group eq 'MakerNotes' && $tag =~ /^(?:FirmwareVersion|City)$/;
	return "$group:$tag";
}

sub text {
	my ($v) = @_;
	return join ' ', map { text($_) } @$v if ref $v eq 'ARRAY';
	$v = ref $v ? $json->canonical->encode($v) : "$v";
	$v =~ s/[\x00-\x1f]/./g;
	$v =~ s/^[\s.]+|[\s.]+$//g;
	return $v;
}

# Dates of XMP are printed by exiftool as Exif has them.
sub date { my ($v) = @_; $v =~ s/^(\d{4})-(\d\d)-(\d\d)T?/$1:$2:$3 /; $v =~ s/\s+//g; return $v }

sub equal {
	my ($x, $y) = map { text($_) } @_;
	return 1 if lc $x eq lc $y || date($x) eq date($y);
	# the time of a receiver: three numbers there, a time of day here
	return 1 if join(':', map { s/^0+(?=\d)//r } split /[ :]/, $x) eq join(':', map { s/^0+(?=\d)//r } split /[ :]/, $y);
	s/,? +/ /g for $x, $y;
	return 1 if $x eq $y;
	my $number = qr/^[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?$/i;
	return $x =~ $number && $y =~ $number && abs($x - $y) <= 1e-6 * (abs($x) + 1e-9) + 1e-6;
}

open my $t, '<', $ARGV[0] or die "$ARGV[0]: $!\n";
my $truth = $json->decode(decode('UTF-8', do { local $/; <$t> }));
my (%theirs, %ours, %best);
for my $file (@$truth) {
	(my $path = $file->{SourceFile}) =~ s{^\./}{};
	$theirs{$path} = {};
	for (keys %$file) {
		my ($group, $tag) = /^(.*):(.*)$/ or next;
		my $key = key($group, $tag) // next;
		$theirs{$path}{$key} = $file->{$_} if length text($file->{$_});
	}
	for (qw(Latitude Longitude)) {
		my $v = $file->{"Composite:GPS$_"};
		$theirs{$path}{"gps:\l$_"} = $v if defined $v && "$v" =~ /\d/;
	}
}
open my $o, '<', $ARGV[1] or die "$ARGV[1]: $!\n";
while (<$o>) {
	next unless /"record":\s*"file"/;
	my $r = $json->decode(decode('UTF-8', $_));
	my $mine = $ours{$r->{path}} = {};
	for (keys %{ $r->{metadata} // {} }) {
		my ($group, $tag) = /^(.*):(.*)$/ or next;
		my $key = key($group, $tag) // next;
		$mine->{$key} = $r->{metadata}{$_} if length text($r->{metadata}{$_});
	}
	for (qw(latitude longitude)) {
		$mine->{"gps:$_"} = $r->{gps}{$_} if exists(($r->{gps} // {})->{$_});
	}
}

my (%due, %equal, %differ, %missed, %more, @list);
for my $path (sort keys %theirs) {
	my ($a, $b) = ($theirs{$path}, $ours{$path} // {});
	for my $key (sort keys %$a) {
		$due{$key}++;
		my $state = !exists $b->{$key} ? \%missed : equal($a->{$key}, $b->{$key}) ? \%equal : \%differ;
		$state->{$key}++;
		next if $state == \%equal;
		push @list, join "\t", $state == \%missed ? 'missed' : 'differs', $key, $path, text($a->{$key}),
			exists $b->{$key} ? text($b->{$key}) : '-';
	}
	for my $key (grep { !exists $a->{$_} } sort keys %$b) {
		$more{$key}++;
		push @list, join "\t", 'more', $key, $path, '-', text($b->{$key});
	}
}
binmode STDOUT, ':utf8';
print map { "$_\n" } sort @list if $verbose;
printf "%-36s %6s %6s %6s %6s %6s\n", 'tag', 'due', 'equal', 'differ', 'missed', 'more';
my @sum = (0) x 5;
for my $key (sort { ($due{$b} // 0) <=> ($due{$a} // 0) || $a cmp $b } keys %{ { %due, %more } }) {
	my @row = map { $_->{$key} // 0 } \(%due, %equal, %differ, %missed, %more);
	printf "%-36s %6d %6d %6d %6d %6d\n", $key, @row;
	$sum[$_] += $row[$_] for 0 .. 4;
}
printf "%-36s %6d %6d %6d %6d %6d\n", 'all', @sum;
exit($sum[1] * 100 < $sum[0] * 99 ? 1 : 0);
