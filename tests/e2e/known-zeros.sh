#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What a container does not store is not read: a sparse disk of a terabyte is listed and searched in seconds, by any
# container, with the results of the same disk written out in full.
. "$(dirname "$0")/lib.sh"
need jq

printf 'GIF89a\001\000\001\000\200\000\000\377\000\000\000\000\000,\000\000\000\000\001\000\001\000\000\002\002D\001\000;' >dot.gif

# results IMAGE: every item, without what tells of the container.
results() {
	winnow-ls -j 1 "$1" >"$1.names" || fail "winnow-ls $1"
	winnow-carve -j 1 "$1" >"$1.carved" || fail "winnow-carve $1"
	cat "$1.names" "$1.carved" | jq -c 'select(.record == "file" or .record == "name") | del(.evidence, .evidence_id)' >"$1.items"
}

# ---- FAT: the search for orphans, and free space ----

if command -v mkfs.fat >/dev/null && command -v mcopy >/dev/null; then
	truncate -s 300M fat
	mkfs.fat -F 32 fat >/dev/null
	mmd -i fat ::/outer ::/outer/inner
	for i in 1 2 3; do
		mcopy -i fat dot.gif "::/outer/inner/dot$i.gif"
	done
	mdeltree -i fat ::/outer
	mmd -i fat ::/new # takes the place of the folder that led to the inner one
	dd if=dot.gif of=fat bs=1M seek=200 conv=notrunc status=none
	cp --sparse=never fat full
	results fat
	results full
	same_file "a FAT with holes and without" full.items fat.items
	check "orphans are found" grep -q '"origin":"orphan"' fat.items
	check "a picture in free space is found" grep -q '"id":"@209715200"' fat.items
fi

# ---- exFAT of a terabyte ----

cat >disk.recipe <<'EOF'
seed 5
picture pic jpeg 64x48
volume exfat size=64M cluster=32K
many BULK 40 pic each=20
free pic
EOF
if winnow-practice -q disk.recipe --size 1T -o huge 2>/dev/null; then
	timeout 100 winnow-ls huge >huge.names
	same "all names of a terabyte" 40 "$(jq -r 'select(.record == "file") | .path' huge.names | grep -c '^BULK')"
	timeout 100 winnow-carve huge >huge.carved
	check "what lies in its free space" grep -q '"origin":"carved"' huge.carved
	rm -f huge

	winnow-practice -q disk.recipe --size 512M -o disk || fail "winnow-practice"
	results disk
	winnow-practice -q disk.recipe --size 512M -o disk.E01 || fail "winnow-practice, EWF"
	results disk.E01
	same_file "the same from EWF" disk.items disk.E01.items
	for kind in qcow2:qcow2 vdi:vdi vhdx:vhdx vpc:vhd vmdk:vmdk; do
		command -v qemu-img >/dev/null || continue
		file=disk.${kind#*:}
		qemu-img convert -O "${kind%:*}" disk "$file" 2>/dev/null || continue
		winnow-info -q "$file" >/dev/null 2>&1 || continue # not in this build
		results "$file"
		same_file "the same from ${kind%:*}" disk.items "$file.items"
	done
	if command -v qemu-img >/dev/null; then
		qemu-img convert -O qcow2 disk below.qcow2
		qemu-img create -q -f qcow2 -b below.qcow2 -F qcow2 above.qcow2
		results above.qcow2
		same_file "the same from what another QCOW2 stands on" disk.items above.qcow2.items
	fi
fi
finish
