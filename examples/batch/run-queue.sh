#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a queue on this machine: a case for each image in OUT/cases, then the summary of all of them. Started again, it
# does what is left. GNU parallel starts the jobs where it is installed, xargs else.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=run-queue.sh
usage='run-queue.sh [-c PROCESSORS] [-j N] [-s SET]... [-O OPTION]... -o OUT [QUEUE]'
. "$here/lib.sh"
. "$here/prepare.sh"

prepare "$@"
jobs=${jobs:-2}
workers=$(($(nproc) / jobs))
WINNOW_BATCH_WORKERS=${processors:-$((workers > 0 ? workers : 1))}
export WINNOW_BATCH_WORKERS
numbers=$(wc -l <"$out/queue")
if parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
	seq "$numbers" | parallel --will-cite -q -j "$jobs" "$here/run-case.sh" "$out"
else
	seq "$numbers" | xargs -P "$jobs" -n 1 "$here/run-case.sh" "$out"
fi
"$here/summary.sh" "$out"
