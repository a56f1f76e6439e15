#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every hiding place there is on one disk: each picture has to be found by triage and by the pipe. The same on a
# larger disk is tests/bench/hidden.sh.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/hidden-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow jq perl bzip2 mkfs.vfat mcopy mdel mkntfs ntfscp sfdisk zip bsdtar 7z sqlite3 gsf qemu-img genisoimage zstd lz4 xz
perl -MCompress::Zlib -MMIME::Base64 -MMIME::QuotedPrint -e1 2>/dev/null || skip "perl lacks Compress::Zlib"

hidden_disk disk.img 64 1
unchanged disk.img
winnow triage -q --slack -o case disk.img
same "status of triage" 0 $?
winnow-ls -qr disk.img | winnow-carve -q | winnow-type -q | winnow-hash -q >inside.jsonl
same "status of the pipe" 0 $?
winnow-carve -q --slack disk.img | winnow-type -q | winnow-hash -q >free.jsonl

hidden_score key.tsv case/records.jsonl | grep -v '^[0-9]' >missed.txt
same "what triage misses" "" "$(cat missed.txt)"
hidden_score key.tsv inside.jsonl free.jsonl | grep -v '^[0-9]' >missed.txt
same "what the pipe misses" "" "$(cat missed.txt)"
same "what is no picture is not taken for one" "" "$(jq -r 'select(.record == "file") |
	select((.path // "") | test("none.jpg$|head.jpg$|noise.zip$|noise.png$")) | select((.mime // "") | test("image|video")) |
	.path' case/records.jsonl inside.jsonl)"

# Each is read again from its record alone, by another tool.
winnow-cat -q -o out case/records.jsonl 2>/dev/null
jq -r 'select(.record == "file" and .hashes != null and ((.mime // "") | test("^image/"))) | .hashes.sha256' case/records.jsonl |
	sort -u >wanted.txt
find out -type f -exec sha256sum {} + | cut -d' ' -f1 | sort -u >got.txt
same "no picture is lost on the way to winnow-cat" "" "$(comm -23 wanted.txt got.txt)"
finish
