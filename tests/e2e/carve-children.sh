#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pictures inside pictures are children of theirs: of carved ones, of cut ones, of files that are there.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-carve winnow-cat winnow-ls jq dd truncate

# children RECORDS: a line a child: parent, size, SHA-256 by winnow-cat from the record alone
children() {
	grep '"origin":"embedded"' "$1" | while IFS= read -r line; do
		echo "$line" | jq -j '[.parent, .size] | map("\(.) ") | add'
		echo "$line" | winnow-cat -q --bare | sha256sum | cut -d' ' -f1
	done
}

# Where in FILE the thumbnail's SOI is: the second one
second_soi() {
	LC_ALL=C grep -obUaP '\xff\xd8\xff' "$1" | LC_ALL=C sed -n '2s/:.*//p'
}

for i in 1 2 3 4; do picture t$i thumbnail $i $((i * 90)); done
picture plain jpeg 7 150
for i in 1 2 3 4; do
	at=$(second_soi t$i)
	n=$(tail -c +$((at + 1)) t$i | LC_ALL=C grep -obUaP '\xff\xd9' | LC_ALL=C sed -n '1s/:.*//p')
	tail -c +$((at + 1)) t$i | head -c $((n + 2)) >thumb$i
done

# ---- In free space ----

truncate -s 3M disk.img
plant disk.img 0 t1
plant disk.img 524800 plain
plant disk.img 1048577 t2
plant disk.img 2097152 t3
unchanged disk.img
winnow-carve -q disk.img >disk.jsonl
expect "the pictures themselves" disk.jsonl t1 plain t2 t3
same "each thumbnail is its picture's child" "@0 $(wc -c <thumb1) $(sha256sum <thumb1 | cut -d' ' -f1)
@1048577 $(wc -c <thumb2) $(sha256sum <thumb2 | cut -d' ' -f1)
@2097152 $(wc -c <thumb3) $(sha256sum <thumb3 | cut -d' ' -f1)" "$(children disk.jsonl)"
check "it follows its picture" jq -se '[.[] | select(.record == "file") | .id] |
	length == 7 and (.[1] | startswith("@0@")) and (.[4] | startswith("@1048577@"))' disk.jsonl
check "ids are unique" jq -se '[.[] | select(.record == "file") | .id] | length == (unique | length)' disk.jsonl
check "it says what was checked" jq -se 'all(.[] | select(.origin == "embedded");
	.state == "whole" and .confidence > 0.9 and .mime == "image/jpeg" and (.byte_runs | length) == 1)' disk.jsonl

# ---- Of pictures that are not all there ----

truncate -s 2M cut.img
head -c 6000 t4 >t4.part
plant cut.img 0 t4.part
head -c $(($(second_soi t3) + $(wc -c <thumb3) + 20)) t3 >t3.part
plant cut.img 1048576 t3.part
winnow-carve -q cut.img >cut.jsonl
same "a cut picture keeps its thumbnail" "@0 $(wc -c <thumb4) $(sha256sum <thumb4 | cut -d' ' -f1)
@1048576 $(wc -c <thumb3) $(sha256sum <thumb3 | cut -d' ' -f1)" "$(children cut.jsonl)"
check "and is given as a part" jq -se '[.[] | select(.origin == "carved") | .state == "whole"] == [false, false]' cut.jsonl
jq -r 'select(.origin == "carved") | "\(.byte_runs[0].img_offset) \(.size)"' cut.jsonl | while read -r at n; do
	dd if=cut.img bs=64K iflag=skip_bytes,count_bytes skip="$at" count="$n" status=none of=got
	case $at in 0) whole=t4 ;; *) whole=t3 ;; esac
	cmp -s -n "$n" got $whole || echo bad
done >bad.txt
check "the part is a beginning of the picture" [ ! -s bad.txt ]

# ---- Of files that are there, and inside others ----

if command -v mke2fs >/dev/null; then
	mkdir tree
	cp t1 tree/live.jpg
	head -c 5000 /dev/urandom | cat - t2 plain >tree/cache.db
	truncate -s 8M ext4.img
	mke2fs -q -t ext4 -d tree ext4.img
	winnow-ls ext4.img | winnow-carve -q >live.jsonl
	live=$(jq -r 'select(.path == "/live.jpg" or .path == "live.jpg") | .id' live.jsonl)
	cache=$(jq -r 'select(.path == "/cache.db" or .path == "cache.db") | .id' live.jsonl)
	same "of a live file, and of one inside a cache" "$cache@5000 $(wc -c <thumb2) $(sha256sum <thumb2 | cut -d' ' -f1)
$live $(wc -c <thumb1) $(sha256sum <thumb1 | cut -d' ' -f1)" "$(children live.jsonl | sort)"
	grep -e '"origin":"carved"' -e '"origin":"embedded"' live.jsonl >found.jsonl
	winnow-carve -q --bare <found.jsonl | grep '"record":"file"' >again.jsonl
	same_file "what was found by carving is not searched again" found.jsonl again.jsonl
fi

# ---- Real pictures, by exiftool ----

if camera=$(shared exif/jpg) && command -v exiftool >/dev/null; then
	find "$camera" -name '*.jpg' ! -name '*corrupt*' | sort | head -n 60 >list
	while read -r f; do
		cat "$f"
		head -c $((512 - $(wc -c <"$f") % 512)) /dev/zero
	done <list >camera.img
	winnow-carve -q camera.img >camera.jsonl
	children camera.jsonl | cut -d' ' -f3 | sort -u >got.txt
	while read -r f; do
		exiftool -b -ThumbnailImage "$f" >thumb 2>/dev/null
		[ -s thumb ] && sha256sum <thumb | cut -d' ' -f1
	done <list | sort -u >want.txt
	n=$(comm -12 got.txt want.txt | wc -l) all=$(wc -l <want.txt)
	check "$n of $all thumbnails as exiftool extracts them" [ "$n" -ge $((all * 9 / 10)) ]
fi
finish
