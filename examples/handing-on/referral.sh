#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A referral sheet for a hotline (INHOPE, NCMEC) or another agency, from a triaged case: plain text, or with -w a page
# to print. It holds digests, sizes, types, dates and where things were found, and no picture. Names, paths and devices
# are left out as in the court edition of the report; -a puts them in, for those who may have them. Who refers is taken
# from the case file of the case, or from that of -c.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
usage() {
	echo "usage: referral.sh [-aw] [-c CASEFILE] CASE" >&2
	exit 2
}
edition=court form=text casefile=''
while getopts awc: option; do
	case $option in
	a) edition=full ;;
	w) form=page ;;
	c) casefile=$OPTARG ;;
	*) usage ;;
	esac
done
shift $((OPTIND - 1))
[ $# = 1 ] || usage
[ -r "$1/records.jsonl" ] || {
	echo "referral.sh: $1 is no case folder: it holds no records.jsonl" >&2
	exit 3
}
for folder in "$here/../.." "$here/../../../../../bin"; do
	command -v winnow-report >/dev/null || [ ! -x "$folder/winnow-report" ] || PATH=$(cd "$folder" && pwd):$PATH
done
[ -n "$casefile" ] || [ ! -r "$1/case.ini" ] || casefile=$1/case.ini
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
set -- "$1/records.jsonl" ${casefile:+--case "$casefile"}
records=$1
shift
winnow-report -q -f csv --edition $edition "$@" "$records" >"$work/matches.csv"
status=$?
[ $status -le 1 ] || echo "referral.sh: the records are incomplete; the sheet says so" >&2
# PDQ digests, which the list of matches does not have.
sed -n 's/^{"record":"file".*"sha256":"\([0-9a-f]*\)".*"pdq":{"hash":"\([0-9a-f]*\)","quality":\([0-9]*\).*/\1 \2 \3/p' "$records" >"$work/pdq"
LC_ALL=C awk -v form=$form -v edition=$edition -v status=$status -v today="$(date -u +%Y-%m-%d)" \
	-f "$here/referral.awk" part=1 "${casefile:-/dev/null}" part=2 "$work/pdq" part=3 "$work/matches.csv" || exit 3
exit $status
