# SPDX-License-Identifier: Apache-2.0
# Sourced by what hands work to Slurm. SBATCH_PARTITION, SBATCH_TIMELIMIT and the like work as ever (sbatch(1)).
# shellcheck shell=sh disable=SC2154

BATCH_HERE=$here
export BATCH_HERE

find_slurm() {
	command -v sbatch >/dev/null || die "sbatch is not installed; slurm-here.sh tells what a cluster on this machine needs"
	sinfo >/dev/null 2>&1 || die "no cluster answers: $(sinfo 2>&1 | head -n 1)"
}

# submit COMMAND SBATCH-OPTION...: the job's number. The command is read on the node, where the variables that
# are exported here stand, so that no name has to be quoted for it.
submit() {
	wrapped=$1
	shift
	sbatch --parsable --requeue --open-mode=append --kill-on-invalid-dep=yes "$@" --wrap "$wrapped"
}

# A folder as Slurm takes it in the name of a file.
log_name() {
	printf '%s\n' "$1" | sed 's/%/%%/g'
}

# Until a job is over; a controller that does not answer for a while is waited for.
await() {
	while :; do
		state=$(squeue -h -j "$1" -o %T 2>&1)
		case $state in
		'' | *"Invalid job id"*) return ;;
		esac
		sleep 1
	done
}
