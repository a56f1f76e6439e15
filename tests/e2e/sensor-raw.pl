# Draws the raw files of sensor-raw.sh: sensor-raw.pl crw|mrw|x3f >FILE. The sensor's data are noise.
use strict;
use warnings;
binmode STDOUT;

my $seed = 7;
sub noise { join '', map { $seed = ($seed * 1103515245 + 12345) & 0x7fffffff; chr($seed >> 16 & 255) } 1 .. $_[0] }

# An 8 x 8 JPEG of one grey, as cameras put beside the sensor's data; $app1: an Exif body.
sub jpeg {
	my ($app1) = @_;
	my $segment = sub { pack('CCn', 255, $_[0], 2 + length $_[1]) . $_[1] };
	my $table = join '', map { chr } 0, (16) x 64;
	my $codes = sub { chr($_[0]) . "\1" . "\0" x 15 . "\0" };
	return "\xff\xd8" . (defined $app1 ? $segment->(0xe1, "Exif\0\0$app1") : '') . $segment->(0xdb, $table)
		. $segment->(0xc0, pack 'CnnCCCC', 8, 8, 8, 1, 1, 0x11, 0) . $segment->(0xc4, $codes->(0))
		. $segment->(0xc4, $codes->(0x10)) . $segment->(0xda, pack 'C*', 1, 1, 0, 0, 63, 0) . "\x3f\xff\xd9";
}

# A directory of TIFF, big-endian: [tag, text or number]…
sub directory {
	my ($at, @entries) = @_;
	my ($rows, $data) = (pack('n', scalar @entries), '');
	my $free = $at + 2 + 12 * @entries + 4;
	for (@entries) {
		my ($tag, $value) = @$_;
		if ($value =~ /\D/) {
			$rows .= pack 'nnNN', $tag, 2, 1 + length $value, $free + length $data;
			$data .= "$value\0" . (length($value) % 2 ? '' : "\0");
		} else {
			$rows .= pack 'nnNN', $tag, 4, 1, $value;
		}
	}
	return $rows . pack('N', 0) . $data;
}

sub tiff {
	my ($make, $model, $time) = @_;
	my @first = ([0x010f, $make], [0x0110, $model]);
	my $at = 8 + length directory(8, @first, [0x8769, 0]);
	return "MM\0*" . pack('N', 8) . directory(8, @first, [0x8769, $at]) . directory($at, [0x9003, $time]);
}

sub mrw {
	my $tiff = tiff('Minolta Co., Ltd.', 'DiMAGE A1', '2004:05:06 07:08:09');
	my $prd = pack 'a8nnnnCCCCnn', '27820001', 30, 42, 28, 40, 12, 12, 0x59, 0, 0, 0;
	my $blocks = "\0PRD" . pack('N', length $prd) . $prd . "\0TTW" . pack('N', length $tiff) . $tiff
		. "\0PAD" . pack('N', 16) . "\0" x 16;
	return "\0MRM" . pack('N', length $blocks) . $blocks . noise(30 * 42 * 12 / 8);
}

# A heap of [number, bytes]…: values, directory, the directory's place.
sub heap {
	my ($values, $rows) = ('', '');
	for (@_) {
		my ($number, $value) = @$_;
		if ($number & 0x4000) {
			$rows .= pack('v', $number) . pack 'a8', $value;
		} else {
			$rows .= pack 'vVV', $number, length $value, length $values;
			$values .= $value . (length($value) % 2 ? "\0" : '');
		}
	}
	return $values . pack('v', scalar @_) . $rows . pack 'V', length $values;
}

sub crw {
	my @settings = (0) x 46;
	$settings[0] = 92;
	$settings[22] = 29;
	my $body = heap([0x180b | 0x4000, pack 'V', 1234567890], [0x183b | 0x4000, pack 'V', 0xa0000000],
		[0x080b, pack 'a32', 'Firmware Version 2.0.1']);
	my $camera = heap([0x0810, pack 'a32', 'Nguyen Thi Hoa'], [0x080a, "Canon\0Canon EOS 10D\0"], [0x3004, $body],
		[0x102d, pack 'v*', @settings]);
	my $record = heap([0x180e, pack 'VVV', 1067697783, 25200, 0x80000000], [0x0816, pack 'a32', 'CRW_1234.CRW'],
		[0x1817 | 0x4000, pack 'V', 1001234], [0x1810, pack 'VVfVVVV', 3072, 2048, 1, 0, 8, 8, 1]);
	return pack('a2Va8VVV', 'II', 26, 'HEAPCCDR', 0x00010002, 0, 0) . heap([0x2005, noise(3000)],
		[0x2007, jpeg()], [0x2008, jpeg()], [0x300a, heap([0x2807, $camera], [0x3002, $record])]);
}

sub x3f {
	my %property = (CAMMANUF => 'SIGMA', CAMMODEL => 'SIGMA SD14', CAMNAME => 'SIGMA SD14', CAMSERIAL => '1003712',
		FIRMVERS => '1.08', TIME => '1185447845', LENSMODEL => '145', LENSFRANGE => '18 to 50',
		LENSARANGE => '2.8 to 22', SENSORID => "X3-\x{bc}");
	my ($characters, $pairs) = ('', '');
	for (sort keys %property) {
		for my $text ($_, $property{$_}) {
			$pairs .= pack 'V', length($characters) / 2;
			$characters .= pack 'v*', map({ ord } split //, $text), 0;
		}
	}
	my $preview = jpeg(tiff('SIGMA', 'SIGMA SD14', '2007:07:26 11:04:05'));
	my @section = (
		['IMAG', pack('a4VVVVVV', 'SECi', 0x20000, 1, 6, 2640, 1760, 0) . noise(3000)],
		['IMA2', pack('a4VVVVVV', 'SECi', 0x20000, 2, 18, 8, 8, 0) . $preview],
		['PROP', pack('a4VVVVV', 'SECp', 0x20000, scalar keys %property, 0, 0, length($characters) / 2)
			. $pairs . $characters]);
	my ($file, $rows) = (pack('a4Va16VVVVa32a32', 'FOVb', 0x20003, pack('H*', '0100371200000000468a7d250001a2b3'),
		0, 2640, 1760, 0, 'Sunlight', ''), '');
	$file .= "\0" x 160;
	for (@section) {
		my ($name, $bytes) = @$_;
		$bytes .= "\0" x (-length($bytes) % 4);
		$rows .= pack 'VVa4', length $file, length $bytes, $name;
		$file .= $bytes;
	}
	return $file . pack('a4VV', 'SECd', 0x20000, scalar @section) . $rows . pack 'V', length $file;
}

my %draw = (crw => \&crw, mrw => \&mrw, x3f => \&x3f);
print $draw{$ARGV[0]}->();
