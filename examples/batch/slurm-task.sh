#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A task of the array that slurm-queue.sh submits. What became of an image stands in the batch; Slurm hears only
# whether the task came to its end, since no other node would read a broken image better.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
number=$SLURM_ARRAY_TASK_ID
WINNOW_BATCH_WORKERS=${SLURM_CPUS_PER_TASK:-1}
export WINNOW_BATCH_WORKERS
while [ "$number" -le "$(wc -l <"$BATCH_OUT/queue")" ]; do
	"$here/run-case.sh" "$BATCH_OUT" "$number"
	[ $? -le 3 ] || exit 1
	number=$((number + BATCH_TASKS))
done
