#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Volume managers and file systems that libtsk does not know: logical volumes and halves of mirrors that lie in
# one piece are examined, the rest is named, and what is not encrypted is searched.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:$WINNOW_BUILDDIR/tests/e2e
need winnow-info winnow-ls winnow-carve mktable mke2fs jq

field() { jq -r "select(.record==\"volume\" and .volume==\"$1\") | $2" info; }
info() { winnow-info -q "$1" >info; }
hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }
le8() { # NUMBER: eight bytes, in hex
	printf '%016x' "$1" | sed 's/\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)\(..\)/\8\7\6\5\4\3\2\1/'
}

mkdir tree
seq 1 5000 >tree/inside.txt
mke2fs -q -t ext4 -L root -d tree root.raw 4096 >/dev/null 2>&1
digest=$(sha256sum <tree/inside.txt | cut -d ' ' -f 1)

# ---- LVM2: text as lvm writes it, extents of 1 MiB from sector 2048 on
cat >text <<'TEXT'
vg0 {
id = "AAAAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAAAA"
seqno = 3
format = "lvm2" # informational
status = ["RESIZEABLE", "READ", "WRITE"]
extent_size = 2048
physical_volumes {

pv0 {
id = "abcdef-ghij-klmn-opqr-stuv-wxyz-012345"
device = "/dev/sda2"
pe_start = 2048
pe_count = 14
}
pv1 {
id = "zzzzzz-ghij-klmn-opqr-stuv-wxyz-012345"
pe_start = 2048
}
}

logical_volumes {

swap {
id = "b"
segment_count = 1
segment1 {
start_extent = 0
extent_count = 2
type = "striped"
stripe_count = 1	# linear
stripes = [
"pv0", 0
]
}
}
root {
id = "c"
segment_count = 2
segment1 {
start_extent = 0
extent_count = 3
type = "striped"
stripe_count = 1
stripes = [
"pv0", 3
]
}
segment2 {
start_extent = 3
extent_count = 1
type = "striped"
stripe_count = 1
stripes = [
"pv0", 6
]
}
}
home {
id = "d"
segment_count = 1
segment1 {
start_extent = 0
extent_count = 4
type = "striped"
stripe_count = 1
stripes = [
"pv1", 0
]
}
}
}
}
TEXT
truncate -s 16M lvm.raw
mktable poke lvm.raw 512 "$(hex LABELONE)$(le8 1)0000000020000000$(hex 'LVM2 001')"
mktable poke lvm.raw 544 "$(hex abcdefghijklmnopqrstuvwxyz012345)$(le8 16777216)$(le8 1048576)$(le8 0)$(le8 0)$(le8 0)$(le8 4096)$(le8 1044480)$(le8 0)$(le8 0)"
# The text is written around the end of its ring.
size=$(wc -c <text)
at=$((1044480 - 600))
mktable poke lvm.raw 4096 "00000000$(hex ' LVM2 x[5A%r0N*>')01000000$(le8 4096)$(le8 1044480)$(le8 $at)$(le8 "$size")"
head -c 600 text | dd of=lvm.raw bs=1 seek=$((4096 + at)) conv=notrunc 2>/dev/null
tail -c +601 text | dd of=lvm.raw bs=1 seek=$((4096 + 512)) conv=notrunc 2>/dev/null
dd if=root.raw of=lvm.raw bs=1M seek=4 conv=notrunc 2>/dev/null
unchanged lvm.raw
info lvm.raw
same "the physical volume" "$(field p0 .fs)" lvm2
same "a logical volume in two segments that touch" "$(field p0.2 '"\(.description) \(.fs) \(.label) \(.offset) \(.size)"')" \
	"root ext4 root 4194304 4194304"
same "another one" "$(field p0.1 '"\(.description) \(.offset) \(.size)"')" "swap 1048576 2097152"
check "one on another disk is named" sh -c 'grep -q "not examined: the logical volume home" info'
same "what is in it is listed and read" "$(winnow-ls -q lvm.raw | winnow-hash -q |
	jq -r 'select(.path=="inside.txt") | "\(.id | split("/")[0]) \(.hashes.sha256)"')" "p0.2 $digest"
cp lvm.raw broken.raw
mktable poke broken.raw 4100 ffffffffffffffffffffff
winnow-info -q broken.raw >info 2>err
check "a broken area is survived and said" grep -q "not examined: lvm2" info

# ---- Linux RAID
raid() { # FILE LEVEL DISKS
	truncate -s 8M "$1"
	mktable poke "$1" 4096 "fc4e2ba901000000"
	mktable poke "$1" $((4096 + 72)) "$(printf '%02x000000' "$2")"
	mktable poke "$1" $((4096 + 92)) "$(printf '%02x000000' "$3")"
	mktable poke "$1" $((4096 + 128)) "$(le8 2048)$(le8 8192)"
	dd if=root.raw of="$1" bs=1M seek=1 conv=notrunc 2>/dev/null
}
raid mirror.raw 1 2
info mirror.raw
same "half of a mirror is examined" "$(field p0.1 '"\(.fs) \(.offset)"')" "ext4 1048576"
raid stripes.raw 5 3
info stripes.raw
check "a part of RAID 5 is named" grep -q "not examined: part of a RAID of 3 disks, level 5" info

# ---- What is only recognised: named, in the list of what was not examined, and searched
command -v draw >/dev/null || finish
draw jpeg 7 300 >picture.jpg
wanted=$(sha256sum <picture.jpg | cut -d ' ' -f 1)
searched() { # NAME FILE: the picture is put into its last third
	size=$(stat -c %s "$2")
	dd if=picture.jpg of="$2" bs=4096 seek=$((size / 4096 * 2 / 3)) conv=notrunc 2>/dev/null
	info "$2"
	same "$1: its name" "$(field p0 .fs)" "$1"
	check "$1: on the list of what was not examined" grep -q "not examined: $1" info
	same "$1: searched all the same" "$(winnow-carve -q "$2" | winnow-hash -q |
		jq -r 'select(.record=="file").hashes.sha256' | grep -c "$wanted")" 1
}
made() { # NAME SIZE CMD…: a file system made by its own program
	name=$1
	truncate -s "$2" "$name.raw"
	shift 2
	command -v "$1" >/dev/null && "$@" "$name.raw" >/dev/null 2>&1 && searched "$name" "$name.raw"
}
made xfs 320M mkfs.xfs -q
made btrfs 120M mkfs.btrfs -q
made f2fs 64M mkfs.f2fs -q
truncate -s 4M refs.raw
mktable poke refs.raw 3 5265465300000000
searched refs refs.raw
truncate -s 4M bcachefs.raw
mktable poke bcachefs.raw 4120 c68573f666ce90a9d96a60cf803df7ef
searched bcachefs bcachefs.raw
truncate -s 4M zfs.raw
mktable poke zfs.raw 131072 0000000000bab10c
searched zfs zfs.raw
truncate -s 4M "windows dynamic.raw"
mktable poke "windows dynamic.raw" $((4194304 - 512)) 5052495648454144
searched "windows dynamic" "windows dynamic.raw"
if command -v cryptsetup >/dev/null; then
	truncate -s 20M luks.raw
	if echo secret | cryptsetup -q luksFormat --type luks1 --pbkdf-force-iterations 1000 luks.raw - 2>/dev/null; then
		info luks.raw
		same "LUKS" "$(field p0 .encrypted)" LUKS1
		check "not searched" sh -c 'winnow-carve luks.raw 2>/dev/null | grep -q "not searched, since it is encrypted"'
	fi
fi
finish
