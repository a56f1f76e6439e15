#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/bench/exif-compare.sh [-v] FOLDER…: what winnow-exif finds in the files of the folders beside what
# exiftool finds. A line for each tag: values exiftool has, how many of them are equal, differ, are missing
# here, and how many values stand here that exiftool has not. -v lists those that are not equal. Ends with 1
# when fewer than 99 in 100 are equal.
set -eu
: "${WINNOW_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${WINNOW_BUILDDIR:=$WINNOW_SRCDIR}"
PATH=$WINNOW_BUILDDIR:$PATH:/usr/sbin:/sbin
verbose=''
[ "${1-}" != -v ] || { verbose=-v && shift; }
[ $# -gt 0 ] || { echo "usage: exif-compare.sh [-v] FOLDER…" >&2 && exit 2; }
for command in winnow-ls winnow-exif exiftool perl mke2fs; do
	command -v "$command" >/dev/null || { echo "$command is not installed" >&2 && exit 3; }
done
work=$(mktemp -d "${TMPDIR:-/tmp}/exif-compare.XXXXXX")
trap 'rm -rf "$work"' EXIT

mkdir "$work/all"
number=0
for folder; do
	number=$((number + 1))
	cp -r "$folder" "$work/all/$number"
done
size=$(du -sm "$work/all" | cut -f1)
inodes=$(find "$work/all" | wc -l)
truncate -s "$((size + size / 8 + 32))M" "$work/disk.img"
mke2fs -q -t ext4 -N "$((inodes + 1000))" -d "$work/all" "$work/disk.img"
winnow-ls -q "$work/disk.img" >"$work/list.jsonl"
winnow-exif -q "$work/list.jsonl" >"$work/ours.jsonl" || [ $? -eq 1 ]
(cd "$work/all" && exiftool -q -q -j -n -G1 -a -r -ext '*' . >"$work/truth.json" 2>/dev/null) || true
perl "$WINNOW_SRCDIR/tests/bench/exif-compare.pl" $verbose "$work/truth.json" "$work/ours.jsonl"
