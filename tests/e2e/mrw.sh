#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Minolta's raw files: a small one made here, its type, its metadata as exiftool gives it, carved and cut.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need winnow-ls winnow-type winnow-exif winnow-carve jq perl

cat >make.pl <<'END'
# A small MRW: 40 x 28 values of 12 bits, a TIFF block with Make, Model, DateTimeOriginal.
sub ifd { my ($at, @e) = @_; my ($dir, $data) = (pack("n", scalar @e), ""); my $free = $at + 2 + 12 * @e + 4;
	for (@e) { my ($tag, $type, $v) = @$_;
		if ($type == 2) { $v .= "\0"; $dir .= pack("nnNN", $tag, 2, length $v, $free + length $data); $data .= $v . (length($v) % 2 ? "\0" : ""); }
		else { $dir .= pack("nnNN", $tag, 4, 1, $v); } }
	return $dir . pack("N", 0) . $data; }
my $ifd0 = ifd(8, [0x010f, 2, "Minolta Co., Ltd."], [0x0110, 2, "DiMAGE A1"], [0x8769, 4, 0]);
my $exif_at = 8 + length $ifd0;
$ifd0 = ifd(8, [0x010f, 2, "Minolta Co., Ltd."], [0x0110, 2, "DiMAGE A1"], [0x8769, 4, $exif_at]);
my $tiff = "MM\0*" . pack("N", 8) . $ifd0 . ifd($exif_at, [0x9003, 2, "2004:05:06 07:08:09"]);
my $prd = "27820001" . pack("nnnnCCCCnn", 30, 42, 28, 40, 12, 12, 0x59, 0, 0, 0);
$prd .= "\0" x (24 - length $prd);
my $blocks = "\0PRD" . pack("N", 24) . $prd . "\0TTW" . pack("N", length $tiff) . $tiff . "\0PAD" . pack("N", 16) . "\0" x 16;
my $x = 7; my $raw = "";
for (1 .. 30 * 42 * 12 / 8) { $x = ($x * 1103515245 + 12345) & 0x7fffffff; $raw .= chr($x >> 16 & 255); }
print "\0MRM" . pack("N", length $blocks) . $blocks . $raw;
END
mkdir files
perl make.pl >files/a.mrw
size=$(stat -c %s files/a.mrw)
winnow-ls -q files | winnow-type -q | winnow-exif -q >records.jsonl
value() { jq -r "select(.path == \"a.mrw\") | $1" records.jsonl; }
same "type" "$(value .mime)" image/x-minolta-mrw
if command -v exiftool >/dev/null; then
	for tag in Make Model DateTimeOriginal; do
		same "$tag as exiftool gives it" "$(value ".exif.$tag")" "$(exiftool -s3 -$tag files/a.mrw)"
	done
fi

# Between zeros and noise, and with its end gone.
noise() { perl -e 'srand(5); print map { chr(int(rand(256))) } 1 .. $ARGV[0]' "$1"; }
{ head -c 65536 /dev/zero; cat files/a.mrw; noise 100000; } >disk.img
unchanged disk.img
winnow-carve -q disk.img >carved.jsonl
same "carved to its last byte" "$(jq -c 'select(.record == "file") | [.id, .size, .state]' carved.jsonl)" "[\"@65536\",$size,\"whole\"]"
{ head -c 65536 /dev/zero; head -c 1500 files/a.mrw; } >cut.img
winnow-carve -q cut.img >cut.jsonl
same "one that is cut is truncated" "$(jq -r 'select(.record == "file") | .state' cut.jsonl)" truncated
finish
