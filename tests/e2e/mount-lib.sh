# SPDX-License-Identifier: Apache-2.0
# Sourced by tests of winnow-mount.
#
#   mounted IMAGE OPTION…   mounts IMAGE on m, in the background
#   unmounted               unmounts it
#   files_of FOLDER         "SHA-256<TAB>path" of each regular file below FOLDER, sorted
#   fls_of IMAGE VOLUME OFFSET FLAGS  the same by fls and icat, what was reallocated left out

need winnow-mount fls icat find sha256sum
can_mount >try.out || skip "winnow-mount cannot mount here: $(cat try.out)"
mkdir m
trap 'fusermount3 -u -z "$work/m" 2>/dev/null || umount -l "$work/m" 2>/dev/null
	chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT

mounted() {
	check "mounting $*" winnow-mount "$@" m
}

unmounted() {
	check "unmounting" fusermount3 -u m
	wait_for sh -c '! mountpoint -q m'
}

files_of() {
	(cd "$1" && find . -type f -exec sha256sum {} +) | sed 's/^\\//; s/^\([0-9a-f]*\)  \.\//\1\t/' | sort
}

fls_of() {
	TZ=UTC0 fls -r -p "$4" -o "$3" "$1" | awk -F '\t' '
		$1 ~ /^.\/r / && $1 !~ /\(realloc\)/ {
			n = split($1, word, " ")
			address = word[n]
			sub(/:$/, "", address)
			print address "\t" $2
		}' | sort -u | while IFS='	' read -r address path; do
		printf '%s\t%s\n' "$(icat -r -o "$3" "$1" "$address" 2>/dev/null | sha256sum | cut -d ' ' -f 1)" "$path"
	done | sort
}
