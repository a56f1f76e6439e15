#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs libFuzzer targets one after the other. In a build configured with CC=clang --enable-fuzzers, after
# `make fuzzers`:
#
#	tests/fuzz/run.sh SECONDS [NAME]...
#
# The corpus of a target grows in tests/fuzz/corpus/NAME of the build folder, beginning with its seeds;
# what makes it crash is left there as crash-*. Exit 1: some target failed.
seconds=${1:?usage: run.sh SECONDS [NAME]...}
shift
source=${WINNOW_SRCDIR:-$(cd "$(dirname "$0")/../.." && pwd)}
export WINNOW_SRCDIR="$source"
export UBSAN_OPTIONS="${UBSAN_OPTIONS-halt_on_error=1:print_stacktrace=1}" # else it is only told in the log
cd "${WINNOW_BUILDDIR:-.}/tests/fuzz" || exit 2
[ $# -gt 0 ] || set -- $(ls fuzz_* 2>/dev/null | grep -v '[.-]' | sed 's/^fuzz_//')
[ $# -gt 0 ] || { echo "run.sh: no target is built here: configure CC=clang --enable-fuzzers, make fuzzers" >&2; exit 2; }

failed=
for name in "$@"; do
	corpus=corpus/$name
	mkdir -p "$corpus"
	[ -x "replay_$name" ] && "./replay_$name" -x "$corpus" "$source/tests/fuzz/seeds/$name" 2>"$corpus.log"
	echo "== $name"
	"./fuzz_$name" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix="$corpus/" "$corpus" 2>>"$corpus.log"
	status=$?
	grep -E '^(stat::number_of_executed_units|SUMMARY|broken promise)' "$corpus.log"
	[ $status -eq 0 ] || failed="$failed $name"
done
[ -z "$failed" ] || { echo "failed:$failed; see tests/fuzz/corpus/NAME.log" >&2; exit 1; }
