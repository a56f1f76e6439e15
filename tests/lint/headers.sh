#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Each source file opens with its licence, each header says what it is for, has a guard named after its
# path, and compiles on its own.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

for file in $(sources src tests); do
	head -n 1 "$file" | grep -q '^/\* SPDX-License-Identifier: Apache-2.0 \*/$' ||
		complain "$file:1: the first line is not the SPDX licence line"
done

for header in $(sources src | grep '\.h$'); do
	sed -n 2p "$header" | grep -q '^/\*' ||
		complain "$header:2: no comment that says what the header is for"
	guard=WINNOW_$(echo "${header#src/}" | tr 'a-z/.-' 'A-Z___')
	grep -q "^#ifndef $guard\$" "$header" || complain "$header: the guard is not $guard"
	# WINNOW_CPPFLAGS holds many flags.
	printf '#include "%s"\n' "${header#src/}" |
		${CC:-cc} -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -Isrc -I"${WINNOW_BUILDDIR:-.}" \
			$WINNOW_CPPFLAGS -x c - || complain "$header: does not compile on its own"
done
exit $bad
