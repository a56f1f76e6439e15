#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every tool on what it should not be given: one clear line that names what is wrong, the right status, no crash,
# nothing that hangs.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-set

winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o disk.E01 --hashes known.csv || fail "practice disk"
winnow-set build -q -o known.wset known.csv 2>/dev/null
winnow-ls disk.E01 >good.jsonl
: >empty
head -c 1048576 /dev/urandom >random
head -c 30000 disk.E01 >cut.E01
head -c 9000 good.jsonl >cut.jsonl
grep -v '"record":"end"' good.jsonl >endless.jsonl
grep -v '"record":"run"' good.jsonl | grep -v '"record":"end"' >bare.jsonl
mkfifo fifo
mkdir folder
ln -s loop loop

# STATUSES FILE TOOL…: ends in time with one of the statuses, says something in whole lines without control
# characters, and dies of no signal.
try() {
	statuses=$1 file=$2
	shift 2
	timeout 600 "$@" "$file" >out 2>err </dev/null
	status=$?
	case " $statuses " in
	*" $status "*) ;;
	*) fail "$* $file: status $status, not one of: $statuses; $(head -c 300 err)" && return ;;
	esac
	if [ $status -gt 1 ] && { [ ! -s err ] || [ "$(wc -l <err)" -gt 4 ]; }; then
		fail "$* $file: $(wc -l <err) lines on standard error"
	elif LC_ALL=C grep -q '[[:cntrl:]]' err; then
		fail "$* $file: control characters on standard error"
	else
		echo "ok: $* $file: $status $(head -n 1 err | cut -c1-150)"
	fi
}

for tool in winnow-ls winnow-carve winnow-info; do
	for file in empty missing fifo /dev/zero loop; do
		try 3 $file $tool -q
	done
	try 0 folder $tool -q
	try 1 cut.E01 $tool -q
	check "what was lost is said" grep -q 'damaged or cut' err
	try "0 1" random $tool -q
	try "0 1" good.jsonl $tool -q
	try 2 "" $tool -q --no-such-option
done
for tool in winnow-type winnow-hash winnow-pdq winnow-exif "winnow-match -s known.wset" winnow-cat "winnow-report -f text"; do
	for file in empty random cut.jsonl endless.jsonl bare.jsonl missing folder /dev/zero; do
		# shellcheck disable=SC2086
		try 3 $file $tool -q
	done
done
try "0 1" bare.jsonl winnow-type -q --bare
for file in empty random missing folder disk.E01; do
	try 3 $file winnow-match -q good.jsonl -s
	try 3 $file winnow-set build -q -o new.wset
	try 3 $file winnow-set info
	try 3 $file winnow-practice -q -o new.img
	[ -e new.wset ] && fail "a failed build left a set"
	rm -f new.wset new.img
done
for file in empty missing fifo /dev/zero loop; do
	rm -rf case
	try 3 $file winnow triage -q -o case
done

# ---- Records that lie: nothing is read beyond the evidence, each costs a note
id=$(jq -r 'select(.record=="evidence").evidence_id' good.jsonl)
lie() {
	printf '{"record":"file","evidence":"disk.E01","evidence_id":"%s","id":"x%s","origin":"allocated",%s}\n' "$id" "$RANDOM_ID" "$1"
	RANDOM_ID=$((RANDOM_ID + 1))
}
RANDOM_ID=1
big=18446744073709551615
{
	head -n 1 good.jsonl
	lie '"size":10,"content":{"how":"runs"},"byte_runs":[{"file_offset":0,"img_offset":'$big',"len":10}]'
	lie '"size":'$big',"content":{"how":"runs"},"byte_runs":[{"file_offset":0,"img_offset":0,"len":'$big'}]'
	lie '"size":10,"content":{"how":"runs"},"byte_runs":[{"file_offset":'$big',"img_offset":0,"len":10}]'
	lie '"size":10,"content":{"how":"runs"},"byte_runs":[{"file_offset":0,"img_offset":0,"len":-1}]'
	lie '"size":-5,"content":{"how":"runs"},"byte_runs":[]'
	lie '"size":10,"content":{"how":"runs"},"byte_runs":{"a":[[[]]]}'
	lie '"size":10,"content":{"how":"tsk","fs":"ntfs","offset":'$big',"addr":5,"type":128,"attr":1}'
	lie '"size":10,"content":{"how":"tsk","fs":"no such","offset":0,"addr":5}'
	lie '"size":1e999,"content":{"how":"tsk"}'
	lie '"size":10,"content":{"how":"inside","in":{"how":"inside","in":{"how":"inside"}}}'
	lie '"size":10,"content":"../../etc/passwd"'
	lie '"size":10,"path":"../../../etc/passwd","content":{"how":"member","parent":"/etc/passwd"}'
	lie '"path":"\u001b[31mred\u202e"'
	printf '{"record":"end","run_id":%s,"items":13,"status":0}\n' "$(head -n 1 good.jsonl | jq .run_id)"
} >lies.jsonl
for tool in winnow-type winnow-hash winnow-pdq winnow-exif "winnow-match -s known.wset" "winnow-report -f text" "winnow-carve"; do
	# shellcheck disable=SC2086
	try "0 1" lies.jsonl $tool -q
done
mkdir out-of-lies
try "1 3" lies.jsonl winnow-cat -q -o out-of-lies
same "no file escapes the folder" 0 "$(find . -newer lies.jsonl -name passwd | wc -l)"
try 3 /dev/null winnow-type -q
sed 's/"evidence_id":"..../"evidence_id":"0000/' good.jsonl >other.jsonl
try 3 other.jsonl winnow-hash -q
check "the wrong evidence is named" grep -q 'is not the evidence of these records' err
cp disk.E01 moved.E01
try 0 good.jsonl winnow-hash -q --evidence disk.E01=moved.E01

# ---- A cut E01 gives what it holds or a clear refusal, at any place
size=$(wc -c <disk.E01)
for share in 1 5 20 50 80 95 99; do
	head -c $((size * share / 100)) disk.E01 >part.E01
	try "0 1 3" part.E01 winnow-ls -q
done

# ---- Full disks and closed pipes
for tool in "winnow-ls disk.E01" "winnow-info disk.E01" "winnow-carve disk.E01" "winnow-type good.jsonl" "winnow-hash good.jsonl" \
	"winnow-exif good.jsonl" "winnow-match -s known.wset good.jsonl" "winnow-cat good.jsonl" "winnow-report -f text good.jsonl" \
	"winnow-set info known.wset" "winnow-ls --help" "winnow-ls --version"; do
	# shellcheck disable=SC2086
	timeout 600 $tool >/dev/full 2>err
	same "$tool on a full disk" 3 $?
	# shellcheck disable=SC2086
	{ timeout 600 $tool 2>err; echo $? >status; } | head -c 1 >/dev/null
	case $(cat status) in
	0 | 3) echo "ok: $tool into a closed pipe" ;;
	*) fail "$tool into a closed pipe: status $(cat status)" ;;
	esac
done
finish
