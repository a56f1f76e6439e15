# SPDX-License-Identifier: Apache-2.0
# exif-disk.sh, sourced by exif-speed.sh and exif-compare.sh: needs() their programs, exif_disk FOLDER… makes all/ and
# disk.img, an ext4 file system with copies of the folders, in a scratch folder $work.
: "${WINNOW_BUILDDIR:=$WINNOW_SRCDIR}"
PATH=$WINNOW_BUILDDIR:$PATH:/usr/sbin:/sbin
needs() {
	for command; do
		command -v "$command" >/dev/null || { echo "$command is not installed" >&2 && exit 3; }
	done
}
exif_disk() {
	work=$(mktemp -d "${TMPDIR:-/tmp}/exif-bench.XXXXXX")
	trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
	mkdir "$work/all"
	number=0
	for folder; do
		number=$((number + 1))
		cp -r "$folder" "$work/all/$number"
	done
	size=$(du -sm "$work/all" | cut -f1)
	truncate -s "$((size + size / 8 + 32))M" "$work/disk.img"
	mke2fs -q -t ext4 -N "$(($(find "$work/all" | wc -l) + 1000))" -d "$work/all" "$work/disk.img"
}
