#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Man pages are clean mdoc, every tool has one, and pages and --help name the same options.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"
command -v mandoc >/dev/null || { echo "SKIP: mandoc is not installed"; exit 77; }
cd "${WINNOW_BUILDDIR:-.}" || exit 99
lists=$(mktemp -d) || exit 99
trap 'rm -rf "$lists"' EXIT

page_options() {
	sed -n 's/^\.It Fl/Fl/p' "$1" | tr ',' '\n' | sed -n \
		-e 's/^ *Fl -\([a-z][a-z-]*\).*/--\1/p' -e 's/^ *Fl \([A-Za-z]\) *$/-\1/p' -e 's/^ *Fl \([A-Za-z]\) Ar.*/-\1/p' |
		sort -u
}

help_options() {
	"$1" --help | sed -n 's/^ *\(-[^ ].*\)/\1/p' | sed 's/   .*//' | tr ', ' '\n\n' |
		sed -n -e 's/^\(--[a-z][a-z-]*\).*/\1/p' -e 's/^\(-[A-Za-z]\)$/\1/p' | sort -u
}

# What a tool is for is one sentence, as the others say it, and the usage names [OPTION]… once a line.
check_summary() {
	awk -v tool="$1" '
		/^(Usage:|  or:)/ { if (gsub(/\[OPTION\]/, "") > 1) wrong("[OPTION] stands twice in a line of the usage"); next }
		!seen++ && !/^[A-Z].*\.$/ { wrong("the summary is no sentence: " $0) }
		function wrong(what) { print tool " --help: " what; bad = 1 }
		END { exit bad }'
}

# The sections that every page has, in this order.
check_sections() {
	have=$(sed -n 's/^\.Sh //p' "$1" | grep -x 'NAME\|SYNOPSIS\|DESCRIPTION\|EXIT STATUS\|EXAMPLES\|SEE ALSO' | paste -sd ,)
	[ "$have" = "NAME,SYNOPSIS,DESCRIPTION,EXIT STATUS,EXAMPLES,SEE ALSO" ] || {
		echo "$1: its sections are $have"
		return 1
	}
}

status=0
for page in man/*.1 "$WINNOW_SRCDIR"/man/*.1 "$WINNOW_SRCDIR"/man/*.[57]; do
	[ -e "$page" ] || continue
	mandoc -Tlint -Wwarning "$page" || status=1
done
for tool in winnow winnow-*; do
	[ -x "$tool" ] && [ -f "$tool" ] || continue
	[ "$tool" != winnow-pixels ] || continue # in libexec; winnow-pdq(1) tells of it
	page=man/$tool.1
	[ -e "$page" ] || page=$WINNOW_SRCDIR/man/$tool.1
	if [ ! -e "$page" ]; then
		echo "$tool has no man page"
		status=1
		continue
	fi
	page_options "$page" >"$lists/page"
	help_options "./$tool" >"$lists/help"
	diff -u --label "$page" --label "$tool --help" "$lists/page" "$lists/help" || status=1
	"./$tool" --help | check_summary "$tool" || status=1
	check_sections "$page" || status=1
done
exit $status
