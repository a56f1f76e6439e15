#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What is marked for translation stands in a file of po/POTFILES.in, and all files of that are there.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

listed=$(grep -v '^#' po/POTFILES.in | LC_ALL=C sort)
marked=$(grep -lE '(^|[^A-Za-z0-9_])N?_\("' $(sources src | grep '\.c$') | LC_ALL=C sort)
for file in $marked; do
	printf '%s\n' "$listed" | grep -qxF "$file" || complain "po/POTFILES.in: $file is missing"
done
for file in $listed; do
	[ -f "$file" ] || complain "po/POTFILES.in: $file is not there"
done
exit $bad
