#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every file that fls and icat give of public images is given with the same size and the same bytes.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/fls.sh"
need fls icat jq sha256sum unzip qemu-img pstat
images=$(shared images) || skip "the public images are not there"

for name in ext2.E01 ext2.split.E01 ext2.splitraw.000 ext2.vhd ext2.vmdk image.vhd hfsplus.raw \
	iso9660.raw; do
	unchanged "$images/$name"
	given "$images/$name"
	as_fls p0 "$images/$name"
done

for name in 5-fat-daylight/daylight.dd 6-undel-fat/6-fat-undel.dd 7-undel-ntfs/7-ntfs-undel.dd; do
	unzip -qo "$images/${name%%/*}.zip"
	unchanged "$name"
	given "$name"
	as_fls p0 "$name"
done

for name in ext2 windows_volume; do
	qemu-img convert -O raw "$images/$name.qcow2" "$name.raw"
	given "$name.raw"
	as_fls p0 "$name.raw"
done

block=$(pstat "$images/apfs.raw" | sed -n 's/.*APSB Block Number: //p' | head -n 1)
given "$images/apfs.raw"
as_fls p0.1 "$images/apfs.raw" -P apfs -B "$block"

# What the makers of the two undelete images say must come out of them. FAT forgets a deleted file's chain:
# for its fragmented files the page tells the digest that a tool gets which reads on from the first
# cluster, and that one is expected, with the note that it is an assumption.
ends_with() {
	[ "${1%"$2"}" != "$1" ]
}
undeleted() {
	given "$1"
	tr '\\' / <"$2" >page
	sed -n 's,.*<tt>/\([^<]*\)</tt></td><td>\([0-9]*\)</td><td><tt>\([0-9a-f]\{32\}\)</tt>.*,\1 \2 \3,p' \
		page >truth
	sed -n 's,.*<tt>/\([^<]*\)</tt></td><td><tt>\([0-9a-f]\{32\}\)</tt>.*,\1 \2,p' page >foretold
	check "$2 tells what to find" [ -s truth ]
	(cd items && md5sum -- *) >md5
	while read -r path size md5; do
		name=${path##*/}
		otherwise=$(awk -v n="$name" '$1 == n { print $2 }' foretold)
		file=$(awk -v m="${otherwise:-$md5}" '$1 == m { print $2; exit }' md5)
		id=$(jq -r --arg f "$file" 'select(.file == $f) | .id' items/winnow-cat.log.jsonl)
		record=$(jq -c --arg id "$id" 'select(.record == "file" and .id == $id)' ls.jsonl)
		same "$1: $path, size" "$(echo "$record" | jq .size)" "$size"
		# FAT forgets the first letter of a deleted name as well.
		check "$1: $path, name" ends_with "$(echo "$record" | jq -r .path)" "${name#?}"
		[ -z "$otherwise" ] || same "$1: $path, note" "$(echo "$record" |
			jq '.notes[0].message | contains("an assumption")')" true
	done <truth
}
undeleted 6-undel-fat/6-fat-undel.dd 6-undel-fat/index.html
undeleted 7-undel-ntfs/7-ntfs-undel.dd 7-undel-ntfs/index.html
same "an orphan is called one" "$(jq -r 'select(.id == "p0/38-128-3") | .origin' ls.jsonl)" orphan
same "a deleted stream has a path of its own" \
	"$(jq -r 'select(.id == "p0/32-128-6") | .origin + " " + .path' ls.jsonl)" "deleted mult1.dat:ADS"
finish
