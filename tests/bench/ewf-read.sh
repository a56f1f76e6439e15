#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reading an E01 from start to end with two workers, against img_cat (libtsk over libewf). The image is made of
# this machine's programs (which compress as user data do), of zeros and of random bytes, a third each. The last
# line is the ratio: by processor seconds, which hold on a busy machine too (img_cat's over those of one of the
# two workers), and by the clock.
#
#   tests/bench/ewf-read.sh [MIB]     the default is 2048; EWF_COMPRESSION=fast|best|none
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need ewfacquire img_cat openssl
mib=${1:-2048}
bench=$WINNOW_BUILDDIR/tests/bench/bench_image
[ -x "$bench" ] || skip "make check builds bench_image"

third=$((mib / 3))
part() { head -c "${third}M"; }
{
	cat /usr/bin/* /usr/lib/*/*.so* /usr/share/*/* 2>/dev/null | part
	part </dev/zero
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | part
} >disk.raw
truncate -s "${mib}M" disk.raw
ewfacquire -u -q -S 7g -t disk -c "${EWF_COMPRESSION:-fast}" disk.raw >/dev/null 2>&1 || fail "ewfacquire"
stat -c '%s %n' disk.E01 disk.raw
cat disk.E01 disk.raw >/dev/null

img_cat_times() { # wall and processor seconds
	start=$(date +%s.%N)
	img_cat disk.E01 >/dev/null
	end=$(date +%s.%N)
	sh -c 'img_cat disk.E01 >/dev/null; times' | awk -v wall="$(echo "$end $start" | awk '{print $1 - $2}')" '
		NR == 2 {for (i = 1; i <= 2; i++) {split($i, t, /[ms]/); s += t[1] * 60 + t[2]} printf "%.3f %.3f\n", wall, s}'
}
: >ratios
for run in 1 2 3; do
	echo "run $run (seconds by the clock, processor seconds, KiB of memory)"
	peer=$(img_cat_times)
	ours=$("$bench" read 65536 disk.E01 2)
	echo "  img_cat               $peer"
	echo "  image_read, 2 workers $ours"
	echo "  image_read, 1 worker  $("$bench" read 65536 disk.E01)"
	echo "  view, 1 MiB           $("$bench" view 1048576 disk.E01)"
	echo "  raw view, 1 MiB       $("$bench" view 1048576 disk.raw)"
	echo "$peer $ours" >>ratios
done
awk '{wall += $1 / $3; cpu += $2 / ($4 / 2)} END {
	printf "img_cat takes %.1f times as long as two workers by processor seconds, %.1f times by the clock\n", cpu / NR, wall / NR}' ratios
