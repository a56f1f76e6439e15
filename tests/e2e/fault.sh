#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Failure injection: whatever read, write or allocation fails, in the tool or in a worker, a stream that ends
# with status 0 is complete, and no tool dies of a signal.
. "$(dirname "$0")/lib.sh"
inject=$WINNOW_BUILDDIR/tests/fault/inject.so
[ -e "$inject" ] || skip "inject.so is not built"
grep -q 'WITH_SANITIZERS 1' "$WINNOW_BUILDDIR/config.h" && skip "sanitizers bring their own allocator"
need mke2fs jq

mkdir tree
for i in 1 2 3 4 5 6 7 8; do
	printf 'file %s\n' $i >tree/file$i.txt
done
mke2fs -q -t ext2 -d tree disk.img 512 2>/dev/null || skip "mke2fs cannot fill a file system"
unchanged disk.img

# What must be the same in every complete run.
plain() {
	jq -c 'select(.record=="file") | del(.notes)' "$1" 2>/dev/null
}

# WHERE CALL N COMMAND…: with the fault, exit 0 means that nothing is missing.
inject_once() {
	where=$1 call=$2 n=$3
	shift 3
	INJECT=$call:$n INJECT_IN=$where LD_PRELOAD=$inject timeout 600 "$@" >out.jsonl 2>err.txt
	status=$?
	if [ $status -gt 3 ]; then
		fail "$where $call $n: $* ended with status $status"
	elif [ $status -eq 0 ]; then
		tail -n 1 out.jsonl | grep -q '"record":"end"' || fail "$where $call $n: $*: status 0 without an end"
		[ "$(plain out.jsonl)" = "$(plain whole.jsonl)" ] || fail "$where $call $n: $*: status 0, items missing"
	elif [ ! -s err.txt ] && ! grep -q '"level":"error"' out.jsonl; then
		fail "$where $call $n: $*: status $status without a word"
	fi
}

sweep() {
	title=$1
	shift
	"$@" >whole.jsonl 2>/dev/null || fail "$title without a fault"
	before=$failures
	for n in 1 2 3 5 8 13 30 80 300; do
		for call in read write malloc; do
			inject_once parent $call $n "$@"
			inject_once child $call $n "$@"
		done
	done
	[ "$failures" = "$before" ] && echo "ok: $title survives 54 faults"
}

sweep "winnow-ls" winnow-ls -j 2 disk.img
winnow-ls disk.img >named.jsonl
sweep "winnow-type" winnow-type -j 2 named.jsonl
command -v winnow-hash >/dev/null && sweep "winnow-hash" winnow-hash -j 2 named.jsonl
sweep "winnow-carve" winnow-carve -j 2 disk.img

# Disks that are full and pipes that are closed.
full() {
	"$@" >/dev/full 2>err.txt
	[ $? = 3 ] && [ "$(wc -l <err.txt)" = 1 ]
}
closed_pipe() {
	{ "$@" 2>err.txt; echo $? >status; } | true
	[ "$(cat status)" = 3 ] || [ "$(cat status)" = 0 ]
}
for tool in "winnow-ls disk.img" "winnow-carve disk.img" "winnow-type named.jsonl" "winnow-hash named.jsonl"; do
	# shellcheck disable=SC2086
	check "$tool on a full disk" full $tool
	# shellcheck disable=SC2086
	check "$tool into a closed pipe" closed_pipe $tool
done
finish
