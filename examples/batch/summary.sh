#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What came out of a batch: OUT/summary.csv and OUT/summary.html, a row for each image, and OUT/failed.queue, the
# lines of those that are not done, each below its reason. Ends with the worst status of all.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=summary.sh
usage='summary.sh OUT'
. "$here/lib.sh"
[ $# = 1 ] || wrong_usage "name the folder of the batch"
out=$1
[ -r "$out/queue" ] || die "$out holds no queue"

# Items, pictures and videos, and what was not examined: columns of a line.
of_records() {
	LC_ALL=C awk '
	function add(text) {if (index("; " left "; ", "; " text "; ") == 0) left = left (left == "" ? "" : "; ") text}
	/^\{"record":"file"/ {items++; if (/"mime":"(image|video)\//) media++; next}
	/^\{"record":"end"/ {if (match($0, /"noted":[0-9]+/)) {n = substr($0, RSTART + 8, RLENGTH - 8) + 0; if (n > noted) noted = n}}
	/^\{"record":"(volume|incident|evidence)"/ {
		where = match($0, /"volume":"[^"]*"/) ? substr($0, RSTART + 10, RLENGTH - 11) ": " : ""
		while (match($0, /"level":"(warning|error)","message":"([^"\\]|\\.)*"/)) {
			text = substr($0, RSTART, RLENGTH); $0 = substr($0, RSTART + RLENGTH)
			sub(/.*"message":"/, "", text); sub(/"$/, "", text); gsub(/\\"/, "\"", text); gsub(/\\\\/, "\\", text)
			gsub(/\t/, " ", text); add(where text)
		}
	}
	END {if (noted) add(noted " items with errors"); printf "%d\t%d\t%s\n", items, media, left}' "$1/records.jsonl"
}

# Occurrences of known content, and how many of them are similar only: columns of a line.
of_matches() {
	LC_ALL=C awk '
	function cells(line,  n, c) {
		for (n = 0; length(line) || n == 0;) {
			if (match(line, /^"([^"]|"")*"/)) c = substr(line, 2, RLENGTH - 2)
			else {match(line, /^[^,]*/); c = substr(line, 1, RLENGTH)}
			cell[++n] = c
			line = substr(line, RLENGTH + 2)
		}
		return n
	}
	{n = cells($0)}
	NR == 1 {for (i = 1; i <= n; i++) column[cell[i]] = i; next}
	{seen[cell[column["occurrence"]]] = 1; if (cell[column["similar_only"]] == "yes") near[cell[column["occurrence"]]] = 1}
	END {for (i in seen) {if (i in near) similar++; else equal++}; printf "%d\t%d\n", equal, similar}' "$1/report.csv"
}

# Name, image, exhibit, status, seconds, reason, report, items, media, not examined, alerts, near.
row() {
	exhibit=''
	case $1 in *"${tab}exhibit.number="*) exhibit=${1#*"${tab}exhibit.number="} ;; esac
	status='' seconds='' why='not begun, or not finished' folder=''
	if [ -e "$out/logs/$name.status" ]; then
		IFS="$tab" read -r status _ seconds why <"$out/logs/$name.status"
	fi
	for place in cases failed; do
		[ -n "$folder" ] || [ ! -e "$out/$place/$name/report.csv" ] || folder=$place/$name
	done
	if is_done "$name"; then why=''; else folder=${folder:-logs}; fi
	printf '%s\t%s\t%s\t%s\t%s\t%s\t' "$name" "$image" "${exhibit%%"$tab"*}" "${status:--}" "${seconds:--}" "${why:--}"
	if [ "$folder" = logs ]; then
		printf '%s\t-\t-\t\t-\t-\n' "$([ ! -e "$out/logs/$name.log" ] || echo "logs/$name.log")"
	else
		printf '%s\t%s\t%s\n' "$folder/report.html" "$(of_records "$out/$folder")" "$(of_matches "$out/$folder")"
	fi
}

alone
worst=0
: >"$out/summary.rows.new" || exit 3
: >"$out/failed.queue.new" || exit 3
while IFS= read -r line; do
	case_name "$line" || exit 2
	row "$line" >"$out/summary.row"
	cat "$out/summary.row" >>"$out/summary.rows.new"
	if is_done "$name"; then
		[ "$status" = 0 ] || [ $worst -gt 1 ] || worst=1
	else
		printf '# %s: %s\n%s\n' "$name" "$(printf %s "$why" | tr '\n' ' ')" "$line" >>"$out/failed.queue.new"
		worst=3
	fi
done <"$out/queue"
rm -f "$out/summary.row"

{
	echo case,image,exhibit,status,seconds,reason,report,items,media,not_examined,alerts,near
	LC_ALL=C awk -F '\t' '{for (i = 1; i <= NF; i++) {
		c = $i == "-" ? "" : $i; gsub(/"/, "\"\"", c)
		if (c ~ /^[=+@-]/) c = "\047" c # no spreadsheet shall take it for a formula
		printf "%s\"%s\"", (i > 1 ? "," : ""), c}; print ""}' "$out/summary.rows.new"
} >"$out/summary.csv.new" || exit 3
LC_ALL=C awk -F '\t' -v made="$(date -u +%Y-%m-%dT%H:%M:%SZ)" -f "$here/summary.awk" "$out/summary.rows.new" >"$out/summary.html.new" || exit 3
rm -f "$out/summary.rows.new"
for file in summary.csv summary.html failed.queue; do
	mv "$out/$file.new" "$out/$file" || exit 3
done
failed=$(grep -c '^[^#]' "$out/failed.queue")
printf '%s: %d images, %d of them not done%s; %s\n' "$program" "$(wc -l <"$out/queue")" "$failed" \
	"$([ "$failed" = 0 ] || printf ' (%s)' "$out/failed.queue")" "$out/summary.html" >&2
exit $worst
