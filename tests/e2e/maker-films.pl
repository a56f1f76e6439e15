# Draws films with what makers of cameras add to them: maker-films.pl FOLDER. They hold no pictures.
use strict;
use warnings;

my $folder = $ARGV[0];
sub save { my ($name, $bytes) = @_; open my $f, '>:raw', "$folder/$name" or die "$name: $!\n"; print $f $bytes; close $f }

# ---- Exif without a header: entries [tag, text | number | \bytes, is it a text], offsets from where $at stands ----
sub directory {
	my ($little, $at, @entries) = @_;
	my ($short, $long) = $little ? qw(v V) : qw(n N);
	my ($rows, $data) = (pack($short, scalar @entries), '');
	my $free = $at + 2 + 12 * @entries + 4;
	for (@entries) {
		my ($tag, $value, $is_text) = @$_;
		if ($is_text || ref $value || $value =~ /\D/) {
			my ($type, $bytes) = ref $value ? (7, $$value) : (2, "$value\0");
			$rows .= pack "$short$short$long", $tag, $type, length $bytes;
			if (length $bytes <= 4) {
				$rows .= pack 'a4', $bytes;
			} else {
				$rows .= pack $long, $free + length $data;
				$data .= $bytes . (length($bytes) % 2 ? "\0" : '');
			}
		} else {
			$rows .= pack "$short$short$long$long", $tag, 4, 1, $value;
		}
	}
	return $rows . pack($long, 0) . $data;
}

sub pentax_note {
	my ($little) = @_;
	return "PENTAX \0" . ($little ? 'II' : 'MM') . directory($little, 10, [0x0006, \pack('nCC', 2016, 3, 4)],
		[0x0229, '5671234', 1], [0x003f, \"\4\x10"]);
}

# ---- QuickTime ----
sub box { my ($type, @bytes) = @_; my $body = join '', @bytes; return pack('Na4', 8 + length $body, $type) . $body }
sub international { my ($text) = @_; return pack('nn', length $text, 0x55c4) . $text }
sub movie {
	my ($name, @user) = @_;
	my $header = pack 'NNNNNNnx10N9x24N', 0, 3_500_000_000, 3_500_000_000, 600, 600, 0x10000, 0x100,
		0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000, 2;
	save($name, box('ftyp', 'qt  ', pack('N', 0), 'qt  ') . box('moov', box('mvhd', $header), box('udta', @user)));
}
sub places { my ($size, %at) = @_; my $b = "\0" x $size; substr($b, $_, length $at{$_}) = $at{$_} for keys %at; return $b }

movie('kodak.mov', box('TAGS', places(200, 0 => 'EASTMAN KODAK COMPANY', 0x16 => 'KODAK P880 ZOOM DIGITAL CAMERA', 0x40 => 'P880')));
movie('fuji.mov', box('TAGS', places(120, 0 => 'FUJIFILM DIGITAL CAMERA', 0x18 => 'FinePix Z5fd')));
movie('olympus.mov', box('TAGS', places(220, 0 => 'OLYMPUS DIGITAL CAMERA', 0x18 => 'FE120,X700')));
movie('samsung.mp4', box('TAGS', places(200, 0 => 'SAMSUNG DIGITAL CAMERA', 0x18 => 'WP10')));
movie('sanyo.mov', box('TAGS', places(200, 0 => 'SANYO DIGITAL CAMERA', 0x18 => 'C6')));
movie('konica.mov', box('TAGS', places(200, 0 => 'KONICA MINOLTA DIGITAL CAMERA', 0x20 => 'DG-X50')));
movie('minolta.mov', box('MMA1', places(40, 0 => 'MINOLTA', 20 => 'VER 1.10')));
movie('samsung-sec.mp4', box('@sec', places(0x210, 0 => 'SAMSUNG', 0x20 => 'WB30F')));
movie('leica.mp4', box('LEIC', places(0x700, 0 => 'LEICA CAMERA AG', 0x16 => 'LEICA Q')));
movie('panasonic.mp4', box('PANA', places(0x700, 4 => 'DMC-GH4')));
movie('pentax.mov', box('PENT', places(0x200, 0 => 'PENTAX DIGITAL CAMERA', 0x1a => 'PENTAX Optio WG-2 GPS', 0x71 => '2012:05:06 07:08:09')));
movie('pentax-note.mov', box("\xa9mak", international('PENTAX')), box('PXMN', pentax_note(0)));
movie('gopro.mp4', box('FIRM', 'HD4.01.02.00.00'), box('LENS', "LAJ4040813801234\0"), box('CAME', pack 'H*', '0f1e2d3c4b5a69788796a5b4c3d2e1f0'));
movie('garmin.mp4', box('uuid', 'VIRBactioncamera', 'VIRB 3.20'));
movie('dji.mp4', box("\xa9mdl", 'FC220'), box('SNum', '0UYABC1234'));
movie('fuji-exif.mov', box('MVTG', 'FUJIFILM', "\0" x 8, directory(1, 0, [0x010f, 'FUJIFILM'], [0x0110, 'FinePix HS20EXR'], [0x0131, 'Digital Camera FinePix HS20EXR Ver1.00'])));
movie('casio.mov', box('QVMI', 'QVMI' . "\0" x 6, directory(0, 10, [0x010f, 'CASIO COMPUTER CO.,LTD.'], [0x0110, 'EX-F1'], [0x0132, '2008:01:02 03:04:05'])));

sub nikon_text { my ($number, $text) = @_; $text .= "\0"; return pack('Nnn', $number, 2, length $text) . $text }
my @angle = map { [pack('Nnn', 0x1200000 + $_->[0], 5, 3) . pack 'N6', @{ $_->[1] }] } [2, [21, 1, 1, 1, 4242, 100]], [4, [105, 1, 51, 1, 0, 1]];
movie('nikon.mov', box('NCDT', box('NCHD', "\0"), box('NCTG', nikon_text(1, 'NIKON CORPORATION'), nikon_text(2, 'NIKON D7100'), nikon_text(3, 'Ver.1.03'),
	nikon_text(0x12, '2014:10:11 12:13:14'), nikon_text(0x110a431, '6012345'), nikon_text(0x110a434, '18.0-105.0 mm f/3.5-5.6'),
	nikon_text(0x110a435, '200777'), nikon_text(0x1200001, 'N'), $angle[0][0], nikon_text(0x1200003, 'E'), $angle[1][0],
	pack('NnnN', 0x20000a7, 4, 1, 31337))));

# Insta360: fields of the camera's record, its head behind it, the tail of 78 bytes with the last head first.
my $camera = join '', map { pack('CC', $_->[0], length $_->[1]) . $_->[1] } [0x0a, 'IXE2742ABCDEFG'], [0x12, 'Insta360 ONE X2'], [0x1a, 'v1.0.52_build1'];
my $trailer = length($camera) + 78;
movie('insta.mp4', box("\xa9cmt", international('x')));
open my $f, '>>:raw', "$folder/insta.mp4" or die;
print $f $camera, pack('vV', 0x101, length $camera), "\0" x 32, pack('VV', $trailer, 3), '8db42d694ccc418790edff439fe026bf';
close $f;

# ---- AVI ----
sub chunk { my ($type, @bytes) = @_; my $body = join '', @bytes; return pack('a4V', $type, length $body) . $body . (length($body) % 2 ? "\0" : '') }
sub list { my ($type, @chunks) = @_; return chunk('LIST', $type, @chunks) }
sub avi {
	my ($name, $in_head, $in_stream, @behind) = @_;
	my $head = chunk('avih', pack 'V14', 33333, 0, 0, 0x10, 1, 0, 1, 0, 64, 48, (0) x 4);
	my $stream = list('strl', chunk('strh', 'vids', 'MJPG', "\0" x 48), chunk('strf', pack 'V3v2a4V5', 40, 64, 48, 1, 24, 'MJPG', (0) x 5), $in_stream);
	save($name, chunk('RIFF', 'AVI ', list('hdrl', $head, $stream, $in_head), @behind, list('movi', chunk('00dc', "\0" x 16))));
}
avi('pentax.avi', '', '', list('hydt', chunk('hymn', pentax_note(0))));
avi('pentax-q.avi', '', '', list('pntx', chunk('mknt', pentax_note(1))));
avi('pentax-rs.avi', '', '', chunk('JUNK', places(60, 0 => "IIII\1", 0x0c => 'PENTAX Optio RS1000')));
avi('pentax-rz.avi', '', '', chunk('JUNK', places(0x200, 0 => 'PENTDigital Camera', 0x12 => 'RICOH IMAGING', 0x2c => 'PENTAX Optio RZ18')));
avi('olympus.avi', '', '', chunk('JUNK', places(0x200, 0 => 'OLYMDigital Camera', 0x12 => 'OLYMPUS CORPORATION', 0x2c => 'SZ-14')));
avi('casio.avi', '', '', chunk('JUNK', 'QVMI' . "\0" x 6, directory(0, 10, [0x010f, 'CASIO COMPUTER CO.,LTD.'], [0x0110, 'EX-S600'])));
avi('fuji.avi', '', chunk('strd', 'AVIF', "\0" x 4, directory(1, 0, [0x010f, 'FUJIFILM'], [0x0110, 'FinePix F10'], [0x0132, '2005:06:07 08:09:10'], [0x9003, '2005:06:07 08:09:10'])));
avi('casio-gv.avi', '', chunk('strd', 'CASI', "GV-10 1.02\0"));
avi('nikon.avi', '', '', list('ncdt', chunk('nctg', map { pack('vv', $_->[0], length $_->[1]) . $_->[1] } [3, "NIKON\0"], [4, "COOLPIX S8000\0"], [5, "V1.1\0"], [0x13, "2010:01:02 03:04:05\0"])));
avi('wave.avi', '', '', list('exif', chunk('ecor', "RICOH\0"), chunk('emdl', "Caplio G3\0")));
