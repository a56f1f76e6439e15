#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Segments, containers and damage: what cannot be read is refused in one clear line, what is partly there is
# read with notes, and nothing crashes.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin:$WINNOW_BUILDDIR/tests/e2e
need winnow-info mktable jq mke2fs

id_of() { winnow-info "$1" 2>/dev/null | jq -r 'select(.record == "evidence") | .evidence_id'; }
evidence() { winnow-info "$1" 2>/dev/null | jq -r "select(.record == \"evidence\") | $2"; }
# refused TITLE FILE WORDS: status 3, one line that holds the words
refused() {
	winnow-info "$2" >out 2>err
	same "$1: status" $? 3
	same "$1: one line" "$(wc -l <err)" 1
	check "$1: says why" grep -q "$3" err
	same "$1: the stream has its end" "$(tail -n 1 out | jq -r .record)" end
}

# ---- What is no image --------------------------------------------------------------------------------------

mkfifo pipe
: >empty
ln -s loop loop
ln -s nowhere dangling
refused "a pipe" pipe "is a pipe"
refused "an empty file" empty "is empty"
refused "a character device" /dev/null "is a character device"
refused "a loop of links" loop "symbolic links"
refused "a dangling link" dangling "No such file"
refused "a missing file" nothing "No such file"
check_status 2 winnow-info 2>/dev/null

# ---- Containers by their signatures ------------------------------------------------------------------------

# container NAME OFFSET HEX: a file with this signature is refused by this name
container() {
	rm -f signed
	truncate -s 100000 signed
	mktable poke signed "$2" "$3"
	refused "$1" signed "$1"
}
container QCOW2 0 514649fb00000003
container QCOW 0 514649fb00000001
container QED 0 51454400
container vhdx 0 7668647866696c65
container VDI 64 7f10dabe
container DMG $((100000 - 512)) 6b6f6c79
container "encrypted DMG" 0 656e637263647361
container "encrypted DMG" $((100000 - 8)) 63647361656e6372
container "sparse DMG" 0 73707273
container WIM 0 4d5357494d000000
container "Android backup" 0 414e44524f4944204241434b55500a
container Parallels 0 576974686f7574467265655370616365
container L01 0 4c5646090d0aff00
container Ex01 0 455646320d0a8100
container Lx01 0 4c4546320d0a8100
container AD1 0 41445345474d454e54454446494c4500
container gzip 0 1f8b08
container xz 0 fd377a585a00
container bzip2 0 425a6839314159265359
container zstd 0 28b52ffd
container 7-Zip 0 377abcaf271c
container RAR 0 526172211a07
container tar 257 7573746172
container ZIP 0 504b0304
rm -f signed
truncate -s 100000 signed
mktable poke signed 0 504b0304
mktable poke signed 90000 696e666f726d6174696f6e2e747572746c65
refused "AFF4 in a ZIP" signed AFF4

# ---- Split raw ---------------------------------------------------------------------------------------------

truncate -s 4M whole.raw
mke2fs -qF -t ext2 -L split whole.raw
head -c 1000 "$(command -v jq)" | dd of=whole.raw bs=1 seek=4190000 conv=notrunc 2>/dev/null
split -b 1000000 -d -a 3 whole.raw x.
split -b 1000000 --numeric-suffixes=1 -a 3 whole.raw y.
split -b 1000000 -a 2 whole.raw z.
split -b 1000000 -d -a 2 whole.raw w.
unchanged whole.raw x.0* y.0* z.a* w.0*
for first in x.000 y.001 z.aa w.00; do
	same "$first: all segments are found" "$(id_of $first)" "$(id_of whole.raw)"
	same "$first: five of them" "$(evidence $first '"\(.container) \(.segments)"')" "split raw 5"
done
refused "a later segment" x.002 "give the first, x.000"
mkdir gap
cp y.001 y.002 y.004 y.005 gap
refused "a missing segment" gap/y.001 "gap/y.003 is missing"
cp whole.raw single.001
same "a lone .001 is raw" "$(evidence single.001 .container)" raw
cp y.00? gap
head -c 900000 y.002 >gap/y.002
check "a short segment is noted" sh -c 'winnow-info gap/y.001 | grep -q "segment 2 of 5 has 900000 bytes"'

mkdir many
(cd many && split -b 3500 -d -a 4 ../whole.raw m.)
same "more segments than files may be open" "$(ulimit -Sn 256 && evidence many/m.0000 .segments)" \
	"$(find many -type f | wc -l)"
(ulimit -n 256 && winnow-info many/m.0000 >out 2>err)
same "more than the limit can be raised to" $? 3
check "more than the limit: says so" grep -q "only 256 files" err

# ---- EWF ---------------------------------------------------------------------------------------------------

command -v ewfacquire >/dev/null || finish
{ cat whole.raw; head -c 4000000 /dev/urandom; } >e.raw
truncate -s 8388608 e.raw
ewfacquire -u -q -t e -S 1048576 -c fast -C '7/2026' -E 'X "1"' -e 'Ngô' -D 'line' -N '' e.raw >/dev/null 2>&1 ||
	skip "ewfacquire fails here"
unchanged e.E0?
last=$(printf '%s\n' e.E* | tail -n 1)
same "E01: the same device as raw" "$(id_of e.E01)" "$(id_of e.raw)"
same "E01: found from a later segment" "$(id_of e.E02)" "$(id_of e.raw)"
same "E01: its digest is the stored one" "$(evidence e.E01 .stored.md5)" "$(md5sum <e.raw | cut -d ' ' -f 1)"
same "E01: odd characters survive" "$(evidence e.E01 .acquisition.evidence_number)" 'X "1"'
for format in ewf smart ftk encase5 ewfx; do
	ewfacquire -u -q -t "f-$format" -f $format -c best e.raw >/dev/null 2>&1 || continue
	for file in "f-$format".*01; do
		same "$format: the same device" "$(id_of "$file")" "$(id_of e.raw)"
	done
done

mkdir part
cp e.E* part
rm part/e.E03
check_status 1 winnow-info part/e.E01 >out
check "a missing E03 is named" grep -q "segment part/e.E03 is missing: what it held reads as zeros" out
cp e.E03 part
rm "part/$last"
check_status 1 winnow-info part/e.E01 >out
check "a missing last segment is noted" grep -q "segment part/e.E[0-9]* is missing: what it and later ones" out
mv part/e.E01 part/disk
rm part/e.*
check_status 1 winnow-info part/disk >out
check "a first segment under another name is read as far as it goes" grep -q '"container":"ewf"' out
cp e.E02 part/two
refused "a later segment alone" part/two "segment 2 of an EWF image"

# Segments of two acquisitions in one folder. EnCase marks them with an identifier; ewfacquire writes zeros there.
mkdir -p mixed
cp e.E0* mixed
for file in mixed/e.E0*; do
	mktable ewf "$file" 64 00112233445566778899aabbccddeeff
done
same "E01 with an identifier" "$(id_of mixed/e.E01)" "$(id_of e.raw)"
mktable ewf mixed/e.E02 64 10112233445566778899aabbccddeeff
refused "a segment of another acquisition" mixed/e.E01 "mixed/e.E02 is of another acquisition"

# A chunk with a flipped byte reads as zeros, the rest as it was. Chunks of random bytes are stored as they are.
ewfacquire -u -q -t flip -c none whole.raw >/dev/null 2>&1
at=$(grep -abo lost+found flip.E01 | head -n 1 | cut -d : -f 1)
mktable poke flip.E01 "$at" 00
winnow-info flip.E01 >out 2>err
same "a bad chunk does not stop" $? 0
check "the rest is read" grep -q '"fs":"ext2"' out

# Cut at many places, damaged at many places: an answer each time, and never a crash.
ewfacquire -u -q -t small -c fast whole.raw >/dev/null 2>&1
size=$(stat -c %s small.E01)
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	head -c $((size * i / 21)) small.E01 >cut.E01
	winnow-info cut.E01 >out 2>err
	status=$?
	case $status in
	1) check "cut at $i/21: noted" grep -q '"level":"error"' out ;;
	3) same "cut at $i/21: one line" "$(wc -l <err)" 1 ;;
	*) fail "cut at $i/21: status $status" ;;
	esac
	check "cut at $i/21: no crash" sh -c '! grep -q "died of" out err'
	cp small.E01 flipped.E01
	for k in 1 2 3; do
		mktable poke flipped.E01 $(((size * i / 21 + k * 37) % 4000 + (k - 1) * i * 331)) ff00ff
	done
	winnow-info flipped.E01 >out 2>err
	check "damaged $i: no crash" sh -c '! grep -q "died of" out err'
done

# A header whose checksum is right may still lie about the size.
mktable ewf small.E01 16 0000000000000400
check_status 1 winnow-info small.E01 >out
check "a size beyond what the file can hold is noted" grep -q "cannot hold" out

# ---- Other containers through libtsk -----------------------------------------------------------------------

if command -v qemu-img >/dev/null; then
	for kind in 'vmdk monolithicSparse' 'vmdk monolithicFlat' 'vmdk twoGbMaxExtentFlat' 'vmdk twoGbMaxExtentSparse' \
		'vmdk streamOptimized' 'vpc fixed,force_size' 'vpc dynamic,force_size'; do
		file=$(echo "$kind" | tr ' ,' '--').${kind%% *}
		qemu-img convert -f raw -O ${kind%% *} -o subformat="${kind#* }" whole.raw "$file" || continue
		same "$kind: the same device" "$(id_of "$file")" "$(id_of whole.raw)"
		head -c 3000 "$file" >cut.file
		check "$kind, cut: no crash" sh -c 'winnow-info cut.file >out 2>err; ! grep -q "died of" out err'
	done
	mkdir cut
	cp vmdk-*.vmdk cut
	for file in monolithicSparse twoGbMaxExtentSparse-s001; do
		truncate -s -65536 "cut/vmdk-$file.vmdk"
		winnow-info -q "cut/vmdk-${file%-*}.vmdk" >out
		check "$file: a cut is noted" grep -q '"level":"error","message":"the image is cut off' out
		cp "vmdk-$file.vmdk" cut
		winnow-info -q "cut/vmdk-${file%-*}.vmdk" >out
		check "$file: and only a cut" sh -c '! grep -q "cut off" out'
	done
	truncate -s -65536 cut/vmdk-monolithicFlat-flat.vmdk
	refused "a flat extent cut off" cut/vmdk-monolithicFlat.vmdk "is cut off"
	mv cut/vmdk-monolithicSparse.vmdk cut/other.vmdk
	refused "a renamed VMDK" cut/other.vmdk "it was renamed"
	rm vmdk-monolithicFlat-flat.vmdk
	refused "a missing extent" vmdk-monolithicFlat.vmdk "extent vmdk-monolithicFlat-flat.vmdk .*is missing"
	mkfifo vmdk-monolithicFlat-flat.vmdk
	refused "an extent that is a pipe" vmdk-monolithicFlat.vmdk "not a plain file"
fi
if command -v affconvert >/dev/null; then
	affconvert -q -o whole.aff whole.raw >/dev/null 2>&1
	same "AFF: the same device" "$(id_of whole.aff)" "$(id_of whole.raw)"
fi

# ---- Not an image at all -----------------------------------------------------------------------------------

head -c 1048576 /dev/urandom >random
check_status 0 winnow-info random >/dev/null
finish
