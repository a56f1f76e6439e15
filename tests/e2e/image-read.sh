#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Every container gives the same bytes as the raw image, however they are asked for; a damaged place is zeros,
# exactly there, and is counted.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:$WINNOW_BUILDDIR/tests/e2e
need image_cat mktable openssl sha256sum

digest() { sha256sum | cut -d ' ' -f 1; }
all_ways() { # TITLE IMAGE DIGEST
	for way in 'read 1000' 'read 65536' 'read 1048576' 'view 4096' 'view 100000' 'view 3000000'; do
		same "$1: $way" "$(image_cat $way "$2" 2>unreadable | digest) $(cat unreadable)" "$3 0"
	done
}

# Text that compresses, a hole, bytes that do not compress; an odd number of chunks and a bit.
{
	seq 1 300000 | head -c 1500000
	head -c 700000 /dev/zero
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv 0 </dev/zero 2>/dev/null | head -c 1512864
} >plain.raw
truncate -s 3713024 plain.raw
wanted=$(digest <plain.raw)
all_ways raw plain.raw "$wanted"
split -b 1000003 -d -a 3 plain.raw split.
all_ways "split raw" split.000 "$wanted"

if command -v ewfacquire >/dev/null; then
	for level in none empty-block fast best; do
		ewfacquire -u -q -t "level-$level" -c "$level" -S 1048576 plain.raw >/dev/null 2>&1
		all_ways "E01, $level" "level-$level.E01" "$wanted"
	done
	for sectors in 16 128 1024; do
		ewfacquire -u -q -t "chunk-$sectors" -b $sectors -c fast plain.raw >/dev/null 2>&1
		all_ways "E01, $sectors sectors a chunk" "chunk-$sectors.E01" "$wanted"
	done
	ewfacquire -u -q -t smart -f smart -c fast plain.raw >/dev/null 2>&1
	all_ways s01 smart.s01 "$wanted"

	# Bytes wrong in a chunk that is stored as it is: that chunk and no other is zeros.
	ewfacquire -u -q -t bad -c none plain.raw >/dev/null 2>&1
	chunk=$(($(grep -bx 100000 plain.raw | cut -d : -f 1) / 32768))
	at=$(grep -abx 100000 bad.E01 | cut -d : -f 1)
	check "the chunk is found in the E01" [ -n "$at" ]
	if [ -n "$at" ]; then
		mktable poke bad.E01 "$at" 0011
		cp plain.raw zeroed.raw
		dd if=/dev/zero of=zeroed.raw bs=32768 seek=$chunk count=1 conv=notrunc 2>/dev/null
		for way in 'read 65536' 'read 1000' 'view 100000' 'view 1000'; do
			same "a bad chunk is zeros: $way" "$(image_cat $way bad.E01 2>unreadable | digest)" "$(digest <zeroed.raw)"
			check "and counted: $way" [ "$(cat unreadable)" -ge 32768 ]
		done
		same "counted once where it is read once" "$(image_cat read 65536 bad.E01 2>&1 >/dev/null)" 32768
	fi
	# A compressed chunk: the text's.
	ewfacquire -u -q -t flipped -c best plain.raw >/dev/null 2>&1
	mktable poke flipped.E01 20000 5a5a5a5a
	image_cat read 32768 flipped.E01 2>unreadable >flipped.raw
	same "a bad compressed chunk is counted" "$(cat unreadable)" 32768
	same "and nothing else differs" "$(cmp -l plain.raw flipped.raw |
		awk '{chunk[int(($1 - 1) / 32768)]} END {for (i in chunk) n++; print n}')" 1
fi
if command -v qemu-img >/dev/null; then
	for kind in 'vmdk monolithicSparse' 'vmdk streamOptimized' 'vpc dynamic,force_size' 'vpc fixed,force_size'; do
		qemu-img convert -f raw -O ${kind% *} -o subformat="${kind#* }" plain.raw other."${kind% *}" || continue
		all_ways "$kind" other."${kind% *}" "$wanted"
	done
fi
finish
