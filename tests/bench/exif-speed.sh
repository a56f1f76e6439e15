#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/bench/exif-speed.sh FOLDER…: processor time of winnow-exif with two workers over the pictures in the
# folders, beside exiftool and exiv2, one process each over the same list. Three rounds in turn; the least
# counts, since the machine may be busy.
set -eu
: "${WINNOW_SRCDIR:=$(cd "$(dirname "$0")/../.." && pwd)}"
[ $# -gt 0 ] || { echo "usage: exif-speed.sh FOLDER…" >&2 && exit 2; }
. "$WINNOW_SRCDIR/tests/bench/exif-disk.sh"
needs winnow-ls winnow-type winnow-exif exiftool exiv2 bash jq mke2fs
exif_disk "$@"
cd "$work"
winnow-ls -q disk.img | winnow-type -q | awk '!/"record":"file"/ || /"mime":"image\//' >stills.jsonl
jq -r 'select(.record == "file") | "all/" + .path' stills.jsonl >stills
count=$(wc -l <stills)

# Seconds of processor time that a command and its children take.
seconds() { bash -c 'TIMEFORMAT="%U %S"; time "$@" >/dev/null 2>&1' - "$@" 2>&1 | awk '{printf "%.3f\n", $1 + $2}'; }
least() { sort -n "$1" | head -n 1; }
for round in 1 2 3; do
	seconds winnow-exif -q -j 2 stills.jsonl >>ours
	seconds sh -c 'tr "\n" "\0" <stills | xargs -0 exiv2 -pa' >>exiv2
	seconds sh -c 'tr "\n" "\0" <stills | xargs -0 exiftool -j -n -G1' >>exiftool
done
awk -v n="$count" -v ours="$(least ours)" -v exiv2="$(least exiv2)" -v exiftool="$(least exiftool)" 'BEGIN {
	printf "%-12s %8s %10s %8s\n", n " stills", "CPU s", "ms each", "ratio"
	printf "%-12s %8.3f %10.3f %8s\n", "winnow-exif", ours, ours * 1000 / n, ""
	printf "%-12s %8.3f %10.3f %7.1fx\n", "exiv2", exiv2, exiv2 * 1000 / n, exiv2 / ours
	printf "%-12s %8.3f %10.3f %7.1fx\n", "exiftool", exiftool, exiftool * 1000 / n, exiftool / ours
}'
