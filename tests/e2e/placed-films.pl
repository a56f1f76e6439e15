# Draws films and pictures with places, times and names as cameras of several makers add them: placed-films.pl FOLDER.
use strict;
use warnings;

my $folder = $ARGV[0];
sub save { my ($name, @bytes) = @_; open my $f, '>:raw', "$folder/$name" or die "$name: $!\n"; print $f @bytes; close $f }
sub box { my ($type, @bytes) = @_; my $body = join '', @bytes; return pack('Na4', 8 + length $body, $type) . $body }
sub places { my ($size, %at) = @_; my $b = "\0" x $size; substr($b, $_, length $at{$_}) = $at{$_} for keys %at; return $b }

my $kind = box('ftyp', 'qt  ', pack('N', 0), 'qt  ');
my $header = box('mvhd', pack 'NNNNNNnx10N9x24N', 0, 3_500_000_000, 3_500_000_000, 600, 600, 0x10000, 0x100,
	0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 2);

# ---- Sony: XML in a meta box behind the movie ----
sub sony {
	my ($name, $status) = @_;
	my @items = (VersionID => '2.2.0.0', LatitudeRef => 'N', Latitude => '10:46:36.840', LongitudeRef => 'E', Longitude => '106:42:03.240',
		TimeStamp => '05:30:12.250', Status => $status, MeasureMode => 3, MapDatum => 'WGS-84', DateStamp => '2019:11:02');
	my $list = '';
	while (@items) { my ($item, $value) = splice @items, 0, 2; $list .= qq(<Item name="$item" value="$value"/>\n) }
	my $xml = qq(<?xml version="1.0" encoding="UTF-8"?>\n<NonRealTimeMeta xmlns="urn:schemas-professionalDisc:nonRealTimeMeta:ver.2.00" lastUpdate="2019-11-02T12:30:12+07:00">
<CreationDate value="2019-11-02T12:30:12+07:00"/>\n<Device manufacturer="Sony" modelName="ILCE-7M3" serialNo="4123456"/>
<AcquisitionRecord>\n<Group name="ExifGPS">\n$list</Group>\n</AcquisitionRecord>\n</NonRealTimeMeta>\n);
	save($name, $kind, box('moov', $header), box('meta', pack('N', 0), box('hdlr', pack('NNa4x12', 0, 0, 'nrtm'), "\0"), box('xml ', pack('N', 0), $xml)));
}
sony('sony.mp4', 'A');
sony('sony-void.mp4', 'V');

# ---- Dash cameras: an index, and blocks of which the first has no fix ----
sub dashcam {
	my ($name, @blocks) = @_;
	my $media = box('mdat', @blocks);
	my $at = length($kind) + 8;
	my $index = pack('NN', 0x101, scalar @blocks);
	for (@blocks) { $index .= pack 'NN', $at, length $_; $at += length $_ }
	save($name, $kind, $media, box('moov', $header, box('gps ', $index)));
}
sub block { return places(512, 0 => pack('N', 512) . 'freeGPS ', @_) }
my $none = block(0x30 => pack('V6a1', 0, 0, 0, 0, 0, 0, 'V'));
dashcam('novatek.mp4', $none, block(0x30 => pack('V6a4f<f<', 9, 8, 7, 21, 6, 5, "ANE\0", 1046.6125, 10642.0625)),
	block(0x30 => pack('V6a4f<f<', 9, 8, 8, 21, 6, 5, "ANE\0", 1047, 10643)));
dashcam('viofo.mp4', $none, block(0x10 => pack('V6a4f<f<', 5, 47, 3, 19, 9, 27, "ASW\0", 3352.25, 15112.5)));
dashcam('akaso.mp4', block(0x30 => pack('V3', 1, 2, 3), 0x3c => "A\0\0\0", 0x40 => pack('f<', 4807.5), 0x44 => "N\0\0\0", 0x48 => pack('f<', 221.25),
	0x4c => "E\0\0\0", 0x58 => pack('V3', 2020, 12, 31)));
dashcam('vantrue.mp4', block(0x40 => pack('a4V6', "ANW\0", 2022, 3, 4, 5, 6, 7), 0x5c => pack('f<f<', 7300.5, 4042.75)));
dashcam('nextbase.mp4', block(0x34 => '20220304050607', 0x80 => '$GPRMC,050607.00,A,5130.5000,N,00007.5000,W,1.2,77.5,040322,,,A*6A' . "\r\n"));
dashcam('beyond.mp4', $none);

# ---- Samsung: blocks and their directory, behind a JPEG and in a box of a HEIC ----
sub trailer {
	my ($data, $rows, $total) = ('', '', 0);
	my @blocks = map { [$_->[0], pack('vvV', 0, $_->[0], length $_->[1]) . $_->[1] . $_->[2]] } @_;
	$total += length $_->[1] for @blocks;
	for (@blocks) { $rows .= pack 'vvVV', 0, $_->[0], $total, length $_->[1]; $total -= length $_->[1]; $data .= $_->[1] }
	my $directory = 'SEFH' . pack('VV', 106, scalar @blocks) . $rows;
	return $data . $directory . pack('V', length $directory) . 'SEFT';
}
my $trailer = trailer([0x0a01, 'Image_UTC_Data', '1577934245123'], [0x0aa1, 'MCC_Data', '270'], [0x0c61, 'Camera_Capture_Mode_Info', '1']);
my $picture = pack('n', 0xffd8) . pack('nn', 0xffe0, 16) . "JFIF\0\1\1\0\0\1\0\1\0\0" . pack('nnC6', 0xffda, 8, 1, 1, 0, 0, 63, 0) . "\x15\x2a" . pack('n', 0xffd9);
save('samsung.jpg', $picture, $trailer);
save('samsung-cut.jpg', $picture, substr $trailer, 20);
save('samsung.heic', box('ftyp', 'heic', pack('N', 0), 'mif1', 'heic'), box('meta', pack('N', 0), box('hdlr', pack('NNa4x12', 0, 0, 'pict'), "\0")), box('sefd', $trailer));

# ---- DJI: user data, and the first message of the track djmd ----
sub field { my ($number, $bytes) = @_; return pack('CC', $number << 3 | 2, length $bytes) . $bytes }
sub dji {
	my ($name, $camera) = @_;
	my $sample = field(1, field(1, $camera));
	my $place = length($kind) + 8;
	my $table = box('stbl', box('stsd', pack('NN', 0, 1), box('djmd', "\0" x 8)), box('stsz', pack 'NNN', 0, length $sample, 1),
		box('stsc', pack 'NNNNN', 0, 1, 1, 1, 1), box('stts', pack 'NNNN', 0, 1, 1, 1), box('stco', pack 'NNN', 0, 1, $place));
	my $track = box('trak', box('tkhd', "\0" x 84), box('mdia', box('mdhd', "\0" x 24), box('hdlr', pack('NNa4x12', 0, 0, 'meta'), "\0"), box('minf', $table)));
	save($name, $kind, box('mdat', $sample), box('moov', $header, $track));
}
dji('dji.mp4', field(1, 'dvtm_ac203.proto') . "\x18\x96\x01" . field(5, '5YSXM1234567') . field(10, 'DJI OsmoAction4'));
dji('dji-other.mp4', field(1, 'another.proto') . field(5, 'NOSERIAL') . field(10, 'no model'));
