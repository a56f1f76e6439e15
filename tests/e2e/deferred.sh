#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Filters load libtsk and libarchive when a record asks for them, and only then.
. "$(dirname "$0")/lib.sh"
need ldd jq mke2fs zip bzip2 tar sha256sum

grep -q '^#define TSK_SONAME "lib' "$WINNOW_BUILDDIR/config.h" || skip "this build defers nothing"
[ -e "$WINNOW_BUILDDIR/src/evidence/libdeferred.a" ] || skip "this build defers nothing"
for tool in type hash exif pdq match cat; do
	check "winnow-$tool starts without them" \
		test -z "$(ldd "$WINNOW_BUILDDIR/winnow-$tool" | grep -E 'libtsk|libarchive')"
done

# What libtsk alone reads (a file with a hole), what libarchive does (BZip2), and what lies plainly.
mkdir in packed
head -c 300000 /dev/urandom >in/plain
head -c 200000 /dev/urandom >in/holed
truncate -s 500000 in/holed
seq 100000 >packed/numbers
tar -cjf in/packed.tar.bz2 packed
truncate -s 8M disk.img
mke2fs -q -t ext4 -d in disk.img
unchanged disk.img
winnow-ls -q -r disk.img >ls.jsonl
one() { jq -c --arg name "$1" 'select(.record != "file" or (.path | endswith($name)))' ls.jsonl >"$1.jsonl"; }
one plain
one holed
one numbers
how() { jq -r 'select(.record == "file") | .content.how' "$1.jsonl"; }
same "each is read in its own way" "$(how plain) $(how holed) $(how numbers)" "runs tsk member"

loads() { LD_DEBUG=files winnow-hash -q "$1.jsonl" 2>&1 >/dev/null | grep -o 'calling init: .*lib\(tsk\|archive\)\.so' | sed 's/.*lib//' | sort -u | tr '\n' ' '; }
same "nothing is loaded for what lies plainly" "$(loads plain)" ""
same "libtsk is loaded for what it reads" "$(loads holed | grep -o tsk.so)" tsk.so
same "libarchive is loaded for what it unpacks" "$(loads numbers | grep -o archive.so)" archive.so

sha256sum in/plain in/holed packed/numbers | cut -d ' ' -f 1 | sort >theirs
for order in . 'reverse'; do
	jq -s -c 'def files: map(select(.record == "file" and (.path | endswith("plain") or endswith("holed") or endswith("numbers"))));
		(map(select(.record == "run" or .record == "evidence")) + (files | '"$order"') + map(select(.record == "end")))[]' ls.jsonl >some.jsonl
	for workers in 1 3; do
		winnow-hash -q -j $workers some.jsonl | jq -r '.hashes.sha256 // empty' | sort >ours
		same_file "digests, $workers workers" ours theirs
	done
done
same "winnow-cat reads all of them" "$(winnow-cat -q some.jsonl | wc -c)" "$(cat packed/numbers in/plain in/holed | wc -c)"

# A record in somebody else's spelling asks for the same.
jq . holed.jsonl | jq -c . | sed 's/"how":"tsk"/"how" : "\\u0074sk"/' >spelled.jsonl
same "spelled otherwise" "$(winnow-hash -q spelled.jsonl | jq -r '.hashes.sha256 // empty')" \
	"$(sha256sum <in/holed | cut -d ' ' -f 1)"

# An archive in a folder, and a file beside it that nothing is loaded for.
winnow-ls -q -r in >ls.jsonl
one packed.tar.bz2
jq -c 'select(.record != "file" or (.path | endswith("packed/numbers")))' ls.jsonl >unpacked.jsonl
same "a member of an archive in a folder" "$(winnow-hash -q unpacked.jsonl | jq -r '.hashes.sha256 // empty' | sort -u)" \
	"$(sha256sum <packed/numbers | cut -d ' ' -f 1)"
same "nothing is loaded for a file in a folder" "$(loads packed.tar.bz2)" ""
# An archive as evidence is opened by libarchive, even where its members lie plainly in it.
for format in pax ustar; do
	tar -cf $format.tar --format=$format -C in plain
	same "a $format as evidence" "$(winnow-ls -q $format.tar | winnow-hash -q | jq -r '.hashes.sha256 // empty')" \
		"$(sha256sum <in/plain | cut -d ' ' -f 1)"
done
check "-V names libtsk" sh -c 'winnow-hash -V | grep -q "^libtsk [0-9]"'
finish
