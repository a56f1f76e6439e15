#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How winnow triage grows: with the image (sparse ext4 with one known picture in a user's folder), the files on it, the
# entries of the set, and the workers. For each line: seconds, processor seconds, the memory of the largest process and of
# all together (pages of files, as of a set, left aside), seconds to the first hit; and for each row of lines how much they
# grow, as the exponent k of size^k (0: not at all, 1: as the size does).
#
#	scale.sh [PART…]	image files sets full link workers; all of them unless named
#
#	SCALE_IMAGES='1G 10G 100G 1T'	SCALE_FILES='10000 100000 1000000 5000000'
#	SCALE_SETS='100000 1000000 10000000 100000000'	SCALE_FULL='1G 10G'	SCALE_LINK='100000 1000000 10000000'
#	BENCH_DIR=/tmp/winnow-bench
#
# Five million files take 6 GB below BENCH_DIR and 7 GB of a case, a hundred million entries 9 GB while their set is made.
# Not part of make check, and no figure is judged here: run it on a machine that does nothing else.
. "$(dirname "$0")/../e2e/lib.sh"
need mke2fs debugfs openssl xxd awk jq taskset
images=${SCALE_IMAGES:-1G 10G 100G 1T}
files=${SCALE_FILES:-10000 100000 1000000}
sets=${SCALE_SETS:-100000 1000000 10000000}
fulls=${SCALE_FULL:-1G 10G}
links=${SCALE_LINK:-100000 1000000 10000000}
keep=${BENCH_DIR:-/tmp/winnow-bench}
mkdir -p "$keep"
usage=$WINNOW_BUILDDIR/tests/bench/usage
confined=
[ -x "$usage" ] || skip "tests/bench/usage is not built; run make bench-scale"

# ---- What is measured ----

# A picture that nobody has: the smallest GIF, and a comment that makes it ours.
draw_known() {
	printf 'GIF89a\001\000\001\000\200\000\000\377\000\000\000\000\000!\376\005scale\000,\000\000\000\000\001\000\001\000\000\002\002D\001\000;' >known.gif
	sha256sum known.gif | cut -c1-64 >known.txt
	winnow-set build -q -o known.wset known.txt
}

# plant FILES: what debugfs does to get so many small files, a thousand a folder and one in five with a block of its own (the
# others are holes), and the known picture at home, as the last of all.
plant() {
	printf 'file\n' >block.txt
	truncate -s 5 hole.txt
	awk -v n="$1" 'BEGIN {
		print "mkdir usr"
		for (i = 0; i < n; i++) {
			if (i % 1000 == 0) {
				folder = sprintf("/usr/%05d", i / 1000)
				print "mkdir " folder
				print "cd " folder
			}
			print "write " (i % 5 ? "hole.txt" : "block.txt") " file" i ".txt"
		}
		print "cd /\nmkdir home\nmkdir /home/an\nmkdir /home/an/Pictures\ncd /home/an/Pictures\nwrite known.gif known.gif"
	}'
}

# image NAME SIZE FILES: debugfs, since mke2fs -d wants the files on a disk first, and searches each folder for each name.
image() {
	[ -e "$keep/$1" ] && return
	truncate -s "$2" "$keep/$1.new"
	mke2fs -q -F -t ext4 -E lazy_itable_init=1,lazy_journal_init=1 -N $(($3 * 11 / 10 + 100000)) "$keep/$1.new" || exit 1
	plant "$3" >script
	debugfs -w -f script "$keep/$1.new" >said 2>&1
	debugfs -R 'stat /home/an/Pictures/known.gif' "$keep/$1.new" 2>/dev/null | grep -q "Size: $(wc -c <known.gif)" || {
		tail -n 3 said
		exit 1
	}
	mv "$keep/$1.new" "$keep/$1"
}

# entries N: a list of so many digests that are on no disk.
entries() {
	openssl enc -aes-128-ctr -K 00000000000000000000000000000000 -iv 1 -in /dev/zero 2>/dev/null | head -c "$(($1 * 32))" | xxd -p -c 32
}

bytes() {
	echo "$1" | awk '{ f["M"] = 2 ^ 20; f["G"] = 2 ^ 30; f["T"] = 2 ^ 40; u = substr($0, length($0)); print u in f ? substr($0, 1, length($0) - 1) * f[u] : $0 }'
}

# measure SIZE LABEL WORKERS SET IMAGE: a line of the table, and one of $work/row for the exponents.
measure() {
	rm -rf case
	cat "$4" >/dev/null
	$confined "$usage" winnow triage -j "$3" -s "$4" -o case "$5" >used 2>said
	hit=$(sed -n 's/.*first hit after \([0-9.]*\) s.*/\1/p' said)
	[ -n "$hit" ] || echo "    (no hit: $(tail -n 1 said))"
	read -r wall processor largest all <used
	printf '    %-14s %9s s %9s s %7s MB %7s MB %8s s\n' "$2" "$wall" "$processor" "$largest" "$all" "${hit:-?}"
	echo "$1 $wall $processor $largest $all ${hit:-0}" >>row
	rm -rf case
}

row() {
	echo "  $1"
	printf '    %-14s %11s %11s %10s %10s %10s\n' "" wall processors "a process" together "first hit"
	: >row
}

# The slope of the logarithms, by least squares. Half a second of every run has nothing to do with sizes.
exponents() {
	awk '{ n++; x = log($1); for (i = 2; i <= 6; i++) { y = log($i > 0.001 ? $i : 0.001); sx[i] += x; sy[i] += y; sxx[i] += x * x; sxy[i] += x * y } }
		END { if (n < 2) exit
			for (i = 2; i <= 6; i++) { d = n * sxx[i] - sx[i] * sx[i]; k[i] = d ? (n * sxy[i] - sx[i] * sy[i]) / d : 0 }
			printf "    grows with the power %.2f (wall), %.2f (processors), %.2f and %.2f (memory), %.2f (first hit)\n", k[2], k[3], k[4], k[5], k[6] }' row
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
	row "entries of the set (10 GB, 1,000 files)"
	image size-10G.img 10G 1000
	for n in $sets; do
		if [ ! -e "$keep/set-$n.wset" ]; then
			rm -f list
			mkfifo list
			{ cat known.txt; entries "$n"; } >list &
			winnow-set build -q -o "$keep/set-$n.wset" list || exit 1
		fi
		measure "$n" "$n" "$(nproc)" "$keep/set-$n.wset" "$keep/size-10G.img"
	done
	exponents
}

# full NAME SIZE: data to be read and digested, without holes: pictures of 20 MB with noise behind their end, to nine tenths.
full() {
	[ -e "$keep/$1" ] && return
	truncate -s "$2" "$keep/$1.new"
	mke2fs -q -F -t ext4 -E lazy_itable_init=1 "$keep/$1.new" || exit 1
	debugfs -w -R "write known.gif known.gif" "$keep/$1.new" 2>/dev/null
	awk -v size="$(bytes "$2")" 'BEGIN { for (i = 0; i < int(size * 0.9 / 2e7); i++) print i }' | while read -r i; do
		{
			cat known.gif
			openssl enc -aes-128-ctr -K 00000000000000000000000000000000 -iv "$(printf '%032x' "$i")" -in /dev/zero 2>/dev/null | head -c 20000000
		} >noise.gif
		debugfs -w -R "write noise.gif $i.gif" "$keep/$1.new" >/dev/null 2>&1
	done
	rm noise.gif
	mv "$keep/$1.new" "$keep/$1"
}

part_full() {
	row "size of an image without holes"
	for size in $fulls; do
		full "full-$size.img" "$size"
		measure "$(bytes "$size")" "$size" "$(nproc)" known.wset "$keep/full-$size.img"
	done
	exponents
}

# exhibits RECORDS: the stream of ten exhibits; one item in fifty is on two, one in a hundred tells of a camera.
exhibits() {
	awk -v n="$1" 'BEGIN {
		print "{\"record\":\"run\",\"run_id\":\"r\",\"schema\":\"winnow-1\",\"tool\":\"winnow-ls\",\"version\":\"0\",\"started\":\"2026-01-01T00:00:00Z\"}"
		for (i = 0; i < n; i++) {
			item = i % 100 == 1 ? i - 1 : i
			device = i % 100 == 7 ? sprintf(",\"device\":{\"make\":\"Made\",\"model\":\"Up\",\"serial\":\"%07d\"}", i % 100003) : ""
			printf "{\"record\":\"file\",\"evidence\":\"%d.img\",\"evidence_id\":\"%064d\",\"id\":\"@%d\",\"origin\":\"carved\",\"size\":1000,\"mime\":\"image/jpeg\",\"hashes\":{\"sha256\":\"%010d%054d\"}%s}\n",
				i % 10, i % 10, i, item * 48271 % 2147483647, item, device
		}
		printf "{\"record\":\"end\",\"run_id\":\"r\",\"tool\":\"winnow-ls\",\"items\":%d,\"noted\":0,\"finished\":\"2026-01-01T00:00:00Z\",\"status\":0}\n", n
	}'
}

part_link() {
	row "records to link (winnow-link, not triage)"
	for n in $links; do
		exhibits "$n" | TMPDIR=$keep "$usage" winnow-link -q -f records -o links.jsonl >used || exit 1
		read -r wall processor largest all <used
		printf '    %-14s %9s s %9s s %7s MB %7s MB %8s links\n' "$n" "$wall" "$processor" "$largest" "$all" \
			"$(grep -c '"record":"link"' links.jsonl)"
		echo "$n $wall $processor $largest $all 1" >>row
		rm links.jsonl
	done
	exponents
}

# A worker is one of each kind, which together keep more than one processor busy: so one is held to one processor, too.
part_workers() {
	row "workers (2 GB without holes, in the page cache)"
	full full-2G.img 2G
	cat "$keep/full-2G.img" >/dev/null
	confined='taskset -c 0'
	measure 0 "1 on one CPU" 1 known.wset "$keep/full-2G.img"
	confined=
	for n in 1 2; do
		measure "$n" "$n" "$n" known.wset "$keep/full-2G.img"
	done
	awk '{ wall[NR] = $2 } END { printf "    2 workers are %.2f times as fast as 1, %.2f times as fast as 1 on one processor\n",
		wall[2] / wall[3], wall[1] / wall[3] }' row
}

draw_known
echo "winnow triage on $(nproc) processors:"
for part in ${*:-image files sets full link workers}; do
	"part_$part"
done
