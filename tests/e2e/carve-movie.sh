#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Movies by ffmpeg, in pieces on a disk without a file system: whole ones, pieces apart, in front of one another and
# between those of another one come back byte for byte; what was overwritten is not called whole.
. "$(dirname "$0")/../e2e/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-carve jq
command -v ffmpeg >/dev/null || skip "ffmpeg is not installed: no movies to carve"
ffmpeg -hide_banner -encoders 2>/dev/null | grep -q libx264 || skip "this ffmpeg has no libx264"

film() {
	name=$1 seconds=$2
	shift 2
	ffmpeg -nostdin -hide_banner -loglevel error -y -f lavfi -i testsrc2=size=320x240:rate=25 \
		-f lavfi -i sine=frequency=440:sample_rate=44100 -t "$seconds" "$@" "$name" || fail "ffmpeg $name"
}
film camera.mp4 3 -c:v libx264 -pix_fmt yuv420p -c:a aac
film stream.mp4 3 -c:v libx264 -pix_fmt yuv420p -crf 30 -c:a aac -movflags +faststart
film fragments.mp4 3 -c:v libx264 -pix_fmt yuv420p -crf 28 -g 10 -c:a aac -movflags frag_keyframe+empty_moov
film quicktime.mov 1 -c:v mjpeg -pix_fmt yuvj420p -q:v 8 -an -f mov

# lay OFFSET FILE FROM [TO]: bytes [FROM, TO) of the file, in blocks of 4096
lay() {
	to=${4:-$(wc -c <"$2")}
	dd if="$2" bs=4096 iflag=skip_bytes,count_bytes skip=$(($3 * 4096)) count=$((to - $3 * 4096)) status=none >part
	plant disk.raw $(($1 * 4096)) part
}
blocks() {
	echo $(($(wc -c <"$1") / 4096))
}
"$draw" noise 5 16777216 >disk.raw

half=$(($(blocks camera.mp4) / 2))
lay 10 camera.mp4 0 $((half * 4096)) # two pieces, noise between
lay $((10 + half + 37)) camera.mp4 $half
third=$(($(blocks stream.mp4) / 3))
lay 1000 stream.mp4 $third # the second piece in front of the first
lay 1500 stream.mp4 0 $((third * 4096))
lay 2000 fragments.mp4 0
cut=$(($(blocks quicktime.mov) * 2 / 3))
lay 3000 quicktime.mov 0 $((cut * 4096)) # overwritten behind two thirds
winnow-carve -q -o found.jsonl disk.raw
finds found.jsonl >found.txt
for film in camera.mp4 stream.mp4 fragments.mp4; do
	grep -q "whole .* $(sha256sum <$film | cut -d' ' -f1)\$" found.txt || fail "$film did not come back: $(cat found.txt)"
done
[ "$(grep -c ' whole ' found.txt)" = 3 ] || fail "something else was called whole: $(cat found.txt)"
grep -q "^@$((3000 * 4096)) damaged" found.txt || fail "the beginning of quicktime.mov was not given: $(cat found.txt)"
finish
