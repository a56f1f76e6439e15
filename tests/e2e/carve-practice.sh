#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Carving a practice disk (FAT32, NTFS, ext4) beside its answer key: every deleted or planted picture is found
# at its place, and nothing that the key does not know.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-carve winnow-practice jq

winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o disk.img --key key.jsonl || fail "practice disk"
unchanged disk.img
winnow-carve -q disk.img >carved.jsonl
finds carved.jsonl | awk '{print $1, $4}' | sort >found.txt
jq -r 'select(.record == "file" and (.origin == "deleted" or .origin == "carved") and .state == "whole") |
	"@\(.byte_runs[0].img_offset) \(.hashes.sha256)"' key.jsonl | sort >key.txt
check "the key has items to be found" [ "$(wc -l <key.txt)" -ge 10 ]
same "what was not found" "" "$(comm -13 found.txt key.txt)"
jq -r 'select(.record == "file") | .hashes.sha256' key.jsonl | sort -u >known.txt
same "what nobody planted" "" "$(cut -d' ' -f2 found.txt | sort -u | comm -23 - known.txt)"

winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o disk.E01 || fail "practice E01"
winnow-carve -q disk.E01 >ewf.jsonl
for f in carved ewf; do
	jq -c 'select(.record == "file") | del(.evidence)' $f.jsonl >$f.txt
done
same_file "the same finds in the EWF image" carved.txt ewf.txt
finish
