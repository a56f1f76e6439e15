#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shell scripts of the tests and examples parse, carry their licence, and can be run if they open with #! (others are
# read by scripts).
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

for script in $(find tests examples -name '*.sh' | LC_ALL=C sort); do
	sh -n "$script" || complain "$script: does not parse"
	head -n 2 "$script" | grep -q '^# SPDX-License-Identifier: Apache-2.0$' ||
		complain "$script: no SPDX licence line among its first two"
	if head -n 1 "$script" | grep -q '^#!/'; then
		[ -x "$script" ] || complain "$script: not executable"
	fi
done
# Those that people start are judged by shellcheck too, where it is.
if command -v shellcheck >/dev/null; then
	shellcheck bootstrap .ci/run tests/summary.sh >&2 || bad=1
	find examples -name '*.sh' -exec shellcheck -x -P SCRIPTDIR {} + >&2 || bad=1
fi
exit $bad
