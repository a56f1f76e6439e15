#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# One image of a batch: line NUMBER of OUT/queue becomes OUT/cases/NAME. A case that is done is left alone, one that
# was broken off goes on, one that could not be read begins anew. Ends with the status of winnow triage.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=run-case.sh
usage='run-case.sh OUT NUMBER'
. "$here/lib.sh"
[ $# = 2 ] || wrong_usage "name the batch and the number of a line of its queue"
out=$1
line=$(sed -n "${2}p" "$out/queue")
[ -n "$line" ] || die "$out/queue has no line $2"
case_name "$line" || exit 2
case=$out/cases/$name
log=$out/logs/$name

# What the line says of the case, as a case file: a copy of the one that it names, and its fields behind it.
write_case_file() {
	: >"$log.ini.new"
	rest=$line
	while [ "$rest" != "${rest#*"$tab"}" ]; do
		rest=${rest#*"$tab"}
		unescape "${rest%%"$tab"*}"
		case $text in
		case=*) { cat -- "${text#case=}" && echo; } >"$log.ini.new" || return 1 ;;
		esac
	done
	{ tie && echo && fields; } | LC_ALL=C awk '
		# The text that a line stands for; its further lines are indented, as case files want it.
		function plain(text) {
			gsub(/\\\\/, "\001", text); gsub(/\\n/, "\n\t", text); gsub(/\\[tr]/, "\t", text); gsub(/\001/, "\\", text)
			return text
		}
		NR == 1 {tie = plain($0); next}
		{section = $0; sub(/=.*/, "", section); key = section; sub(/\.[^.]*$/, "", section); sub(/.*\./, "", key)
		value = plain(substr($0, index($0, "=") + 1))
		if (section == "exhibit" && key == "number") {number = value; next}
		if (section == "exhibit") {exhibit = exhibit key " = " value "\n"; next}
		printf "[%s]\n%s = %s\n", section, key, value}
		END {if (number != "" || exhibit != "") {
			printf "[exhibit %s]\n%s\n%s", (number == "" ? "1" : number), tie, exhibit}}' >>"$log.ini.new" &&
		mv "$log.ini.new" "$log.ini"
}

# What ties the exhibit to the image: its name, or where that is too odd for a case file its identifier.
tie() {
	case ${path##*/} in
	*[[:cntrl:]]*)
		winnow-info -q -- "$path" 2>/dev/null |
			sed -n 's/^{"record":"evidence",.*"evidence_id":"\([0-9a-f]*\)".*/evidence_id = \1/p' | tr -d '\n'
		;;
	*) printf 'file = %s' "$(escape "${path##*/}")" ;;
	esac
}

# SECTION.KEY=VALUE of the line, still escaped.
fields() {
	printf '%s\n' "$line" | tr '\t' '\n' | LC_ALL=C sed -n '2,$p' | grep '^[^=]*\.[^=]*='
}

# Further options of triage: those of the batch, then those of the line.
options() {
	cat "$out/options"
	printf '%s\n' "$line" | tr '\t' '\n' | LC_ALL=C sed -n '2,$ s/^option=//p'
}

# The exit status that a complete case tells: of the last run that ended in it.
told_status() {
	tail -n 1 "$case/records.jsonl" | sed -n 's/^{"record":"end".*"status":\([0-3]\)}$/\1/p'
}

triage() {
	set -- ${WINNOW_BATCH_WORKERS:+-j "$WINNOW_BATCH_WORKERS"}
	options >"$log.options"
	while IFS= read -r word; do
		unescape "$word"
		set -- "$@" "$text"
	done <"$log.options"
	rm -f "$log.options"
	[ ! -s "$log.ini" ] || set -- "$@" --case "$log.ini"
	winnow triage -q "$@" -o "$case" -- "$path"
}

work() {
	case $(head -c 8 "$case/STATUS" 2>/dev/null) in
	complete)
		status=$(told_status)
		[ "${status:-3}" = 3 ] || return "$status"
		rm -rf "$case" # it could not be read then, or was killed before it was kept apart
		;;
	'') rm -rf "$case" ;; # killed before it was a case
	*)
		echo "going on with what was broken off"
		winnow triage -q --resume -o "$case" && return
		status=$?
		# Killed in its last moment, when nothing was left to do but to say so.
		grep -q "nothing to go on with" "$log.said" || return $status
		;;
	esac
	triage
}

# Cases that could not be done are kept apart, but for those that can be gone on with.
keep_apart() {
	grep -q '^complete' "$case/STATUS" 2>/dev/null || return 0
	rm -rf "$out/failed/$name"
	mv "$case" "$out/failed/$name"
}

reason() {
	if [ "$1" -gt 128 ]; then
		echo "killed by signal $(($1 - 128))"
	else
		sed -n '/ is incomplete; go on with: /d; /^winnow: /{s///p;q;}' "$log.said" | grep . || tail -n 1 "$log.said"
	fi
}

exec 9>>"$log.lock"
flock 9 2>/dev/null || complain "$log.lock cannot be locked here: see that no image is worked on twice"
! is_done "$name" || exit 0
unescape "$image"
path=$text
began=$(date +%s) started=$(date -u +%Y-%m-%dT%H:%M:%SZ)
rm -f "$log.status"
{
	write_case_file && work
	status=$?
} >"$log.said" 2>&1
{
	printf '%s on %s\n' "$started" "$(hostname)"
	cat "$log.said"
} >>"$log.log"
why=''
[ $status -le 1 ] || why=$(reason $status)
[ $status -le 1 ] || keep_apart
printf '%s\t%s\t%s\t%s\n' $status "$started" $(($(date +%s) - began)) "$why" >"$log.status.new"
mv "$log.status.new" "$log.status"
rm -f "$log.said"
echo "$name: status $status${why:+: $why}"
exit $status
