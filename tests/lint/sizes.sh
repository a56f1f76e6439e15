#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Files of at most 600 lines, functions of at most 70: what is longer does more than one thing. A function
# is what stands between a brace in column 0 and the next closing brace there.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

sources src tests | xargs awk -v file_max=600 -v function_max=70 '
	function check_file(name, lines) {
		if (lines > file_max)
			wrong(name ": " lines " lines; a file has at most " file_max)
	}
	function wrong(what) { print what; bad = 1 }
	FNR == 1 { check_file(file, lines); file = FILENAME; start = 0 }
	{ lines = FNR }
	/^\{/ { start = FNR }
	/^\}/ && start {
		if (FNR - start - 1 > function_max)
			wrong(FILENAME ":" start ": a function of " FNR - start - 1 " lines; it has at most " function_max)
		start = 0
	}
	END { check_file(file, lines); exit bad }
' >&2
