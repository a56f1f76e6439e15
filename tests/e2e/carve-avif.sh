#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# AVIF by whatever encoders are here: whole ones are whole, and where 4 KiB in the middle are somebody else's they are
# not, though an arithmetic decoder takes any bytes.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-carve jq
winnow-carve --version | grep -q 'dav1d [0-9]' || skip "built without libdav1d"
command -v ffmpeg >/dev/null || skip "ffmpeg is not installed: nothing to make AVIF with"

still() {
	name=$1 codec=$2
	shift 2
	ffmpeg -hide_banner -encoders 2>/dev/null | grep -q " $codec " || return
	ffmpeg -nostdin -hide_banner -loglevel error -y -f lavfi -i "$picture" -frames:v 1 -c:v "$codec" "$@" "$name.avif" \
		>log 2>&1 || { echo "ffmpeg $name: not made: $(tail -n 1 log)"; rm -f "$name.avif"; }
}
picture=testsrc2=size=640x480,noise=alls=30:all_seed=7
still one libaom-av1 -still-picture 1 -cpu-used 8 -crf 32 -pix_fmt yuv420p
still tiles libaom-av1 -still-picture 1 -cpu-used 8 -crf 28 -tiles 2x2 -pix_fmt yuv420p
still deep libaom-av1 -still-picture 1 -cpu-used 8 -crf 36 -pix_fmt yuv444p10le
still svt libsvtav1 -preset 12 -crf 35 -pix_fmt yuv420p
still rav1e librav1e -speed 10 -qp 90 -pix_fmt yuv420p
set -- *.avif
[ -e "$1" ] || skip "this ffmpeg makes no AVIF"

state() {
	winnow-carve -q "$1" | jq -r 'select(.record == "file" and .byte_runs[0].img_offset == 0) | "\(.state) \(.confidence > 0.9)"'
}
"$draw" noise 9 4096 >noise
for f; do
	same "$f is whole" "whole true" "$(state "$f")"
	middle=$(($(wc -c <"$f") / 2))
	for source in noise "$WINNOW_SRCDIR/HACKING" "$1"; do
		cp "$f" damaged
		dd if="$source" of=damaged bs=4096 count=1 conv=notrunc oflag=seek_bytes seek=$middle status=none
		[ "$(wc -c <damaged)" -gt $((middle + 4096)) ] || continue
		check "$f with a block of $(basename "$source") is not" sh -c 'case "$1" in damaged*) ;; *) exit 1 ;; esac' - "$(state damaged)"
	done
done
finish
