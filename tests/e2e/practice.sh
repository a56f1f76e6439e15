#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-practice: what it made is read with other people's tools and compared with its answer key.
. "$(dirname "$0")/lib.sh"
need winnow-practice mmls fls icat img_cat jq exiftool ewfverify ewfinfo sha256sum
PATH=$PATH:/usr/sbin:/sbin
need fsck.fat e2fsck ntfsfix ntfsinfo debugfs mkntfs

# make TABLE FILE: the recipe with this partition table, and 60 more files in a folder where it says MANY.
make() {
	awk -v table="$1" '
		/^MANY/ { for (i = 1; i <= 60; i++) printf "%s \"many/file number %d.gif\" gif-2 modified=2025-01-01T00:%02d:00Z\n", i % 7 ? "file" : "deleted", i, i % 60; next }
		{ sub(/^disk TABLE/, "disk " table); print }' "$WINNOW_SRCDIR/tests/e2e/practice.recipe" >"$2"
}

# records FILTER: id, SHA-256 and so on of the key's file records, tab-separated.
records() {
	jq -r "select(.record == \"file\") | select($1) | [$2] | @tsv" disk.img.key.jsonl
}

offset_of() {
	jq -r "select(.record == \"volume\" and .volume == \"$1\").offset / 512" disk.img.key.jsonl
}

# The bytes of a record by its byte_runs alone.
runs_of() {
	jq -r "select(.id == \"$1\") | .byte_runs[]? | \"\\(.img_offset) \\(.len)\"" disk.img.key.jsonl |
		while read -r at n; do
			dd if=disk.img bs=1M skip="$at" count="$n" iflag=skip_bytes,count_bytes status=none
		done
}

digest() {
	sha256sum | cut -d' ' -f1
}

# ---- The same bytes whenever and wherever they are made ----

same_anywhere() {
	mkdir -p there "else where"
	for name in disk.img disk.E01; do
		(cd there && TZ=Pacific/Auckland SOURCE_DATE_EPOCH=1 winnow-practice ../all.recipe -o $name)
		sleep 1.1
		(cd "else where" && TZ=America/Lima LC_ALL=C HOME=/nowhere winnow-practice ../all.recipe -o $name)
		same_file "$1: the same image: $name" there/$name "else where/$name"
		same_file "$1: the same key: $name" there/$name.key.jsonl "else where/$name.key.jsonl"
		same_file "$1: the same list: $name" there/$name.known.csv "else where/$name.known.csv"
	done
	mv there/disk.* .
	winnow-practice all.recipe -o other.img --seed 4712
	check "$1: another seed, other bytes" test "$(sha256sum <other.img)" != "$(sha256sum <disk.img)"
	rm -rf there "else where" other.*
}

# ---- Partition table ----

check_table() {
	mmls disk.img | awk '$2 ~ /^[0-9]+(:[0-9]+)?$/ && $2 != "Meta" { print $3 + 0, $5 + 0 }' >mmls.txt
	jq -r 'select(.record == "volume") | "\(.offset / 512) \(.size / 512)"' disk.img.key.jsonl >key.txt
	same_file "$1: mmls finds the volumes of the key" mmls.txt key.txt
	if command -v sfdisk >/dev/null; then
		sfdisk -J disk.img | jq -r '.partitiontable | .label, (.partitions[] | "\(.start) \(.size)")' >sfdisk.txt
		{ echo "$1" | sed s/mbr/dos/ && cat key.txt; } >wanted.txt
		same_file "$1: sfdisk reads the same table" sfdisk.txt wanted.txt
		check "$1: sfdisk finds no fault" sh -c 'sfdisk --verify disk.img 2>&1 | grep -q "^No errors detected"'
	fi
}

# ---- Files ----

# fls -p names that are no system file, orphan folder, or deleted; streams only where they are named.
check_names() {
	for volume in p1 p2 p3; do
		fls -r -p -F -u -o "$(offset_of $volume)" disk.img | sed 's/^[^\t]*\t//' |
			grep -v -e '^\$' -e '(Volume Label Entry)$' | LC_ALL=C sort >fls.txt
		records ".origin == \"allocated\" and (.id | startswith(\"$volume/\"))" .path | LC_ALL=C sort >key.txt
		sed -i 's/\\\\/\\/g' key.txt
		same_file "fls names the live files of $volume" fls.txt key.txt
	done
}

check_icat() {
	records '.practice.planted != "free" and .practice.recovery == "metadata"' .id,.hashes.sha256 >icat.tsv
	while read -r id wanted; do
		volume=${id%%/*}
		got=$(icat -r -o "$(offset_of "$volume")" disk.img "${id#*/}" 2>&1 | digest)
		[ "$got" = "$wanted" ] || fail "icat $id: $got, not $wanted"
	done <icat.tsv
	check "icat gave $(wc -l <icat.tsv) files" test "$(wc -l <icat.tsv)" -gt 120
}

check_runs() {
	records '.byte_runs and .practice.content != "gif-2"' .id,.hashes.sha256 >runs.tsv
	while read -r id wanted; do
		got=$(runs_of "$id" | digest)
		[ "$got" = "$wanted" ] || fail "byte_runs of $id: $got, not $wanted"
	done <runs.tsv
	check "$(wc -l <runs.tsv) files are where byte_runs says" test "$(wc -l <runs.tsv)" -gt 30
}

# The body file of fls has whole seconds; FAT's access is a day. Names there carry " (deleted)".
check_times() {
	for volume in p1 p2 p3; do
		[ "$volume" = p1 ] && fat=true || fat=false
		TZ=UTC0 fls -r -F -m '' -o "$(offset_of $volume)" disk.img |
			awk -F'|' '{ print $3 "\t" $9 "\t" $8 "\t" $10 "\t" $11 }' | LC_ALL=C sort -u >fls.txt
		jq -r --argjson fat $fat 'def s: if . then (.[:19] + "Z" | fromdate) else 0 end;
			select(.record == "file" and (.id | startswith("'$volume'/"))) | select(.practice.planted != "stream") |
			[(.id | split("/")[1]), (.mtime | s), (.atime | s), (.ctime | s), (.crtime | s)] | @tsv' disk.img.key.jsonl |
			LC_ALL=C sort -u >key.txt
		LC_ALL=C comm -13 fls.txt key.txt >missing.txt
		same "times of $volume as fls has them" "" "$(cat missing.txt)"
	done
}

# ---- File systems ----

cut_volume() {
	jq -r "select(.record == \"volume\" and .volume == \"$1\") | \"\\(.offset) \\(.size)\"" disk.img.key.jsonl | {
		read -r at n
		dd if=disk.img of="$1.img" bs=1M skip="$at" count="$n" iflag=skip_bytes,count_bytes status=none
	}
}

check_filesystems() {
	cut_volume p1
	cut_volume p2
	cut_volume p3
	check "$1: fsck.fat finds no fault" fsck.fat -n p1.img >/dev/null
	check "$1: ntfsfix finds no fault" ntfsfix -n p2.img >/dev/null
	check "$1: ntfsinfo reads the volume" ntfsinfo -m p2.img >/dev/null
	check "$1: e2fsck finds no fault" e2fsck -fn p3.img >/dev/null 2>&1
	same "$1: serial of FAT" "0xcafe0001" "$(fsstat p1.img | sed -n 's/^Volume ID: //p')"
	same "$1: serial of NTFS" 0123456789ABCDEF "$(fsstat p2.img | sed -n 's/^Volume Serial Number: //p')"
	same "$1: UUID of ext4" 00112233-4455 "$(dumpe2fs -h p3.img 2>/dev/null | sed -n 's/^Filesystem UUID: *\(.............\).*/\1/p')"
}

# Deleting on ext4 leaves nothing but the name (with names=kept), and the inode says when.
check_ext4_deletion() {
	inode=$(records '.path == "an/first.jpg"' .id)
	inode=${inode#*/}
	same "the inode is empty" 0 "$(icat p3.img "$inode" | wc -c)"
	check "dtime is the recipe's" sh -c "debugfs -R 'stat <$inode>' p3.img 2>/dev/null | grep -q 'dtime: 0x$(printf %08x "$(date -u -d 2026-02-02T02:02:02Z +%s)")'"
	check "the name is kept" sh -c "fls -r -d p3.img | grep -q 'first.jpg'"
}

# ---- Pictures ----

check_exif() {
	records '.practice.content == "jpeg-1" and .origin == "allocated"' .id | head -n 1 >id
	runs_of "$(cat id)" >picture.jpg
	exiftool -j -n -Make -Model -SerialNumber -OwnerName -LensModel -LensSerialNumber -Software -DateTimeOriginal \
		-OffsetTimeOriginal -SubSecTimeOriginal -GPSLatitude -GPSLongitude -GPSAltitude -GPSDateTime picture.jpg |
		jq -c '.[0] | del(.SourceFile)' >exiftool.txt
	cat >wanted.txt <<-END
		{"Make":"ACME","Model":"Box 1","SerialNumber":"SN-0001","OwnerName":"An Owner","LensModel":"L","LensSerialNumber":"L9","Software":1.0,"DateTimeOriginal":"2025:02:03 10:11:12","OffsetTimeOriginal":"+07:00","SubSecTimeOriginal":250,"GPSLatitude":21.028511,"GPSLongitude":105.852223,"GPSAltitude":12.5,"GPSDateTime":"2025:02:03 03:11:12Z"}
	END
	jq -c 'map_values(if type == "number" then . * 1000000 | round / 1000000 else . end)' exiftool.txt >a.txt
	jq -c . wanted.txt >b.txt
	same_file "exiftool reads what the recipe says" a.txt b.txt
	exiftool -b -ThumbnailImage picture.jpg >thumbnail.jpg
	same "its thumbnail" "160x100" "$(exiftool -s3 -ImageSize thumbnail.jpg)"
	records '.practice.content == "jpeg-2" and .origin == "allocated"' .id | head -n 1 >id
	runs_of "$(cat id)" >picture.jpg
	same "south, west, below the sea" "-33.856784 -151.215297 -3.25" \
		"$(exiftool -n -p '$GPSLatitude $GPSLongitude $GPSAltitude' picture.jpg)"
	same "progressive" "Progressive DCT, Huffman coding" "$(exiftool -s3 -EncodingProcess picture.jpg)"
}

# Every picture decodes without a word: djpeg and pngtopnm are not everywhere, file is.
check_formats() {
	records '.byte_runs and .state == "whole" and (.mime | startswith("image/"))' .id,.mime,.practice.content |
		sort -u -k3,3 >pictures.tsv
	while read -r id mime name; do
		runs_of "$id" >picture
		same "$name is $mime" "$mime" "$(file -b --mime-type picture)"
		if command -v djpeg >/dev/null && [ "$mime" = image/jpeg ]; then
			check "djpeg reads $name" sh -c 'djpeg picture >/dev/null 2>djpeg.txt && [ ! -s djpeg.txt ]'
		fi
		[ "$mime" = image/png ] && command -v pngcheck >/dev/null && check "pngcheck $name" pngcheck -q picture
		same "exiftool has no complaint about $name" "" "$(exiftool -s3 -Warning -Error picture)"
	done <pictures.tsv
}

# ---- EWF ----

check_ewf() {
	check "ewfverify" ewfverify -q disk.E01 >/dev/null
	same "the bytes of E01 and raw" "$(digest <disk.img)" "$(img_cat disk.E01 | digest)"
	winnow-practice all.recipe -o split.E01 --segment-size 4M
	check "more than one segment" test -e split.E03
	check "ewfverify of segments" ewfverify -q split.E01 >/dev/null
	same "acquisition data" "C-1 E-1 T. Ester two words" "$(ewfinfo disk.E01 |
		awk -F'\t+' '/Case number/ { a = $NF } /Evidence number/ { b = $NF } /Examiner/ { c = $NF } /Notes/ { d = $NF } END { print a, b, c, d }')"
	rm -f split.*
}

# ---- Lists ----

check_lists() {
	jq -r 'select(.practice.known) | [.hashes.sha256, .hashes.sha1, .hashes.md5, .size, .practice.known, "practice", .practice.category, .practice.content] | join(",")' \
		disk.img.key.jsonl | sort -u >key.txt
	tail -n +2 disk.img.known.csv | sort >list.txt
	same_file "the list of known digests" list.txt key.txt
	same "three of them" 3 "$(wc -l <list.txt)"
	winnow-practice all.recipe -o plain.img --hashes plain.sums --key plain.key
	same "a plain list has the alert ones" "$(grep ,alert, disk.img.known.csv | cut -d, -f1)" "$(cut -d' ' -f1 plain.sums)"
	same "the same key under another name, but for the image's" "$(sed 's/disk.img/plain.img/g' disk.img.key.jsonl | digest)" "$(digest <plain.key)"
	same "the key is a whole stream" "run end" "$(jq -rs '[.[0].record, .[-1].record] | join(" ")' plain.key)"
	same "which counts its files" "$(jq -s 'map(select(.record == "file")) | length' plain.key)" "$(jq -s '.[-1].items' plain.key)"
	rm -f plain.*
}

for table in mbr gpt; do
	make $table all.recipe
	same_anywhere $table
	check_table $table
	check_filesystems $table
done
check_names
check_icat
check_runs
check_times
check_ext4_deletion
check_exif
check_formats
check_ewf
check_lists
finish
