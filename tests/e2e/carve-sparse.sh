#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holes of sparse images are not read, and what is found is the same as in a copy without holes: also of a film whose
# first bytes, which are zeros, lie in a hole.
. "$(dirname "$0")/lib.sh"
need jq

# A drawn GIF: 1 x 1, one colour.
printf 'GIF89a\001\000\001\000\200\000\000\377\000\000\000\000\000,\000\000\000\000\001\000\001\000\000\002\002D\001\000;' >dot.gif
have_film=0
if command -v ffmpeg >/dev/null; then
	ffmpeg -loglevel error -f lavfi -i testsrc=d=1:s=64x48:r=5 -c:v mpeg4 film.mp4 </dev/null && have_film=1
fi

truncate -s 96M image
put() { # file, its first byte that is written, where that goes
	dd if="$1" of=image iflag=skip_bytes oflag=seek_bytes skip="$2" seek="$3" conv=notrunc bs=4096 status=none
}
put dot.gif 0 0
put dot.gif 0 1048576
put dot.gif 0 1052000
put dot.gif 0 50331648
put dot.gif 0 100663200
if [ "$have_film" = 1 ]; then
	put film.mp4 0 8388608
	put film.mp4 3 20971520
fi
[ "$(du -k image | cut -f 1)" -lt 20000 ] || skip "the file system has no sparse files"
cp --sparse=never image full

for options in '' '--align 1' '--align 512'; do
	for name in image full; do
		# shellcheck disable=SC2086  # the options are words
		winnow-carve -j 2 $options "$name" >"$name.jsonl" || fail "winnow-carve $options $name"
		jq -c 'select(.record == "file") | del(.evidence)' "$name.jsonl" >"$name.found"
	done
	same_file "the same is found with '$options'" full.found image.found
	check "something is found" [ "$(wc -l <image.found)" -gt 2 ]
done
if [ "$have_film" = 1 ]; then
	winnow-carve --align 1 image >film.jsonl
	check "a film that begins in a hole" grep -q '"id":"@20971517"' film.jsonl
fi
# More than could be read in this time.
truncate -s 2T image
put dot.gif 0 1099511627776
timeout 600 winnow-carve image >huge.jsonl
check "a huge hole ends soon" grep -q '"id":"@1099511627776"' huge.jsonl
finish
