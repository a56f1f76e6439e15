# SPDX-License-Identifier: Apache-2.0
# Sourced by what runs a queue: the command line, and the folder of the batch.
# shellcheck shell=sh disable=SC2154,SC2034

# A relative path of a queue counts from the queue's folder; what is no path passes.
settle_line() {
	unescape "${1%%"$tab"*}"
	case $text in
	/*) printf '%s' "$(escape "$text")" ;;
	*) printf '%s' "$(escape "$2/$text")" ;;
	esac
	rest=$1
	while [ "$rest" != "${rest#*"$tab"}" ]; do
		rest=${rest#*"$tab"}
		case ${rest%%"$tab"*} in
		case=/*) printf '\t%s' "${rest%%"$tab"*}" ;;
		case=*)
			unescape "${rest%%"$tab"*}"
			printf '\tcase=%s' "$(escape "$2/${text#case=}")"
			;;
		*=*) printf '\t%s' "${rest%%"$tab"*}" ;;
		'') ;;
		*) die "\"${rest%%"$tab"*}\" in the queue is not KEY=VALUE" ;;
		esac
	done
	echo
}

# Adds the queue's lines to the batch's. A line for a case that is there replaces the one before.
take_queue() {
	[ -r "$1" ] || die "$1 cannot be read"
	from_root "$1"
	whole_path "$(dirname -- "$text")" || die "the folder of $1 cannot be read"
	queue_lines "$1" | while IFS= read -r line; do
		settle_line "$line" "$folder"
	done >"$out/queue.given" || exit 3
	touch "$out/queue"
	cat "$out/queue" "$out/queue.given" | while IFS= read -r line; do
		case_name "$line" || exit 2
		printf '%s\t%s\n' "$name" "$line"
	done >"$out/queue.named" || exit 2
	same=$(tail -n "+$(($(wc -l <"$out/queue") + 1))" "$out/queue.named" | cut -f 1 | LC_ALL=C sort | uniq -d | head -n 1)
	[ -z "$same" ] || die "the queue has two lines for the case $same; name= tells them apart"
	LC_ALL=C awk -F '\t' '!($1 in at) {at[$1] = ++n} {line[at[$1]] = substr($0, length($1) + 2)}
		END {for (i = 1; i <= n; i++) print line[i]}' "$out/queue.named" >"$out/queue.new" &&
		mv "$out/queue.new" "$out/queue"
	rm -f "$out/queue.given" "$out/queue.named"
}

# Options are kept with the batch: all its cases are made with the same ones.
take_options() {
	if [ ! -e "$out/options" ]; then
		cp "$out/options.given" "$out/options"
	elif [ -s "$out/options.given" ] && ! cmp -s "$out/options.given" "$out/options"; then
		rm "$out/options.given"
		die "$out was begun with other sets or options; leave them out to go on with those, or take another folder"
	fi
	rm "$out/options.given"
}

# Leaves $out, $jobs, $processors and $wait; the options of winnow triage in OUT/options, a word a line.
prepare() {
	out='' jobs='' processors='' wait='' words=''
	while getopts wc:j:s:O:o: option; do
		case $option in
		w) wait=yes ;;
		c) processors=$OPTARG ;;
		j) jobs=$OPTARG ;;
		s)
			[ -r "$OPTARG" ] || die "the set $OPTARG cannot be read"
			from_root "$OPTARG"
			words="$words-s$newline$(escape "$text")$newline"
			;;
		O) words="$words$(escape "$OPTARG")$newline" ;;
		o) out=$OPTARG ;;
		*) wrong_usage "unknown option" ;;
		esac
	done
	shift $((OPTIND - 1))
	[ -n "$out" ] || wrong_usage "name the folder of the batch with -o"
	[ $# -le 1 ] || wrong_usage "one queue at a time"
	case $jobs$processors in *[!0-9]* | 0*) wrong_usage "-c and -j take numbers" ;; esac
	[ $# = 1 ] || [ -s "$out/queue" ] || wrong_usage "$out holds no queue yet: name one"
	mkdir -p -- "$out/cases" "$out/failed" "$out/logs" || exit 3
	whole_path "$out" || die "the folder $out cannot be read"
	out=$folder
	alone
	printf '%s' "$words" >"$out/options.given" || exit 3
	take_options
	[ $# = 0 ] || take_queue "$1"
	exec 8>&-
	[ -s "$out/queue" ] || die "the queue holds no image"
}
