#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# DMG (UDIF) of every kind that is read, against the raw image it was made of and qemu-img; damage is zeros.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:$WINNOW_BUILDDIR/tests/e2e
need mkdmg image_cat mktable openssl jq mkfs.vfat

digest() { sha256sum | cut -d ' ' -f 1; }
truncate -s 6M disk.raw
mkfs.vfat -n APPLE disk.raw >/dev/null
{
	seq 1 200000
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | head -c 1000000
} | dd of=disk.raw bs=65536 seek=20 conv=notrunc 2>/dev/null
wanted=$(digest <disk.raw)
for method in raw zlib bzip2 adc; do
	mkdmg $method disk.raw $method.dmg
	for way in 'read 65536' 'read 1000' 'view 1000000'; do
		same "$method: $way" "$(image_cat $way $method.dmg 2>unreadable | digest) $(cat unreadable)" "$wanted 0"
	done
	command -v qemu-img >/dev/null || continue
	qemu-img convert -f dmg -O raw $method.dmg qemu.raw 2>/dev/null || continue
	same "$method: qemu-img reads the same" "$(digest <qemu.raw)" "$wanted"
done
unchanged zlib.dmg
winnow-info zlib.dmg >out
same "its name" "$(jq -r 'select(.record=="evidence").container' out)" dmg
same "its volume" "$(jq -r 'select(.record=="volume").label' out)" APPLE
for method in lzfse lzma; do
	mkdmg $method disk.raw $method.dmg
	check_status 3 winnow-info $method.dmg >/dev/null 2>err
	check "$method is refused by name" grep -qi "compressed with $method, which is not read.*hdiutil convert" err
	same "$method: in one line" "$(wc -l <err)" 1
done

# A damaged run is zeros, counted, and nothing else is.
cp zlib.dmg bad.dmg
at=$(($(stat -c %s zlib.dmg) / 3))
mktable poke bad.dmg $at ffffffffffffffff
image_cat read 65536 bad.dmg 2>unreadable >bad.raw
same "a damaged run is counted" "$(cat unreadable)" 262144
same "and nothing else differs" "$(cmp -l disk.raw bad.raw | awk '{run[int(($1 - 1) / 262144)]} END {for (i in run) n++; print n}')" 1
same "it is zeros" "$(cmp -l disk.raw bad.raw | awk '$3 != 0' | wc -l)" 0
head -c $at zlib.dmg >cut.dmg
check_status 0 winnow-info -q cut.dmg >out 2>/dev/null
size=$(stat -c %s zlib.dmg)
for at in 24 56 216 224 488 492; do
	cp zlib.dmg bad.dmg
	mktable poke bad.dmg $((size - 512 + at)) 7fffffffffffffff
	winnow-info -q bad.dmg >out 2>err
	check "a damaged trailer at $at: no crash" sh -c '! grep -q "died of" out err'
done
finish
