#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# QCOW2, VDI, VHD, VHDX and VMDK of all kinds against the raw image they were made of, chains of them against
# qemu-img convert; what is damaged or incomplete is said.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:$WINNOW_BUILDDIR/tests/e2e
need qemu-img qemu-io image_cat mktable openssl jq

digest() { sha256sum | cut -d ' ' -f 1; }
reads_as() { # TITLE IMAGE DIGEST
	for way in "read 65536" "view 100000"; do
		same "$1: $way" "$(image_cat $way "$2" 2>unreadable | digest) $(cat unreadable)" "$3 0"
	done
}
refused() { # TITLE FILE WORDS
	winnow-info "$2" >out 2>err
	same "$1: status" $? 3
	same "$1: one line" "$(wc -l <err)" 1
	check "$1: says $3" grep -q -- "$3" err
}

# Text that compresses, a hole, bytes that do not compress, a long hole, an end.
{
	seq 1 300000 | head -c 1500000
	head -c 700000 /dev/zero
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | head -c 1512864
} >plain.raw
truncate -s 9713152 plain.raw
printf end | dd of=plain.raw bs=1 seek=9713000 conv=notrunc 2>/dev/null
wanted=$(digest <plain.raw)

made=0
while read -r name format options; do
	# shellcheck disable=SC2086  # several options on purpose
	qemu-img convert -f raw -O "$format" $options plain.raw "$name" 2>/dev/null || continue
	reads_as "$name" "$name" "$wanted"
	made=$((made + 1))
done <<'KINDS'
a.qcow2 qcow2
version2.qcow2 qcow2 -o compat=0.10
zlib.qcow2 qcow2 -c
zstd.qcow2 qcow2 -c -o compression_type=zstd
small.qcow2 qcow2 -o cluster_size=512
large.qcow2 qcow2 -c -o cluster_size=2M
allocated.qcow2 qcow2 -o preallocation=metadata
a.vdi vdi
static.vdi vdi -o static=on
a.vhdx vhdx -o subformat=dynamic
fixed.vhdx vhdx -o subformat=fixed
dynamic.vpc vpc -o subformat=dynamic,force_size
fixed.vpc vpc -o subformat=fixed,force_size
sparse.vmdk vmdk -o subformat=monolithicSparse
flat.vmdk vmdk -o subformat=monolithicFlat
split.vmdk vmdk -o subformat=twoGbMaxExtentSparse
splitflat.vmdk vmdk -o subformat=twoGbMaxExtentFlat
stream.vmdk vmdk -o subformat=streamOptimized
KINDS
check "most kinds are made" [ $made -ge 12 ]
qemu-img convert -f raw -O qcow2 -o extended_l2=on plain.raw sub.qcow2 2>/dev/null &&
	refused "subclusters" sub.qcow2 "features that are not read.*qemu-img convert"
same "VHDX has its name" "$(winnow-info a.vhdx | jq -r 'select(.record=="evidence").container')" vhdx

# ---- What stands on another file
chain() { # TITLE FORMAT BACKING BACKINGFORMAT FILE
	qemu-img create -q -f "$2" -b "$3" -F "$4" "$5" || return
	qemu-io -f "$2" -c 'write -P 0x55 100000 70000' -c 'write -z 2000000 65536' "$5" >/dev/null
	qemu-img convert -O raw "$5" chain.raw
	reads_as "$1" "$5" "$(digest <chain.raw)"
	mkdir -p alone
	cp "$5" alone
	refused "$1, alone" "alone/$5" "only what differs from $3.*put it into the same folder"
	ln -s "$PWD/$3" "alone/$3"
	refused "$1, over a link" "alone/$5" "no plain file"
	rm -r alone
}
chain "QCOW2 over QCOW2" qcow2 a.qcow2 qcow2 over.qcow2
chain "QCOW2 over that" qcow2 over.qcow2 qcow2 over2.qcow2
chain "QCOW2 over raw" qcow2 plain.raw raw over3.qcow2
chain "QCOW2 over VDI" qcow2 a.vdi vdi over4.qcow2
chain "VMDK over VMDK" vmdk sparse.vmdk vmdk over.vmdk
qemu-io -f vmdk -c 'write -P 1 0 512' sparse.vmdk >/dev/null
refused "a VMDK whose parent was written to" over.vmdk "is not the disk that"
cp over.qcow2 loop.qcow2
qemu-img rebase -q -u -b loop.qcow2 -F qcow2 loop.qcow2
refused "a QCOW2 that stands on itself" loop.qcow2 "stands on more than"
qemu-img create -q -f qcow2 -b /etc/hostname -F raw etc.qcow2 9M
refused "a QCOW2 over a file elsewhere" etc.qcow2 "no plain file beside it"
qemu-img snapshot -c before zlib.qcow2
winnow-info zlib.qcow2 >out 2>/dev/null
check "internal snapshots are named" grep -q "not examined: 1 internal snapshots" out
qemu-img convert -O qcow2 --object secret,id=s,data=x -o encrypt.format=luks,encrypt.key-secret=s,encrypt.iter-time=10 \
	plain.raw luks.qcow2 2>/dev/null && refused "an encrypted QCOW2" luks.qcow2 "that is encrypted"

# ---- Damage: zeros where it is, and counted
mask() { # keeps of hurt.raw what equals plain.raw: the rest has to be zeros
	image_cat read 65536 "$1" 2>/dev/null >hurt.raw
	cmp -l plain.raw hurt.raw | awk '$3 != 0 {n++} END {exit n > 0}'
}
for file in a.qcow2 version2.qcow2 large.qcow2 a.vdi fixed.vhdx a.vhdx dynamic.vpc stream.vmdk; do
	[ -e $file ] || continue
	head -c $(($(stat -c %s $file) * 2 / 3)) $file >cut.file
	image_cat read 65536 cut.file >hurt.raw 2>unreadable
	if [ -s hurt.raw ]; then
		check "$file, cut: nothing is made up" mask cut.file
	else
		check "$file, cut: refused in one line" [ "$(wc -l <unreadable)" = 1 ]
	fi
done
head -c 1000000 a.qcow2 >cut.qcow2
image_cat read 65536 cut.qcow2 2>unreadable >/dev/null
check "a cut QCOW2 counts what is lost" [ "$(cat unreadable)" -gt 1000000 ]
for at in 20 40 65536 131072 262144; do
	for file in a.qcow2 a.vdi a.vhdx sparse.vmdk dynamic.vpc zlib.qcow2; do
		cp $file poked.file
		mktable poke poked.file $at ffffffffffff7fff
		winnow-info poked.file >out 2>err
		check "$file damaged at $at: no crash" sh -c '! grep -q "died of" out err'
	done
done
finish
