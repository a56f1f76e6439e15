#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-pdq and near matches: the published digests of the reference pictures (when ../shared is there), the same
# picture in several formats, hostile pictures, decoders that die.
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/lib.sh"
need winnow-ls winnow-type winnow-pdq winnow-match winnow-set mke2fs jq
[ -x "$WINNOW_BUILDDIR/winnow-pixels" ] || skip "winnow-pixels was not built"

# An ext4 volume of a folder's files.
volume() {
	rm -f "$2"
	truncate -s "$3" "$2"
	mke2fs -q -F -t ext4 -d "$1" "$2"
}

# ---- The published digests ----
if reference=$(shared pdq); then
	volume "$reference" reference.img 64M
	unchanged reference.img
	winnow-ls reference.img | winnow-type | winnow-pdq -o reference.jsonl
	same "pipe over the reference pictures" 0 $?
	jq -r 'select(.pdq) | [(.path | ltrimstr("/")), .pdq.hash, .pdq.quality] | @tsv' reference.jsonl | sort >ours
	grep -v '^#' "$reference/reference.tsv" | cut -f 1,3,4 | sort >published
	comm -13 ours published >differ
	check "every reference picture has its published digest" test ! -s differ
	check "and there were some" test "$(wc -l <published)" -gt 30
	winnow-pdq -j 1 reference.jsonl | grep '"record":"file"' >one
	grep '"record":"file"' reference.jsonl >two
	same_file "workers and a second run change nothing" one two
fi

# ---- One picture, several formats ----
mkdir pictures
draw=$WINNOW_BUILDDIR/tests/e2e/draw
for kind in jpeg progressive restart png; do
	"$draw" $kind 7 600 >pictures/$kind 2>/dev/null || rm -f pictures/$kind
done
head -c 6000 pictures/jpeg >pictures/cut.jpg
head -c 2000 pictures/png >pictures/cut.png
: >pictures/empty.jpg
(head -c 40 pictures/png && head -c 5000 /dev/urandom) >pictures/noise.png
(head -c 700 pictures/jpeg && head -c 5000 /dev/urandom) >pictures/noise.jpg
volume pictures disk.img 16M
winnow-ls disk.img | winnow-type | winnow-pdq -o disk.jsonl
check "hostile pictures do not end the run" test $? -le 1
hash_of() { jq -r --arg name "$1" 'select(.path? // "" | ltrimstr("/") == $name) | .pdq.hash' disk.jsonl; }
same "progressive and baseline of the same picture" "$(hash_of jpeg)" "$(hash_of progressive)"
same "with and without restart markers" "$(hash_of jpeg)" "$(hash_of restart)"
check "a note says what became of a cut picture" jq -se \
	'any(.[]; (.path? // "" | endswith("cut.jpg")) and any(.notes[]?; .tool == "winnow-pdq"))' disk.jsonl

# ---- Near matches ----
printf '%s,100\n' "$(hash_of jpeg)" >list.pdq
winnow-set -q build -o near.wset list.pdq
winnow-match -s near.wset disk.jsonl -o matched.jsonl
same "matching" 0 $?
jq -c 'select((.path? // "" | ltrimstr("/")) == "progressive") | .matches[] | [.by, .kind, .distance, .meaning]' matched.jsonl >got
same "a near match says what it is" '["pdq","alert",0,"similar, not identical"]' "$(cat got)"
winnow-report -f text matched.jsonl >report.txt
check "the report says so" grep -q 'similar, not identical (PDQ, distance 0, quality' report.txt
winnow-match --exact -s near.wset disk.jsonl | grep -c '"matches"' >count
same "--exact leaves them out" 0 "$(cat count)"
winnow-match -s near.wset matched.jsonl | grep '"record":"file"' >again
grep '"record":"file"' matched.jsonl >once
same_file "nothing is said twice" once again
# One bit more than allowed is none: turn 32 bits of the digest.
far=$(hash_of jpeg | sed 's/^......../00000000/')
printf '%s,100\n' "$far" >far.pdq
winnow-set -q build -o far.wset far.pdq
distance=$(winnow-match --distance 63 -s far.wset disk.jsonl |
	jq -r 'select((.path? // "" | ltrimstr("/")) == "jpeg") | .matches[0].distance')
check "a distance within the bound is found" \
	sh -c "winnow-match --distance $distance -s far.wset disk.jsonl | grep -q '\"distance\":$distance'"
check "one bit beyond the bound is not" \
	sh -c "! winnow-match --distance $((distance - 1)) -s far.wset disk.jsonl | grep -q '\"by\":\"pdq\"'"

# ---- Turned ----
winnow-pdq --turns disk.jsonl | jq -se '[.[] | select(.pdq_turned) | .pdq_turned | length] | all(. == 7) and length > 3' >/dev/null
same "eight ways to lie" 0 $?

# ---- Decoders that die cost their item only ----
mkdir many
for i in $(seq 40); do cp pictures/jpeg many/$i.jpg; done
volume many many.img 32M
winnow-ls many.img | winnow-type -o many.jsonl
winnow-pdq -j 2 many.jsonl -o killed.jsonl &
pid=$!
while kill -0 $pid 2>/dev/null; do
	for keeper in $(pgrep -x winnow-pixels); do pkill -KILL -P "$keeper" -x winnow-pixels 2>/dev/null; done
done
wait $pid
check "the run ends in order" test $? -le 1
same "no record is lost" "$(grep -c '"record":"file"' many.jsonl)" "$(grep -c '"record":"file"' killed.jsonl)"
# ---- Thumbnails ----
mkdir thumbs
"$draw" thumbnail 7 600 >thumbs/changed.jpg # its thumbnail is another picture
"$draw" jpeg 7 160 >thumbs/own.jpg
if command -v exiftool >/dev/null; then
	cp thumbs/own.jpg small.jpg
	exiftool -q -overwrite_original '-ThumbnailImage<=small.jpg' thumbs/own.jpg
	winnow-ls -q thumbs | winnow-type -q | winnow-pdq -q >thumbs.jsonl
	same "a thumbnail has a digest of its own" "$(jq -r 'select(.path == "own.jpg") | .pdq_embedded[0].hash' thumbs.jsonl)" \
		"$(jq -r 'select(.path == "own.jpg") | .pdq.hash' thumbs.jsonl)"
	same "one that looks like its picture gets no note" "$(jq -c 'select(.path == "own.jpg") | .notes' thumbs.jsonl)" null
	same "one that does not, gets one" "$(jq -r 'select(.path == "changed.jpg") | .notes[0].message[:59]' thumbs.jsonl)" \
		"embedded thumbnail does not look like its picture (PDQ dist"
fi

finish
