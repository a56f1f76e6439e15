#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# 1500 damaged variations of pictures through winnow-exif: no worker is lost, none takes long, each item comes
# out, and any number of workers says the same.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-ls winnow-type winnow-exif jq perl mke2fs

mkdir good bad
if pictures=$(shared exif); then
	find "$pictures" -type f -size -60k -exec cp {} good/ \;
else
	need winnow-practice winnow-cat
	winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o made.img || skip "no pictures could be made"
	winnow-ls made.img | winnow-type | awk '!/"record":"file"/ || /"mime":"image\//' | winnow-cat -q -o good >/dev/null 2>&1
fi
[ -n "$(ls good)" ] || skip "there are no pictures to be damaged"
find good -type f | LC_ALL=C sort >names
# shellcheck disable=SC2046 # names without blanks
perl "$WINNOW_SRCDIR/tests/e2e/damage.pl" 42 1500 bad $(tr '\n' ' ' <names) || fail "damage.pl"
same "variations" 1500 "$(find bad -type f | wc -l)"
truncate -s 1G bad.img
mke2fs -q -t ext4 -N 4000 -d bad bad.img || fail "mke2fs"
unchanged bad.img

winnow-ls bad.img >list.jsonl
timeout 600 winnow-exif --timeout 10 list.jsonl >one.jsonl
same "status" 0 $?
timeout 600 winnow-exif --timeout 10 -j 1 list.jsonl >two.jsonl
files_of() { jq -c 'select(.record == "file" and (.path | test("^[0-9]{4}-")))' "$1" >"$2"; }
files_of one.jsonl a.jsonl
files_of two.jsonl b.jsonl
same "each comes out" 1500 "$(wc -l <a.jsonl)"
same_file "any number of workers says the same" a.jsonl b.jsonl
same "no item was left undone" 0 "$(jq -c '.notes[]? | select(.level == "error")' a.jsonl | wc -l)"
check "most still say something" [ "$(jq -c 'select(.metadata) | .path' a.jsonl | wc -l)" -ge 700 ]
check "many say what is wrong" [ "$(jq -c 'select(any(.notes[]?; .tool == "winnow-exif")) | .path' a.jsonl | wc -l)" -ge 100 ]
finish
