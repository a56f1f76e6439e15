#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# damage.pl SEED COUNT FOLDER FILE…: COUNT damaged variations of the files, the same for the same seed: cut
# short, bits and runs of bytes changed, a part of one put into another. Half of the damage lies in the first
# four KiB, where metadata stands.
use strict;
use warnings;

my ($seed, $count, $folder, @files) = @ARGV;
die "usage: damage.pl SEED COUNT FOLDER FILE…\n" unless @files;

# Perl's own generator may differ from version to version.
my $state = $seed * 2654435761 % 2**32 | 1;
sub chance { my ($n) = @_; $state = ($state * 1103515245 + 12345) % 2**31; return int($state / 65536) % $n }
sub place { my ($n) = @_; my $near = $n < 4096 ? $n : 4096; return chance(2) ? chance($near) : (chance(32768) * 32768 + chance(32768)) % $n }

sub content { my ($path) = @_; local $/; open my $f, '<:raw', $path or die "$path: $!\n"; return <$f> }
my @contents = map { content($_) } @files;

for my $i (1 .. $count) {
	my $which = chance(scalar @files);
	my $data = $contents[$which];
	my $how = qw(cut flip flip run number splice)[chance(6)];

	if ($how eq 'cut') {
		$data = substr $data, 0, 1 + place(length $data);
	} elsif ($how eq 'flip') {
		vec($data, place(length $data), 8) ^= 1 << chance(8) for 0 .. chance(40);
	} elsif ($how eq 'run') {
		my $at = place(length $data);
		substr($data, $at, 1 + chance(64), (chr 255 * chance(2)) x (1 + chance(64)));
	} elsif ($how eq 'number') { # lengths and offsets that reach far
		my $at = place(length $data);
		substr($data, $at, 4, pack 'N', (0xffffffff, 0x7fffffff, 0x80000000, 0, 0xfffffff0)[chance(5)]) if $at + 4 <= length $data;
	} else {
		my $other = $contents[chance(scalar @contents)];
		my $at = place(length $data);
		substr($data, $at, 0, substr $other, place(length $other), 1 + chance(2000));
	}
	(my $name = $files[$which]) =~ s{.*/}{};
	open my $out, '>:raw', sprintf('%s/%04d-%s-%s', $folder, $i, $how, $name) or die "$folder: $!\n";
	print $out $data;
	close $out or die "$folder: $!\n";
}
