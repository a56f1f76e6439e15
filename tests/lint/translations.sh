#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is marked for translation stands in a file of po/POTFILES.in, and all files of that are there. The catalogues have
# every phrase of the report.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

listed=$(grep -v '^#' po/POTFILES.in | LC_ALL=C sort)
marked=$(grep -lE '(^|[^A-Za-z0-9_])(N?_\(|tr(_n)?\([a-z>.-]+, *)"' $(sources src | grep '\.c$') | LC_ALL=C sort)
for file in $marked; do
	printf '%s\n' "$listed" | grep -qxF "$file" || complain "po/POTFILES.in: $file is missing"
done
for file in $listed; do
	[ -f "$file" ] || complain "po/POTFILES.in: $file is not there"
done

# Reports are whole in each of their languages, and formats take what the source's take.
if command -v xgettext >/dev/null && command -v msgmerge >/dev/null; then
	work=$(mktemp -d) || exit 99
	trap 'rm -rf "$work"' EXIT
	printf '%s\n' "$listed" | grep -E '^src/(report|link)/' >"$work/files"
	# shellcheck disable=SC2046  # the options are words
	xgettext --files-from="$work/files" $(sed -n 's/^XGETTEXT_OPTIONS *= *//p' po/Makevars) -o "$work/all.pot" 2>"$work/said"
	for language in $(cat po/LINGUAS); do
		msgfmt -c -o /dev/null "po/$language.po" 2>"$work/said" ||
			complain "po/$language.po: $(grep -v warning: "$work/said" | head -n 1)"
		msgmerge -q --no-fuzzy-matching -o "$work/$language.po" "po/$language.po" "$work/all.pot" 2>/dev/null
		msgattrib --untranslated --no-wrap --no-location "$work/$language.po" | sed -n 's/^msgid "\(..*\)"$/\1/p' >"$work/missing"
		while read -r phrase; do complain "po/$language.po lacks: $phrase"; done <"$work/missing"
	done
fi
exit $bad
