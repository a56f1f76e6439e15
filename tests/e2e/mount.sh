#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-mount: the tree is what fls and icat say, and nothing in it can be changed.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-info winnow-ls winnow-hash winnow-carve winnow-type jq mmcat
. "$WINNOW_SRCDIR/tests/e2e/mount-lib.sh"

awk '
	/^MANY/ { for (i = 1; i <= 60; i++) printf "%s \"many/file number %d.gif\" gif-2 modified=2025-01-01T00:%02d:00Z\n", i % 7 ? "file" : "deleted", i, i % 60; next }
	{ sub(/^disk TABLE/, "disk mbr"); print }' "$WINNOW_SRCDIR/tests/e2e/practice.recipe" >recipe
winnow-practice recipe -o disk.img --key key.jsonl >/dev/null || fail "winnow-practice"
unchanged disk.img
winnow-info disk.img >info.jsonl
{ winnow-ls disk.img | winnow-hash; } >all.jsonl
winnow-carve disk.img | winnow-type >carved.jsonl

# ---- The same as fls and icat ----

mounted disk.img --records carved.jsonl
same_file "image.raw" m/image.raw disk.img
jq -r 'select(.record == "volume") | [.volume, .offset / 512, .fs] | @tsv' info.jsonl >volumes.tsv
while IFS='	' read -r volume offset fs; do
	fls_of disk.img "$volume" "$offset" -u >live.fls
	files_of "m/files/$volume" >live.mount
	check "$volume ($fs) has files" [ -s live.fls ]
	same_file "$volume ($fs): live files as fls and icat" live.fls live.mount
	fls_of disk.img "$volume" "$offset" -d >deleted.fls
	files_of "m/deleted/$volume" | grep -v '	by-address/' >deleted.mount
	check "$volume ($fs) has deleted files" [ -s deleted.fls ]
	same_file "$volume ($fs): deleted files as fls and icat" deleted.fls deleted.mount
	cut -f 1 deleted.mount | sort -u >deleted.digests
	files_of "m/deleted/$volume/by-address" | cut -f 1 | sort -u | cmp -s - deleted.digests ||
		fail "$volume: by-address has other files"
	jq -r --arg v "$volume" 'select(.volume == $v).size' info.jsonl >size
	same "volumes/$volume.raw has its size" "$(stat -c %s "m/volumes/$volume.raw")" "$(cat size)"
	dd if=disk.img iflag=skip_bytes,count_bytes skip=$((offset * 512)) count="$(cat size)" bs=1M status=none |
		cmp -s - "m/volumes/$volume.raw" || fail "volumes/$volume.raw differs"
done <volumes.tsv

# ---- Attributes, as records and istat have them ----

jq -r 'select(.record == "file" and .origin == "allocated") |
	[.id, .size, .mtime[0:19], .path] | @tsv' all.jsonl | grep '^p3/' >wanted.tsv
head -n 20 wanted.tsv | while IFS='	' read -r id size mtime path; do
	echo "$id $size $mtime"
done >stat.wanted
head -n 20 wanted.tsv | while IFS='	' read -r id size mtime path; do
	TZ=UTC0 stat -c "$id %s %y" "m/files/p3/$path" | sed 's/\(:[0-9][0-9]\)[.].*/\1/; s/ \([0-9:]*\)$/T\1/'
done >stat.mount
same_file "sizes and times as in the records" stat.wanted stat.mount
if command -v getfattr >/dev/null; then
	id=$(head -n 1 wanted.tsv | cut -f 1)
	same "user.winnow.id" "$(getfattr --only-values -n user.winnow.id "m/files/p3/$(head -n 1 wanted.tsv | cut -f 4)")" "$id"
fi

# ---- Items of the records ----

jq -r 'select(.record == "file") | [.id, .size] | @tsv' carved.jsonl | sort >items.wanted
(cd m/items && find . -type f -printf '%f\t%s\n') | sed 's/\.[^.\t]*\t/\t/; s/%2F/\//g; s/%25/%/g' | sort >items.mount
check "something is carved" [ -s items.wanted ]
same_file "items are those of the records" items.wanted items.mount
check "carved pictures have their extension" [ -n "$(find m/items -name '@*.jpg')" ]
jq -c 'select(.record != "file" or .mime == "image/jpeg")' carved.jsonl | winnow-cat -o cat >/dev/null 2>&1
digests() { sha256sum "$@" | cut -d ' ' -f 1 | sort; }
same "carved pictures are what winnow-cat writes" "$(digests m/items/@*.jpg)" \
	"$(jq -r 'select(.record == "export").sha256' cat/winnow-cat.log.jsonl | sort)"

# ---- Nothing can be changed ----

target=m/files/p3/$(head -n 1 wanted.tsv | cut -f 4)
refused() {
	if "$@" 2>err; then
		fail "not refused: $*"
	elif ! grep -q 'Read-only file system' err; then
		fail "$*: $(cat err)"
	fi
}
refused touch "$target"
refused touch m/new
refused mkdir m/files/new
refused rm -f "$target"
refused mv "$target" "$target.2"
refused ln "$target" m/files/p3/link
refused ln -s x m/files/p3/link
refused chmod 777 "$target"
refused chown 1 "$target"
refused truncate -s 0 "$target"
refused dd if=/dev/zero of=m/image.raw bs=512 count=1 conv=notrunc status=none
refused rmdir m/files
refused mkfifo m/files/fifo
command -v setfattr >/dev/null && refused setfattr -n user.x -v y "$target"
check "mounted read-only, nosuid, nodev, noexec" \
	grep -q " $work/m fuse.winnow-mount ro,nosuid,nodev,noexec" /proc/mounts
unmounted
check "nobody mounts what is not there" [ ! -e m/image.raw ]

# ---- Logical evidence ----

mkdir -p logical/a/b
echo one >logical/a/one
seq 9999 >logical/a/b/two
ln logical/a/one logical/three
printf x >"logical/$(printf 'odd\nname')"
tar -cf logical.tar -C logical a "$(printf 'odd\nname')"
mkdir -p logical/a/none/at/all logical/nothing
mounted logical
check "a directory is shown as it is, with what is empty" diff -r logical m/files/p0
same "its files say what they are" logical "$(getfattr --only-values -n user.winnow.origin m/files/p0/three 2>/dev/null || echo logical)"
unmounted
rm -r logical/a/none logical/nothing
mounted logical.tar
check "so is an archive" diff -r -x three logical m/files/p0
unmounted

# ---- Records that were cut off ----

winnow-ls -q disk.img >whole.jsonl
grep -v '"record":"end"' whole.jsonl >cut.jsonl
winnow-mount --records cut.jsonl disk.img m 2>err
same "cut records make the status 3" 3 $?
check "and are told" grep -q 'was cut off' err
check "their items are shown" [ -n "$(ls m/items)" ]
unmounted
mounted --records whole.jsonl disk.img
unmounted

# ---- What cannot be mounted ----

check_status 2 winnow-mount disk.img 2>/dev/null
check_status 3 winnow-mount nothing m 2>err
check_status 3 winnow-mount disk.img nowhere 2>err
check_status 3 winnow-mount disk.img disk.img 2>err
mkfifo pipe
check_status 3 winnow-mount pipe m 2>err
check "it says that a pipe is no image" grep -q 'pipe' err
mkdir folder
cp disk.img folder/
check_status 3 winnow-mount folder/disk.img folder 2>err
check_status 3 winnow-mount --records nothing disk.img m 2>err
check "nothing is left mounted" [ -z "$(ls -A m)" ]
finish
