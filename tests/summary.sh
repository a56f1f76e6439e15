#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Run in the build folder after `make check`: why tests were skipped, then one line for people and programs,
#	123 passed, 0 failed[, 4 skipped]
# and before it the end of the log of each that failed, since a CI keeps nothing else of it; from what the runner wrote to test-suite.log. Status 1: something failed, or nothing was run.
set -u

count() {
	sed -n "s/^# $1: *\\([0-9][0-9]*\\)$/\\1/p" test-suite.log
}

if [ ! -f test-suite.log ] || [ -z "$(count TOTAL)" ]; then
	echo "the tests were not run: test-suite.log is not there" >&2
	echo "0 passed, 1 failed"
	exit 1
fi
passed=$(($(count PASS) + $(count XFAIL)))
failed=$(($(count FAIL) + $(count XPASS) + $(count ERROR)))
skipped=$(count SKIP)

# The runner's log has a section for each test that did not pass, under a line "RESULT: NAME".
sed -n 's/^\(SKIP\|FAIL\|ERROR\|XPASS\): \(tests\/[^ ]*\)$/\1 \2/p' test-suite.log | while read -r result name; do
	why=$(sed -n 's/^SKIP: //p' "$name.log" 2>/dev/null | tail -n 1)
	if [ "$result" != SKIP ]; then
		why="see $name.log"
		tail -n 40 "$name.log" 2>/dev/null | sed 's/^/| /'
	fi
	echo "$result: $name: $why"
done
line="$passed passed, $failed failed"
[ "$skipped" = 0 ] || line="$line, $skipped skipped"
echo "$line"
[ "$failed" = 0 ] && [ "$passed" != 0 ]
