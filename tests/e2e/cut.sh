#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Killed before each step that changes something on the disk, triage leaves a case that can be gone on with, and
# what comes out in the end is what comes out in one go. So it is when the going on is killed, too.
. "$(dirname "$0")/lib.sh"
inject=$WINNOW_BUILDDIR/tests/fault/inject.so
[ -e "$inject" ] || skip "inject.so is not built"
grep -q 'WITH_SANITIZERS 1' "$WINNOW_BUILDDIR/config.h" && skip "sanitizers bring their own allocator"
need mke2fs jq

mkdir tree
for i in 1 2 3; do
	printf 'file %s\n' $i >tree/file$i.txt
done
mke2fs -q -t ext2 -d tree disk.img 256 2>/dev/null || skip "mke2fs cannot fill a file system"
cp disk.img second.img
printf 'x' | dd of=second.img bs=1 seek=100 conv=notrunc 2>/dev/null
unchanged disk.img second.img

files() {
	jq -cS 'select(.record=="file" or .record=="name")' "$1" | sha256sum
}

triage() {
	winnow triage -q -j 1 "$@" 2>err
}

# STEP COMMAND…: killed before that step of COMMAND. False when the command comes to its end first.
cut_at() {
	step=$1
	shift
	INJECT=kill:$step LD_PRELOAD=$inject "$@" 2>err
	[ $? = 137 ]
}

incomplete() {
	[ -e case/STATUS ] && grep -q '^INCOMPLETE' case/STATUS
}

# Brings the case to its end as a user would, with the exhibits $*.
go_on() {
	if incomplete; then
		triage --resume -o case || triage -o case "$@" || fail "$title: it cannot be gone on with: $(cat err)"
	else
		triage -o case "$@" || fail "$title: it cannot be run again: $(cat err)"
	fi
}

holds() {
	(cd case && sha256sum --quiet --strict -c MANIFEST.sha256) || fail "$title: the manifest does not hold"
	[ "$(cd case && find . -type f ! -name MANIFEST.sha256 | wc -l)" = "$(wc -l <case/MANIFEST.sha256)" ] ||
		fail "$title: the manifest does not list every file"
	grep -q '^complete' case/STATUS || fail "$title: STATUS does not say complete"
	[ "$(files case/records.jsonl)" = "$1" ] || fail "$title: other records than in one go"
	winnow-type -q case/records.jsonl >/dev/null || fail "$title: the stream is not complete"
}

triage -o whole disk.img
one=$(files whole/records.jsonl)
cp -r whole before
triage -o whole second.img
two=$(files whole/records.jsonl)

steps=0
while steps=$((steps + 1)); do
	title="killed before step $steps"
	rm -rf case
	cut_at $steps winnow triage -q -j 1 -o case disk.img || break
	if ! incomplete && [ -e case/STATUS ]; then
		(cd case && sha256sum --quiet -c MANIFEST.sha256) || fail "$title: complete, and no manifest that holds"
	fi
	go_on disk.img
	holds "$one"
done
check "a run has steps to be killed at ($steps)" test $steps -gt 20

# The second exhibit, and the going on is killed where it can be.
steps=-1
while steps=$((steps + 3)); do
	title="second exhibit, killed before step $steps"
	rm -rf case
	cp -r before case
	cut_at $steps winnow triage -q -j 1 -o case second.img || break
	incomplete && cut_at $((steps % 17 + 1)) winnow triage -q -j 1 --resume -o case
	go_on second.img
	holds "$two"
done
check "so has a run that adds ($steps)" test $steps -gt 20

finish
