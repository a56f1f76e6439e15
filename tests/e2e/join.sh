#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Files in pieces: what winnow-carve joins is, read back by winnow-cat, the file that was cut up.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-carve winnow-cat jq dd truncate sha256sum

i=0
for size in 90 150 220 333; do
	i=$((i + 1))
	picture g$i png $i $size
done

# cut FILE CLUSTER FIRST: its beginning, so many clusters, into FILE.1, the rest into FILE.2
cut_up() {
	head -c $(($3 * $2)) "$1" >"$1.1"
	tail -c +$(($3 * $2 + 1)) "$1" >"$1.2"
}

# joined TITLE RECORDS FILE…: winnow-cat gives these files from the records that are whole
joined() {
	title=$1
	jq -r 'select(.record == "file" and .state == "whole" and .origin == "carved") | .id' "$2" >ids.txt
	rm -rf bytes
	winnow-cat -q -o bytes "$2" >/dev/null
	(cd bytes && find . -type f -exec sha256sum {} +) | cut -d' ' -f1 | sort >all.txt
	shift 2
	for file; do sha256sum <"$file" | cut -d' ' -f1; done | sort >expected.txt
	same "$title: as many whole items" "$#" "$(wc -l <ids.txt)"
	comm -12 all.txt expected.txt >got.txt
	same_file "$title" expected.txt got.txt
}

# ---- No file system ----

"$draw" noise 9 3000000 >raw.img
cut_up g2 512 5
cut_up g3 512 40
cut_up g4 512 20
plant raw.img $((100 * 512)) g1
plant raw.img $((1000 * 512)) g2.1 # with noise between
plant raw.img $((1030 * 512)) g2.2
plant raw.img $((2000 * 512)) g3.2 # the rest first
plant raw.img $((2400 * 512)) g3.1
plant raw.img $((3001 * 512)) g4.1 # the rest is gone
unchanged raw.img
winnow-carve -q raw.img >raw.jsonl
same "status" 0 $?
joined "two pieces, in order and out of order" raw.jsonl g1 g2 g3
check "a joined item lists its pieces" jq -se '[.[] | select(.id == "@\(2400 * 512)") | .byte_runs | length] == [2]' raw.jsonl
check "and says of how many it is" grep -q 'joined from 2 pieces' raw.jsonl
check "a picture without its rest is told as a part" \
	jq -se '[.[] | select(.id == "@\(3001 * 512)") | .state] == ["damaged"]' raw.jsonl
check "of what is there, and no more" \
	jq -se '[.[] | select(.id == "@\(3001 * 512)") | .size] | .[0] > 5000 and .[0] <= 20 * 512' raw.jsonl

winnow-carve -q --no-join raw.img >parts.jsonl
joined "without joining" parts.jsonl g1
winnow-carve -q -f png --join-budget 100 raw.img >poor.jsonl
joined "with next to no budget" poor.jsonl g1
check "and it says so" grep -q 'given up' poor.jsonl
check_status 2 winnow-carve -q --join-budget 0 raw.img 2>/dev/null

for j in 1 2; do
	winnow-carve -q -j $j raw.img >run.jsonl
	items run.jsonl >run.$j
done
items raw.jsonl >run.0
same_file "the same with one worker" run.0 run.1
same_file "the same again" run.0 run.2

# ---- Inside an item ----

if command -v mkfs.fat >/dev/null && command -v mcopy >/dev/null; then
	truncate -s 16M blob.img
	mkfs.fat blob.img >/dev/null
	mcopy -i blob.img raw.img ::/dump.bin
	winnow-ls -q blob.img | winnow-carve -q >inside.jsonl
	joined "inside a file of a file system" inside.jsonl g1 g2 g3

	# ---- FAT32: a picture written around others that were deleted with it, and one cut up by hand ----

	truncate -s 300M fat.img
	mkfs.fat -F 32 -s 8 fat.img >/dev/null
	"$draw" noise 3 40000000 >filler
	mcopy -i fat.img filler ::/
	mdel -i fat.img ::/filler
	data=$(fsstat fat.img 2>/dev/null | sed -n 's/^\*\* Cluster Area: \([0-9]*\).*/\1/p')
	if [ -n "$data" ]; then
		cut_up g4 4096 3
		plant fat.img $(((data + 800) * 512)) g4.2
		plant fat.img $(((data + 2000) * 512)) g4.1
		plant fat.img $(((data + 4000) * 512)) g3
		winnow-carve -q fat.img >fat.jsonl
		joined "FAT32, on its clusters" fat.jsonl g3 g4
	else
		echo "no sleuthkit: clusters of FAT32 not tested"
	fi
else
	echo "no mtools: file systems not tested"
fi
finish
