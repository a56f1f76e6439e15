# SPDX-License-Identifier: Apache-2.0
# Files that hold another file, of kinds that nothing at hand writes: hidden.pl KIND FILE > HOLDER
use strict;
use warnings;
use Compress::Zlib qw(compress crc32 memGzip);
use MIME::Base64;
use MIME::QuotedPrint;

my ($kind, $path) = @ARGV;
open my $in, '<:raw', $path or die "$path: $!";
my $data = do { local $/; <$in> };
binmode STDOUT;
my $n = length $data;

# ---- RAR, stored (technotes of RAR 3 and 5) ----
sub block4 { # head type, flags, rest of the head
	my ($type, $flags, $rest) = @_;
	my $head = pack('Cvv', $type, $flags, 7 + length $rest) . $rest;
	return pack('v', crc32($head) & 0xffff) . $head;
}

sub rar4 {
	return "Rar!\x1a\x07\0" . block4(0x73, 0, "\0" x 6)
	    . block4(0x74, 0x8000, pack('VVCVVCCvV', $n, $n, 3, crc32($data), 0x5a210000, 20, 0x30, 5, 0100644) . 'a.jpg')
	    . $data . block4(0x7b, 0x4000, '');
}

sub vint { my ($v) = @_; my $s = ''; while ($v > 127) { $s .= chr($v & 127 | 128); $v >>= 7 } return $s . chr $v }

sub block5 {
	my ($body) = @_;
	my $head = vint(length $body) . $body;
	return pack('V', crc32($head)) . $head;
}

sub rar5 {
	my $file = vint(2) . vint(2) . vint($n) . vint(4) . vint($n) . vint(0100644) . pack('V', crc32($data)) . vint(0)
	    . vint(1) . vint(5) . 'a.jpg';
	return "Rar!\x1a\x07\1\0" . block5(vint(1) . vint(0) . vint(0)) . block5($file) . $data
	    . block5(vint(5) . vint(0) . vint(0));
}

# ---- Mail and what else is text ----
my $head = "From: a\@example.org\r\nTo: b\@example.org\r\nSubject: words\r\nMIME-Version: 1.0\r\n";

sub part {
	my ($encoding, $body) = @_;
	return $head . "Content-Type: multipart/mixed; boundary=\"==x\"\r\n\r\n--==x\r\nContent-Type: text/plain\r\n\r\nwords\r\n"
	    . "--==x\r\nContent-Type: image/jpeg; name=\"a.jpg\"\r\nContent-Transfer-Encoding: $encoding\r\n"
	    . "Content-Location: http://example.org/a.jpg\r\n\r\n$body\r\n--==x--\r\n";
}

sub uu {
	return $head . "\r\nwords\r\nbegin 644 a.jpg\r\n" . join("\r\n", split /\n/, pack('u', $data)) . "\r\n`\r\nend\r\n";
}

sub base64lines { my ($lead) = @_; my $t = encode_base64($data, "\n$lead"); return $t }

# ---- PDF ----
sub pdf {
	my ($dict, $stream) = @_;
	return "%PDF-1.5\n1 0 obj\n<< /Type /Catalog >>\nendobj\n4 0 obj\n<< $dict /Length " . length($stream)
	    . " >>\nstream\n$stream\nendstream\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n";
}

sub pdf_in_stream { # its dictionary's length stands in an object that is packed
	my $objects = compress("7 0 $n");
	return "%PDF-1.5\n4 0 obj\n<</Type/XObject/Subtype/Image/Width 9/Height 9/Filter/DCTDecode/Length 7 0 R>>\nstream\n"
	    . "$data\nendstream\nendobj\n5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length " . length($objects)
	    . ">>\nstream\n$objects\nendstream\nendobj\n%%EOF\n";
}

# ---- Sound with a cover ----
sub syncsafe { my ($v) = @_; return pack 'C4', $v >> 21 & 127, $v >> 14 & 127, $v >> 7 & 127, $v & 127 }

sub mp3 {
	my $apic = "\0image/jpeg\0\3\0$data";
	my $frames = 'APIC' . pack('N', length $apic) . "\0\0$apic";
	return "ID3\3\0\0" . syncsafe(length $frames) . $frames . "\xff\xfb\x90\0" . "\0" x 4000;
}

sub flac {
	my $picture = pack('N', 3) . pack('N/a*', 'image/jpeg') . pack('N', 0) . pack('N5', 9, 9, 24, 0, $n) . $data;
	return 'fLaC' . "\0" . substr(pack('N', 34), 1) . "\0" x 34 . "\x86" . substr(pack('N', length $picture), 1)
	    . $picture . "\xff\xf8" . "\0" x 400;
}

# ---- Caches ----
sub thumbcache {
	my $entry = pack('a4V a8 V V V V a8 a8', 'CMMM', 48 + 8 + $n, "\7" x 8, 8, 0, $n, 0, "\0" x 8, "\0" x 8);
	return pack('a4V5', 'CMMM', 32, 4, 24, 0, 1) . $entry . "a\0b\0c\0d\0" . $data if length $entry == 48;
	die 'thumbcache';
}

sub simple_cache { # Chromium's simple cache: a key, the stream, what ends it
	my ($body) = @_;
	my $key = 'http://example.org/a.jpg';
	return pack('a8VVVV', "\x30\x5c\x72\xa7\x1b\x6d\xfb\xfc", 5, length $key, 0, 0) . $key . $body
	    . pack('a8VVVV', "\xd8\x41\x0d\x97\x45\x6f\xfa\xf4", 1, crc32($body), length $body, 0)
	    . "HTTP/1.1 200\0content-type: image/jpeg\0\0";
}

# ---- A compound file whose one stream lies in two pieces, the later one first ----
sub olesplit {
	my $s = 512;
	my $sectors = int(($n + $s - 1) / $s);
	$sectors = 9 if $sectors < 9;
	my $half = int($sectors / 2);
	my @fat = ((0xffffffff) x 128);
	my $body = $data . "\0" x ($sectors * $s - $n);
	my $first = 2 + ($sectors - $half); # the second piece stands at sector 2, the first one behind it
	my @fats = (0xfffffffd, 0xfffffffe);
	for my $i (0 .. $sectors - $half - 1) { $fats[2 + $i] = $i == $sectors - $half - 1 ? 0xfffffffe : 3 + $i }
	for my $i (0 .. $half - 1) { $fats[$first + $i] = $i == $half - 1 ? 2 : $first + $i + 1 }
	push @fats, (0xffffffff) x (128 - @fats % 128) if @fats % 128;
	die 'too large' if @fats > 128;
	my $entry = sub {
		my ($name, $type, $child, $start, $size) = @_;
		my $u = join '', map { "$_\0" } split //, $name;
		return pack('a64 v C C V V V a16 V a8 a8 V V V', $u, length($u) + 2, $type, 1, 0xffffffff, 0xffffffff, $child,
			'', 0, '', '', $start, $size, 0);
	};
	my $dir = $entry->('Root Entry', 5, 1, 0xfffffffe, 0) . $entry->('Data', 2, 0xffffffff, $first, $sectors * $s > 4096 ? $n : 4096)
	    . "\0" x 256;
	my $header = pack('a8 a16 v v v v v a6 V V V V V V V V V', "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", '', 0x3e, 3, 0xfffe, 9, 6,
		'', 0, 1, 1, 0, 4096, 0xfffffffe, 0, 0xfffffffe, 0) . pack('V109', 0, (0xffffffff) x 108);
	return $header . pack('V128', @fats) . $dir . substr($body, $half * $s) . substr($body, 0, $half * $s);
}

my %make = (
	rar4 => \&rar4,
	rar5 => \&rar5,
	eml => sub { part('base64', encode_base64($data, "\r\n")) },
	mbox => sub { "From a\@example.org Mon Nov 23 10:00:00 2026\n$head\r\nfirst\r\n\nFrom b\@example.org Mon Nov 23 10:00:00 2026\n"
		    . part('base64', encode_base64($data, "\r\n")) },
	quoted => sub { part('quoted-printable', encode_qp($data, "\r\n", 1)) },
	uu => \&uu,
	mht => sub { part('base64', encode_base64($data, "\r\n")) },
	vcf => sub { "BEGIN:VCARD\r\nVERSION:2.1\r\nN:A;B\r\nPHOTO;ENCODING=BASE64;JPEG:\r\n " . encode_base64($data, "\r\n ")
		    . "\r\n\r\nEND:VCARD\r\n" },
	plist => sub { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict><key>x</key><data>\n\t"
		    . encode_base64($data, "\n\t") . "</data></dict></plist>\n" },
	json => sub { '{"name":"x","image":"' . encode_base64($data, '') . '"}' },
	html => sub { '<html><p>words</p><img src="data:image/jpeg;base64,' . encode_base64($data, '') . '"></html>' },
	svg => sub { '<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/jpeg;base64,' . encode_base64($data, '')
		    . '"/></svg>' },
	rtf => sub { my $h = unpack 'H*', $data; $h =~ s/(.{128})/$1\r\n/g;
		    "{\\rtf1\\ansi words {\\pict\\jpegblip\\picw9\\pich9\r\n$h}\r\n\\par}" },
	pdf => sub { pdf('/Type /XObject /Subtype /Image /Width 9 /Height 9 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode', $data) },
	pdfflate => sub { pdf('/Subtype /Image /Width 9 /Height 9 /Filter [/FlateDecode /DCTDecode]', compress($data)) },
	pdfobjstm => \&pdf_in_stream,
	pdfattach => sub { pdf('/Type /EmbeddedFile /Subtype /image#2Fjpeg /Filter /FlateDecode', compress($data)) },
	mp3 => \&mp3,
	flac => \&flac,
	thumbcache => \&thumbcache,
	chromecache => sub { simple_cache($data) },
	chromegz => sub { simple_cache(memGzip($data)) },
	olesplit => \&olesplit,
);
print +($make{$kind} or die "hidden.pl: no kind $kind\n")->();
