#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One step of the work on one image that several machines share: what a task of slurm-image.sh does. OUT/parts has
# what came of each step; a step that is done is left alone. The steps, each after those before it:
#
#	search 0       names the files; 1 to N: carve one N-th of the image each, and leave broken files unfinished
#	gather 0       joins the broken files of all parts, and cuts the records into N pieces of as many lines
#	examine 1..N   type, digests, matches, device: one piece each
#	report 0       puts the pieces end to end to OUT/records.jsonl, the same records that winnow triage gives
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program='image-step.sh'
usage='image-step.sh OUT search|gather|examine|report NUMBER'
. "$here/lib.sh"
[ $# = 3 ] || wrong_usage "name the folder, the step and its number"
out=$1 step=$2 number=$3
parts=$out/parts
IFS= read -r line <"$out/image"
unescape "$line"
image=$text
IFS="$tab" read -r n size <"$out/shares"
workers=${SLURM_CPUS_PER_TASK:-}

# done_with NAME STATUS: what stands in NAME.new is whole, if its program says so.
done_with() {
	[ "$2" -le 1 ] || exit "$2"
	mv "$parts/$1.new" "$parts/$1" || exit 3
}

search() {
	new=$parts/search-$number.new
	rm -f "$new"
	if [ "$number" = 0 ]; then
		winnow-ls -q -r ${workers:+-j "$workers"} -o "$new" -- "$image"
	else
		from=$((size * (number - 1) / n))
		to=$((size * number / n))
		winnow-carve -q --unfinished --range "$from:$((to - from))" ${workers:+-j "$workers"} -o "$new" -- "$image"
	fi
	done_with "search-$number" $?
}

# Runs enclose all pieces: their beginnings stand before the first one, their ends behind the last.
gather() {
	set --
	for i in $(seq "$n"); do
		set -- "$@" --finish "$parts/search-$i"
	done
	winnow-carve -q "$@" ${workers:+-j "$workers"} -o "$parts/finished.new" -- "$image"
	done_with finished $?
	set -- "$parts/search-0"
	for i in $(seq "$n"); do
		set -- "$@" "$parts/search-$i"
	done
	set -- "$@" "$parts/finished"
	grep -h '^{"record":"run"' "$@" >"$parts/begin"
	grep -h '^{"record":"end"' "$@" >"$parts/end"
	grep -h -v '^{"record":"\(run\|end\|unfinished\)"' "$@" | awk '!/^\{"record":"(evidence|volume|incident)"/ || !seen[$0]++' >"$parts/all" || exit 3
	lines=$(wc -l <"$parts/all")
	awk -v each=$((lines / n + 1)) -v piece="$parts/piece-" '{print >(piece int((NR - 1) / each) + 1)}' "$parts/all" || exit 3
	for i in $(seq "$n"); do
		touch "$parts/piece-$i"
	done
	rm "$parts/all"
	touch "$parts/gather-0"
}

pdq() {
	if [ -e "$out/pdq" ]; then winnow-pdq -q ${workers:+-j "$workers"}; else cat; fi
}

examine() {
	set --
	while IFS= read -r word; do
		unescape "$word"
		set -- "$@" "$text"
	done <"$out/options"
	winnow-type -q --bare ${workers:+-j "$workers"} "$parts/piece-$number" | winnow-hash -q --media ${workers:+-j "$workers"} | pdq |
		if [ $# -gt 0 ]; then winnow-match -q "$@" ${workers:+-j "$workers"}; else cat; fi |
		winnow-exif -q ${workers:+-j "$workers"} >"$parts/examine-$number.new"
	done_with "examine-$number" $?
}

report() {
	set --
	for i in $(seq "$n"); do
		set -- "$@" "$parts/examine-$i"
	done
	cat "$parts/begin" "$@" "$parts/end" >"$out/records.jsonl" || exit 3
	winnow-report -q -f html -f text -f csv -o "$out/report" "$out/records.jsonl"
	status=$?
	(cd "$out" && sha256sum records.jsonl report/* >MANIFEST.sha256) || exit 3
	[ $status -gt 1 ] || touch "$parts/report-0"
	exit $status
}

case $step in
search | gather | examine | report) ;;
*) wrong_usage "no step is called $step" ;;
esac
# A node that was given up may still be at it.
exec 9>>"$parts/$step-$number.lock" || exit 3
flock 9 2>/dev/null || complain "$parts cannot be locked here: see that no step is done twice at a time"
[ -e "$parts/$step-$number" ] || $step
