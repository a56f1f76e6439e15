#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/bench/exif-compare.sh [-v] FOLDER…: what winnow-exif finds in the files of the folders beside what
# exiftool finds. A line for each tag: values exiftool has, how many of them are equal, differ, are missing
# here, and how many values stand here that exiftool has not. -v lists those that are not equal. Ends with 1
# when fewer than 99 in 100 are equal.
set -eu
: "${WINNOW_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
verbose=''
[ "${1-}" != -v ] || { verbose=-v && shift; }
[ $# -gt 0 ] || { echo "usage: exif-compare.sh [-v] FOLDER…" >&2 && exit 2; }
. "$WINNOW_SRCDIR/tests/bench/exif-disk.sh"
needs winnow-ls winnow-exif exiftool perl mke2fs
exif_disk "$@"
winnow-ls -q "$work/disk.img" >"$work/list.jsonl"
winnow-exif -q "$work/list.jsonl" >"$work/ours.jsonl" || [ $? -eq 1 ]
(cd "$work/all" && exiftool -q -q -j -n -G1 -a -r -ext '*' . >"$work/truth.json" 2>/dev/null) || true
perl "$WINNOW_SRCDIR/tests/bench/exif-compare.pl" $verbose "$work/truth.json" "$work/ours.jsonl"
