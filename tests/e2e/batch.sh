#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# examples/batch on one machine: a queue made from a folder with hostile names and broken images, run, killed, run
# again; what each case says equals what winnow triage says alone.
. "$(dirname "$0")/lib.sh"
need winnow-practice xmllint
batch=$WINNOW_SRCDIR/examples/batch
nl='
'

odd="images/it's \"odd\" & <b>$nl"
mkdir -p "$odd" 'images/back\slash'
winnow-practice -q "$WINNOW_SRCDIR/examples/card.recipe" -o card.img --hashes known.csv || fail "practice card"
winnow-set build -q -o 'known set.wset' known.csv
winnow-practice -q "$WINNOW_SRCDIR/examples/card.recipe" -o "$odd/disk 1.E01" --key disk.jsonl --hashes disk.csv || fail "practice E01"
split -d -a 3 -b 20000000 card.img "$odd/tab	here."
printf '[case]\ntitle = Ca nhiễm\n' >"$odd/disk 1.E01.ini"
head -c 300000 /dev/urandom >images/garbage.dd
printf 'QFI\373\0\0\0\003' >images/broken.qcow2 && head -c 4096 /dev/zero >>images/broken.qcow2
printf 'LUKS\272\276\000\001aes\0' >'images/back\slash/locked.img' && truncate -s 4M 'images/back\slash/locked.img'
echo letter >images/letter.txt
ln -s /nowhere images/lost.dd
unchanged card.img 'images/back\slash/locked.img'

# ---- The queue
"$batch/make-queue.sh" images >queue 2>said
same "images, segments once, no letters" 5 "$(wc -l <queue)"
check "what was left out is counted" grep -q '1 files are no images' said
same "with -a all files" 6 "$("$batch/make-queue.sh" -a images | wc -l)"
check "a newline and a tab are escaped" grep -q "images/it's \"odd\" & <b>\\\\n/tab\\\\there\\.000" queue
check "a case file beside an image goes with it" grep -q 'disk 1\.E01	case=.*disk 1\.E01\.ini' queue
printf 'images/missing.E01\tname=gone\texhibit.number=B-2\tcase.number=2026-42\toption=--all\n# a note\n\n' >>queue
sed -i "s/\(.*disk 1.E01\.ini\)/\1\texhibit.number=A-1\texhibit.seals=S-1\tname=first/; s/here.000$/&\texhibit.number=C-3/" queue

# ---- A run, killed outright midway, then gone on with by xargs, without GNU parallel
setsid "$batch/run-queue.sh" -j 2 -s 'known set.wset' -o night queue >out 2>&1 &
run=$!
wait_for test -e night/cases/first/records.jsonl
env kill -KILL -- -$run
wait $run 2>/dev/null
before=$(find night/logs -name '*.status' | wc -l)
mkdir bin
for program in /usr/bin/* /bin/*; do
	case $program in */parallel) ;; *) ln -sf "$program" bin/ ;; esac
done
PATH=$WINNOW_BUILDDIR:$work/bin "$batch/run-queue.sh" -o night >out 2>said
same "some images failed" 3 $?
cases=$(awk -F '","' '$4 == 0' night/summary.csv | wc -l)
same "four images are done" 4 "$cases"
same "each has its case" 4 "$(find night/cases -name report.html | wc -l)"
echo "# $before were done when it was killed"
for name in first; do
	winnow triage -q -s 'known set.wset' -o alone "$odd/disk 1.E01"
	grep '"record":"file"' alone/records.jsonl | sed 's/"evidence":"[^"]*\(\\"[^"]*\)*",//' >one
	grep '"record":"file"' "night/cases/$name/records.jsonl" | sed 's/"evidence":"[^"]*\(\\"[^"]*\)*",//' >two
	same_file "the case says what triage says alone" one two
done
check "its manifest holds" sh -c 'cd night/cases/first && sha256sum --quiet -c MANIFEST.sha256'
check "the queue's words stand in the report" grep -q 'A-1' night/cases/first/report.txt
check "also where the image's name is no text for a case file" grep -q '^Exhibit C-3' night/cases/tab_here*/report.txt
check "so does the case file's" grep -q 'Ca nhiễm' night/cases/first/report.txt

# ---- The summary
check "the page is well formed" xmllint --noout night/summary.html
check "and needs nothing beside it" sh -c '! grep -q "src=\|<script\|http" night/summary.html'
same "a row an image" 6 "$(($(wc -l <night/summary.csv) - 1))"
alerts=$(sed -n 's/^.*items in \([0-9]*\) occurrences$/\1/p' night/cases/first/report.txt | head -n 1)
same "alerts as the report counts them" "$alerts" "$(sed -n 's/^"first",.*,"\([0-9]*\)","0"$/\1/p' night/summary.csv)"
check "what is encrypted is told" grep -q 'locked.*not examined: encrypted (LUKS1)' night/summary.csv
for page in $(sed -n 's/.*href="\([^"]*\)".*/\1/p' night/summary.html); do
	check "the link leads somewhere: $page" test -e "night/$page"
done

# ---- Failures, kept apart, are a queue
same "the lines that failed" 2 "$(grep -c '^[^#]' night/failed.queue)"
check "each with its reason" grep -q '^# gone: .*missing.E01: No such file' night/failed.queue
check "a case that could not be made is kept apart" sh -c 'ls night/failed | grep -q broken.qcow2'
cp card.img images/missing.E01
"$batch/run-queue.sh" -o night night/failed.queue >out 2>&1
same "one is left" 3 $?
check "what was done is not done again" sh -c '! grep -q "^first" out'
same "the missing image was found" "gone: status 0" "$(grep '^gone' out)"
same "only the broken one is left" 1 "$(grep -c '^[^#]' night/failed.queue)"
check "its exhibit number is in the summary" grep -q '^"gone",.*,"B-2","0"' night/summary.csv
sed -i '/broken/d' night/queue
check_status 0 "$batch/run-queue.sh" -o night 2>/dev/null

# ---- Wrong usage
check_status 2 "$batch/run-queue.sh" queue 2>/dev/null
check_status 3 "$batch/run-queue.sh" -o night -O --pdq queue 2>/dev/null
check_status 3 "$batch/run-queue.sh" -o other no-such-queue 2>/dev/null
printf 'card.img\nsub/../card.img\tname=x\ncard.img\n' >twice
check_status 3 "$batch/run-queue.sh" -o other twice 2>/dev/null
printf 'card.img\tname=../../etc\n' >bad
check_status 2 "$batch/run-queue.sh" -o other bad 2>/dev/null
printf 'card.img\tnonsense\n' >bad
check_status 3 "$batch/run-queue.sh" -o other bad 2>/dev/null
finish
