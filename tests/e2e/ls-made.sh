#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-ls and winnow-cat on file systems made here, against fls and icat, and against what was put in.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/fls.sh"
PATH=$PATH:/usr/sbin:/sbin
need fls icat mmls jq sha256sum mke2fs debugfs mkfs.vfat mcopy openssl
export MTOOLSRC=/dev/null MTOOLS_SKIP_CHECK=1

# bytes NAME N: N bytes that look random and are the same every time.
bytes() {
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv "$(printf '%s' "$1" |
		sha256sum | cut -c 1-32)" </dev/zero 2>/dev/null | head -c "$2"
}
field() { # ID KEY
	jq -r --arg id "$1" "select(.record == \"file\" and .id == \$id) | $2" ls.jsonl
}
by_path() { # PATH KEY
	jq -r --arg p "$1" "select(.record == \"file\" and .path == \$p) | $2" ls.jsonl
}

# ---- ext2, ext3, ext4 ------------------------------------------------------------------------------------

mkdir -p tree/etc/gone tree/home/ann/Pictures tree/home/ann/Downloads
bytes a 123456 >tree/home/ann/Pictures/a.jpg
bytes b 700000 >tree/home/ann/Pictures/b.jpg
bytes c 4096 >tree/home/ann/Downloads/c.png
bytes conf 100 >tree/etc/conf
: >tree/etc/zero
for file in etc/del1 etc/del2 home/ann/del3 etc/gone/x; do
	bytes "$file" 60000 >"tree/$file.jpg"
done
bytes s 100000 >tree/etc/sparse
bytes t 10 | dd of=tree/etc/sparse bs=1 seek=5000000 conv=notrunc 2>/dev/null
ln tree/etc/conf tree/home/ann/linked
ln -s conf tree/etc/symbolic
mkfifo tree/etc/pipe
bytes latin 50 >"$(printf 'tree/etc/LATIN1-\351')"

for type in ext2 ext3 ext4; do
	image=$type.img
	truncate -s 32M "$image"
	mke2fs -qF -t $type -b 1024 -d tree "$image" >/dev/null || skip "mke2fs makes no $type from a folder"
	for file in etc/del1.jpg etc/del2.jpg home/ann/del3.jpg etc/gone/x.jpg; do
		debugfs -w -R "rm $file" "$image" >/dev/null 2>&1
	done
	debugfs -w -R 'rmdir etc/gone' "$image" >/dev/null 2>/dev/null
	debugfs -w -R 'kill_file home/ann/Downloads/c.png' "$image" >/dev/null 2>&1
	debugfs -w -R 'write tree/etc/conf etc/new' "$image" >/dev/null 2>&1
	unchanged "$image"
	given "$image"
	as_fls p0 "$image"
	same "$type: the camera's pictures come first" "$(jq -r 'select(.record == "file") | .path' \
		ls.jsonl | head -n 2 | paste -sd ' ')" "home/ann/Pictures/a.jpg home/ann/Pictures/b.jpg"
	same "$type: a hard link is one file with a further name" "$(jq -r \
		'select(.record == "name" and .state == "allocated") | .path' ls.jsonl)" etc/conf
	same "$type: the further name has the file's id" \
		"$(jq -r 'select(.record == "name" and .state == "allocated") | .id' ls.jsonl)" \
		"$(by_path home/ann/linked .id)"
	same "$type: links and pipes are no files" "$(by_path etc/symbolic .id)$(by_path etc/pipe .id)" ""
	same "$type: bytes that are no UTF-8" "$(jq -r 'select(.path_bytes) | .path_bytes' ls.jsonl)" \
		"$(printf 'etc/LATIN1-\351' | od -An -tx1 | tr -d ' \n')"
	same "$type: a sparse file is read whole" "$(sha256sum <tree/etc/sparse)" \
		"$(winnow-cat -q --id "$(by_path etc/sparse .id)" ls.jsonl | sha256sum)"
	check "$type: and its runs are those that are stored" [ "$(by_path etc/sparse \
		'[.byte_runs[].len] | add')" -lt 5000010 ]
done

# The same names and bytes in a partition: offsets count from the image's start.
{
	head -c 1048576 /dev/zero
	cat ext4.img
} >disk.img
printf '\000\040\041\000\203\000\000\000\000\010\000\000\000\000\001\000' |
	dd of=disk.img bs=1 seek=446 conv=notrunc 2>/dev/null
printf '\125\252' | dd of=disk.img bs=1 seek=510 conv=notrunc 2>/dev/null
given disk.img
as_fls p1 disk.img -o 2048
id=$(by_path home/ann/Pictures/b.jpg .id)
same "byte_runs are the image's own offsets" "$(field "$id" \
	'.byte_runs[] | "\(.img_offset) \(.len)"' | while read -r at n; do
	tail -c "+$((at + 1))" disk.img | head -c "$n"
done | sha256sum)" "$(sha256sum <tree/home/ann/Pictures/b.jpg)"
same "a second run gives the same records" "$(grep -v -e '"run_id"' ls.jsonl | sha256sum)" \
	"$(winnow-ls -j 1 disk.img | grep -v -e '"run_id"' | sha256sum)"

# ---- FAT12, FAT16, FAT32 ---------------------------------------------------------------------------------

for size in 150000 3000 70000 9000 40000 260000; do
	bytes "fat$size" $size >"fat$size"
done
touch -d '2020-01-02 03:04:06' fat3000
for fat in "12 2 1" "16 40 4" "32 40 1"; do
	set -- $fat
	image=fat$1.img
	truncate -s "$2M" "$image"
	mkfs.vfat -F "$1" -s "$3" -n VOLUME "$image" >/dev/null || continue
	mmd -i "$image" ::DCIM ::DCIM/100CANON "::My Folder" ::gone ::gone/sub
	mcopy -i "$image" fat150000 ::DCIM/100CANON/IMG_0001.JPG
	mcopy -m -i "$image" fat3000 "::My Folder/a long name with ünicode.txt"
	mcopy -i "$image" fat70000 ::gone/c.jpg
	mcopy -i "$image" fat9000 ::gone/sub/d.jpg
	mcopy -i "$image" fat40000 ::stays.jpg
	mcopy -i "$image" fat150000 ::dead.jpg
	mdel -i "$image" ::dead.jpg
	mdeltree -i "$image" ::gone
	unchanged "$image"
	given "$image"
	as_fls p0 "$image"
	same "FAT$1: a local time has no Z and is as it was written" \
		"$(by_path "My Folder/a long name with ünicode.txt" .mtime)" 2020-01-02T03:04:06
	same "FAT$1: a deleted file is read on from its first cluster" "$(sha256sum <fat150000)" \
		"$(winnow-cat -q --id "$(by_path _ead.jpg .id)" ls.jsonl | sha256sum)"
	same "FAT$1: and that is called an assumption" "$(by_path _ead.jpg \
		'.origin + " " + .notes[0].level')" "deleted info"
	check "FAT$1: what a deleted folder held is found" \
		grep -q "$(sha256sum fat9000 | cut -d ' ' -f 1)" given.tsv
	same "FAT$1: the camera's folder comes first" "$(jq -r 'select(.record == "file") | .path' \
		ls.jsonl | head -n 1)" DCIM/100CANON/IMG_0001.JPG
done

# Once its first cluster is another file's, nothing of a deleted file is attributed to it.
truncate -s 2M over.img
mkfs.vfat -F 12 over.img >/dev/null
mmd -i over.img ::one
mcopy -i over.img fat9000 ::first.jpg
mdel -i over.img ::first.jpg
mcopy -i over.img fat70000 ::one/second.jpg
given over.img
same "overwritten: no content, a warning" "$(by_path _irst.jpg \
	'"\(.size) \(.content) \(.byte_runs) \(.notes[0].level)"')" "9000 null null warning"
check_status 1 winnow-cat -q --id "$(by_path _irst.jpg .id)" ls.jsonl
check_status 0 winnow-hash -q -o hashed.jsonl ls.jsonl
same "overwritten: no digests, and that is no error" "$(jq -r 'select(.path == "_irst.jpg") |
	"\(.hashes) \(.notes[1].level)"' hashed.jsonl)" "null info"

# ---- exFAT, ISO 9660, UFS: where there is a tool -----------------------------------------------------------

mkdir exfat
check "mkexfat draws" "$WINNOW_BUILDDIR/tests/e2e/mkexfat" exfat.img exfat
unchanged exfat.img
given exfat.img
as_fls p0 exfat.img
for file in exfat/*; do
	check "exFAT: ${file#*/}" grep -q "$(sha256sum <"$file" | cut -d ' ' -f 1)" given.tsv
done
same "exFAT: all that was put in" "$(find exfat -type f | wc -l)" 4
same "exFAT: the deleted file is one" "$(by_path gone.jpg .origin)" deleted
same "exFAT: a local time has no Z" "$(by_path IMG_0001.JPG .mtime)" 2022-03-04T05:06:08
rm -f tree/etc/LATIN1-*
if command -v xorriso >/dev/null; then
	xorriso -as mkisofs -quiet -J -R -o iso.img tree 2>/dev/null
	given iso.img
	as_fls p0 iso.img
fi
if command -v makefs >/dev/null; then
	makefs -t ffs -s 30m -o version=1 ufs.img tree >/dev/null 2>&1
	given ufs.img
	as_fls p0 ufs.img
fi

# ---- NTFS ------------------------------------------------------------------------------------------------

if command -v mkntfs >/dev/null && command -v ntfscp >/dev/null; then
	truncate -s 20M ntfs.img
	mkntfs -qFQ ntfs.img >/dev/null 2>&1
	ntfscp -q ntfs.img fat150000 /big.jpg
	ntfscp -q -N hidden ntfs.img fat70000 /big.jpg
	ntfscp -q ntfs.img tree/etc/conf /small.txt
	unchanged ntfs.img
	given ntfs.img
	as_fls p0 ntfs.img
	same "NTFS: a stream is an item" "$(sha256sum <fat70000)" \
		"$(winnow-cat -q --id "$(by_path big.jpg:hidden .id)" ls.jsonl | sha256sum)"
	same "NTFS: a resident file is read by libtsk" "$(by_path small.txt .content.how)" tsk
fi

# ---- A practice disk: GPT with FAT32, NTFS (streams, deleted) and ext4 -----------------------------------

if [ -x "$WINNOW_BUILDDIR/winnow-practice" ]; then
	winnow-practice -q -o practice.img "$WINNOW_SRCDIR/examples/demo.recipe"
	unchanged practice.img
	given practice.img
	number=1
	for offset in $(mmls -a practice.img | awk '$1 ~ /^[0-9]+:$/ { print $3 + 0 }'); do
		as_fls p$number practice.img -o "$offset"
		number=$((number + 1))
	done
	check "the practice disk has three volumes" [ $number = 4 ]
	same "orphans come after the names of all volumes" "$(jq -r \
		'select(.record == "file") | .origin == "orphan"' ls.jsonl | uniq | paste -sd ' ')" \
		"false true"
fi

# ---- Two file systems on one volume: FAT32 whose reserved sectors hold ext2 --------------------------------

truncate -s 40M both.img
mkfs.vfat -F 32 -s 1 -R 8192 both.img >/dev/null
mcopy -i both.img fat9000 ::of-fat.jpg
mkdir -p few
cp tree/home/ann/Downloads/c.png few/of-ext.png
truncate -s 3M small.ext2
mke2fs -qF -t ext2 -b 1024 -d few small.ext2 >/dev/null
dd if=small.ext2 of=both.img bs=1024 skip=1 seek=1 conv=notrunc 2>/dev/null
given both.img
same "both are listed" "$(jq -r 'select(.record == "volume") | .fs' ls.jsonl | sort | paste -sd ' ')" \
	"ext2 fat32"
for file in of-fat.jpg of-ext.png; do
	check "both are walked: $file" [ "$(by_path $file .id)" ]
done
check "and read" grep -q "$(sha256sum fat9000 | cut -d ' ' -f 1)" given.tsv
check "both" grep -q "$(sha256sum few/of-ext.png | cut -d ' ' -f 1)" given.tsv
same "their ids are apart" "$(jq -r 'select(.record == "file") | .id' ls.jsonl | sort | uniq -d)" ""

# ---- What breaks -----------------------------------------------------------------------------------------

head -c 10000000 ext4.img >cut.img
winnow-ls cut.img >cut.jsonl 2>cut.err
status=$?
check "a cut image: files are still given (status $status)" \
	[ "$(jq -s '[.[] | select(.record == "file")] | length' cut.jsonl)" -gt 0 ]
check "a cut image: the stream is whole" [ "$(tail -n 1 cut.jsonl | jq -r .record)" = end ]

# A FAT folder that holds itself: the entry of LOOP/IN gets the first cluster of LOOP.
cp fat16.img loop.img
mmd -i loop.img ::LOOP ::LOOP/IN
entry() { # the offset of the folder entry of an 11-byte name
	LC_ALL=C grep -abo "$1" loop.img | tail -n 1 | cut -d : -f 1
}
dd if=loop.img of=cluster bs=1 count=2 skip="$(($(entry 'LOOP       ') + 26))" 2>/dev/null
dd if=cluster of=loop.img bs=1 seek="$(($(entry 'IN         ') + 26))" conv=notrunc 2>/dev/null
check "the loop is drawn" [ "$(fls -r loop.img 2>/dev/null | grep -c 'LOOP\|IN$')" -ge 2 ]
check "a folder that holds itself ends" timeout 600 winnow-ls -o loop.jsonl loop.img

# A freed inode whose size cannot be true: libtsk would follow its list of blocks for minutes.
truncate -s 8M freed.img
mke2fs -q -F -t ext2 freed.img
echo hello >hello
debugfs -w -f - freed.img >debugfs.log 2>&1 <<'END'
write hello hello
set_inode_field <12> size 268435455
set_inode_field <12> links_count 0
unlink hello
freei <12>
END
same "a freed inode with more bytes than its volume is not read" "268435455 null warning" "$(winnow-ls -q freed.img |
	jq -r 'select(.id == "p0/12") | "\(.size) \(.content) \(.notes[0].level)"')"
finish
