#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# C sources stand as clang-format 14 with our .clang-format sets them (another version sets them otherwise),
# no line is wider than 100 columns in what it leaves alone, and no comment has lost its blank behind a star.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

for tool in clang-format-14 clang-format; do
	"$tool" --version 2>/dev/null | grep -q 'version 14\.' && break
	tool=
done
if [ -n "$tool" ]; then
	sources src tests | xargs "$tool" --dry-run --Werror --ferror-limit=1 ||
		complain "clang-format-14 -i would change these files"
fi

# Strings that are read by people are not broken; expand counts bytes, so only ASCII lines are judged.
sources src tests | xargs awk '
	FNR == 1 { comment = 0 }
	!/[^ -~\t]/ {
		line = $0
		while (i = index(line, "\t"))
			line = substr(line, 1, i - 1) substr("        ", 1 + (i - 1) % 8) substr(line, i + 1)
		if (length(line) > 100 && line !~ /"[^"]*"[,;)]*$/)
			wrong("wider than 100 columns")
	}
	comment && /^[ \t]*\*[^ \t\/]/ { wrong("a comment line without a blank behind its star") }
	/^[ \t]*\/\*/ { comment = 1 }
	/\*\// { comment = 0 }
	function wrong(what) { print FILENAME ":" FNR ": " what; bad = 1 }
	END { exit bad }
' >&2 || bad=1

[ -n "$tool" ] || [ $bad = 1 ] || { echo "SKIP: clang-format 14 is not installed"; exit 77; }
exit $bad
