#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# An image of planted pictures and films with its answer key, the same again from the same seed and items.
#
#   carve-corpus.sh [-s SEED] [-m MIB] [-c CLUSTER] [-f none|fat32|ntfs|ext4] [-i ITEMS] DIR
#
# makes DIR/image.raw, DIR/key.tsv and, on a file system, DIR/blob-N with DIR/blob-N.tsv: files of the file
# system that hold others (judged through winnow-ls | winnow-carve). Default: seed 1, 1024 MiB, 4096, none.
# ITEMS is a folder of carve-items.sh, made when it is not there (default: DIR/items).
#
# On a file system, live files are written, every other one is deleted and the blobs are written into
# the holes (mtools; mke2fs and debugfs; mkntfs and ntfscp, where nothing is deleted). Then the items
# are laid into the clusters that blkls calls free: contents of deleted files, without names that
# carving would not look at anyway.
here=$(cd "$(dirname "$0")" && pwd)
seed=1 mib=1024 cluster=4096 fs=none items=
while getopts s:m:c:f:i: option; do
	case $option in
	s) seed=$OPTARG ;;
	m) mib=$OPTARG ;;
	c) cluster=$OPTARG ;;
	f) fs=$OPTARG ;;
	i) items=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$(mkdir -p "$1" && cd "$1" && pwd)
items=${items:-$out/items}
[ -s "$items/items.tsv" ] || "$here/carve-items.sh" "$items" || exit
items=$(cd "$items" && pwd)
. "$here/../e2e/lib.sh"
plant=$WINNOW_BUILDDIR/tests/bench/carve-plant
[ -x "$plant" ] || skip "tests/bench/carve-plant is not built (make tests/bench/carve-plant)"
image=$out/image.raw
rm -f "$out"/image.raw "$out"/key.tsv "$out"/blob-*
truncate -s "${mib}M" "$image"

# One of eight items of less than 2 MB goes into the blobs.
blobs() {
	awk -F '\t' -v seed="$seed" '
		BEGIN { srand(seed) }
		{ print > (rand() < 0.125 && $3 < 2000000 ? "inside-" 1 + int(rand() * 4) ".tsv" : "outside.tsv") }' \
		"$items/items.tsv"
	for k in 1 2 3 4; do
		[ -s inside-$k.tsv ] || continue
		truncate -s $(($(awk -F '\t' '{n += $3 + 8192} END {print n}' inside-$k.tsv) * 5 / 4096 * 4096 / 2)) "$out/blob-$k"
		"$plant" -s $((seed * 10 + k)) -c 4096 -i -p 80 "$out/blob-$k" inside-$k.tsv - "$out/blob-$k.tsv"
	done
}

# live: the folder of files that stay or go: noise of 1 KB to 500 KB
live() {
	mkdir live
	head -c 60000000 /dev/zero | openssl enc -aes-128-ctr -K "$(printf %032x "$seed")" -iv 01 >noise 2>/dev/null
	awk -v seed="$seed" 'BEGIN { srand(seed); for (i = 0; i < 240; i++) print i, 1000 + int(rand() ^ 2 * 500000) }' |
		while read -r i n; do
			dd if=noise of="live/f$i.bin" bs=65536 iflag=skip_bytes,count_bytes skip=$((i * 200000)) count="$n" status=none
		done
}

free_runs() {
	blkls -f "$1" -l "$image" | awk -F '|' -v unit="$2" '
		$1 + 0 == $1 {
			if ($1 != last + 1 || !n) { if (n) print first * unit, n * unit; first = $1; n = 0 }
			last = $1; n++
		}
		END { if (n) print first * unit, n * unit }' >free.txt
}

fat32() {
	need mkfs.fat mcopy mdel blkls
	mkfs.fat -F 32 -S 512 -s $((cluster / 512)) "$image" >/dev/null || exit 3
	MTOOLS_SKIP_CHECK=1 mcopy -i "$image" live/* :: || exit 3
	for i in $(seq 0 2 238); do echo "::f$i.bin"; done | xargs mdel -i "$image"
	mcopy -i "$image" "$out"/blob-? :: || exit 3
	free_runs fat 512
}

ext4() {
	need mke2fs debugfs blkls
	block=$((cluster < 1024 ? 1024 : cluster))
	mke2fs -q -t ext4 -b "$block" -d live "$image" || exit 3
	{
		for i in $(seq 0 2 238); do echo "rm f$i.bin"; done
		for k in "$out"/blob-?; do echo "write $k $(basename "$k")"; done
	} >commands
	debugfs -w -f commands "$image" >/dev/null 2>&1
	free_runs ext4 "$block"
}

ntfs() {
	need mkntfs ntfscp blkls
	mkntfs -q -F -Q -s 512 -c "$cluster" "$image" >/dev/null 2>&1 || exit 3
	for f in live/f?.bin "$out"/blob-?; do
		ntfscp -q -f "$image" "$f" "$(basename "$f")" >/dev/null 2>&1 || exit 3
	done
	free_runs ntfs "$cluster"
}

case $fs in
none) "$plant" -s "$seed" -c "$cluster" -a "$image" "$items/items.tsv" - "$out/key.tsv" ;;
fat32 | ext4 | ntfs)
	blobs
	live
	$fs
	unit=$cluster
	[ $fs != ext4 ] || unit=$block
	"$plant" -s "$seed" -c "$unit" "$image" outside.tsv free.txt "$out/key.tsv"
	;;
*) echo "carve-corpus.sh: no such file system: $fs" >&2; exit 2 ;;
esac || exit
printf 'seed %s, %s MiB, %s, clusters of %s: ' "$seed" "$mib" "$fs" "$cluster"
cut -f3 "$out"/key.tsv "$out"/blob-?.tsv 2>/dev/null | sort | uniq -c |
	awk '{printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $1} END {print ""}'
