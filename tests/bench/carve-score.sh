#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-carve beside its peers on an image of carve-corpus.sh: what each gets back byte for byte by placement and
# format, what it gives that nobody planted, and how long it takes.
#
#   carve-score.sh [-a] [-k] [-w TOOLS] DIR    -a: also foremost, scalpel, bulk_extractor, PhotoRec's brute force (slow)
#                                              -k: keep each tool's finds, their judgement and what it missed in DIR/NAME.*
#                                              -w: these tools only, names with blanks between
#
# Byte-exact counts an item once. Precision is the share of finds that are a planted file, a part of one given
# as its child, or the beginning of one that is said not to be whole (class exact, child and part of
# carve-judge.c); pictures of a planted film count neither way. Of cut and overwritten items, "parts" counts
# those given as partial with at least nine tenths of what is left from their beginning on. Peers' files that
# are no pictures or films (by their extension) are not held against them. Wall and processor time are with a
# warm page cache. Beside them stands what no search that decodes can go below: walking and decoding what
# lies in one piece, from memory and with nothing to look for (bench_media).
#
# A tool is ended after TOOL_SECONDS (default 1200) or when it has written TOOL_MB (default 12000); what it left
# is scored, and this is said.
here=$(cd "$(dirname "$0")" && pwd)
all=0 keep=0 tools=
while getopts akw: option; do
	case $option in
	a) all=1 ;;
	k) keep=1 ;;
	w) tools=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || { sed -n '6,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$(cd "$1" && pwd) || exit 2
. "$here/../e2e/lib.sh"
need winnow-carve jq
judge=$WINNOW_BUILDDIR/tests/bench/carve-judge
[ -x "$judge" ] || skip "tests/bench/carve-judge is not built (make tests/bench/carve-judge)"
image=$out/image.raw

# ---- The tools: each leaves NAME.finds for carve-judge and NAME.time: wall and processor seconds ----

cpu_so_far() {
	times | tail -n 1 | tr 'ms' '  ' | awk '{print $1 * 60 + $2 + $3 * 60 + $4}'
}

# bounded CMD…: ended when it takes too long or too much of the disk
bounded() {
	timeout -k 10 "${TOOL_SECONDS:-1200}" nice -n "${TOOL_NICE:-10}" "$@" &
	running=$!
	{
		while sleep 2; do
			[ "$(du -sm "$work" | cut -f1)" -lt "${TOOL_MB:-12000}" ] || kill "$running"
		done
	} >/dev/null 2>&1 &
	watch=$!
	wait "$running"
	status=$?
	kill "$watch"
	case $status in 124 | 137 | 143) echo "$name: ended before it was done (TOOL_SECONDS, TOOL_MB)" ;; esac
}

# timed NAME CMD…
timed() {
	name=$1
	shift
	cat "$image" >/dev/null
	times >before
	start=$(date +%s.%N)
	bounded "$@" >"$name.log" 2>&1
	end=$(date +%s.%N)
	times >after
	tail -qn 1 before after | tr ms '  ' | awk -v wall="$start $end" '
		{ cpu = $1 * 60 + $2 + $3 * 60 + $4 - cpu }
		END { split(wall, w, " "); printf "%.2f %.2f\n", w[2] - w[1], cpu }' >"$name.time"
}

# A find a line: id, state, child or not, place, runs
finds() {
	jq -r 'select(.record == "file" and (.byte_runs | length) > 0 and .state) |
		[.id, .state, (if .origin == "embedded" then 1 else 0 end), .byte_runs[0].img_offset,
		([.byte_runs[] | "\(.img_offset):\(.len)"] | join(","))] | @tsv' "$1"
}

# inside_finds RECORDS BLOB RUNS OFFSET: what lies inside the live file BLOB, where its runs are members of that
# name, of the image (.byte_runs, img_offset) or of the blob (.content.runs, offset); places are the blob's.
inside_finds() {
	jq -rn --arg name "$2" --arg offset "$4" '[inputs | select(.record == "file")] as $all |
		($all[] | select((.path // "" | split("/") | last) == $name) | .id + "@") as $head |
		$all[] | select((.id | startswith($head)) and ('"$3"' | length) > 0) |
		[.id, .state, (if .origin == "embedded" then 1 else 0 end), (.id | ltrimstr($head) | split("@") | map(tonumber) | add),
		(['"$3"'[] | "\(.[$offset]):\(.len)"] | join(","))] | @tsv' "$1"
}

winnow() {
	timed winnow winnow-carve -q -o winnow.jsonl "$image"
	finds winnow.jsonl >winnow.finds
}

apart() {
	winnow-carve --help | grep -q -e --no-join || return
	timed apart winnow-carve -q --no-join -o apart.jsonl "$image"
	finds apart.jsonl >apart.finds
}

# Peers give files. PhotoRec's t… are thumbnails; what is said to be damaged (b…) is not whole.
media='jpg|jpeg|png|apng|mng|gif|webp|heic|heif|avif|tif|tiff|dng|cr2|nef|arw|bmp|psd|jp2|j2k|jxl|mp4|mov|m4v|3gp|avi|mkv|webm|wmv|asf|flv|mpg|mpeg|vob|ts|m2ts|m2t|riff'
files() {
	find "$@" -type f 2>/dev/null | grep -E "\.($media)\$" | awk -F / '
		{
			name = $NF
			sector = name
			gsub(/^[a-z]*0*/, "", sector)
			sub(/[^0-9].*/, "", sector)
			state = name ~ /^b[0-9]/ ? "damaged" : "given"
			printf "%s\t%s\t%d\t%.0f\t%s\n", name, state, name ~ /^t[0-9]/, sector * 512, $0
		}'
}

photorec_run() {
	free=
	[ ! -e "$out/blob-1" ] || free=freespace,
	timed "$1" photorec /log /d "$work/$1" /cmd "$image" "partition_none,$2${free}search"
	rm -f photorec.log
	files "$1".[0-9]* >"$1.finds"
}

photorec() {
	command -v photorec >/dev/null && photorec_run photorec ''
}

brute() {
	command -v photorec >/dev/null && photorec_run brute options,paranoid_bf,
}

foremost() {
	command -v foremost >/dev/null || return
	timed foremost foremost -Q -o "$work/foremost.d" "$image"
	files foremost.d >foremost.finds
}

scalpel() {
	command -v scalpel >/dev/null || return
	sed -E 's/^#[[:space:]]*((gif|jpg|png|bmp|tif|avi|mov|mpg|wmv)[[:space:]])/\1/' /etc/scalpel/scalpel.conf >scalpel.conf
	timed scalpel scalpel -c scalpel.conf -o "$work/scalpel.d" "$image"
	files scalpel.d | awk -F '\t' '{ $4 = "-"; print }' OFS='\t' >scalpel.finds
}

bulk_extractor() {
	command -v bulk_extractor >/dev/null || return
	timed bulk_extractor bulk_extractor -E exif -S jpeg_carve_mode=2 -o "$work/bulk.d" "$image"
	files bulk.d | awk -F '\t' '{ $4 = "-"; print }' OFS='\t' >bulk_extractor.finds
}

# ---- The table ----

# missed KEY JUDGED: placement, format, size, file, and the best that was given of it
missed() {
	awk -F '\t' '
		FNR == NR { if ($1 == "exact") exact[$2] = 1; else if (!($2 in best)) best[$2] = $1 " " $5 " " $6 " bytes, " $7 " equal"; next }
		!($1 in exact) && $3 != "cut" && $3 != "overwritten" {
			n = split($8, name, "/")
			print $3, $2, $5, name[n], ($1 in best ? best[$1] : "-")
		}' OFS='\t' "$2" "$1" | sort
}

score() {
	"$judge" "$out/key.tsv" "$image" <"$1.finds" >"$1.judged"
	grep -s 'ended before it was done' "$1.log"
	table "$1" "$out/key.tsv" "$1.judged" "$(cat "$1.time")"
	missed "$out/key.tsv" "$1.judged" >"$1.missed"
}

table() {
	awk -F '\t' -v tool="$1" -v times="$4" -v mib="$(($(stat -c %s "$image") / 1048576))" '
		function share(name) { return sprintf("%d/%d", exact[name], total[name]) }
		FNR == NR {
			total[$3]++
			intact[$1] = $6
			if ($3 != "cut" && $3 != "overwritten") all[$2]++
			if ($3 == "contiguous") whole[$2]++
			next
		}
		{ class[$1]++ }
		$1 == "exact" { exact[$4]++; good[$3]++; if ($4 == "contiguous") at_once[$3]++ }
		$1 == "part" && $7 >= 0.9 * intact[$2] && !said[$2]++ {
			part[$4]++
			if ($6 <= intact[$2] + 4096) tight[$4]++
		}
		END {
			split(times, t, " ")
			printf "%-9s", tool
			n = split("contiguous around two interleaved three order unaligned inside", names, " ")
			for (i = 1; i <= n; i++)
				if (total[names[i]])
					printf " %s %s", names[i], share(names[i])
			printf "\n          parts: cut %d/%d overwritten %d/%d (ending where they should %d)\n", part["cut"],
				total["cut"], part["overwritten"], total["overwritten"], tight["cut"] + tight["overwritten"]
			right = class["exact"] + class["child"] + class["part"]
			wrong = class["again"] + class["wrong"] + class["embedded"] + class["false"]
			printf "          precision %.3f:", (right + wrong ? right / (right + wrong) : 1)
			for (c in class)
				printf " %s %d", c, class[c]
			if (t[1])
				printf "\n          wall %.2f s, processor %.2f s, %.0f MiB/s", t[1], t[2], mib / t[1]
			printf "\n          formats (contiguous; all):"
			for (f in all)
				printf " %s %d/%d;%d/%d", f, at_once[f], whole[f], good[f], all[f]
			printf "\n"
		}' "$2" "$3"
}

inside() {
	[ -s "$out/blob-1" ] || return
	winnow-ls -q "$image" | grep -e '"record":"\(run\|end\|evidence\|volume\)"' -e 'blob-' >live.jsonl
	winnow-carve -q -o inside.jsonl <live.jsonl
	: >inside.key
	: >inside.judged
	for blob in "$out"/blob-?; do
		k=${blob##*-}
		{
			inside_finds inside.jsonl "blob-$k" .byte_runs img_offset | "$judge" "$blob.tsv" "$image"
			inside_finds inside.jsonl "blob-$k" .content.runs offset | "$judge" "$blob.tsv" "$blob"
		} | awk -F '\t' -v k="$k" '{ $2 = k "-" $2; print }' OFS='\t' >>inside.judged
		awk -F '\t' -v k="$k" '{ $1 = k "-" $1; print }' OFS='\t' "$blob.tsv" >>inside.key
	done
	table inside inside.key inside.judged ''
	missed inside.key inside.judged >inside.missed
}

bound() {
	media_bench=$WINNOW_BUILDDIR/tests/bench/bench_media
	[ -x "$media_bench" ] || return
	awk -F '\t' '$3 == "contiguous" || $3 == "unaligned" { print $NF }' "$out/key.tsv" |
		xargs -d '\n' "$media_bench" 2>&1 >/dev/null |
		sed 's/^/decoding what lies in one piece, with nothing searched: /; s/$/ of one processor/'
}

if [ -z "$tools" ]; then
	tools='winnow apart inside photorec'
	[ $all = 0 ] || tools="$tools foremost scalpel bulk_extractor brute"
fi
for tool in $tools; do
	$tool
	[ ! -f $tool.time ] || score $tool
	rm -rf photorec.[0-9]* brute.[0-9]* foremost.d scalpel.d bulk.d
done
for tool in winnow apart; do
	[ ! -f $tool.time ] || [ ! -f photorec.time ] || cat photorec.time $tool.time | awk -v tool=$tool '
		{ wall[NR] = $1; cpu[NR] = $2 }
		END { printf "%s is %.1f times as fast as PhotoRec (%.1f by processor time)\n", tool, wall[1] / wall[2], cpu[1] / cpu[2] }'
done
bound
[ $keep = 0 ] || cp -f *.finds *.judged *.missed *.jsonl *.log inside.key "$out" 2>/dev/null
finish
