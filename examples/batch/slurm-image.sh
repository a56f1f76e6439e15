#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Shares one large image among the nodes of a cluster: N tasks search a part each, N tasks examine a piece of the
# records each, and what they give, put end to end, equals the records of one undivided run. image-step.sh has the
# steps. The folder OUT, the image and the sets must have the same paths on all nodes. Without Slurm (-l) the same
# steps run here, one after the other.
# shellcheck disable=SC2016 # what nodes expand is in single quotes
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=slurm-image.sh
usage='slurm-image.sh [-lpw] [-c PROCESSORS] [-n N] [-s SET]... -o OUT IMAGE'
. "$here/lib.sh"
. "$here/submit.sh"

out='' n=4 wait='' processors=2 words='' local='' pdq=''
while getopts lpwc:n:s:o: option; do
	case $option in
	l) local=yes ;;
	p) pdq=yes ;;
	w) wait=yes ;;
	c) processors=$OPTARG ;;
	n) n=$OPTARG ;;
	s)
		[ -r "$OPTARG" ] || die "the set $OPTARG cannot be read"
		from_root "$OPTARG"
		words="$words-s$newline$(escape "$text")$newline"
		! winnow-set info --json -- "$text" | grep -q '"digests":{[^}]*"pdq":[1-9]' || pdq=yes # as winnow triage has it
		;;
	o) out=$OPTARG ;;
	*) wrong_usage "unknown option" ;;
	esac
done
shift $((OPTIND - 1))
[ -n "$out" ] || wrong_usage "name a folder with -o"
[ $# = 1 ] || wrong_usage "name one image"
case $n in '' | *[!0-9]* | 0*) wrong_usage "-n takes a number" ;; esac
[ -n "$local" ] || find_slurm

mkdir -p -- "$out/parts" || exit 3
whole_path "$out" || die "the folder $out cannot be read"
out=$folder
from_root "$1"
image=$text
size=$(winnow-info -q -- "$image" | sed -n 's/^{"record":"evidence".*,"size":\([0-9]*\),"container".*/\1/p')
[ -n "$size" ] || die "$image cannot be read"
if [ -e "$out/shares" ]; then
	[ "$(cat "$out/image")" = "$(escape "$image")" ] || die "$out is the folder of another image"
	IFS="$tab" read -r n _ <"$out/shares" # going on, as it was begun
else
	printf '%s\n' "$(escape "$image")" >"$out/image"
	printf '%s' "$words" >"$out/options"
	[ -z "$pdq" ] || touch "$out/pdq"
	printf '%s\t%s\n' "$n" "$size" >"$out/shares" || exit 3
fi

if [ -n "$local" ]; then
	for step in search gather examine report; do
		numbers=0
		case $step in search) numbers=$(seq 0 "$n") ;; examine) numbers=$(seq "$n") ;; esac
		for number in $numbers; do
			"$here/image-step.sh" "$out" $step "$number"
			status=$?
			[ $status -le 1 ] || exit $status
		done
	done
	exit "$status"
fi

BATCH_OUT=$out
export BATCH_OUT
# step NAME NUMBER SBATCH-OPTION...: a step that ends with 1 (some items could not be read) is done.
step() {
	name=$1 number=$2
	shift 2
	submit "$task $name $number || [ \$? = 1 ]" -J "winnow-$name" -c "$processors" -o "$(log_name "$out/parts")/slurm-$name-%j.txt" "$@"
}
task='"$BATCH_HERE/image-step.sh" "$BATCH_OUT"'
search=$(step search '$SLURM_ARRAY_TASK_ID' -a "0-$n") &&
	gather=$(step gather 0 -d "afterok:$search") &&
	examine=$(step examine '$SLURM_ARRAY_TASK_ID' -a "1-$n" -d "afterok:$gather") &&
	report=$(step report 0 -d "afterok:$examine") || exit 3
echo "jobs $search, $gather, $examine and $report make $out/records.jsonl and the report" >&2
[ -n "$wait" ] || exit 0
await "$report"
[ -e "$out/parts/report-0" ] || die "a step failed; $out/parts/slurm-*.txt say why"
