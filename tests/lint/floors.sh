#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Includes point down: a room includes from itself and from the rooms of its line here, from no other.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

# floor room: may include from
floors='
0 base:
1 record: base
1 media: base
1 inside: base
1 system: base record
2 guard: base
2 evidence: base record media inside system guard
2 hashset: base record
3 stage: base record media evidence guard hashset
3 carve: base record media evidence guard stage
3 report: base record evidence guard hashset
3 link: base record media hashset
3 case: base record evidence guard hashset
4 flow: base record media evidence guard hashset stage carve report case
4 mount: base record evidence guard flow
4 pixels: base media guard stage
5 tools: base record media evidence guard hashset stage carve report case link flow mount
5 practice: base record media
'

# The include lines of the house as "room file:line included-room".
includes() {
	sources src | while read -r file; do
		awk -v room="$(echo "$file" | cut -d/ -f2)" '
			/^[ \t]*#[ \t]*include[ \t]*"/ {
				split($0, part, "\"")
				print room, FILENAME ":" FNR, part[2]
			}' "$file"
	done
}

includes | FLOORS="$floors" awk '
	BEGIN {
		n = split(ENVIRON["FLOORS"], lines, "\n")
		for (i = 1; i <= n; i++) {
			m = split(lines[i], word, /[ :]+/)
			if (m < 2)
				continue
			known[word[2]] = 1
			for (j = 3; j <= m; j++)
				may[word[2], word[j]] = 1
		}
	}
	{
		slash = index($3, "/")
		other = slash ? substr($3, 1, slash - 1) : ""
		if (!($1 in known))
			wrong("the room " $1 " is not in the table of tests/lint/floors.sh")
		else if (!slash)
			wrong("include \"" $3 "\": write it with its room, from src/")
		else if (other != $1 && !(($1, other) in may))
			wrong($1 " may not include from " other " (\"" $3 "\")")
	}
	function wrong(what) { print $2 ": " what; bad = 1 }
	END { exit bad }
' >&2
