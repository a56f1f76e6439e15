#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-mount beside what else could be used: image.raw of an E01 beside ewfmount, of a raw image beside the file
# itself, and find over the mount beside fls -r and beside find over tree-fs.c, the same names from memory, which is
# what FUSE alone costs. Each pair in one run, the kernel's cache emptied of mounted files
# before each reading (as root; else only the first reading counts). The last lines are the ratios by the clock of the
# best of three runs.
#
#   tests/bench/mount.sh [MIB]     the default is 1024
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need ewfacquire ewfmount fls mke2fs openssl
. "$WINNOW_SRCDIR/tests/e2e/mount-lib.sh"
mib=${1:-1024}
third=$((mib / 3))
mkdir other
trap 'fusermount3 -u -z m 2>/dev/null; umount -l other 2>/dev/null; rm -rf "$work"' EXIT

part() { head -c "${third}M"; }
{
	cat /usr/bin/* /usr/lib/*/*.so* /usr/share/*/* 2>/dev/null | part
	part </dev/zero
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | part
} >disk.raw
ewfacquire -u -q -S 7g -t disk -c fast disk.raw >/dev/null 2>&1 || fail "ewfacquire"

# What was read by way of a mount is forgotten; the evidence itself stays in memory.
fresh() {
	{ echo 1 >/proc/sys/vm/drop_caches; } 2>/dev/null
	cat "$@" >/dev/null
}

# seconds LABEL CMD…: the time by the clock, kept as the best of LABEL.
seconds() {
	label=$1
	shift
	start=$(date +%s.%N)
	"$@" >/dev/null
	end=$(date +%s.%N)
	echo "$label $start $end" | awk '{ printf "%s %.3f\n", $1, $3 - $2 }' | tee -a times
}

for run in 1 2 3; do
	echo "run $run"
	winnow-mount disk.E01 m
	ewfmount disk.E01 other >/dev/null 2>&1
	fresh disk.E01
	seconds ewfmount dd if=other/ewf1 of=/dev/null bs=1M status=none
	fresh disk.E01
	seconds E01 dd if=m/image.raw of=/dev/null bs=1M status=none
	fusermount3 -u m
	fusermount -u other 2>/dev/null || umount other
	winnow-mount disk.raw m
	fresh disk.raw
	seconds file dd if=disk.raw of=/dev/null bs=1M status=none
	seconds raw dd if=m/image.raw of=/dev/null bs=1M status=none
	fusermount3 -u m
done

mkdir tree
cp -a /usr/share/doc /usr/include tree/ 2>/dev/null
find tree | wc -l
# Folders end in a slash and come before what is in them.
find tree -mindepth 1 -type d -printf '%P/\n' -o -printf '%P\n' >names
truncate -s $(($(du -sm tree | cut -f 1) * 2 + 64))M files.raw
mke2fs -q -t ext4 -N $(($(find tree | wc -l) + 2000)) -d tree -F files.raw
for run in 1 2 3; do
	fresh files.raw
	winnow-mount files.raw m
	seconds fls fls -r files.raw
	seconds find find m/files
	fusermount3 -u m
	"$WINNOW_BUILDDIR/tests/bench/tree-fs" other <names || continue
	fresh files.raw
	seconds memory find other
	fusermount3 -u other
done
awk '{ if (!($1 in best) || $2 < best[$1]) best[$1] = $2 }
	END {
		printf "E01: %.2f times as fast as ewfmount (asked: 3)\n", best["ewfmount"] / best["E01"]
		printf "raw: %.2f times as fast as the file itself (asked: 0.8)\n", best["file"] / best["raw"]
		printf "find: %.2f times as fast as fls -r (asked: 1)\n", best["fls"] / best["find"]
		if ("memory" in best)
			printf "find: %.2f times as fast as over a tree in memory, by libfuse\n", best["memory"] / best["find"]
	}' times
