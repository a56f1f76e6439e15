#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# File slack: pictures in what files were given room for and did not fill. Where a file's clusters lie is
# asked of sleuthkit or of the file system's own tools.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-carve winnow-cat jq dd truncate

picture a jpeg 3 60
picture b png 4 20
picture c gif 5 30
picture d jpeg 6 70
"$draw" text 1 700 >text

# slack RECORDS: a line a find in slack: offset, state, SHA-256 by winnow-cat
slack() {
	grep '"origin":"slack"' "$1" | while IFS= read -r line; do
		echo "$line" | jq -j '[.byte_runs[0].img_offset, .state] | map("\(.) ") | add'
		echo "$line" | winnow-cat -q --bare | sha256sum | cut -d' ' -f1
	done
}

# line OFFSET FILE: as slack() gives it
line() {
	echo "$1 whole $(sha256sum <"$2" | cut -d' ' -f1)"
}

# ---- FAT16 with clusters of 16 KiB ----

if command -v mkfs.fat >/dev/null && command -v mcopy >/dev/null && command -v istat >/dev/null; then
	truncate -s 100M fat.img
	mkfs.fat -F 16 -s 32 fat.img >/dev/null
	for i in 1 2 3 4; do mcopy -i fat.img text ::/t$i.txt; done
	first() { istat fat.img "$(fls fat.img | sed -n "s/^r\/r \([0-9]*\):.*$1.*/\1/p")" | awk '/^Sectors:/ {getline; print $1 * 512; exit}'; }
	one=$(first t1) two=$(first t2) three=$(first t3) four=$(first t4)
	plant fat.img $((one + 777)) a
	plant fat.img $((two + 8192)) b
	plant fat.img $((four + 1024)) c
	# a picture from the end of one file's room into the next one's
	plant fat.img $((three + 16384 - 1000)) d
	dd if=text of=fat.img bs=1 seek="$four" conv=notrunc status=none
	unchanged fat.img
	winnow-carve -q fat.img >plain.jsonl
	same "nothing without --slack" "" "$(slack plain.jsonl)"
	winnow-carve -q --slack fat.img >fat.jsonl
	same "status" 0 $?
	slack fat.jsonl | grep whole >got.txt
	{ line $((one + 777)) a; line $((two + 8192)) b; line $((four + 1024)) c; } >want.txt
	same_file "FAT: pictures behind the ends of files" want.txt got.txt
	check "none runs from one file's slack into the next" jq -se 'all(.[] | select(.origin == "slack"); .byte_runs | length == 1)' fat.jsonl
	winnow-carve -q --slack --range "$two:16384" fat.img >range.jsonl
	same "one file's slack only" "$(line $((two + 8192)) b)" "$(slack range.jsonl)"
	cp fat.img less.img
	mdel -i less.img ::/t4.txt
	winnow-carve -q --slack less.img >deleted.jsonl
	same "a deleted file's is free space, and searched once" "@$((four + 1024)) carved" \
		"$(jq -r 'select(.state == "whole" and .mime == "image/gif") | "\(.id) \(.origin)"' deleted.jsonl)"
else
	echo "no mtools or sleuthkit: FAT not tested"
fi

# ---- NTFS with clusters of 64 KiB ----

if command -v mkntfs >/dev/null && command -v ntfscp >/dev/null && command -v istat >/dev/null; then
	truncate -s 64M ntfs.img
	mkntfs -qFf -c 65536 ntfs.img >/dev/null 2>&1
	head -c 3000 /dev/zero | tr '\0' x >filler
	ntfscp -q -f ntfs.img filler f1 2>/dev/null
	addr=$(fls ntfs.img | sed -n 's/^r\/r \([0-9]*\)-.*f1$/\1/p')
	cluster=$(istat ntfs.img "$addr" | awk '/\$DATA/ {getline; print $1; exit}')
	plant ntfs.img $((cluster * 65536 + 3001)) a
	plant ntfs.img $((cluster * 65536 + 40000)) b
	winnow-carve -q --slack ntfs.img >ntfs.jsonl
	{ line $((cluster * 65536 + 3001)) a; line $((cluster * 65536 + 40000)) b; } >want.txt
	slack ntfs.jsonl >got.txt
	same_file "NTFS: pictures behind the end of a file" want.txt got.txt
else
	echo "no ntfs-3g or sleuthkit: NTFS not tested"
fi

# ---- ext4 ----

if command -v mke2fs >/dev/null && command -v debugfs >/dev/null; then
	mkdir tree
	cp text tree/f1
	cp a tree/whole.jpg
	truncate -s 32M ext4.img
	mke2fs -q -t ext4 -b 4096 -d tree ext4.img
	block=$(debugfs -R 'blocks f1' ext4.img 2>/dev/null | tr -d ' ')
	plant ext4.img $((block * 4096 + 1000)) b
	winnow-carve -q --slack ext4.img >ext4.jsonl
	same "ext4: behind the end of a file, and not the files themselves" "$(line $((block * 4096 + 1000)) b)" \
		"$(slack ext4.jsonl)"
	for j in 1 3; do
		winnow-carve -q --slack -j $j ext4.img | grep -v -e '"record":"run"' -e '"record":"end"' >ext4.$j
	done
	same_file "the same with any number of workers" ext4.1 ext4.3
else
	echo "no e2fsprogs: ext4 not tested"
fi
finish
