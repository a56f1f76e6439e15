#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-cat: where bytes go, what files are called, what is logged, and what ends with which status.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need jq mkfs.vfat mcopy sha256sum
export MTOOLSRC=/dev/null MTOOLS_SKIP_CHECK=1

truncate -s 2M card.img
mkfs.vfat -F 12 card.img >/dev/null
seq 1 20000 >one.txt
seq 5 9 >two.txt
mcopy -i card.img one.txt two.txt ::
unchanged card.img
winnow-ls card.img >ls.jsonl
id_of() {
	jq -r --arg p "$1" 'select(.path == $p) | .id' ls.jsonl
}
one=$(id_of ONE.TXT)$(id_of one.txt)
two=$(id_of TWO.TXT)$(id_of two.txt)

# ---- Standard output ----
same "one item" "$(winnow-cat -q --id "$one" ls.jsonl | sha256sum)" "$(sha256sum <one.txt)"
same "two items come in the order of the records" \
	"$(winnow-cat -q --id "$two" --id "$one" ls.jsonl | sha256sum)" \
	"$(cat one.txt two.txt | sha256sum)"
winnow-cat --id "$two" ls.jsonl >out 2>err
check "the digest is told" grep -q "$(sha256sum <two.txt | cut -d ' ' -f 1)" err
check_status 3 winnow-cat -q --id nowhere ls.jsonl
check_status 3 sh -c "winnow-cat -q --id '$one' ls.jsonl >/dev/full"
check_status 2 winnow-cat --no-such-option
check_status 3 winnow-cat missing.jsonl

# ---- A folder ----
winnow-cat -q -o out.d ls.jsonl
same "a file an item, named by id" "$(ls out.d | tr '\n' ' ')" \
	"$(jq -r 'select(.record == "file") | .id' ls.jsonl | tr / _ | sort | tr '\n' ' ')winnow-cat.log.jsonl "
same "files are their owner's alone" "$(stat -c %a "out.d/$(echo "$one" | tr / _)")" 600
same "and the folder is" "$(stat -c %a out.d)" 700
same "bytes" "$(sha256sum <"out.d/$(echo "$one" | tr / _)")" "$(sha256sum <one.txt)"
same "the log tells the digest" "$(jq -r --arg id "$one" 'select(.id == $id) | .sha256' \
	out.d/winnow-cat.log.jsonl)" "$(sha256sum <one.txt | cut -d ' ' -f 1)"
same "the log has its bracket" "$(jq -r .record out.d/winnow-cat.log.jsonl | sed -n '1p;$p' |
	paste -sd ' ')" "run end"
check_status 2 winnow-cat -q -o out.d ls.jsonl
check_status 3 winnow-cat -q -o no/such/folder ls.jsonl

# ---- Names that somebody chose ----
record() { # ID: a record of two.txt under another id
	jq -c --arg id "$1" --arg two "$two" 'select(.id == $two) | .id = $id' ls.jsonl
}
long=$(head -c 3000 /dev/zero | tr '\0' x)
{
	record '../../escape'
	record '/etc/passwd'
	record '..'
	record '-rf'
	record "a
b"
	record 'p0/5'
	record 'p0_5'
	record ''
	record "$long"
	record 'winnow-cat.log.jsonl'
	record 'ü@1!x'
} >hostile.jsonl
winnow-cat -q --bare -o safe hostile.jsonl
same "as many files as items, and the log" "$(ls -A safe | wc -l)" 12
same "no name holds anything else" "$(ls -A safe | grep -v '^[A-Za-z0-9@_][A-Za-z0-9._@!~-]*$')" ""
check "nothing was written outside" [ ! -e escape ] && [ ! -e ../escape ]
same "every one has the bytes" "$(sha256sum safe/* | grep -v jsonl$ | cut -d ' ' -f 1 | sort -u)" \
	"$(sha256sum <two.txt | cut -d ' ' -f 1)"

# ---- Records that are not to be trusted ----
broken() { # JQ-EDIT
	jq -c --arg two "$two" "select(.id == \$two) | $1" ls.jsonl >broken.jsonl
	winnow-cat -q --bare broken.jsonl >out 2>err
	same "status of: $1" $? "${2:-1}"
	same "one line about it" "$(wc -l <err)" 1
	check "nothing is written" [ ! -s out ]
}
broken '.byte_runs[0].img_offset = 99999999'
broken '.byte_runs[0].len = 9007199254740991 | .size = 9007199254740991'
broken 'del(.byte_runs)'
broken 'del(.content)'
broken '.content.how = "magic"'
broken '.content = {how: "tsk", fs: "ntfs", offset: 0, addr: 5, type: 128, attr: 0}'
broken 'del(.evidence)'
broken '.evidence_id = "0000"' 3
broken '.evidence = "/dev/zero"' 3
broken '.evidence = "/nowhere"' 3

# ---- Streams ----
head -n 4 ls.jsonl | winnow-cat -q >out 2>err
same "a stream that was cut off is status 3" $? 3
winnow-cat -q </dev/null >out 2>err
same "an empty one too" $? 3
jq -c 'select(.record == "file")' ls.jsonl | winnow-cat -q >out 2>err
same "and one without a run" $? 3

# ---- Evidence that has moved ----
mkdir -p elsewhere
cp card.img elsewhere/copy.img
mv card.img away.img
check_status 3 winnow-cat -q --id "$one" ls.jsonl
same "moved evidence" "$(winnow-cat -q --evidence card.img=elsewhere/copy.img --id "$one" ls.jsonl |
	sha256sum)" "$(sha256sum <one.txt)"
printf x | dd of=elsewhere/copy.img bs=1 seek=9 conv=notrunc 2>/dev/null
check_status 3 winnow-cat -q --evidence card.img=elsewhere/copy.img ls.jsonl
mv away.img card.img
finish
