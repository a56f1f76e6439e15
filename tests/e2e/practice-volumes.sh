#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-practice's exFAT, and files in several pieces, out of order, between each other and at a place: the
# file systems' own checkers find no fault, icat and winnow-ls read every file as the key says.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-practice winnow-ls winnow-carve winnow-hash jq icat fls fsck.fat e2fsck ntfsfix sha256sum

awk '/^MANY/ { for (i = 1; i <= 50; i++) printf "%s \"many/file number %d.txt\" t modified=2025-01-01T00:00:%02dZ\n", i % 7 ? "file" : "deleted", i, i; next }
	{ print }' "$WINNOW_SRCDIR/tests/e2e/practice-volumes.recipe" >all.recipe
winnow-practice all.recipe -o disk.img
unchanged disk.img
jq -r 'select(.record == "volume") | "\(.volume) \(.offset) \(.size)"' disk.img.key.jsonl | while read -r volume at n; do
	dd if=disk.img of="$volume.img" bs=1M skip="$at" count="$n" iflag=skip_bytes,count_bytes status=none
done

check "fsck.fat finds no fault" fsck.fat -n p2.img >/dev/null
check "ntfsfix finds no fault" ntfsfix -n p3.img >/dev/null
check "e2fsck finds no fault" e2fsck -fn p4.img >/dev/null 2>&1
if command -v fsck.exfat >/dev/null; then
	check "fsck.exfat finds no fault" sh -c 'fsck.exfat -n p1.img | grep -q "p1.img: clean"'
	live=$(jq -r 'select(.origin == "allocated" and (.id | startswith("p1/"))) | .path' disk.img.key.jsonl | wc -l)
	check "and as many files" sh -c "fsck.exfat -n p1.img | grep -q 'files $live\$'"
fi
if command -v dump.exfat >/dev/null; then
	check "dump.exfat reads serial and label" sh -c 'dump.exfat p1.img | grep -q 0xcafe0001 && dump.exfat p1.img | grep -q CARD'
fi
same "fsstat knows it" "exFAT" "$(fsstat p1.img | sed -n 's/^File System Type: //p')"

# ---- Every file ----

fls -r -p -F -u p1.img | sed 's/^[^\t]*\t//' | grep -v -e '^\$' -e 'Volume Label' | LC_ALL=C sort >a.txt
jq -r 'select(.origin == "allocated" and (.id | startswith("p1/"))) | .path' disk.img.key.jsonl | LC_ALL=C sort >b.txt
same_file "fls names the live files of exFAT" a.txt b.txt
same "and its deleted ones" "$(jq -r 'select(.origin == "deleted" and (.id | startswith("p1/"))) | .path' disk.img.key.jsonl | LC_ALL=C sort)" \
	"$(fls -r -p -F -d p1.img | sed 's/^[^\t]*\t//' | LC_ALL=C sort)"

jq -r 'select(.practice.recovery == "metadata" and (.content.how == "runs" or .size == 0)) | "\(.id) \(.hashes.sha256)"' disk.img.key.jsonl >icat.txt
while read -r id wanted; do
	got=$(icat -r "${id%%/*}.img" "${id#*/}" 2>&1 | sha256sum | cut -d' ' -f1)
	[ "$got" = "$wanted" ] || fail "icat $id: $got, not $wanted"
done <icat.txt
check "icat gave $(wc -l <icat.txt) files" test "$(wc -l <icat.txt)" -gt 60

runs_of() {
	jq -r "select(.id == \"$1\") | .byte_runs[]? | \"\\(.img_offset) \\(.len)\"" disk.img.key.jsonl |
		while read -r at n; do
			dd if=disk.img bs=1M skip="$at" count="$n" iflag=skip_bytes,count_bytes status=none
		done
}
jq -r 'select(.record == "file" and (.byte_runs | length) > 1) | "\(.id) \(.hashes.sha256)"' disk.img.key.jsonl >runs.txt
while read -r id wanted; do
	got=$(runs_of "$id" | sha256sum | cut -d' ' -f1)
	[ "$got" = "$wanted" ] || fail "byte_runs of $id: $got, not $wanted"
done <runs.txt
check "$(wc -l <runs.txt) files lie in pieces" test "$(wc -l <runs.txt)" -ge 20

# What still has its metadata is found by winnow-ls, piece for piece.
known='[.id, .path, .size, .origin, (if .size > 0 then .byte_runs else null end), .content.how]'
jq -c "select(.record == \"file\" and .practice.recovery == \"metadata\") | $known" disk.img.key.jsonl | sort >a.txt
winnow-ls -q disk.img | jq -c "select(.record == \"file\") | $known" | sort >ls.txt
LC_ALL=C comm -23 a.txt ls.txt >missing.txt
same "winnow-ls has all of it" "" "$(head -n 3 missing.txt)"

same "the file table of NTFS, which grew, has the recipe's time" "2026-03-14 09:30:06.000000000" \
	"$(TZ=UTC0 istat p3.img 0 | sed -n 's/^Created:\t\(.*\) (UTC)/\1/p' | sort -u)"

# ---- How they lie ----

# starts PATH VOLUME: where its pieces begin, in the order of the file
starts() {
	jq -c "select(.path == \"$1\" and (.id | startswith(\"$2/\"))) | [.byte_runs[].img_offset]" disk.img.key.jsonl
}
for volume in p1 p2 p3 p4; do
	same "$volume: three pieces, forward" true "$(starts frag.jpg $volume | jq 'length == 3 and . == sort')"
	same "$volume: backward" true "$(starts back.jpg $volume | jq 'length == 3 and (reverse == sort)')"
	same "$volume: mixed" true "$(starts mixed.jpg $volume | jq 'length == 4 and . != sort and (reverse != sort)')"
	same "$volume: one between the pieces of another" true \
		"$(jq -n "$(starts x1.jpg $volume) as \$a | $(starts x2.jpg $volume) as \$b |
			[\$a[0], \$b[0], \$a[1], \$b[1], \$a[2], \$b[2]] | length == 6 and . == sort")"
	at=$(jq -r "select(.record == \"volume\" and .volume == \"$volume\").offset" disk.img.key.jsonl)
	[ $volume = p2 ] && far=30 || far=12
	same "$volume: far away" true "$(starts far.jpg $volume | jq "length == 1 and (.[0] - $at - $far * 1048576 | . >= 0 and . < 1048576)")"
done
same "as many pieces on ext4 as it has blocks" 16 "$(starts many.jpg p4 | jq length)"

# The live pictures in pieces: what carving joins must be the key's; that it can is tested elsewhere.
winnow-carve -q disk.img | winnow-hash -q | jq -r 'select(.record == "file" and .state == "whole") | .hashes.sha256' | sort -u >a.txt
jq -r 'select(.practice.planted == "free").hashes.sha256' disk.img.key.jsonl | sort -u >b.txt
same "what lies in free space is carved" "" "$(LC_ALL=C comm -13 a.txt b.txt)"
finish
