#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# How long from a disk image to known pictures: what an examiner does today with mmls, fls, tsk_recover,
# blkls, photorec, hashdeep, hfind and exiftool, beside one winnow triage, on one image in one run.
#
#	triage-speed.sh [SIZE_GIB [WORKERS]]		2 GiB unless given; all processors
#
# The image is made by winnow-practice from triage-recipe.awk and kept in $BENCH_DIR (/tmp/winnow-bench) for
# further runs. Printed: seconds of each step, the ratio, and how many of the planted pictures each side got
# back byte for byte. Both sides read from the page cache. Not part of make check.
. "$(dirname "$0")/../e2e/lib.sh"
need winnow-practice mmls fls tsk_recover blkls photorec hashdeep hfind exiftool jq awk

gib=${1:-2}
workers=${2:-$(nproc)}
keep=${BENCH_DIR:-/tmp/winnow-bench}
mkdir -p "$keep"

now() {
	date +%s.%N
}

seconds() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.1f", b - a }'
}

# Seconds of processor that the commands so far have used.
processor() {
	times >"$work/times"
	awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, "[ms]"); s += t[1] * 60 + t[2] } print s }' "$work/times"
}

# step NAME CMD…: runs it, prints its seconds, and those of the processors.
step() {
	title=$1
	shift
	begun=$(now)
	processor >"$work/begun"
	"$@" >"$work/step.out" 2>"$work/step.err" || echo "    ($title ended with status $?: $(head -n 1 "$work/step.err"))"
	ended=$(now)
	processor >"$work/ended"
	printf '    %-12s %7s s  (processors %s s)\n' "$title" "$(seconds "$begun" "$ended")" \
		"$(seconds "$(cat "$work/begun")" "$(cat "$work/ended")")"
}

# ---- Image and lists ----

make_image() {
	awk -v gib="$gib" -f "$WINNOW_SRCDIR/tests/bench/triage-recipe.awk" >"$work/bench.recipe"
	digest=$( (cat "$work/bench.recipe"; winnow-practice --version) | sha256sum | cut -c1-16)
	raw=$keep/bench-$digest.img
	ewf=$keep/bench-$digest.E01
	[ -e "$raw.known.csv" ] || step "draw raw" winnow-practice "$work/bench.recipe" -o "$raw" --force
	[ -e "$ewf.known.csv" ] || step "draw E01" winnow-practice "$work/bench.recipe" -o "$ewf" --force
	jq -r 'select(.record == "file" and (.mime | startswith("image/"))).hashes.sha256' "$raw.key.jsonl" | sort -u >planted
	jq -r 'select(.practice.known == "alert") | .hashes.md5 + "  " + .practice.content' "$raw.key.jsonl" | sort -u >known.md5
	# Among a hundred thousand that are not on the disk.
	awk 'BEGIN { s = 42; for (i = 0; i < 100000; i++) { h = ""; for (k = 0; k < 4; k++) { s = (s * 16807) % 2147483647; h = h sprintf("%08x", s * 2) }; print h "  other" i } }' >>known.md5
	sort -o known.md5 known.md5
}

# ---- Today ----

# The volumes of an image: start sectors.
volumes() {
	mmls "$1" | awk '$2 ~ /^[0-9]+$/ || $2 ~ /^[0-9]+:[0-9]+$/ { print $3 + 0 }'
}

list_names() {
	for at in $(volumes "$1"); do
		fls -r -p -o "$at" "$1" >"peer/names-$at"
	done
}

recover_files() {
	for at in $(volumes "$1"); do
		tsk_recover -e -o "$at" "$1" "peer/files-$at"
	done
}

copy_free_space() {
	for at in $(volumes "$1"); do
		blkls -o "$at" "$1" >"peer/free-$at.raw"
	done
}

carve_free_space() {
	for free in peer/free-*.raw; do
		mkdir "$free.carved"
		TERM=xterm photorec /d "$free.carved/r" /cmd "$free" \
			partition_none,options,fileopt,everything,disable,jpg,enable,png,enable,gif,enable,wholespace,search
	done
}

hash_all() {
	hashdeep -c md5,sha256 -r peer/files-* peer/free-*.carved | grep -v '^[%#]' >peer/hashes
}

look_up() {
	cut -d, -f2 peer/hashes | sort -u >peer/digests
	hfind -f peer/digests known.md5 | grep -v 'Hash Not Found' >peer/hits
}

read_exif() {
	exiftool -q -r -j -ext jpg -ext jpeg -ext png -ext gif peer >peer/exif.json
}

today() {
	rm -rf peer
	mkdir peer
	cat "$1"* >/dev/null
	peer_begun=$(now)
	processor >"$work/peer_begun"
	step mmls mmls "$1"
	step "fls -r -p" list_names "$1"
	step "tsk_recover" recover_files "$1"
	step "blkls" copy_free_space "$1"
	step "photorec" carve_free_space
	step "hashdeep" hash_all
	step "hfind" look_up
	step "exiftool" read_exif
	peer_seconds=$(seconds "$peer_begun" "$(now)")
	processor >"$work/peer_ended"
	peer_processor=$(seconds "$(cat "$work/peer_begun")" "$(cat "$work/peer_ended")")
	cut -d, -f3 peer/hashes | sort -u | comm -12 - planted >peer/found
	peer_found=$(wc -l <peer/found)
	peer_hits=$(wc -l <peer/hits)
	rm -rf peer
}

# ---- winnow ----

triage() {
	rm -rf case
	cat "$1"* >/dev/null
	our_begun=$(now)
	processor >"$work/our_begun"
	step "triage" winnow triage -q -j "$workers" -s known.wset -o case "$1"
	our_seconds=$(seconds "$our_begun" "$(now)")
	processor >"$work/our_ended"
	our_processor=$(seconds "$(cat "$work/our_begun")" "$(cat "$work/our_ended")")
	jq -r 'select(.record == "file") | .hashes.sha256 // empty' case/records.jsonl | sort -u | comm -12 - planted >found
	our_found=$(wc -l <found)
	our_hits=$(jq -r 'select(any(.matches[]?; .kind == "alert")) | .hashes.md5' case/records.jsonl | sort -u | wc -l)
}

compare() {
	echo "$1:"
	echo "  today:"
	today "$2"
	echo "  winnow, $workers workers:"
	if ! command -v winnow >/dev/null; then
		echo "    (winnow is not built)"
		our_seconds=0 our_processor=0 our_found=0 our_hits=0
	else
		triage "$2"
	fi
	awk -v what="$1" -v a="$peer_seconds" -v b="$our_seconds" -v fa="$peer_found" -v fb="$our_found" -v n="$(wc -l <planted)" \
		-v pa="$peer_processor" -v pb="$our_processor" -v ha="$peer_hits" -v hb="$our_hits" -v h="$(grep -vc '  other' known.md5)" 'BEGIN {
		printf "  %s: today %.1f s, winnow %.1f s: %s times as fast\n", what, a, b, b ? sprintf("%.1f", a / b) : "-"
		printf "  of the processors: today %.1f s, winnow %.1f s\n", pa, pb
		printf "  pictures found of %d: today %d (%.1f %%), winnow %d (%.1f %%); known ones of %d: today %d, winnow %d\n", n, fa, 100 * fa / n, fb, 100 * fb / n, h, ha, hb }'
}

make_image
# A set is made once for many disks; neither side's making counts.
step "hfind -i" hfind -i md5sum known.md5
command -v winnow-set >/dev/null && step "winnow-set" winnow-set build -q -o known.wset known.md5
compare raw "$raw"
compare E01 "$ewf"
