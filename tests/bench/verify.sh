#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-verify beside ewfverify (E01) and beside md5sum (raw), on an image of this machine's programs, zeros and
# random bytes, a third each. Seconds by the clock, then of processors: on a busy machine only those hold. The speed
# that cannot be passed is MD5's alone, by openssl speed.
#
#   tests/bench/verify.sh [MIB]     the default is 1024
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need ewfacquire ewfverify openssl md5sum
mib=${1:-1024}

third=$((mib / 3))
part() { head -c "${third}M"; }
{
	cat /usr/bin/* /usr/lib/*/*.so* /usr/share/*/* 2>/dev/null | part
	part </dev/zero
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | part
} >disk.raw
truncate -s "${mib}M" disk.raw
ewfacquire -u -q -S 7g -t disk -c fast -d sha1 disk.raw >/dev/null 2>&1 || fail "ewfacquire"
cat disk.E01 disk.raw >/dev/null

measure() { # TITLE COMMAND…
	title=$1
	shift
	start=$(date +%s.%N)
	"$@" >/dev/null 2>&1 || [ $? = 1 ] || fail "$*"
	end=$(date +%s.%N)
	sh -c '"$@" >/dev/null 2>&1; times' sh "$@" | awk -v title="$title" -v mib="$mib" \
		-v wall="$(echo "$end $start" | awk '{print $1 - $2}')" '
		NR == 2 {for (i = 1; i <= 2; i++) {split($i, t, /[ms]/); s += t[1] * 60 + t[2]}
			printf "  %-44s %6.2f s %6.2f s %7.0f MiB/s\n", title, wall, s, mib / wall}'
}
openssl speed -seconds 1 -bytes 1048576 -evp md5 2>/dev/null | tail -n 1
for run in 1 2 3; do
	echo "run $run (by the clock, processors, speed)"
	measure "ewfverify (MD5)" ewfverify -q disk.E01
	measure "ewfverify -d sha1 (MD5, SHA-1)" ewfverify -q -d sha1 disk.E01
	measure "winnow-verify -a md5 (MD5, SHA-1 as stored)" winnow-verify -q -o /dev/null -a md5 disk.E01
	measure "winnow-verify (MD5, SHA-1, SHA-256)" winnow-verify -q -o /dev/null disk.E01
	measure "md5sum of the raw image" md5sum disk.raw
	measure "winnow-verify of it (MD5, SHA-1, SHA-256)" winnow-verify -q -o /dev/null disk.raw
done
finish
