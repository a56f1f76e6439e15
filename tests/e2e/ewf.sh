#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# EWF, sound and damaged, against the raw image and ewfexport: what can be read is read, each bad chunk is zeros
# exactly where it lies, and what it touches says so.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:$WINNOW_BUILDDIR/tests/e2e
need ewfacquire ewfverify image_cat ewf_edit mke2fs icat jq openssl sha256sum cmp

chunk=32768
digest() { sha256sum | cut -d ' ' -f 1; }
zero() { # FILE CHUNK [COUNT]
	dd if=/dev/zero of="$1" bs=$chunk seek="$2" count="${3:-1}" conv=notrunc 2>/dev/null
}
read_as() { # TITLE IMAGE RAW UNREADABLE
	same "$1" "$(image_cat read 65536 "$2" 2>unreadable | digest) $(cat unreadable)" "$(digest <"$3") $4"
}
noise() { openssl enc -aes-128-ctr -K "$1" -iv 0 </dev/zero 2>/dev/null | head -c "$2"; }

# A file system with a file of noise and one of text, each of known place.
mkdir tree
noise 00112233445566778899aabbccddeeff 1000000 >tree/noise.bin
seq 1 120000 >tree/text.txt
mke2fs -q -t ext2 -b 1024 -d tree disk.raw 6000 >/dev/null 2>&1
truncate -s 6144512 disk.raw # no whole number of chunks
size=6144512
ewfacquire -u -q -t disk -c fast -d sha1 disk.raw >/dev/null 2>&1 || skip "ewfacquire fails here"
unchanged disk.E01
read_as "a sound image" disk.E01 disk.raw 0
same "its digest" "$(winnow-info disk.E01 | jq -r 'select(.record=="evidence").stored.sha1')" \
	"$(sha1sum <disk.raw | cut -d ' ' -f 1)"

# ---- Five chunks with flipped bytes
winnow-ls -q disk.E01 >ls.jsonl
run_of() { jq -r "select(.path==\"$1\") | .byte_runs[0].img_offset" ls.jsonl; }
text=$(run_of text.txt)
noise=$(run_of noise.bin)
check "both files are found" [ "$text" -gt 0 -a "$noise" -gt 0 ]
cp disk.E01 five.E01
cp disk.raw five.raw
a=$((text / chunk + 2)) b=$((noise / chunk + 3))
for n in $a $((a + 2)) $b $((b + 2)) $((b + 4)); do
	ewf_edit flip five.E01 $n
	zero five.raw $n
done
truncate -s $size five.raw
read_as "five bad chunks are zeros, and nothing else is" five.E01 five.raw $((5 * chunk))
check "ewfverify sees them, too" sh -c '! ewfverify -q five.E01 >/dev/null 2>&1'
for way in 'read 1000' 'view 4096' 'view 3000000'; do
	same "five bad chunks: $way" "$(image_cat $way five.E01 2>/dev/null | digest)" "$(digest <five.raw)"
done
winnow-ls -q five.E01 >five.jsonl
check_status 1 winnow-hash -q -o hash.jsonl five.jsonl 2>err
touched() { # TOOL: paths with a note of level error
	jq -r "select(.notes // [] | any(.level==\"error\" and .tool==\"$1\")) | .path" "$2" | sort | tr '\n' ' '
}
same "hash: what they touch is noted, and nothing else" "$(touched winnow-hash hash.jsonl)" "noise.bin text.txt "
places() { # PATH FILE
	jq -r "select(.path==\"$1\").notes[] | select(.tool==\"winnow-hash\").message" "$2" | grep 'cannot be read' |
		grep -Eo '[0-9]+ to [0-9]+' | tr '\n' ';'
}
same "with the places of the text" "$(places text.txt hash.jsonl)" \
	"$((a * chunk)) to $(((a + 1) * chunk - 1));$(((a + 2) * chunk)) to $(((a + 3) * chunk - 1));"
same "and of the noise" "$(places noise.bin hash.jsonl)" \
	"$((b * chunk)) to $(((b + 1) * chunk - 1));$(((b + 2) * chunk)) to $(((b + 3) * chunk - 1));$(((b + 4) * chunk)) to $(((b + 5) * chunk - 1));"
same "the digest is that of zeros in their place" "$(jq -r 'select(.path=="text.txt").hashes.sha256' hash.jsonl)" \
	"$(icat five.raw "$(jq -r 'select(.path=="text.txt") | .id | split("/")[1]' five.jsonl)" | digest)"
check_status 1 winnow triage -q -o case --all five.E01 >/dev/null 2>err
same "triage notes them as well" "$(jq -r 'select(.record=="file" and (.notes // [] | any(.level=="error"))) | .path' \
	case/records.jsonl | sort | tr '\n' ' ')" "noise.bin text.txt "
winnow-hash -q -j 1 five.jsonl 2>/dev/null | grep -v '"record":"\(run\|end\)"' >one.jsonl
grep -v '"record":"\(run\|end\)"' hash.jsonl >two.jsonl
same_file "the same with one worker" one.jsonl two.jsonl

# A bad chunk under the inodes.
cp disk.E01 inodes.E01
ewf_edit flip inodes.E01 0
winnow-ls -q inodes.E01 >/dev/null 2>err
check "a bad first chunk is survived" [ $? -le 3 ]

# ---- Tables
ewfacquire -u -q -t tables -c fast -f encase5 disk.raw >/dev/null 2>&1
cp tables.E01 t1.E01
ewf_edit table t1.E01 table
read_as "a damaged table: its copy serves" t1.E01 disk.raw 0
cp t1.E01 t2.E01
ewf_edit table t2.E01 table2
read_as "both damaged: the chunks are found without" t2.E01 disk.raw 0
cp tables.E01 t3.E01
ewf_edit section t3.E01 table
read_as "a table without its section: its copy serves" t3.E01 disk.raw 0
check_status 1 winnow-info -q t3.E01 >out
check "which is said" grep -q "structure is damaged" out
ewf_edit section t3.E01 table2
read_as "and neither has one" t3.E01 disk.raw 0
cp tables.E01 t4.E01
ewf_edit section t4.E01 sectors
read_as "chunks whose section has no head" t4.E01 disk.raw 0

# A section that libewf cannot do without: the device is known from another, and so is the acquisition.
cp disk.E01 t5.E01
ewf_edit section t5.E01 volume
read_as "a volume section without its head" t5.E01 disk.raw 0
for key in case_number examiner acquired software_version; do
	same "and $key is known" "$(winnow-info -q t5.E01 2>/dev/null | jq -r "select(.record==\"evidence\").acquisition.$key")" \
		"$(winnow-info -q disk.E01 | jq -r "select(.record==\"evidence\").acquisition.$key")"
done
same "and so is the digest" "$(winnow-info -q t5.E01 2>/dev/null | jq -r 'select(.record=="evidence").stored.sha1')" \
	"$(sha1sum <disk.raw | cut -d ' ' -f 1)"

# ---- Cut off: what is there is read, though the table is lost with the end
for share in 30 60 90; do
	head -c $(($(stat -c %s tables.E01) * share / 100)) tables.E01 >cut.E01
	image_cat read 65536 cut.E01 2>unreadable >cut.raw
	lost=$(cat unreadable)
	check "cut at $share %: some is read, some is not" [ "$lost" -gt 0 -a "$lost" -lt $size ]
	same "cut at $share %: up to there it is right" "$(head -c $((size - lost)) cut.raw | digest)" \
		"$(head -c $((size - lost)) disk.raw | digest)"
	same "cut at $share %: and zeros behind" "$(tail -c $lost cut.raw | tr -d '\0' | wc -c)" 0
done

# ---- Segments
{ cat disk.raw; noise ffeeddccbbaa99887766554433221100 6000000; } >long.raw
truncate -s 12288000 long.raw
ewfacquire -u -q -t s -S 1048576 -c fast long.raw >/dev/null 2>&1
n=$(ls s.E?? | wc -l)
check "many segments" [ "$n" -ge 6 ]
read_as "segments" s.E01 long.raw 0
mkdir gap
cp s.E?? gap
first=0 # chunks before the segment
for i in 01 02; do first=$((first + $(ewf_edit count gap/s.E$i))); done
lost=$(ewf_edit count gap/s.E03)
rm gap/s.E03
cp long.raw gap.raw
zero gap.raw $first $lost
read_as "a lost segment is zeros, the others stand where they belong" gap/s.E01 gap.raw $((lost * chunk))
check_status 1 winnow-info -q gap/s.E01 >out
check "it is named" grep -q "segment gap/s.E03 is missing" out
cp s.E03 gap
rm gap/s.E01
cp long.raw gap.raw
lost=$(ewf_edit count s.E01)
zero gap.raw 0 "$lost"
read_as "even the first one" gap/s.E02 gap.raw $((lost * chunk))
check_status 1 winnow-info -q gap/s.E02 >out
check "which is named" grep -q "segment gap/s.E01 is missing" out
mkdir shuffled
cp s.E?? shuffled
mv shuffled/s.E02 shuffled/x
mv shuffled/s.E04 shuffled/s.E02
mv shuffled/x shuffled/s.E04
read_as "segments under each other's names" shuffled/s.E01 long.raw 0
winnow-info -q shuffled/s.E01 >out
check "which is said" grep -q "in another order" out
cp shuffled/s.E02 shuffled/s.E04
check_status 3 winnow-info -q shuffled/s.E01 >/dev/null 2>err
check "the same segment twice is refused" grep -q "both say that they are segment" err

# More than 99 of them, and the formats that libewf writes.
ewfacquire -u -q -t many -S 1048576 -c none -b 16 -f encase6 long.raw >/dev/null 2>&1
read_as "encase6" many.E01 long.raw 0
for format in ewf smart ftk encase2 encase3 encase4 encase5 encase6 encase7 linen5 linen6 linen7 ewfx; do
	ewfacquire -u -q -t "f-$format" -f $format -c best disk.raw >/dev/null 2>&1 || continue
	for file in "f-$format".?01; do
		read_as "$format" "$file" disk.raw 0
	done
done
cp disk.E01 disk.img
read_as "a name that does not count" disk.img disk.raw 0
finish
