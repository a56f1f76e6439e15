#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# c2pa.pl FORMAT IN OUT GENERATOR SOURCE [THUMBNAIL]: a copy of a drawn picture with a small C2PA manifest in it, by the
# book (C2PA 2.1, ISO/IEC 19566-5, RFC 8949), unsigned. SOURCE: the end of a digital source type, or "-"; THUMBNAIL: its bytes.
use strict;
use warnings;

sub box { my ($type, $body) = @_; return pack('N', 8 + length $body) . $type . $body; }

sub superbox {
	my ($uuid, $label, @parts) = @_;
	my $id = $uuid . "\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71";
	return box('jumb', box('jumd', "$id\x03$label\0") . join('', @parts));
}

sub text { my $s = shift; return length $s < 24 ? chr(0x60 + length $s) . $s : "\x78" . chr(length $s) . $s; }
sub map_of { my @kv = @_; return chr(0xa0 + @kv / 2) . join('', @kv); }
sub list_of { return chr(0x80 + @_) . join('', @_); }

my ($format, $in, $out, $generator, $source) = @ARGV;
my @type = $source eq '-' ? () : (text('digitalSourceType'),
	text("http://cv.iptc.org/newscodes/digitalsourcetype/$source"));
my $actions = map_of(text('actions'), list_of(map_of(text('action'), text('c2pa.created'), @type)));
my $claim = map_of(text('claim_generator'), text("$generator/1.0"), text('claim_generator_info'),
	list_of(map_of(text('name'), text($generator))), text('alg'), text('sha256'));
my $store = superbox('c2pa', 'c2pa', superbox('c2ma', 'urn:uuid:00000000-0000-4000-8000-000000000000',
	superbox('c2as', 'c2pa.assertions',
		superbox('bfdb', 'c2pa.thumbnail.claim.jpeg', box('bidb', 'x' x ($ARGV[5] // 3000))),
		superbox('cbor', 'c2pa.actions', box('cbor', $actions))),
	superbox('c2cl', 'c2pa.claim', box('cbor', $claim))));

open my $f, '<:raw', $in or die "$in: $!";
my $data = do { local $/; <$f> };
close $f;
my $new;
if ($format eq 'jpeg') {	# in packets of 1,000 bytes
	my ($head, $rest, $z, $segments) = (substr($store, 0, 8), substr($store, 8), 1, '');
	while (length $rest) {
		my $part = "JP\0\1" . pack('N', $z++) . $head . substr($rest, 0, 1000, '');
		$segments .= "\xff\xeb" . pack('n', 2 + length $part) . $part;
	}
	$new = substr($data, 0, 2) . $segments . substr($data, 2);
} elsif ($format eq 'png') {
	require Compress::Zlib;
	my $chunk = "caBX$store";
	$new = substr($data, 0, 33) . pack('N', length $store) . $chunk . pack('N', Compress::Zlib::crc32($chunk)) . substr($data, 33);
} elsif ($format eq 'mp4') {	# behind the first box
	my $first = unpack('N', $data);
	$new = substr($data, 0, $first) . box('uuid', pack('H*', 'd8fec3d61b0e483c92975828877ec481') . "\0\0\0\0manifest\0" . "\0" x 8 . $store) .
		substr($data, $first);
} elsif ($format eq 'webp') {
	my $chunk = 'C2PA' . pack('V', length $store) . $store . "\0" x (length($store) & 1);
	$new = 'RIFF' . pack('V', length($data) - 8 + length $chunk) . substr($data, 8) . $chunk;
} elsif ($format eq 'jxl') {	# box form; behind the file type box
	$new = substr($data, 0, 32) . $store . substr($data, 32);
} elsif ($format eq 'brob') {	# as one stored block of Brotli (RFC 7932, 9.2): no window to speak of, an empty last one
	my $body = substr($store, 8);
	my $packed = substr(pack('V', (length($body) - 1) << 4 | 1 << 20), 0, 3) . $body . "\3";
	$new = substr($data, 0, 32) . box('brob', "jumb$packed") . substr($data, 32);
} elsif ($format eq 'tiff') {	# one directory of one entry, little-endian: no picture
	$new = "II*\0" . pack('V', 8) . pack('v', 1) . pack('vvVV', 0xcd41, 7, length $store, 26) . pack('V', 0) . $store;
} elsif ($format eq 'gif') {	# an application extension before the first picture, in sub-blocks
	my ($first, $rest, $blocks) = (index($data, '!') < 0 ? index($data, ',') : index($data, '!'), $store, '');
	while (length $rest) {
		my $part = substr $rest, 0, 255, '';
		$blocks .= chr(length $part) . $part;
	}
	$new = substr($data, 0, $first) . "\x21\xff\x0bC2PA_GIF\1\0\0$blocks\0" . substr($data, $first);
} elsif ($format eq 'pdf') {	# an embedded file, as it stands
	my $at = my $body = "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n2 0 obj\n<< /Type /EmbeddedFile /AFRelationship /C2PA_Manifest /Length "
		. length($store) . " >>\nstream\n$store\nendstream\nendobj\n";
	$new = $body . "xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n" . length($at) . "\n%%EOF\n";
} else {
	die "$format: no such format\n";
}
open my $g, '>:raw', $out or die "$out: $!";
print $g $new;
close $g or die "$out: $!";
