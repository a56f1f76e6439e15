# SPDX-License-Identifier: Apache-2.0
# Logical evidence as EnCase 6 writes it: l01.pl FILE… > EVIDENCE.L01, each file in the folder "Folder". The sections
# are those of EWF version 1 (J. Metz, Expert Witness Compression Format); the list of files is text in UTF-16.
use strict;
use warnings;
use Compress::Zlib qw(compress adler32);
use Digest::MD5 qw(md5 md5_hex);

my $chunk = 32768;
my ($out, $last) = ("LVF\x09\x0d\x0a\xff\0" . pack('Cvv', 1, 1, 0), 0);
binmode STDOUT;

sub section { # type, what it holds, whether nothing follows
	my ($type, $body, $ends) = @_;
	my $at = length $out;
	my $size = 76 + length $body;
	my $head = pack('a16 Q< Q< a40', $type, $ends ? $at : $at + $size, $ends && !length $body ? 76 : $size, '');
	$out .= $head . pack('V', adler32($head)) . $body;
}

my ($data, @files) = ('');
for my $path (@ARGV) {
	open my $in, '<:raw', $path or die "$path: $!";
	my $bytes = do { local $/; <$in> };
	(my $name = $path) =~ s|.*/||;
	push @files, [$name, length $data, $bytes];
	$data .= $bytes;
}
my $size = length $data;
my $n = int(($size + $chunk - 1) / $chunk);
$data .= "\0" x ($n * $chunk - $size);

my $header = "\xff\xfe" . join '', map { "$_\0" } split //,
    "3\nmain\na\tc\tn\te\tt\tav\tov\tm\tu\tp\n\t1\t1\texaminer\tnotes\t6.11\tWindows\t1700000000\t1700000000\t0\n\n";
section('header2', compress($header));
section('header2', compress($header));
my $volume = pack('C x3 V V V Q< x20 x8 x4 x4 C', 14, $n, 64, 512, $n * 64, 0);
$volume .= "\0" x (1052 - 4 - length $volume);
section('volume', $volume . pack('V', adler32($volume)));
my ($chunks, @offsets) = ('');
my $base = length($out) + 76;
for my $i (0 .. $n - 1) {
	my $plain = substr $data, $i * $chunk, $chunk;
	my $packed = compress($plain);
	my $is_packed = length $packed < $chunk;
	push @offsets, length($chunks) | ($is_packed ? 0x80000000 : 0);
	$chunks .= $is_packed ? $packed : $plain . pack('V', adler32($plain));
}
section('sectors', $chunks);
my $table = pack('V x4 Q< x4', $n, $base);
my $entries = pack('V*', @offsets);
my $body = $table . pack('V', adler32($table)) . $entries . pack('V', adler32($entries));
section('table', $body);
section('table2', $body);

my @types = qw(p n id opr src sub cid jq cr ac wr mo dl aq ls du lo po be ha);
sub line { my (%v) = @_; return join("\t", map { $v{$_} // '' } @types) }
my $list = "5\nrec\ntb\tcl\tn\tfp\tpg\tlg\tig\n$size\t1\t\t\t\t\t\n\nperm\n0\t1\np\tn\ts\tpr\tnta\tnti\n0\t0\n\t\t\t\t\t\n\n"
    . "srce\n0\t1\np\tn\tid\tev\ttb\tlo\tpo\tah\tgu\taq\n0\t0\n\t\t\t\t\t-1\t-1\t\t\t\n\nsub\n0\t1\np\tn\tid\tnu\tco\tgu\n0\t0\n\t\t\t\t1\t\n\n"
    . "entry\n" . (@files + 1) . "\t1\n" . join("\t", @types) . "\n0\t1\n" . line(p => 1, id => 0) . "\n"
    . '0' . "\t" . @files . "\n" . line(p => 1, n => 'Folder', id => 1) . "\n";
my $id = 2;
for my $f (@files) {
	my ($name, $at, $bytes) = @$f;
	$list .= "0\t0\n" . line(n => $name, id => $id++, cr => 1700000000, ac => 1700000001, wr => 1700000002, mo => 1700000003,
		ls => length $bytes, be => sprintf('1 %x %x', $at, length $bytes), ha => md5_hex($bytes)) . "\n";
}
$list .= "\n";
my $text = join '', map { pack 'v', ord } split //, $list;
my $ltree = pack('a16 Q< V x20', md5($text), length $text, 0);
substr $ltree, 24, 4, pack('V', adler32($ltree));
section('ltree', $ltree . $text);
section('hash', md5($data) . ("\0" x 16) . pack('V', adler32(md5($data) . ("\0" x 16))));
section('done', '', 1);
print $out;
