#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-carve beside PhotoRec and foremost on one image of planted pictures: what each gets back byte for
# byte by placement, what it gives that nobody planted, and how long it takes.
#
#   carve-compare.sh [MIB [WORKERS]]     image size (default 512), winnow's workers (default: all processors)
#
# The image has no file system. Pictures are drawn (tests/e2e/draw), and camera pictures of ../shared/data/exif
# are added when they are there. Placements: on sectors; at any byte; cut off after 60 %; in two pieces with
# foreign sectors between. Filler: noise, text, zeros. Not part of make check; needs jq and openssl.
. "$(dirname "$0")/../e2e/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-carve jq openssl

mib=${1:-512}
workers=${2:-$(nproc)}
size=$((mib * 1048576))
image=$work/image.raw

# ---- The image ----

mkdir pictures
i=0
for kind in jpeg progressive restart thumbnail png gif jpeg thumbnail; do
	for width in 90 170 260 400 640 900; do
		i=$((i + 1))
		case $kind in png | gif) w=$((width / 2)) ;; *) w=$width ;; esac
		picture "pictures/$i-$kind" $kind $i $w
	done
done
camera=$(shared exif/jpg) && find "$camera" -name '*.jpg' ! -name '*corrupt*' | sort | while read -r f; do
	cp "$f" "pictures/c-$(basename "$f" | tr -c 'A-Za-z0-9.\n' _)"
done

head -c $size /dev/zero | openssl enc -aes-128-ctr -K 000102030405060708090a0b0c0d0e0f -iv 01 >"$image" 2>/dev/null
"$draw" text 3 $((size / 4)) >filler.text
plant "$image" $((size / 4)) filler.text
head -c $((size / 4)) /dev/zero >filler.zeros
plant "$image" $((size / 2)) filler.zeros
rm filler.*

# The truth: a line a picture: placement, offset, digest, bytes
count=$(ls pictures | wc -l)
step=$((size / (count + 2) / 4096 * 4096))
n=0
for f in pictures/*; do
	n=$((n + 1))
	at=$((n * step))
	bytes=$(wc -c <"$f")
	[ $bytes -lt $((step - 20000)) ] || continue
	case $((n % 10)) in
	1 | 2) how=anywhere at=$((at + 77)) ;;
	3) how=cut && head -c $((bytes * 6 / 10)) "$f" >part && plant "$image" $at part ;;
	4) how=pieces first=$((bytes / 2 / 512 * 512))
		head -c $first "$f" >part && plant "$image" $at part
		tail -c +$((first + 1)) "$f" >part && plant "$image" $((at + first + 8192)) part ;;
	*) how=sectors ;;
	esac
	case $how in sectors | anywhere) plant "$image" $at "$f" ;; esac
	echo "$how $at $(sha256sum <"$f" | cut -d' ' -f1) $bytes"
done >truth.txt

# ---- The tools: each leaves lines "state digest offset" in NAME.found, and its seconds in NAME.time ----

timed() {
	name=$1
	shift
	cat "$image" >/dev/null
	start=$(date +%s.%N)
	"$@" >$name.log 2>&1
	echo "$start $(date +%s.%N)" | awk '{printf "%.2f\n", $2 - $1}' >$name.time
}

timed winnow winnow-carve -q -j "$workers" -o winnow.jsonl "$image"
finds winnow.jsonl | awk '{print $2, $4, substr($1, 2)}' >winnow.found

if command -v photorec >/dev/null; then
	timed photorec photorec /d "$work/photorec" /cmd "$image" \
		partition_none,fileopt,everything,disable,jpg,enable,png,enable,gif,enable,search
	# f0001234.jpg: the sector; t…: thumbnails, which are not held against it
	find photorec.* -name 'f*' -type f | while read -r f; do
		sector=$(basename "$f" | sed 's/^f0*\([0-9][0-9]*\).*/\1/')
		echo "given $(sha256sum <"$f" | cut -d' ' -f1) $((sector * 512))"
	done >photorec.found
fi
if command -v foremost >/dev/null; then
	timed foremost foremost -Q -t jpg,png,gif -o "$work/foremost" "$image"
	find foremost -type f ! -name audit.txt | while read -r f; do
		echo "given $(sha256sum <"$f" | cut -d' ' -f1) $(basename "$f" | sed 's/^0*\([0-9][0-9]*\).*/\1/')"
	done >foremost.found
fi

# ---- The table ----

score() {
	awk -v tool="$1" -v seconds="$(cat "$1.time")" -v mib="$mib" '
		FNR == NR { how[$3] = $1; place[$2] = $1; total[$1]++; next }
		{ given++ }
		$2 in how && !seen[$2]++ { exact[how[$2]]++; good++; next }
		# a part is right when it says that it is one and begins where a picture does
		$1 != "whole" && $1 != "given" && $3 in place { part[place[$3]]++; good++ }
		END {
			printf "%-9s %6.2f s %7.0f MiB/s  exact: sectors %d/%d anywhere %d/%d pieces %d/%d  parts: cut %d/%d pieces %d/%d  given %d, precision %.3f\n",
				tool, seconds, mib / seconds, exact["sectors"], total["sectors"], exact["anywhere"], total["anywhere"],
				exact["pieces"], total["pieces"], part["cut"], total["cut"], part["pieces"], total["pieces"],
				given, given ? good / given : 1
		}' truth.txt "$1.found"
}
echo "$(wc -l <truth.txt) pictures, $(awk '{n += $4} END {printf "%.0f", n / 1048576}' truth.txt) MiB of $mib MiB"
for tool in winnow photorec foremost; do
	[ -f $tool.found ] && score $tool
done
[ ! -f photorec.time ] || echo "winnow is $(awk -v a="$(cat photorec.time)" -v b="$(cat winnow.time)" 'BEGIN {printf "%.1f", a / b}') times as fast as PhotoRec"
[ -z "${KEEP:-}" ] || cp -r "$work" "$KEEP"
finish
