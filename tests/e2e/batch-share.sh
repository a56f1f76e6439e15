#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One image in parts: what winnow-carve finds in ranges, joins and all, and what stages make of records cut by lines,
# put end to end, equals what one undivided run gives. Files in pieces lie across the borders.
. "$(dirname "$0")/lib.sh"
need winnow-practice
batch=$WINNOW_SRCDIR/examples/batch

cat >pieces.recipe <<'END'
seed 7
time 2026-05-01T12:00:00
disk mbr
camera nikon make="NIKON CORPORATION" model="NIKON D750" serial=6012345 software="Ver.1.11"
picture one   jpeg 800x534 scene=landscape words="ONE" camera=nikon taken=2026-04-30T10:00:00+07:00 thumbnail noise=8
picture two   jpeg 800x534 scene=shapes words="TWO" camera=nikon noise=8 known=alert category=1
picture three jpeg 800x534 scene=chart words="THREE" camera=nikon thumbnail noise=8
picture five  png 900x700 scene=landscape words="FIVE" noise=9
volume fat32 size=36M label="NIKON D750" serial=D7500001
file    DCIM/100ND750/DSC_0001.JPG one modified=2026-04-30T10:00:00
deleted DCIM/100ND750/DSC_0002.JPG two modified=2026-04-30T10:05:00
free    one fragments=2
free    three fragments=2
free    five fragments=2
free    two fragments=2
free    three
volume ntfs size=20M
free    one fragments=2
free    five
free    three fragments=2
END
winnow-practice -q pieces.recipe -o disk.img --hashes known.csv --key key.jsonl || fail "practice disk"
winnow-set build -q -o known.wset known.csv
unchanged disk.img
size=$(wc -c <disk.img)
files() { grep -h '^{"record":"file"' "$@"; }

# ---- Ranges
winnow-carve -q disk.img >whole.jsonl
files whole.jsonl >whole.txt
check "files in pieces were joined" [ "$(grep -c ' pieces' whole.txt)" -ge 3 ]
border=$(sed -n 's/.*"byte_runs":\[{"file_offset":0,"img_offset":\([0-9]*\),"len":[0-9]*},{.*/\1/p' whole.txt | sed -n 2p)
check "there is a file to cut through" [ -n "$border" ]
# ranges NAME OPTIONS: searches the parts between $borders; the last part is first to be given.
ranges() {
	name=$1
	shift
	set -- "$@" --finish part-1
	from=0 i=0
	rm -f part-*
	for to in $borders $size; do
		i=$((i + 1))
		winnow-carve -q --unfinished --range $from:$((to - from)) disk.img >part-$i || fail "part $i"
		[ $i = 1 ] || set -- --finish part-$i "$@"
		from=$to
	done
	winnow-carve -q "$@" -o finished disk.img || fail "finish"
	files $(seq -f part-%g $i) finished >"$name"
}
for borders in "1 2000 30000000" "$((border + 100000)) $((border + 100512)) 40000000" $((border + 4096)); do
	ranges parts.txt
	same_file "parts with borders at $borders give what one run gives" whole.txt parts.txt
done
ranges parts.txt -j 1
same_file "whatever the number of workers" whole.txt parts.txt
winnow-carve -q --slack disk.img >slack.jsonl
check "other options are noticed" sh -c 'winnow-carve --slack --finish part-1 disk.img 2>&1 | grep -q "other options"'
check_status 2 winnow-carve --finish part-1 --no-join disk.img 2>/dev/null
check_status 2 winnow-carve --unfinished <whole.jsonl 2>/dev/null
check_status 3 winnow-carve -q --finish no-such-part disk.img >/dev/null 2>&1
head -c 3000 part-1 >cut
check_status 3 winnow-carve -q --finish cut disk.img >/dev/null 2>&1
sed 's/"kept":"../"kept":"zz/' part-1 >broken
check_status 3 winnow-carve -q --finish broken disk.img >/dev/null 2>said
check "a broken record is named" grep -q 'broken, line [0-9]*: an unfinished record is broken' said
grep '"unfinished"' part-* | sed 's/[^:]*://; s/"kept":"[0-9a-f]\{64\}/"kept":"'"$(printf 'f%.0s' $(seq 64))"'/' >wrong
winnow-carve -q --bare --finish wrong disk.img >/dev/null 2>&1
check "nonsense from another program ends in order" [ $? -le 3 ]
printf 'x' | cat disk.img - >other.img
same "parts of another image give nothing" 0 "$(winnow-carve -q --finish part-1 other.img | files | wc -l)"

# ---- The steps of examples/batch, on this machine
"$batch/slurm-image.sh" -l -p -n 3 -s known.wset -o shared disk.img || fail "the steps"
winnow triage -q --pdq -s known.wset -o case "$work/disk.img"
files case/records.jsonl >one.txt
files shared/records.jsonl >two.txt
same_file "an image in shares gives the records of winnow triage" one.txt two.txt
check "there are matches" grep -q '"kind":"alert"' two.txt
check_status 0 winnow-type -q -o /dev/null shared/records.jsonl
check "the stream is complete" grep -q 'Complete:' shared/report/report.txt
for text in Examined 'Matches (kind “alert”)' 'Recording devices'; do
	same "the reports agree: $text" "$(grep -A 1 "^$text " case/report.txt)" "$(grep -A 1 "^$text " shared/report/report.txt)"
done
same "volumes stand in it once" "$(grep -c '"record":"volume"' case/records.jsonl)" "$(grep -c '"record":"volume"' shared/records.jsonl)"
check "its manifest holds" sh -c 'cd shared && sha256sum --quiet -c MANIFEST.sha256'
touch before
check_status 0 "$batch/slurm-image.sh" -l -o shared disk.img
same "what is done is not done again" "" "$(find shared -type f -newer before)"
rm shared/parts/search-2 shared/parts/gather-0 shared/parts/report-0 shared/parts/examine-1
check_status 0 "$batch/slurm-image.sh" -l -o shared disk.img
files shared/records.jsonl >two.txt
same_file "what was broken off is done" one.txt two.txt
check_status 3 "$batch/slurm-image.sh" -l -o shared other.img 2>/dev/null
finish
