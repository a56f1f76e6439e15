#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Perceptual digests of pictures: milliseconds a picture, decoding included, with one worker and with two, beside the
# time that djpeg (libjpeg-turbo, nothing hashed) needs for the same files: the bound of any program that decodes
# them whole. The C++ reference program took 18 ms a picture of the same folder on a machine of this kind.
#
#   tests/bench/pdq-speed.sh [FOLDER]     a folder of JPEG files; the default is ../shared/data/pdq
PATH=$PATH:/usr/sbin:/sbin
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need mke2fs jq djpeg winnow-pdq winnow-ls
folder=${1:-$(shared pdq)} || skip "name a folder of JPEG files: there is no ../shared/data/pdq"

mkdir pictures
for copy in $(seq 16); do # enough that the start of the decoders counts little
	find "$folder" -iname '*.jp*g' | while read -r file; do cp "$file" "pictures/$copy-$(basename "$file")"; done
done
truncate -s $(($(du -sm pictures | cut -f 1) * 2 + 32))M pictures.img
mke2fs -q -F -t ext4 -d pictures pictures.img
winnow-ls -q pictures.img >listed.jsonl
pictures=$(find pictures -type f | wc -l)
cat pictures/* pictures.img >/dev/null

milliseconds() { # NAME CMD…: the best of three runs, wall clock
	best=
	name=$1
	shift
	for run in 1 2 3; do
		start=$(date +%s%N)
		"$@" >/dev/null 2>&1
		took=$((($(date +%s%N) - start) / 1000000))
		[ -n "$best" ] && [ "$best" -le "$took" ] || best=$took
	done
	awk -v name="$name" -v ms="$best" -v n="$pictures" \
		'BEGIN {printf "%-36s %7.2f ms a picture\n", name, ms / n}'
}
decode_all() { for file in pictures/*; do djpeg "$file"; done; }
echo "$pictures pictures of $folder"
milliseconds "winnow-pdq, 1 worker" winnow-pdq -q -j 1 listed.jsonl
milliseconds "winnow-pdq, 2 workers" winnow-pdq -q -j 2 listed.jsonl
milliseconds "djpeg, a process each, decoding only" decode_all
