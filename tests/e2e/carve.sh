#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Carving: pictures are found byte for byte where they lie, and nothing else is.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-carve jq dd truncate

i=0
for kind in jpeg progressive restart thumbnail png gif; do
	for size in 60 150 333; do
		i=$((i + 1))
		picture "p$i" $kind $i $size
	done
done
picture large png 50 1500
pictures="p1 p2 p3 p4 p5 p6 p7 p8 p9 p10 p11 p12 p13 p14 p15 p16 p17 p18"

# ---- No file system: every byte ----

"$draw" noise 99 9000000 >plain.img
at=12345
sector=1048576
odd='' even=''
for p in $pictures; do
	case $p in
	*[13579]) plant plain.img $at $p; odd="$odd $p" at=$((at + $(wc -c <$p) + 777)) ;;
	*) plant plain.img $((sector * 4)) $p; even="$even $p" sector=$((sector + 128 * 512)) ;;
	esac
done
unchanged plain.img
winnow-carve -q plain.img >plain.jsonl
same "status without a file system" 0 $?
expect "pictures amid noise, wherever they begin" plain.jsonl $pictures
winnow-carve -q --align 512 plain.img >aligned.jsonl
expect "pictures on sectors only" aligned.jsonl $even
winnow-carve -q -f gif plain.img >gif.jsonl
expect "one format only" gif.jsonl p16 p17 p18
winnow-carve -q -j 1 plain.img >one.jsonl
items one.jsonl >one.txt
items plain.jsonl >many.txt
same_file "the same with one worker" one.txt many.txt
same "one evidence and one volume record" "1 1" \
	"$(grep -c '^{"record":"evidence"' plain.jsonl) $(grep -c '^{"record":"volume"' plain.jsonl)"

# Ranges add up, wherever their borders are: here in the middle of pictures, before and in thumbnails.
cp plain.img ranges.img
plant ranges.img 8000000 p12
head -c 4000 p11 >p11.head
plant ranges.img 7000333 p11.head
winnow-carve -q --no-join -j 1 ranges.img | grep '"file"' >whole.txt
check "a picture with a thumbnail, and a cut one" [ "$(grep -c '"embedded"' whole.txt)" -ge 5 ]
for borders in "4500000" "8000002 8000100 8001000 8030000" "777 7000400 7003000 8005000"; do
	from=0
	for border in $borders 9000000; do
		winnow-carve -q --no-join --range $from:$((border - from)) ranges.img | grep '"file"'
		from=$border
	done >ranges.txt
	same_file "ranges with borders at $borders give what one run gives" whole.txt ranges.txt
done

# ---- Over the border between two jobs ----

truncate -s 130M border.img
plant border.img $((64 * 1048576 - 100000)) large
plant border.img $((128 * 1048576 - 512)) p2
plant border.img $((96 * 1048576)) p1
winnow-carve -q -j 2 border.img >border.jsonl
expect "pictures over the border of a job are given once" border.jsonl large p1 p2

# ---- Nothing there ----

truncate -s 8M zeros.img
"$draw" noise 5 8000000 >noise.img
"$draw" text 5 8000000 >text.img
for f in zeros noise text; do
	winnow-carve -q $f.img >$f.jsonl
	same "status on $f" 0 $?
	expect "nothing found in $f" $f.jsonl
done

# ---- Partly there ----

truncate -s 1M cut.img
plant cut.img 0 p3
head -c 9000 p15 >p15.head
plant cut.img 65536 p15.head
head -c 6000 p9 >p9.head
plant cut.img 131072 p9.head
plant cut.img $((131072 + 6144)) p1
winnow-carve -q cut.img >cut.jsonl
same "states of what was cut off" "@0 whole
@65536 damaged
@131072 damaged
@137216 whole" "$(finds cut.jsonl | cut -d' ' -f1,2 | sort -V)"
check "cut pictures are told with a note" \
	jq -se '[.[] | select(.state == "damaged") | .notes[0].level] == ["warning", "warning"]' cut.jsonl
check "no more is claimed than is there" \
	jq -se '[.[] | select(.id == "@65536" or .id == "@131072") | .size] | .[0] <= 9000 and .[1] <= 6144' cut.jsonl
check "most of what is there is claimed" \
	jq -se '[.[] | select(.id == "@131072") | .size] | .[0] > 4000' cut.jsonl

# ---- Bad usage, bad input ----

check_status 2 winnow-carve -q -f nonsense plain.img 2>err.txt
check "the formats there are are named" grep -q 'jpeg.*png' err.txt
check_status 2 winnow-carve -q --range 5 plain.img 2>/dev/null
check_status 2 winnow-carve -q --align 0 plain.img 2>/dev/null
check_status 3 winnow-carve -q missing.img >/dev/null 2>err.txt
same "one line for a missing file" 1 "$(wc -l <err.txt)"
: >empty.img
check_status 3 winnow-carve -q empty.img >/dev/null 2>&1
check_status 3 winnow-carve -q -o /dev/full plain.img 2>/dev/null
finish
