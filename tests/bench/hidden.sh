#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# hidden.sh [MIB] [SEED]: hidden pictures on a disk of MIB mebibytes (default 2048), a line for each class: found by
# triage, found by the pipe, planted. Exit 1: less than 95 in 100 of some class.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/hidden-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow jq perl mkfs.vfat mcopy mdel mkntfs ntfscp sfdisk zip bsdtar 7z sqlite3 gsf qemu-img genisoimage

hidden_disk disk.img "${1:-2048}" "${2:-1}"
winnow triage -q --slack -o case disk.img
winnow-ls -qr disk.img | winnow-carve -q | winnow-type -q | winnow-hash -q >inside.jsonl
winnow-carve -q --slack disk.img | winnow-type -q | winnow-hash -q >free.jsonl
hidden_score key.tsv case/records.jsonl >triage.txt
hidden_score key.tsv inside.jsonl free.jsonl >pipe.txt
printf '%8s %8s %8s  %s\n' triage pipe planted class
paste -d' ' triage.txt pipe.txt | awk '$1 ~ /^[0-9]+$/ { printf "%8d %8d %8d  %s\n", $1, $4, $2, $3
	bad = bad || $1 < 0.95 * $2 || $4 < 0.95 * $2 } END { exit bad }'
status=$?
grep -h '^missed' triage.txt pipe.txt
exit $status
