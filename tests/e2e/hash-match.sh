#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-hash and winnow-match in a pipe, compared with md5sum, sha1sum, sha256sum and jq.
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/lib.sh"
need winnow-ls winnow-hash winnow-match winnow-set mkfs.fat mcopy jq sha256sum

# ---- A volume with files of sizes around every border of reading and padding
mkdir in
for n in 0 1 55 56 63 64 65 119 120 4095 4096 65535 65536 65537 131072 131073 1000000; do
	seq $n 200000 | head -c $n >in/f$n
done
printf abc >in/abc
cp in/f65537 in/copy
mkfs.fat -C -F 16 -S 512 disk.img 20000 >/dev/null
mcopy -i disk.img in/* ::/
unchanged disk.img
winnow-ls disk.img -o ls.jsonl
check "hash" winnow-hash ls.jsonl -o hashed.jsonl
jq -r 'select(.record == "file" and .hashes) | [.hashes.md5, .hashes.sha1, .hashes.sha256, (.path | ascii_downcase)] | join(" ")' hashed.jsonl |
	sort >ours
(cd in && for f in *; do
	echo "$(md5sum <"$f" | cut -c1-32) $(sha1sum <"$f" | cut -c1-40) $(sha256sum <"$f" | cut -c1-64) $f"
done) | sort >theirs
same_file "the digests are those of coreutils" ours theirs
check "known answer (FIPS 180-4, RFC 1321)" grep -q \
	'^900150983cd24fb0d6963f7d28e17f72 a9993e364706816aba3e25717850c26c9cd0d89d ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad abc$' ours
winnow-hash -j 1 ls.jsonl | grep '"record":"file"' >one
winnow-hash -j 3 ls.jsonl | grep '"record":"file"' >three
same_file "the number of workers changes nothing" one three
winnow-hash hashed.jsonl | grep '"record":"file"' >twice
same_file "hashing again changes nothing" one twice

# ---- Only what is or could be media
cat >typed.jsonl <<END
$(head -n 1 hashed.jsonl)
$(grep '"record":"evidence"' hashed.jsonl)
$(grep '"record":"file"' ls.jsonl | jq -c 'select(.path | ascii_downcase == "abc")' | head -n 1 >abc.json
for member in '"mime":"image/jpeg"' '"mime":"text/plain"' '"mime":"text/plain","path":"x.JPG"' '"mime":"application/octet-stream"' '"x":1' '"mime":"video/mp4"' '"mime":"application/pdf","path":"a/b.txt"'; do
	sed "s/}\$/,$(echo "$member" | sed 's/[\/&]/\\&/g')}/" abc.json
done)
END
winnow-hash --media typed.jsonl 2>/dev/null | jq -c 'select(.record == "file") | .hashes != null' | tr '\n' ' ' >media
same "--media" "$(cat media)" "true false true true true true false "

# ---- Matching
sha256sum in/abc in/f4096 in/f65537 >bad.sha256
md5sum in/f1 in/f65537 >known.md5
echo 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  nobody' >other.md5
winnow-set build -q -o bad.wset bad.sha256
winnow-set build -q --kind ignore -o known.wset known.md5
winnow-set build -q -o other.wset other.md5
winnow-match -s bad.wset -s known.wset hashed.jsonl -o matched.jsonl
jq -r 'select(.matches) | (.path | ascii_downcase) as $p | .matches[] | [$p, .set, .kind, .by] | join(" ")' matched.jsonl | sort >ours
sort >theirs <<END
abc bad alert sha256
copy bad alert sha256
copy known ignore md5
f1 known ignore md5
f4096 bad alert sha256
f65537 bad alert sha256
f65537 known ignore md5
END
same_file "each set's verdict, side by side" ours theirs
grep '"record":"file"' hashed.jsonl | grep -v -F "$(cut -c1-64 bad.sha256; cut -c1-32 known.md5)" >unmatched
grep '"record":"file"' matched.jsonl | grep -v '"matches"' >left
same_file "what does not match passes byte for byte" unmatched left
same "the sets are named, with identity and counts" \
	"$(jq -c 'select(.record == "set") | [.set, .entries, .kind_counts.alert, .kind_counts.ignore, .sha256]' matched.jsonl)" \
	"$(for s in bad known; do
		n=$(jq -n "if \"$s\" == \"bad\" then [3, 3, 0] else [2, 0, 2] end | map(tostring) | join(\",\")" -r)
		echo "[\"$s\",$n,\"$(head -c -32 $s.wset | sha256sum | cut -c1-64)\"]"
	done)"
winnow-match -s known.wset matched.jsonl | grep '"record":"file"' >again
grep '"record":"file"' matched.jsonl >before
same_file "asking a set again says nothing new" before again
winnow-match -s known.wset hashed.jsonl | winnow-match -s bad.wset | jq -c 'select(.matches) | .matches | length' | sort >two
jq -c 'select(.matches) | .matches | length' matched.jsonl | sort >one
same_file "a later run adds to an earlier one's matches" one two

check_status 0 winnow-match --test -s bad.wset hashed.jsonl
check_status 1 winnow-match --test -s known.wset hashed.jsonl
check_status 1 winnow-match --test -s other.wset hashed.jsonl
same "--test writes nothing" "$(winnow-match --test -s bad.wset hashed.jsonl)" ""

# ---- A set past its date is still asked, and said to be
winnow-set build -q --expires 2020-12-31 -o old.wset bad.sha256
winnow-match -s old.wset hashed.jsonl 2>message >out
check "a warning" grep -q 'expired.*bad' message
same "in the set record too" "$(jq -c 'select(.record == "set") | .expired' out)" true
winnow-set build -q --expires 2999-12-31 -o young.wset bad.sha256
same "no warning before" "$(winnow-match -s young.wset hashed.jsonl 2>&1 >/dev/null)" ""

# ---- Digests that contradict each other
cat >pair.csv <<END
md5,sha1
$(md5sum in/abc | cut -c1-32),$(sha1sum in/f1 | cut -c1-40)
$(md5sum in/f55 | cut -c1-32),$(sha1sum in/f56 | cut -c1-40)
END
winnow-set build -q -o pair.wset pair.csv
winnow-match -s pair.wset hashed.jsonl |
	jq -r 'select(.record == "file" and (.matches or .notes)) | [(.path | ascii_downcase), (.matches // [] | length), .notes[0].level, .notes[0].message] | @tsv' | sort >ours
printf '%s\t%s\twarning\t%s\n' \
	abc 0 "md5 is that of an entry in set pair whose sha1 differs: not taken for a match" \
	f1 1 "sha1 is that of an entry in set pair whose md5 differs: taken for a match, but the set's entry does not fit together" \
	f55 0 "md5 is that of an entry in set pair whose sha1 differs: not taken for a match" \
	f56 1 "sha1 is that of an entry in set pair whose md5 differs: taken for a match, but the set's entry does not fit together" >theirs
same_file "the strongest digest decides" ours theirs

# ---- Bad input
quiet() {
	"$@" >out 2>message
}
check_status 2 quiet winnow-match hashed.jsonl
check_status 3 quiet winnow-match -s bad.sha256 hashed.jsonl
check "it says how to make a set" grep -q 'winnow-set build' message
check_status 3 quiet winnow-match -s missing.wset hashed.jsonl
head -c 900 bad.wset >cut.wset
check_status 3 quiet winnow-match -s cut.wset hashed.jsonl
for value in '1' '"xyz"' '{"md5":1}' '{"md5":"zz"}' '{"sha256":"900150983cd24fb0d6963f7d28e17f72"}'; do
	{
		head -n 1 hashed.jsonl
		echo "{\"record\":\"file\",\"id\":\"x\",\"hashes\":$value}"
	} >odd.jsonl
	winnow-match --bare -s bad.wset odd.jsonl 2>/dev/null | jq -c 'select(.id == "x") | .notes[0].level' >level
	same "hashes $value" "$(cat level)" '"error"'
done
{
	head -n 1 ls.jsonl
	jq -c 'select(.path != null and (.path | ascii_downcase) == "f1000000") | .byte_runs = [{"file_offset":0,"img_offset":99999999999,"len":5}] | .content = {"how":"runs"}' ls.jsonl
} >hostile.jsonl
winnow-hash hostile.jsonl 2>/dev/null | jq -c 'select(.record == "file") | [.hashes, .notes[0].level]' >out
same "runs outside the image are noted, not hashed" "$(cat out)" '[null,"error"]'
finish
