# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=sh disable=SC2154 # here, program, usage and out are set by who sources this
# Sourced by the scripts of this folder: where winnow is, and how a line of a queue is read.
#
# A queue has a line for each image: its path, then, with a tab before each, KEY=VALUE pairs (README.md names
# them). Empty lines and lines that begin with # say nothing. In a line \\ is a backslash, \n a newline, \t a tab
# and \r a carriage return, so that every name that a file can have fits into one line.
set -u
umask 077 # what a batch holds is as sensitive as its cases
tab=$(printf '\t')
newline='
'

# A build beside these examples serves when nothing is installed; installed examples know where the tools are.
for folder in "$here/../.." "$here/../../../../../bin"; do
	command -v winnow >/dev/null || [ ! -x "$folder/winnow" ] || PATH=$(cd "$folder" && pwd):$PATH
done
export PATH

complain() {
	printf '%s: %s\n' "$program" "$*" >&2
}

# The run could not be done.
die() {
	complain "$*"
	exit 3
}

wrong_usage() {
	complain "$*"
	complain "usage: $usage"
	exit 2
}

command -v winnow >/dev/null || die "winnow is not installed; install it, or put its build folder into PATH"

# One line that stands for any text.
escape() {
	printf '%s\n' "$1" | LC_ALL=C sed "s/\\\\/\\\\\\\\/g; s/$tab/\\\\t/g; s/$(printf '\r')/\\\\r/g" |
		LC_ALL=C awk 'NR > 1 {printf "\\n"} {printf "%s", $0}'
}

# The text that a line stands for, in $text: a newline at its end would not live through $(…).
unescape() {
	text=$(printf '%b.' "$1")
	text=${text%.}
}

# A folder as one path from the root, in $folder.
whole_path() {
	folder=$(CDPATH='' cd -- "$1" 2>/dev/null && pwd -P && echo .) || return 1
	folder=${folder%"$newline."}
}

# Files from the root, in $text: what --resume and other machines read must not depend on where we stand.
from_root() {
	case $1 in
	/*) text=$1 ;;
	*)
		whole_path . || return 1
		text=$folder/$1
		;;
	esac
}

# Lines of a queue that say something, without what Windows editors put there.
queue_lines() {
	LC_ALL=C sed "1s/^$(printf '\357\273\277')//; s/$(printf '\r')\$//; /^[$tab ]*\$/d; /^#/d" "$@"
}

# The name of a line's case: what name= says, or the image's own with eight digits of its path's digest, which
# keeps two disk.E01 of two folders apart and is the same in every run.
case_name() {
	image=${1%%"$tab"*}
	case $1 in
	*"${tab}name="*)
		name=${1#*"${tab}name="}
		name=${name%%"$tab"*}
		printf '%s\n' "$name" | LC_ALL=C grep -q '^[A-Za-z0-9_][A-Za-z0-9._-]*$' || {
			complain "\"$name\" is no name for a case: letters, digits, dot, dash and underline are"
			return 1
		}
		;;
	*)
		unescape "$image"
		name=$(printf '%s' "${text##*/}" | LC_ALL=C tr -c 'A-Za-z0-9._-' _ | cut -c 1-60 | sed 's/^[.-]/_/')
		name=$name-$(printf '%s' "$text" | sha256sum | cut -c 1-8)
		;;
	esac
}

# What several runs of one batch write, they write one after the other.
alone() {
	exec 8>>"$out/lock" || exit 3
	flock 8 2>/dev/null || :
}

# is_done NAME: its case is complete, and the run came to its end.
is_done() {
	grep -q '^complete' "$out/cases/$1/STATUS" 2>/dev/null && grep -q "^[01]$tab" "$out/logs/$1.status" 2>/dev/null
}
