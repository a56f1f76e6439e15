#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The main job: the same file records as the pipe, a case folder that holds, interruption and going on.
. "$(dirname "$0")/lib.sh"
need jq winnow-practice
demo=$WINNOW_SRCDIR/examples/demo.recipe

winnow-practice -q "$demo" -o disk.img --hashes known.csv --key key.jsonl || fail "practice disk"
winnow-set build -q --name practice -o known.wset known.csv || fail "set"
unchanged disk.img

files() {
	jq -cS 'select(.record=="file" or .record=="name")' "$@"
}

# ---- The same records from the pipe and from triage
{
	winnow-ls -r disk.img | winnow-type | winnow-hash | winnow-match -s known.wset | winnow-exif
	winnow-carve disk.img | winnow-type | winnow-hash | winnow-match -s known.wset | winnow-exif
} >pipe.jsonl
winnow triage -q --all -s known.wset -o all disk.img
same "triage --all ends well" 0 $?
grep '"record":"file"' pipe.jsonl >pipe.files
grep '"record":"file"' all/records.jsonl >all.files
same_file "pipe and triage give the same file records byte for byte" pipe.files all.files
{
	winnow-ls -r disk.img | winnow-type | winnow-hash --media | winnow-match -s known.wset | winnow-exif
	winnow-carve disk.img | winnow-type | winnow-hash --media | winnow-match -s known.wset | winnow-exif
} | grep '"record":"file"' >pipe.files
winnow triage -q -j 1 -s known.wset -o case disk.img
same "triage ends well" 0 $?
grep '"record":"file"' case/records.jsonl >case.files
same_file "so do winnow-hash --media and plain triage, with one worker" pipe.files case.files

# ---- What the answer key says is found: every known file that lies on the disk, by its digest
jq -r 'select(.record=="file").hashes.sha256 // empty' key.jsonl | sort -u >planted
cut -d, -f1 known.csv | grep -E '^[0-9a-f]{64}$' | sort -u >listed
sort planted listed | uniq -d >known_planted
jq -r 'select(.record=="file" and .matches != null).hashes.sha256' case/records.jsonl | sort -u >matched
same_file "every planted known file is matched, and nothing else" known_planted matched

# ---- The case folder
check "the manifest holds" sh -c 'cd case && sha256sum --quiet -c MANIFEST.sha256'
same "no file of the case is left out of the manifest" "$(cd case && find . -type f ! -name MANIFEST.sha256 | wc -l)" \
	"$(wc -l <case/MANIFEST.sha256)"
check "STATUS says complete" grep -q '^complete' case/STATUS
check "the report is there" test -s case/report.html -a -s case/report.txt -a -s case/report.csv
same "run and end stand in pairs" "$(grep -c '"record":"run"' case/records.jsonl)" "$(grep -c '"record":"end"' case/records.jsonl)"
check "winnow-report reads the records" sh -c 'winnow-report -f text case/records.jsonl >again.txt'

# ---- Another exhibit joins; the same one again adds nothing
cp disk.img second.img
printf 'x' | dd of=second.img bs=1 seek=100 conv=notrunc 2>/dev/null
before=$(files case/records.jsonl | wc -l)
winnow triage -q -s known.wset -o case second.img
same "a second exhibit joins" 0 $?
same "with all its items" $((2 * before)) "$(files case/records.jsonl | wc -l)"
winnow triage -q -s known.wset -o case disk.img
same "the first exhibit again adds nothing" $((2 * before)) "$(files case/records.jsonl | wc -l)"
check "the manifest holds after additions" sh -c 'cd case && sha256sum --quiet -c MANIFEST.sha256'

# ---- Interruption: killed outright at several moments, then gone on with
whole=$(files all/records.jsonl | sha256sum)
for after in 0.02 0.05 0.1 0.2 0.3; do
	rm -rf cut
	winnow triage -q --all -s known.wset -o cut disk.img &
	pid=$!
	sleep $after
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	[ -e cut/STATUS ] || continue
	if grep -q INCOMPLETE cut/STATUS; then
		winnow triage -q --all -s known.wset -o cut disk.img 2>/dev/null
		status=$?
		if [ $status = 0 ]; then # killed in its last moment, which the next act makes up for
			check "complete now" grep -q '^complete' cut/STATUS
		else
			same "an interrupted case is not begun again" 2 $status
			winnow triage -q --resume -o cut
			same "resumed after a kill at $after s" 0 $?
		fi
	fi
	same "the same records as in one go" "$whole" "$(files cut/records.jsonl | sha256sum)"
	check "the manifest holds" sh -c 'cd cut && sha256sum --quiet -c MANIFEST.sha256'
	check "the stream is complete" sh -c 'winnow-type -q cut/records.jsonl >/dev/null'
done

# ---- A signal leaves a valid folder that says it is incomplete
rm -rf cut
winnow triage -q --all -s known.wset -o cut disk.img 2>/dev/null &
pid=$!
sleep 0.15
kill -TERM $pid 2>/dev/null
wait $pid
if [ $? = 3 ]; then
	check "STATUS says INCOMPLETE" grep -q INCOMPLETE cut/STATUS
	check "so does the report" grep -q INCOMPLETE cut/report.txt
	check "the manifest holds" sh -c 'cd cut && sha256sum --quiet -c MANIFEST.sha256'
	winnow triage -q --resume -o cut
	same "resumed after a signal" "$whole" "$(files cut/records.jsonl | sha256sum)"
fi

# ---- Wrong usage and foreign folders
mkdir foreign && echo mine >foreign/letter
check_status 2 winnow triage -q disk.img 2>/dev/null
check_status 2 winnow triage -q -o nothing 2>/dev/null
check_status 3 winnow triage -q -o foreign disk.img 2>/dev/null
same "a foreign folder is left alone" letter "$(ls foreign)"
check_status 3 winnow triage -q -o missing-evidence no-such-file.img 2>/dev/null
check "a slip of the hand makes no case" test ! -e missing-evidence
check_status 3 winnow triage -q --resume -o no-such-case 2>/dev/null
check "nor does --resume" test ! -e no-such-case
check_status 3 winnow triage -q --resume -o all 2>/dev/null

# ---- An exhibit that is not read: said in the report, and the case is not stuck with it
(printf 'QFI\373\0\0\0\003'; head -c 4096 /dev/zero) >disk.qcow2
winnow triage -q -o mixed disk.qcow2 disk.img 2>err
same "an exhibit that is not read is status 3" 3 $?
check "it is named on the screen" grep -q QCOW2 err
check "it is named in the report" grep -q disk.qcow2 mixed/report.txt
check "the report says INCOMPLETE" grep -q INCOMPLETE mixed/report.txt
check_status 3 winnow-type -q -o /dev/null mixed/records.jsonl 2>/dev/null
winnow triage -q -o mixed second.img
same "the next exhibit is welcome" 0 $?
winnow triage -s known.wset -o mixed second.img 2>err
check "items met again are told, since no set was asked about them" grep -q "not examined again" err
check_status 2 winnow no-such-tool 2>/dev/null
mkdir -m 000 shut # the same when PATH names a folder that may not be searched (root may search all)
check_status 2 env PATH="$PWD/shut:$PATH" winnow no-such-tool 2>/dev/null
finish
