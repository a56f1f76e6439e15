#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# A folder of many names in an ext4 image, which no tool makes in reasonable time without mounting: those of
# e2fsprogs look through the whole folder for each name.
#
#   bigdir.pl names N >FILE     the bytes of a folder of N names, whose inodes are 100, 101 … in this order
#   bigdir.pl inodes N IMAGE    fills these inodes in and marks them as used
#
# Names are IMG_0000000.jpg and so on. Each hundredth is deleted and its inode free. Some live names stand a
# second time among what is deleted: before themselves (NNN25) and behind (NNN75).
use strict;
use warnings;

use constant { BLOCK => 4096, FIRST => 100, ITSELF => 12, REGULAR => 1, DIRECTORY => 2 };
my ($what, $n, $image) = @ARGV;

sub is_deleted { return $_[0] % 100 == 50 }

sub entry {
	my ($inode, $name, $type) = @_;
	my $length = (8 + length($name) + 3) & ~3;
	return pack("VvCCa" . ($length - 8), $inode, $length, length($name), $type, $name);
}

sub name_of { return entry(FIRST + $_[0], sprintf("IMG_%07d.jpg", $_[0]), REGULAR) }

# A deleted entry is what lies behind an entry within its length.
sub names {
	my $block = entry(ITSELF, ".", DIRECTORY);
	my $last = 0;
	my $add = sub {
		my ($entry, $live) = @_;
		if (length($block) + length($entry) > BLOCK) {
			substr($block, $last + 4, 2) = pack("v", BLOCK - $last);
			print $block . "\0" x (BLOCK - length($block));
			($block, $last) = ("", 0);
			$live = 1; # the first of a block is never deleted
		}
		if ($live) { $last = length($block) }
		else { substr($block, $last + 4, 2) = pack("v", length($block) + length($entry) - $last) }
		$block .= $entry;
	};
	$add->(entry(2, "..", DIRECTORY), 1);
	for my $i (0 .. $n - 1) {
		$add->(name_of($i + 1), 0) if $i % 1000 == 24;
		$add->(name_of($i), !is_deleted($i));
		$add->(name_of($i - 3), 0) if $i % 1000 == 78;
	}
	substr($block, $last + 4, 2) = pack("v", BLOCK - $last);
	print $block . "\0" x (BLOCK - length($block));
}

sub at {
	my ($file, $offset, $length) = @_;
	sysseek($file, $offset, 0) or die "$image: $!";
	sysread($file, my $bytes, $length) == $length or die "$image is too short";
	return $bytes;
}

sub put {
	my ($file, $offset, $bytes) = @_;
	sysseek($file, $offset, 0) or die "$image: $!";
	syswrite($file, $bytes) == length($bytes) or die "$image: $!";
}

sub inode {
	my ($i, $size) = @_;
	my $deleted = is_deleted($i);
	my $time = 1700000000 + $i;
	my $body = pack("vvVVVVVvvVVV", 0100644, 0, 0, $time, $time, $time, $deleted ? $time : 0, 0,
		$deleted ? 0 : 1, 0, 0, 0);
	return $body . "\0" x ($size - length($body));
}

sub inodes {
	open(my $file, "+<", $image) or die "$image: $!";
	binmode($file);
	my $super = at($file, 1024, 1024);
	my $per_group = unpack("V", substr($super, 40, 4));
	my $size = unpack("v", substr($super, 88, 2));
	my $groups = int((FIRST + $n + $per_group - 2) / $per_group);
	for my $group (0 .. $groups - 1) {
		my (undef, $bitmap, $table) = unpack("V3", at($file, BLOCK + 32 * $group, 12));
		my $bits = at($file, $bitmap * BLOCK, $per_group / 8);
		my $inodes = "";
		my $begin = $group * $per_group + 1;
		my $from = $begin < FIRST ? FIRST : $begin;
		my $to = $begin + $per_group < FIRST + $n ? $begin + $per_group : FIRST + $n;
		for my $number ($from .. $to - 1) {
			$inodes .= inode($number - FIRST, $size);
			vec($bits, $number - $begin, 1) = is_deleted($number - FIRST) ? 0 : 1;
		}
		put($file, $table * BLOCK + ($from - $begin) * $size, $inodes);
		put($file, $bitmap * BLOCK, $bits);
	}
	close($file) or die "$image: $!";
}

binmode(STDOUT);
if (@ARGV == 2 && $what eq "names") { names() }
elsif (@ARGV == 3 && $what eq "inodes") { inodes() }
else { die "usage: bigdir.pl names N | inodes N IMAGE\n" }
