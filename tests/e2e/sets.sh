#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-set: lists in, answers out, compared with what md5sum, sha256sum, hashdeep, hfind and grep say.
. "$(dirname "$0")/lib.sh"
need winnow-set jq md5sum sha1sum sha256sum
WINNOW_SCHEMES=$WINNOW_SRCDIR/hashsets/schemes
SOURCE_DATE_EPOCH=1700000000
export WINNOW_SCHEMES SOURCE_DATE_EPOCH

printf abc >abc
: >empty
for n in 1 2 3 4 5 6 7 8; do
	seq $n 1000 >"file $n"
done

# ---- Each format gives the same digests
md5sum abc empty file* >sums.md5
sha1sum --tag abc file* >tags.sha1
sha256sum abc file* >sums.sha256
cut -d' ' -f1 sums.sha256 | tr a-f A-F >plain.txt
check "build" winnow-set build -q -o all.wset sums.md5 tags.sha1 sums.sha256
check_status 0 winnow-set check -q all.wset
same "every MD5 but the empty file's is found once" \
	"$(winnow-set lookup all.wset <sums.md5 | cut -f1)" "$(grep -v d41d8cd98f00b204e9800998ecf8427e sums.md5 | cut -d' ' -f1)"
same "every SHA-256 is found, with set, kind and no category" \
	"$(winnow-set lookup all.wset <sums.sha256)" "$(sed 's/ .*/\tsums\talert\t-/' sums.sha256)"
same "a digest among the arguments, in its own letters" \
	"$(winnow-set lookup all.wset BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD)" \
	"$(printf 'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD\tsums\talert\t-')"
same "the same name is the same set: md5 and sha256 of sums" \
	"$(winnow-set info --json all.wset | jq -c '[.sets[] | [.set, .verdicts[0].entries]]')" '[["sums",18],["tags",9]]'
winnow-set build -q -o plain.wset plain.txt
same "plain list in capitals" "$(winnow-set export plain.wset)" "$(cut -d' ' -f1 sums.sha256 | sort)"

# ---- The account of a build
{
	cat sums.md5
	md5sum abc
	echo 'no digest'
	sha512sum abc
} >mixed.txt
winnow-set build -o mixed.wset --kind info --name 'Mixed list' mixed.txt 2>account
check "records are counted" grep -q 'mixed.txt (plain list or checksums): 13 records read, 3 rejected' account
check "the empty file, with its line" grep -q '1 rejected: the digest of the empty file (first on line 2)' account
check "other digests, with their line" grep -q 'kinds that sets do not keep (first on line 13)' account
check "what is none, with its line" grep -q 'no MD5, SHA-1 or SHA-256 digest in it (first on line 12)' account
check "duplicates" grep -q 'set Mixed list: 9 entries kept, 1 duplicates' account
check "the kind is said" grep -q 'entries are info' account
same "the kind is kept" "$(winnow-set lookup mixed.wset "$(md5sum <abc | cut -c1-32)")" \
	"$(printf '900150983cd24fb0d6963f7d28e17f72\tMixed list\tinfo\t-')"

# ---- Several digests in a row, hashdeep
if command -v hashdeep >/dev/null; then
	mkdir -p 'a, b'
	echo comma >'a, b/c,d'
	hashdeep -r -c md5,sha1,sha256 abc 'a, b' file* >deep.txt
	check "hashdeep" winnow-set build -q -o deep.wset deep.txt
	same "one entry each" "$(winnow-set info --json deep.wset | jq '.sets[0].verdicts[0].entries')" 10
	same "all digests of the file with commas" \
		"$(sha256sum 'a, b/c,d' | winnow-set lookup deep.wset | wc -l) $(sha1sum 'a, b/c,d' | winnow-set lookup deep.wset | wc -l)" '1 1'
	winnow-set export -f csv deep.wset | cut -d, -f1-4 | tail -n +2 | sort >exported
	grep -v '^[%#]' deep.txt | awk -F, '{print $2 "," $3 "," $4 "," $1}' | sort >expected
	same_file "export has each row's digests and size together" exported expected
	winnow-set export -f csv deep.wset -o again.csv
	winnow-set build -q -o again.wset again.csv
	winnow-set export -f csv again.wset | sed 's/"again"/"deep"/' >again.out
	winnow-set export -f csv deep.wset >deep.out
	same_file "export, build, export" again.out deep.out
fi

# ---- Categories
cat >cat.csv <<'END'
MD5,Category,Comments
00000000000000000000000000000001,1,"one, ""quoted"""
00000000000000000000000000000002,5,
00000000000000000000000000000003,77,
00000000000000000000000000000004,,
END
check_status 2 winnow-set build -q -o cat.wset cat.csv 2>/dev/null
check "scheme" winnow-set build -q -o cat.wset --scheme us-vics --name vic cat.csv
cut -d, -f1 cat.csv | tail -n +2 | winnow-set lookup cat.wset >got
cat >wanted <<'END'
00000000000000000000000000000001	vic	alert	us-vics:1
00000000000000000000000000000002	vic	ignore	us-vics:5
00000000000000000000000000000003	vic	info	us-vics:77
00000000000000000000000000000004	vic	info	-
END
same_file "categories have the scheme's kinds, unknown ones are info" got wanted
winnow-set export -f csv cat.wset -o cat2.csv
winnow-set build -q --name vic -o cat2.wset cat2.csv
same_file "categories, kinds and comments survive export and build" cat2.csv /dev/stdin <<END
$(winnow-set export -f csv cat2.wset)
END
check_status 3 winnow-set build -q -o x.wset --scheme nowhere cat.csv 2>/dev/null
winnow-set build -q -o own.wset --name own --kind ignore --scheme none cat.csv
winnow-set build -q -o two.wset --name vic --kind alert mixed.txt
same "different verdicts stand side by side" \
	"$(printf '00000000000000000000000000000001\n' >one.txt; winnow-set build -q --kind info -o both.wset one.txt; winnow-set build -q -o both.wset one.txt one.txt; winnow-set lookup both.wset <one.txt | wc -l)" 1

# ---- Encodings
printf '\357\273\277md5,kind\r\n900150983cd24fb0d6963f7d28e17f72,ignore\r\n' >bom.csv
printf 'md5,kind\r\n900150983cd24fb0d6963f7d28e17f72,ignore\r\n' | iconv -f UTF-8 -t UTF-16 >wide.csv
winnow-set build -q -o enc.wset bom.csv wide.csv
same "byte order marks" "$(winnow-set lookup enc.wset 900150983cd24fb0d6963f7d28e17f72 | cut -f2,3 | tr '\t\n' '  ')" "bom ignore wide ignore "

# ---- Files: private, whole or not at all, nothing else overwritten
same "readable by the owner only" "$(stat -c %a all.wset)" 600
check_status 2 winnow-set build -q -o sums.md5 plain.txt 2>/dev/null
check_status 3 winnow-set build -q -o /dev/full plain.txt 2>/dev/null
check_status 3 winnow-set build -q -o nowhere/x.wset plain.txt 2>/dev/null
cp all.wset before.wset
echo 'nothing of use' >none.txt
check_status 3 winnow-set build -q -o all.wset none.txt 2>/dev/null
check_status 3 winnow-set build -q -o all.wset sums.md5 missing.txt 2>/dev/null
echo 00000000000000000000000000000000 >zeros.txt
echo 'd41d8cd98f00b204e9800998ecf8427e' >nothing.txt
check_status 3 winnow-set build -q -o all.wset zeros.txt nothing.txt 2>/dev/null
same_file "a failed build leaves what was there" all.wset before.wset
awk 'BEGIN { for (i = 1; i < 200000; i++) printf "%032x\n", (i * 2654435761) % 4294967296 }' >many.txt
ls -A | grep -v '^files' >files.before
(trap '' XFSZ; ulimit -f 200; exec winnow-set build -q -o all.wset many.txt) 2>files.message
same "a full disk: status 3" $? 3
same "one line says why" "$(wc -l <files.message)" 1
ls -A | grep -v '^files' >files.after
same_file "and nothing is left" files.before files.after
same_file "nor changed" all.wset before.wset
check_status 3 sh -c 'winnow-set export all.wset >/dev/full 2>/dev/null'
mkfifo files.fifo
(cat many.txt; touch fed; exec sleep 1000) >files.fifo &
feeder=$!
winnow-set build -q --memory 1M -o all.wset files.fifo &
builder=$!
wait_for test -e fed
rm fed
kill -9 "$builder"
wait "$builder" 2>/dev/null
kill "$feeder" 2>/dev/null
ls -A | grep -v '^files' >files.after
same_file "a killed build leaves nothing" files.before files.after
same_file "nor touches what was there" all.wset before.wset

mkdir elsewhere
cat many.txt >files.fifo &
check "a pipe with a name is a list, wherever the set goes" winnow-set build -q -o elsewhere/all.wset files.fifo
rm -r elsewhere

# ---- Bounded memory gives the same bytes
winnow-set build -q -o wide.wset many.txt
winnow-set build -q --memory 1M -o small.wset many.txt
same_file "spilled or not, the same file" wide.wset small.wset

# ---- Damage and misuse
cp all.wset bad.wset
printf 'x' | dd of=bad.wset bs=1 seek=900 conv=notrunc status=none
check_status 3 winnow-set check -q bad.wset 2>/dev/null
head -c 1000 all.wset >cut.wset
check_status 3 winnow-set lookup cut.wset 900150983cd24fb0d6963f7d28e17f72 2>/dev/null
check_status 3 winnow-set info empty 2>/dev/null
check_status 3 winnow-set info "$work" 2>/dev/null
check_status 3 winnow-set lookup sums.md5 900150983cd24fb0d6963f7d28e17f72 2>/dev/null
check_status 1 sh -c 'echo nonsense | winnow-set lookup all.wset 2>/dev/null'
check_status 2 winnow-set 2>/dev/null
check_status 2 winnow-set frobnicate x 2>/dev/null
check_status 2 winnow-set info --kind alert all.wset 2>/dev/null
check_status 2 winnow-set build -q plain.txt 2>/dev/null
check_status 2 winnow-set build -q -o x.wset --kind bad plain.txt 2>/dev/null
check_status 2 winnow-set build -q -o x.wset --expires tomorrow plain.txt 2>/dev/null
same "the identity can be computed by hand" "$(winnow-set info --json all.wset | jq -r .sha256)" \
	"$(head -c -32 all.wset | sha256sum | cut -c1-64)"

# ---- As hfind and grep answer
awk 'BEGIN { for (i = 1; i < 200000; i += 3) printf "%032x\n", (i * 2654435761) % 4294967296 + (i % 2) }' >asked.txt
winnow-set lookup wide.wset <asked.txt | cut -f1 >ours
grep -Fx -f many.txt asked.txt >greps
same_file "grep's answers" ours greps
if command -v hfind >/dev/null; then
	sed 's/$/  name/' many.txt >many.md5
	hfind -i md5sum many.md5 >/dev/null
	hfind -f asked.txt many.md5 | awk -F'\t' '$2 == "name" {print tolower($1)}' >hfinds
	same_file "hfind's answers" ours hfinds
fi
finish
