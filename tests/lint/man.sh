#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Man pages are clean mdoc, every tool has one, and pages and --help name the same options.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"
command -v mandoc >/dev/null || { echo "SKIP: mandoc is not installed"; exit 77; }
cd "${WINNOW_BUILDDIR:-.}" || exit 99

page_options() {
	sed -n 's/^\.It Fl/Fl/p' "$1" | tr ',' '\n' | sed -n \
		-e 's/^ *Fl -\([a-z][a-z-]*\).*/--\1/p' -e 's/^ *Fl \([A-Za-z]\) *$/-\1/p' -e 's/^ *Fl \([A-Za-z]\) Ar.*/-\1/p' |
		sort -u
}

help_options() {
	"$1" --help | sed -n 's/^ *\(-[^ ].*\)/\1/p' | sed 's/   .*//' | tr ', ' '\n\n' |
		sed -n -e 's/^\(--[a-z][a-z-]*\).*/\1/p' -e 's/^\(-[A-Za-z]\)$/\1/p' | sort -u
}

status=0
for page in man/*.1 "$WINNOW_SRCDIR"/man/*.1 "$WINNOW_SRCDIR"/man/*.5; do
	[ -e "$page" ] || continue
	mandoc -Tlint -Wwarning "$page" || status=1
done
for tool in winnow winnow-*; do
	[ -x "$tool" ] && [ -f "$tool" ] || continue
	page=man/$tool.1
	[ -e "$page" ] || page=$WINNOW_SRCDIR/man/$tool.1
	if [ ! -e "$page" ]; then
		echo "$tool has no man page"
		status=1
		continue
	fi
	page_options "$page" >"${TMPDIR:-/tmp}/man-$$"
	help_options "./$tool" >"${TMPDIR:-/tmp}/help-$$"
	diff -u --label "$page" --label "$tool --help" "${TMPDIR:-/tmp}/man-$$" "${TMPDIR:-/tmp}/help-$$" || status=1
	rm -f "${TMPDIR:-/tmp}/man-$$" "${TMPDIR:-/tmp}/help-$$"
done
exit $status
