#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Prints a queue of the images in folders and below them. Of an image in segments only the first one stands in it,
# since winnow finds the others beside it. What is no image by its name is counted on standard error; with -a it
# goes into the queue, too. A case file beside an image (IMAGE.ini) goes with it.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
program=make-queue.sh
usage='make-queue.sh [-a] FOLDER...'
. "$here/lib.sh"

all=''
while getopts a option; do
	case $option in
	a) all=yes ;;
	*) wrong_usage "unknown option" ;;
	esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || wrong_usage "name a folder of images"

# The first of segments that stand beside each other: .001 unless there is .000, .aa.
first_of_segments() {
	case $1 in
	*.000 | *.0000 | *.aa | *.aaa) return 0 ;;
	*.001 | *.0001) [ ! -e "${1%1}0" ] ;;
	*) return 1 ;;
	esac
}

is_image() {
	case $1 in
	*-s[0-9][0-9][0-9].vmdk | *-flat.vmdk | *-delta.vmdk) return 1 ;; # parts of what another one describes
	*.[eE]01 | *.[eE][xX]01 | *.[sS]01 | *.[aA][fF][fF] | *.[qQ][cC][oO][wW]2 | *.[vV][dD][iI]) return 0 ;;
	*.[vV][mM][dD][kK] | *.[vV][hH][dD] | *.[vV][hH][dD][xX] | *.[dD][mM][gG] | *.[iI][sS][oO]) return 0 ;;
	*.[dD][dD] | *.[iI][mM][gG] | *.[rR][aA][wW] | *.[bB][iI][nN] | *.[iI][mM][aA][gG][eE]) return 0 ;;
	*.[zZ][iI][pP] | *.[tT][aA][rR] | *.7[zZ] | *.[rR][aA][rR]) return 0 ;;
	*) first_of_segments "$1" ;;
	esac
}

# A further segment of an image whose first one is there, or its case file.
is_segment() {
	stem=${1%.*}
	case $1 in
	*.ini) set -- "$stem" ;;
	*.[eE][0-9a-zA-Z][0-9a-zA-Z]) set -- "$stem.E01" "$stem.e01" ;;
	*.[eE][xX][0-9a-zA-Z][0-9a-zA-Z]) set -- "$stem.Ex01" "$stem.EX01" "$stem.ex01" ;;
	*.[sS][0-9a-zA-Z][0-9a-zA-Z]) set -- "$stem.S01" "$stem.s01" ;;
	*.[0-9][0-9][0-9] | *.[0-9][0-9][0-9][0-9]) set -- "$stem.000" "$stem.001" "$stem.0000" "$stem.0001" ;;
	*.[a-z][a-z] | *.[a-z][a-z][a-z]) set -- "$stem.aa" "$stem.aaa" ;;
	*-s[0-9][0-9][0-9].vmdk) set -- "${1%-*}.vmdk" ;;
	*-flat.vmdk) set -- "${1%-flat.vmdk}.vmdk" ;;
	*) return 1 ;;
	esac
	for first; do
		[ ! -e "$first" ] || return 0
	done
	return 1
}

add() {
	if [ -f "$1.ini" ]; then
		printf '%s\tcase=%s\n' "$(escape "$1")" "$(escape "$1.ini")"
	else
		printf '%s\n' "$(escape "$1")"
	fi
}

# Called again by find, with the files.
if [ "${WINNOW_BATCH_FILES:-}" = yes ]; then
	for file; do
		if is_image "$file"; then
			add "$file"
		elif is_segment "$file"; then
			:
		elif [ -n "$all" ]; then
			add "$file"
		else
			printf '# %s\n' "$(escape "$file")"
		fi
	done
	exit
fi
WINNOW_BATCH_FILES=yes
export WINNOW_BATCH_FILES
for named; do
	whole_path "$named" || die "$named is no folder that can be read"
	find "$folder" -type f -exec "$here/make-queue.sh" ${all:+-a} -- {} + || exit 3
done | LC_ALL=C sort | LC_ALL=C awk '/^#/ {left++; next} {print} END {
	if (left) printf "make-queue.sh: %d files are no images by their names; -a takes them, too\n", left | "cat >&2"
}'
