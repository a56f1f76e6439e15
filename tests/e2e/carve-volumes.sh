#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Carving in the free space of file systems: what was deleted is found, over allocated gaps too, and what
# is still there is not. The file systems are made and changed by their own tools.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-carve jq dd truncate

for i in 1 2 3 4 5 6; do
	picture j$i jpeg $i $((i * 70))
	picture g$i png $i $((i * 30))
done
picture big jpeg 40 900

# ---- FAT32 ----

if command -v mkfs.fat >/dev/null && command -v mcopy >/dev/null; then
	truncate -s 64M fat.img
	mkfs.fat -F 32 -s 1 fat.img >/dev/null
	mcopy -i fat.img j1 j2 j3 g1 g2 g3 ::/
	mdel -i fat.img ::/j2 ::/g1 ::/g3
	unchanged fat.img
	winnow-carve -q fat.img >fat.jsonl
	expect "FAT32: the deleted ones, not the live ones" fat.jsonl j2 g1 g3

	# every second cluster stays in use; the next file is put in the gaps and around them
	truncate -s 64M gaps.img
	mkfs.fat -F 32 -s 1 gaps.img >/dev/null
	"$draw" text 1 500 >cluster
	mkdir small
	for i in $(seq 10 49); do cp cluster small/$i; done
	mcopy -i gaps.img small/* ::/
	mdel -i gaps.img ::/1[02468] ::/2[02468] ::/3[02468] ::/4[02468]
	printf '\377\377\377\377\377\377\377\377' >unknown # free count and next free cluster: search from the start
	plant gaps.img 1000 unknown
	mcopy -i gaps.img big ::/
	mdel -i gaps.img ::/big
	winnow-carve -q gaps.img >gaps.jsonl
	expect "FAT32: a file that was written around others" gaps.jsonl big
	check "it lies in many pieces" jq -se '[.[] | select(.origin == "carved") | .byte_runs | length] | .[0] > 10' gaps.jsonl
else
	echo "no mtools: FAT32 not tested"
fi

# ---- ext4 ----

if command -v mke2fs >/dev/null && command -v debugfs >/dev/null; then
	mkdir tree
	cp j4 j5 j6 g4 g5 g6 tree/
	truncate -s 64M ext4.img
	mke2fs -q -t ext4 -d tree ext4.img
	for f in j4 g5 j6; do debugfs -w -R "rm $f" ext4.img 2>/dev/null; done
	winnow-carve -q ext4.img >ext4.jsonl
	expect "ext4: the deleted ones, not the live ones" ext4.jsonl j4 g5 j6
else
	echo "no e2fsprogs: ext4 not tested"
fi

# ---- NTFS ----

# The first of N clusters in a row that libtsk's own tool calls free, from CLUSTER on
free_cluster() {
	blkls -e -l "$1" 2>/dev/null | awk -F'|' -v want="$2" -v from="$3" '
		$1 ~ /^[0-9]+$/ && $1 >= from { run = $2 == "f" ? run + 1 : 0; if (run == want) { print $1 - want + 1; exit } }'
}

if command -v mkntfs >/dev/null && command -v ntfscp >/dev/null && command -v blkls >/dev/null; then
	truncate -s 64M ntfs.img
	mkntfs -qFf ntfs.img >/dev/null 2>&1
	ntfscp -q -f ntfs.img j1 j1 2>/dev/null
	ntfscp -q -f ntfs.img g2 g2 2>/dev/null
	cluster=$(free_cluster ntfs.img 160 3000)
	plant ntfs.img $((cluster * 4096)) big
	plant ntfs.img $(((cluster + 150) * 4096)) j5
	winnow-carve -q ntfs.img >ntfs.jsonl
	expect "NTFS: free clusters, not the live files" ntfs.jsonl big j5
else
	echo "no ntfs-3g or sleuthkit: NTFS not tested"
fi

# ---- A disk with partitions ----

# le32 N: as four bytes for printf
le32() {
	printf '\\%03o\\%03o\\%03o\\%03o' $(($1 & 255)) $(($1 >> 8 & 255)) $(($1 >> 16 & 255)) $(($1 >> 24 & 255))
}

# partition TYPE START SECTORS: an entry of a DOS table
partition() {
	printf "\\000\\376\\377\\377\\$1\\376\\377\\377$(le32 "$2")$(le32 "$3")"
}

if [ -f fat.img ] && [ -f ext4.img ]; then
	truncate -s 150M disk.img
	{ partition 014 4096 131072; partition 203 139264 140000; } >table
	printf '\125\252' >signature
	plant disk.img 446 table
	plant disk.img 510 signature
	plant disk.img $((4096 * 512)) fat.img
	plant disk.img $((139264 * 512)) ext4.img
	plant disk.img $(((4096 + 131072) * 512 + 333)) j1
	plant disk.img 141000077 g6    # behind the file system, in its volume
	plant disk.img 150000001 g4    # behind the last volume
	winnow-carve -q disk.img >disk.jsonl
	expect "a disk: both volumes, the gap between them, slack and end" disk.jsonl j2 g1 g3 j4 g5 j6 j1 g6 g4
	winnow-carve -q --no-join disk.img >disk.jsonl
	same "finds stand in the order of the disk" "$(finds disk.jsonl | cut -d' ' -f1)" \
		"$(finds disk.jsonl | cut -d' ' -f1 | tr -d @ | sort -n | sed 's/^/@/')"
	for j in 1 3; do
		winnow-carve -q -j $j disk.img | grep -v -e '"record":"run"' -e '"record":"end"' >disk.$j
	done
	same_file "the same with any number of workers" disk.1 disk.3
fi

# ---- Encrypted ----

truncate -s 4M luks.img
printf 'LUKS\272\276\000\002' >magic
plant luks.img 0 magic
plant luks.img 1048576 j1
winnow-carve -q luks.img >luks.jsonl
expect "an encrypted volume is not searched" luks.jsonl
check "and the volume record says so" grep -q '"message":"not searched, since it is encrypted"' luks.jsonl

# ---- Free space beside what libtsk's own tool lists ----

if command -v blkls >/dev/null; then
	for image in fat.img gaps.img ext4.img ntfs.img; do
		[ -f $image ] || continue
		case $image in ntfs.img) block=4096 ;; ext4.img) block=$(fsstat $image | awk '/^Block Size:/ {print $3}') ;; *) block=512 ;; esac
		blkls -A -l $image | awk -F'|' -v b="$block" '$1 ~ /^[0-9]+$/ && $2 == "f" {
			if (n && $1 == next_block) n++; else { if (n) print start * b, n * b; start = $1; n = 1 }
			next_block = $1 + 1 } END { if (n) print start * b, n * b }' >blkls.txt
		"$WINNOW_BUILDDIR/tests/e2e/freespace" $image >freespace.txt
		check "free space of $image is listed" [ -s blkls.txt ]
		same_file "free space of $image" blkls.txt freespace.txt
	done
fi
finish
