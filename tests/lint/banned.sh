#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Functions of the C library that invite overruns, read the process's time zone, keep hidden state or
# start a shell. Comments and strings may name them; tests may start shells, to ask other tools.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

sources src tests | xargs awk '
	BEGIN {
		banned = "strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|gmtime|localtime|alloca|mktemp|tmpnam"
		shells = "system|popen"
	}
	FNR == 1 { comment = 0 }
	{
		code = $0
		gsub(/"([^"\\]|\\.)*"/, "\"\"", code)
		gsub(/\/\*([^*]|\*[^\/])*\*\//, " ", code)
		if (comment && sub(/.*\*\//, "", code))
			comment = 0
		else if (comment)
			next
		if (sub(/\/\*.*/, "", code))
			comment = 1
		sub(/\/\/.*/, "", code)
		names = FILENAME ~ /^src\// ? banned "|" shells : banned
		if (match(code, "(^|[^A-Za-z0-9_>.])(" names ")[ \t]*\\(")) {
			print FILENAME ":" FNR ": " substr(code, RSTART, RLENGTH) "…) is banned"
			bad = 1
		}
	}
	END { exit bad }
' >&2
