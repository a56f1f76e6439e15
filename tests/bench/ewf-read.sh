#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Reading an E01 from start to end: image_read against libewf's own reading (img_cat, ewfverify). The image is
# made of this machine's programs (which compress as user data do), of zeros and of random bytes.
#
#   tests/bench/ewf-read.sh [MIB]     the default is 1024
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need ewfacquire img_cat openssl
mib=${1:-1024}
bench=$WINNOW_BUILDDIR/tests/bench/bench_image
[ -x "$bench" ] || skip "make check builds bench_image"

third=$((mib / 3))
part() { head -c "${third}M"; }
cat /usr/bin/* /usr/lib/*/*.so* /usr/share/*/* 2>/dev/null | part >disk.raw
part </dev/zero >>disk.raw
openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | part >>disk.raw
truncate -s "${mib}M" disk.raw
ewfacquire -u -q -t disk -c fast disk.raw >/dev/null 2>&1 || fail "ewfacquire"
ls -l disk.* | awk '{print $5, $9}'
cat disk.E01 disk.raw >/dev/null

seconds() { # CMD…: wall seconds
	start=$(date +%s.%N)
	"$@" >/dev/null 2>&1
	date +%s.%N | awk -v s="$start" '{printf "%.2f", $1 - s}'
}
for run in 1 2 3; do
	echo "run $run"
	echo "  img_cat            $(seconds img_cat disk.E01) s"
	echo "  ewfexport          $(seconds ewfexport -u -q -f raw -t - disk.E01) s"
	echo "  image_read, 1 MiB  $("$bench" read 1048576 disk.E01)"
	echo "  image_read, 64 KiB $("$bench" read 65536 disk.E01)"
	echo "  view, 1 MiB        $("$bench" view 1048576 disk.E01)"
	echo "  raw view, 1 MiB    $("$bench" view 1048576 disk.raw)"
	echo "  raw read, 1 MiB    $("$bench" read 1048576 disk.raw)"
done
