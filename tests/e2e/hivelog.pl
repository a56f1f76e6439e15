# Makes a transaction log that turns a registry hive into others (M. Suhanov's specification): hivelog.pl KIND SEQUENCE HIVE…
# KIND: new, an entry "HvLE" with all pages of HIVE's bins; bad, the same with a broken sum; old, one bitmap "DIRT".
use strict;
use warnings;
binmode STDOUT;

sub rotate { my ($v, $by) = @_; return (($v << $by) | ($v >> (32 - $by))) & 0xffffffff }

# Marvin32 with the registry's seed, over any bytes.
sub marvin {
	my ($bytes) = @_;
	my ($lo, $hi) = (0x7a4e55c5, 0x82ef4d88);
	my $step = sub {
		$lo = ($lo + $_[0]) & 0xffffffff;
		$hi ^= $lo;
		$lo = (rotate($lo, 20) + $hi) & 0xffffffff;
		$hi = rotate($hi, 9) ^ $lo;
		$lo = (rotate($lo, 27) + $hi) & 0xffffffff;
		$hi = rotate($hi, 19);
	};
	my $rest = length($bytes) % 4;
	$step->($_) for unpack 'V*', substr $bytes, 0, length($bytes) - $rest;
	$step->(unpack 'V', substr($bytes, length($bytes) - $rest) . "\x80\0\0\0");
	$step->(0);
	return pack 'VV', $lo, $hi;
}

sub sum { my ($base) = @_; my $sum = 0; $sum ^= $_ for unpack 'V127', $base; return $sum }

my $log;
while (@ARGV) {
	my ($kind, $sequence, $name) = splice @ARGV, 0, 3;
	open my $f, '<:raw', $name or die "$name: $!\n";
	my $hive = do { local $/; <$f> };
	my $bins = substr $hive, 4096;
	if (!defined $log) {
		$log = substr $hive, 0, 512;
		substr $log, 4, 8, pack('VV', $sequence, $sequence);
		substr $log, 28, 4, pack('V', $kind eq 'old' ? 1 : 6);
		substr $log, 40, 4, pack('V', length $bins);
		substr $log, 508, 4, pack('V', sum($log));
	}
	if ($kind eq 'old') {
		$log .= 'DIRT' . "\xff" x (length($bins) / 4096);
		$log .= "\0" x (-length($log) % 512) . $bins;
		next;
	}
	my @pages = map { [$_ * 4096, substr $bins, $_ * 4096, 4096] } 0 .. length($bins) / 4096 - 1;
	my $body = join('', map { pack 'VV', $_->[0], length $_->[1] } @pages) . join '', map { $_->[1] } @pages;
	$body .= "\0" x (-(40 + length $body) % 512);
	my $head = pack 'a4VVVVV', 'HvLE', 40 + length $body, 0, $sequence, length $bins, scalar @pages;
	$head .= $kind eq 'bad' ? "\0" x 8 : marvin($body);
	$log .= $head . marvin($head) . $body;
}
print $log;
