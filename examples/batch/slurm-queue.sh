#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a queue on a cluster: a Slurm job array in which each task does one image, at most N at a time, and a job
# behind it that makes the summary. The folder of the batch, the images and the sets must have the same paths on all
# nodes. A task whose node dies is begun again by Slurm and goes on with its case. With -w it waits for the end.
# shellcheck disable=SC2016 # what nodes expand is in single quotes
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=slurm-queue.sh
usage='slurm-queue.sh [-w] [-c PROCESSORS] [-j N] [-s SET]... [-O OPTION]... -o OUT [QUEUE]'
. "$here/lib.sh"
. "$here/prepare.sh"
. "$here/submit.sh"

find_slurm
prepare "$@"
images=$(wc -l <"$out/queue")
# Clusters take arrays of about a thousand; a task does every thousandth image then.
BATCH_OUT=$out BATCH_TASKS=$((images < 1000 ? images : 1000))
export BATCH_OUT BATCH_TASKS
array=$(submit 'exec "$BATCH_HERE/slurm-task.sh"' -J winnow -a "1-$BATCH_TASKS${jobs:+%$jobs}" \
	-c "${processors:-2}" -o "$(log_name "$out/logs")/slurm-%A_%a.txt") || exit 3
summary=$(submit 'exec "$BATCH_HERE/summary.sh" "$BATCH_OUT"' -J winnow-summary -d "afterany:$array" \
	-o "$(log_name "$out/logs")/slurm-%j.txt") || exit 3
echo "job $array examines $images images; job $summary makes $out/summary.html then" >&2
[ -n "$wait" ] || exit 0
await "$summary"
cat "$out/logs/slurm-$summary.txt" >&2 || exit 3
[ ! -s "$out/failed.queue" ] || exit 3
