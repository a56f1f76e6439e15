#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How winnow triage grows: with the image (sparse ext4 with one known picture in a user's folder), the files on it, the
# entries of the set, and the workers. For each line: seconds, processor seconds, the largest resident memory of any
# process, seconds to the first hit; and for each row of lines how much they grow, as the exponent k of size^k (0: not at
# all, 1: as the size does).
#
#	scale.sh [PART…]	image files sets workers; all of them unless named
#
#	SCALE_IMAGES='1G 10G 100G 1T'	SCALE_FILES='10000 100000 1000000 5000000'
#	SCALE_SETS='100000 1000000 10000000 100000000'	BENCH_DIR=/tmp/winnow-bench
#
# Five million files take 25 GB below BENCH_DIR while their image is made, a hundred million entries 5 GB. Not part of make
# check, and no figure is judged here: run it on a machine that does nothing else.
. "$(dirname "$0")/../e2e/lib.sh"
need mke2fs awk jq
images=${SCALE_IMAGES:-1G 10G 100G 1T}
files=${SCALE_FILES:-10000 100000 1000000}
sets=${SCALE_SETS:-100000 1000000 10000000}
keep=${BENCH_DIR:-/tmp/winnow-bench}
mkdir -p "$keep"
usage=$WINNOW_BUILDDIR/tests/bench/usage
[ -x "$usage" ] || skip "tests/bench/usage is not built; run make bench-scale"

# ---- What is measured ----

# A picture that nobody has: the smallest GIF, and a comment that makes it ours.
draw_known() {
	printf 'GIF89a\001\000\001\000\200\000\000\377\000\000\000\000\000!\376\005scale\000,\000\000\000\000\001\000\001\000\000\002\002D\001\000;' >known.gif
	sha256sum known.gif | cut -c1-64 >known.txt
	winnow-set build -q -o known.wset known.txt
}

# tree FILES: a folder of so many small files, and the known picture at home.
tree() {
	rm -rf tree
	mkdir -p tree/home/an/Pictures tree/usr
	cp known.gif tree/home/an/Pictures/known.gif
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			if (i % 1000 == 0) {
				folder = sprintf("tree/usr/%05d", i / 1000)
				system("mkdir " folder)
			}
			name = folder "/file" i ".txt"
			print "file " i > name
			close(name)
		}
	}'
}

# image NAME SIZE FILES
image() {
	[ -e "$keep/$1" ] && return
	tree "$3"
	truncate -s "$2" "$keep/$1.new"
	mke2fs -q -F -t ext4 -E lazy_itable_init=1,lazy_journal_init=1 -N $(($3 * 11 / 10 + 100000)) -d tree "$keep/$1.new" || exit 1
	rm -rf tree
	mv "$keep/$1.new" "$keep/$1"
}

# entries N FILE: a list of so many digests that are on no disk.
entries() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "%08x%08x%08x%08x%08x%08x%08x%08x\n", i * 2654435761 % 4294967296, i, i * 40503 % 65536 * 65521,
				i * 69069 % 4294967296, i * 1664525 % 4294967296, i * 22695477 % 4294967296, i * 16807 % 2147483647, 4294967295 - i
	}' >"$2"
}

bytes() {
	echo "$1" | awk '{ f["M"] = 2 ^ 20; f["G"] = 2 ^ 30; f["T"] = 2 ^ 40; u = substr($0, length($0)); print u in f ? substr($0, 1, length($0) - 1) * f[u] : $0 }'
}

# measure SIZE LABEL WORKERS SET IMAGE: a line of the table, and one of $work/row for the exponents.
measure() {
	rm -rf case
	cat "$4" >/dev/null
	"$usage" winnow triage -j "$3" -s "$4" -o case "$5" >used 2>said
	hit=$(sed -n 's/.*first hit after \([0-9.]*\) s.*/\1/p' said)
	[ -n "$hit" ] || echo "    (no hit: $(tail -n 1 said))"
	read -r wall processor rss <used
	printf '    %-14s %9s s %9s s %8s MB %8s s to the first hit\n' "$2" "$wall" "$processor" "$rss" "${hit:-?}"
	echo "$1 $wall $processor $rss ${hit:-0}" >>row
}

row() {
	echo "  $1"
	printf '    %-14s %11s %11s %11s\n' "" wall processors memory
	: >row
}

# The slope of the logarithms, by least squares. Half a second of every run has nothing to do with sizes.
exponents() {
	awk '{ n++; x = log($1); for (i = 2; i <= 5; i++) { y = log($i > 0.001 ? $i : 0.001); sx[i] += x; sy[i] += y; sxx[i] += x * x; sxy[i] += x * y } }
		END { if (n < 2) exit
			for (i = 2; i <= 5; i++) { d = n * sxx[i] - sx[i] * sx[i]; k[i] = d ? (n * sxy[i] - sx[i] * sy[i]) / d : 0 }
			printf "    grows with the power %.2f (time), %.2f (processors), %.2f (memory), %.2f (first hit)\n", k[2], k[3], k[4], k[5] }' row
}

# ---- The parts ----

part_image() {
	row "size of the image (1,000 files)"
	for size in $images; do
		image "size-$size.img" "$size" 1000
		measure "$(bytes "$size")" "$size" "$(nproc)" known.wset "$keep/size-$size.img"
	done
	exponents
}

part_files() {
	row "files (on a sparse terabyte)"
	for n in $files; do
		image "files-$n.img" 1T "$n"
		measure "$n" "$n" "$(nproc)" known.wset "$keep/files-$n.img"
	done
	exponents
}

part_sets() {
	row "entries of the set (10 GB, 1,000 files; memory has the pages of the set in it that were touched)"
	image size-10G.img 10G 1000
	for n in $sets; do
		if [ ! -e "$keep/set-$n.wset" ]; then
			entries "$n" list
			cat known.txt >>list
			winnow-set build -q -o "$keep/set-$n.wset" list || exit 1
			rm list
		fi
		measure "$n" "$n" "$(nproc)" "$keep/set-$n.wset" "$keep/size-10G.img"
	done
	exponents
}

# Data to be read and digested, without holes.
part_workers() {
	row "workers (pictures to digest on 2 GB)"
	if [ ! -e "$keep/full.img" ]; then
		mkdir -p tree/home/an/Pictures
		cp known.gif tree/home/an/Pictures/
		awk 'BEGIN { for (i = 0; i < 170; i++) print i }' | while read -r i; do
			{
				cat known.gif
				openssl enc -aes-128-ctr -K 00000000000000000000000000000000 -iv "$(printf '%032x' "$i")" -in /dev/zero 2>/dev/null | head -c 10000000
			} >"tree/home/an/Pictures/$i.gif"
		done
		truncate -s 2G "$keep/full.img.new"
		mke2fs -q -F -t ext4 -d tree "$keep/full.img.new" && mv "$keep/full.img.new" "$keep/full.img"
		rm -rf tree
	fi
	cat "$keep/full.img" >/dev/null
	for n in 1 2; do
		measure "$n" "$n" "$n" known.wset "$keep/full.img"
	done
	awk 'NR == 1 { one = $2 } END { printf "    %.2f times as fast with %d workers\n", one / $2, NR }' row
}

draw_known
echo "winnow triage on $(nproc) processors:"
for part in ${*:-image files sets workers}; do
	"part_$part"
done
