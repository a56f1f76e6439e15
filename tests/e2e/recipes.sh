#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The pipes of examples/recipes.md run as they are printed, and give what is true: by the keys of the practice images, which say
# what was planted, or by another tool.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-pdq jq awk sha256sum dd
page=$WINNOW_SRCDIR/examples/recipes.md

# The demo's disk with a stick beside it; the same disk before some files came; the camera's card alone.
{
	cat "$WINNOW_SRCDIR/examples/demo.recipe"
	cat <<'RECIPE'
archive holiday zip
member 2025/boat.jpg halong-2
member letter.txt letter
archive locked zip password=drawing
member inside.jpg hoian-1
volume fat16 size=8M label=STICK
file HOLIDAY.ZIP holiday
file LOCKED.ZIP locked
RECIPE
} >disk.recipe
grep -v 'Downloads\|temple' disk.recipe >older.recipe
sed '/^gap/,$d' disk.recipe >card.recipe
for image in disk older card; do
	winnow-practice -q "$image.recipe" -o "$image.E01" || fail "practice image $image"
done
winnow-set build -q -o known.wset disk.E01.known.csv || fail "set"
unchanged "$work"/*.E01

# A phone's folder: a film of 1.1 GB, most of which is a hole in an empty box behind it; a small one; and what is large and no film.
cat >phone.recipe <<'RECIPE'
movie walk mp4 320x240 seconds=2 scene=landscape
volume fat16 size=8M
file WALK.MP4 walk
RECIPE
winnow-practice -q phone.recipe -o phone.E01 || fail "practice image phone"
mkdir -p phone/DCIM
winnow-ls -q phone.E01 | jq -c 'select(.record != "file" or .path == "WALK.MP4")' | winnow-cat -q >phone/DCIM/short.mp4
{ cat phone/DCIM/short.mp4 && printf '\101\220\253\000free'; } >phone/DCIM/long.mp4
truncate -s $(($(stat -c %s phone/DCIM/short.mp4) + 0x4190ab00)) phone/DCIM/long.mp4
truncate -s 1200000000 phone/backup.bin

# pipe N: runs it; what it prints is in out, its status in status.
pipe() {
	awk -v n="$1" '/^## / { here = $2 == n "." } /^```$/ { on = 0 } on && here { print } /^```sh$/ { on = 1 }' "$page" >pipe.sh
	[ "$(wc -l <pipe.sh)" = 1 ] || fail "recipe $1 is not one line"
	sh -u ./pipe.sh >out 2>said || { cat said; fail "recipe $1 ends with $?"; }
	asked=$(sed -n "s/^## $1[.] //p" "$page")
}

# ids COLUMN: those of out, sorted, on one line.
ids() {
	cut -f "$1" out | LC_ALL=C sort | paste -sd ' '
}

# truth FILTER: ids of the items of the disk's key that it lets through.
truth() {
	jq -r "select(.record == \"file\") | select($1).id" "${2:-disk}.E01.key.jsonl" | LC_ALL=C sort | paste -sd ' '
}
media='((.mime // "") | test("^(image|video)/"))'
by_name='(.practice.recovery == "metadata" and .practice.planted != "member")'
expects() {
	same "$asked" "$1" "$2"
	[ -n "$1" ] || fail "$asked: there is nothing to find"
}

pipe 1
expects "$(sha256sum phone/DCIM/long.mp4 | cut -d ' ' -f 1)	$(stat -c %s phone/DCIM/long.mp4)	DCIM/long.mp4" "$(cat out)"
pipe 2
expects "$(truth "$by_name and .exif.BodySerialNumber == \"5B012345\"")" "$(ids 2)"
pipe 3
expects "$(truth "$by_name and $media and .origin == \"deleted\" and (.mtime | startswith(\"2025-10-05\"))")" "$(ids 2)"
pipe 4
jq -r 'select(.hashes).hashes.sha256' older.E01.key.jsonl | sort -u >before
expects "$(jq -r "select($by_name and $media) | [.hashes.sha256, .id] | @tsv" disk.E01.key.jsonl | grep -v -F -f before | cut -f 2 | LC_ALL=C sort | paste -sd ' ')" "$(ids 2)"
pipe 5
for image in card disk; do
	jq -r "select($by_name and $media).hashes.sha256" $image.E01.key.jsonl | sort -u >$image.digests
done
expects "$(comm -12 card.digests disk.digests)" "$(awk '$1 == "sha256" { print $2 }' out | sort)"
expects "5B012345 023021000987" "$(awk -F '\t' '$1 == "device" { print $2 }' out | sort -r | awk '{ print $NF }' | paste -sd ' ')"
pipe 6
# The places within reach are those of Hà Nội, written down in the recipe; the temple is 1.7 km away by another formula.
expects "$(truth "$by_name and .gps and (.gps.latitude | . > 20.98 and . < 21.07)")" "$(ids 2)"
expects "1.73" "$(awk -F '\t' '$3 ~ /temple/ { printf "%.2f", $1 }' out)"
expects "$(sort -g out)" "$(cat out)"
pipe 7
expects "$(printf '%s\n' MISC/BUDGET.XLS Users/an/Documents/invoice.pdf Windows/System32/drivers/cache.sys)" "$(cut -f 1 out | LC_ALL=C sort)"
pipe 8
expects "$(truth '.origin == "archive" and (.mime | startswith("image/")) and .practice.note != "encrypted"')" "$(ids 1)"
pipe 9
expects "$(winnow-ls -q disk.E01 | jq -s 'map(select(.record == "file")) | length')" "$(($(grep -c '' items.csv) - 1))"
jq -r "select($by_name and $media).hashes.sha256" disk.E01.key.jsonl | sort -u >planted
same "$asked: each planted picture has its row" "$(cat planted)" "$(grep -oF -f planted items.csv | sort -u)"
pipe 10
jq -r "select($by_name and $media and .origin == \"allocated\") | \"\(.hashes.md5)  \(.path)\"" disk.E01.key.jsonl | sort >wanted
check "$asked: every planted picture stands in it" [ -z "$(sort disk.md5 | comm -23 wanted -)" ]
check "$asked: in md5sum's form" [ "$(grep -cvE '^[0-9a-f]{32}  .' disk.md5)" = 0 ]
pipe 11
expects "$(truth "$by_name and (.exif.DateTimeOriginal // \"\" | test(\" (2[123]|0[0-4]):\"))")" "$(ids 3)"
pipe 12
expects "$(truth '.practice.note == "encrypted"')" "$(ids 1)"
pipe 13
expects "$(jq -r "select($by_name and .exif.Model) | .exif.Model" disk.E01.key.jsonl | sort | uniq -c | awk '{ $1 = $1 } 1' | sort)" \
	"$(awk -F '\t' '{ print $1, $3 }' out | sort)"
pipe 14
expects "$(winnow-ls -q disk.E01 | jq -s 'map(select(.record == "file") | [.mtime, .atime, .ctime, .crtime] | map(values) | length) | add')" "$(grep -c '' timeline.tsv)"
check "$asked: in order" sort -c timeline.tsv
check "$asked: a time that was planted stands in it" grep -q '^2025-12-20T04:00:05Z	m	.*Chợ Bến Thành.jpg' timeline.tsv
pipe 15
expects "$(jq -r 'select(.practice.planted == "free" and .byte_runs[0].img_offset >= 37 * 1048576 and .byte_runs[0].img_offset < 38 * 1048576) | "@\(.byte_runs[0].img_offset)"' disk.E01.key.jsonl)" "$(ids 1)"
pipe 16
expects "p1/37 p1/38" "$(ids 2)"
for id in p1/37 p1/38; do
	file=$(jq -r --arg id $id 'select(.record == "export" and .id == $id).file' exported/winnow-cat.log.jsonl)
	expects "$(jq -r --arg id $id 'select(.id == $id).hashes.sha256' disk.E01.key.jsonl)" "$(sha256sum <"exported/$file" | cut -d ' ' -f 1)"
done
pipe 17
expects yes "$(cat out)"
printf '%064d\n' 1 >none.txt
cp known.wset kept.wset
winnow-set build -q --kind alert -o known.wset none.txt || fail "set of nothing"
pipe 17
expects no "$(cat out)"
mv kept.wset known.wset
pipe 18
expects "$(truth "$by_name and (.mime | startswith(\"image/\")) and (.practice.known | not)")" "$(ids 1)"
pipe 19
expects "$(jq -r "select($by_name and (.mime | startswith(\"image/\"))).hashes.sha256" disk.E01.key.jsonl | sort | uniq -d | grep -c '')" "$(grep -c '' out)"
expects 3 "$(sed -n '/halong/s/	.*//p' out)"
pipe 20
expects "$(truth "$by_name and .practice.known == \"alert\"")" "$(ids 3 | tr ' ' '\n' | uniq | paste -sd ' ')"
winnow-practice -q disk.recipe -o disk.img || fail "raw image"
while read -r offset length id digest; do
	[ "$(cut -f 3 out | grep -cxF "$id")" = 1 ] || continue # in pieces
	[ "$(tail -c +$((offset + 1)) disk.img | head -c "$length" | sha256sum | cut -d ' ' -f 1)" = "$digest" ] || fail "$asked: $id"
done <out
pipe 21
expects "$(truth '.practice.planted == "stream" and (.mime | startswith("image/"))')" "$(ids 1)"
pipe 22
# Of GIF and PNG, which no file of a file system is by accident.
for type in image/gif image/png; do
	expects "$(jq -s -r --arg type $type 'map(select(.mime == $type and .practice.recovery == "metadata" and .practice.planted != "member")) | "\(length) \(map(.size) | add)"' disk.E01.key.jsonl)" \
		"$(awk -v type=$type '$3 == type { print $1, $2 }' out)"
done
same "all pipes of the page were tried" 22 "$(grep -c '^## ' "$page")"
finish
