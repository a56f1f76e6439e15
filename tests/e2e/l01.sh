#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Logical evidence of EnCase (L01), against what ewfexport takes out of it.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-ls winnow-hash winnow-info winnow-cat ewfexport perl jq zip sha256sum
perl -MCompress::Zlib -MDigest::MD5 -e1 2>/dev/null || skip "perl lacks Compress::Zlib"

"$draw" noise 1 100001 >noise.bin
"$draw" text 2 70000 >words.txt
: >empty
picture a.jpg jpeg 3 200
zip -q hidden.zip a.jpg
perl "$WINNOW_SRCDIR/tests/e2e/l01.pl" noise.bin words.txt empty a.jpg hidden.zip >case.L01
unchanged case.L01
ewfexport -q -f files -u -t out case.L01 >export.txt 2>&1 || fail "ewfexport: $(cat export.txt)"
(cd out && find . -type f -exec sha256sum {} +) | sed 's|  \./|\t|' | sort >wanted.txt
winnow-ls -qr case.L01 >files.jsonl
same "status" 0 $?
winnow-hash -q files.jsonl | jq -r 'select(.record == "file" and .origin == "logical") | [.hashes.sha256, .path] | @tsv' |
	sort >got.txt
same_file "files, their paths and contents" wanted.txt got.txt
same "what is in them is found, too" "$(sha256sum <a.jpg | cut -d' ' -f1)" \
	"$(winnow-cat -q --id 'p0/Folder/hidden.zip!a.jpg' files.jsonl | sha256sum | cut -d' ' -f1)"
same "times" "2023-11-14T22:13:22Z 2023-11-14T22:13:20Z" \
	"$(jq -r 'select(.path == "Folder/words.txt") | "\(.mtime) \(.crtime)"' files.jsonl)"
same "its kind" l01 "$(winnow-info -q case.L01 | jq -r 'select(.record == "evidence").container')"
if can_mount >mount.txt; then
	mkdir m
	winnow-mount case.L01 m && diff -r out m/files/p0 || fail "the mount"
	fusermount3 -u m || umount m
fi

# Cut and damaged ones are refused with what to do, or give what they have; never taken for a disk.
head -c 60000 case.L01 >cut.L01
winnow-ls -q cut.L01 >cut.jsonl 2>err.txt
same "a cut one is refused" 3 $?
check "by name" grep -q 'L01' err.txt
finish
