#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make bench-carve: carve-bench.sh SEED MIB CLUSTER FS…: an image on each file system, made, scored, thrown away.
# BENCH_DIR keeps the items (default: a temporary folder), so that the next run need not encode them again.
here=$(cd "$(dirname "$0")" && pwd)
seed=$1 mib=$2 cluster=$3
shift 3
where=${BENCH_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/winnow-carve.XXXXXX")}
[ -n "${BENCH_DIR:-}" ] || trap 'rm -rf "$where"' EXIT
# shellcheck disable=SC2048  # a word may hold several names
for fs in $*; do
	mkdir -p "$where/$fs"
	"$here/carve-corpus.sh" -s "$seed" -m "$mib" -c "$cluster" -f "$fs" -i "$where/items" "$where/$fs" || exit
	"$here/carve-score.sh" "$where/$fs" || exit
	rm -rf "${where:?}/$fs"
done
