#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# make bench-carve: an image on each file system, in each size and with each cluster, made, scored, thrown away.
#
#   carve-bench.sh SEED MIB CLUSTER FS…       MIB, CLUSTER and FS may be lists: '1024 2048' '512 4096' none fat32
#
# PEERS: the other carvers, of photorec, foremost, scalpel, bulk_extractor and brute (PhotoRec's brute force); default
# photorec. Those that are not installed are left out. BENCH_DIR keeps the items (default: a temporary folder), so that
# the next run need not encode them again.
here=$(cd "$(dirname "$0")" && pwd)
seed=$1 sizes=$2 clusters=$3
shift 3
where=${BENCH_DIR:-$(mktemp -d "${TMPDIR:-/tmp}/winnow-carve.XXXXXX")}
[ -n "${BENCH_DIR:-}" ] || trap 'rm -rf "$where"' EXIT
# shellcheck disable=SC2048  # a word may hold several names
for mib in $sizes; do for cluster in $clusters; do for fs in $*; do
	image=$where/$fs-$mib-$cluster
	mkdir -p "$image"
	"$here/carve-corpus.sh" -s "$seed" -m "$mib" -c "$cluster" -f "$fs" -i "$where/items" "$image" || exit
	"$here/carve-score.sh" -w "winnow apart inside ${PEERS-photorec}" "$image" || exit
	rm -rf "${image:?}"
done; done; done
