#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Keyed sets, Bloom filters, what matches tell, and reading only files of known size; compared with openssl, jq
# and a filter that DCSO's own library made.
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/lib.sh"
need winnow-set winnow-match winnow-hash winnow-practice jq openssl xxd sha1sum
WINNOW_SCHEMES=$WINNOW_SRCDIR/hashsets/schemes
export WINNOW_SCHEMES

winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o disk.img --hashes known.csv --key key.jsonl || fail "practice disk"
winnow-ls -r disk.img | winnow-hash -o hashed.jsonl
alerts() { winnow-match -q "$@" hashed.jsonl | jq -r 'select(.matches) | .id as $id | .matches[] | [$id, .kind, .by] | @tsv' | sort; }

# ---- Keyed sets
winnow-set build -q --name known -o known.wset known.csv
head -c 32 /dev/zero | openssl enc -aes-128-ctr -K 00000000000000000000000000000001 -iv 0 2>/dev/null >key
tr '\0-\377' '\377\0-\376' <key >other.key
chmod 600 key other.key
winnow-set build -q --name known --keyed key -o keyed.wset known.csv
alerts -s known.wset >plain
check "there is something to find" test -s plain
alerts -s keyed.wset --key key >keyed
same_file "the key gives the same answers" keyed plain
alerts -s keyed.wset --key other.key --key key >keyed
same_file "the right one of several keys is taken" keyed plain
check_status 2 winnow-match -q -s keyed.wset hashed.jsonl 2>/dev/null
check_status 2 winnow-match -q -s keyed.wset --key other.key hashed.jsonl 2>/dev/null
check_status 3 winnow-match -q -s keyed.wset --key missing hashed.jsonl 2>/dev/null
check_status 2 winnow-set lookup keyed.wset 00000000000000000000000000000000 2>/dev/null
check_status 3 winnow-set export -q keyed.wset 2>/dev/null
check_status 3 winnow-set merge -q -o x.wset keyed.wset 2>/dev/null
same "private" "$(stat -c %a keyed.wset)" 600
digest=$(jq -r 'select(.hashes).hashes.sha256' hashed.jsonl | head -n 1)
printf '%s\n' "$digest" >one.txt
winnow-set build -q --keyed key -o one.wset one.txt
same "what stands in it is HMAC-SHA-256, as openssl computes it" \
	"$(xxd -p one.wset | tr -d '\n' | grep -c "$(printf %s "$digest" | xxd -r -p | openssl dgst -sha256 -mac HMAC -macopt hexkey:"$(xxd -p -c 64 key)" -r | cut -c1-64)")" 1
same "and not the digest" "$(xxd -p one.wset | tr -d '\n' | grep -c "$digest")" 0
same "its answer" "$(winnow-set lookup --key key one.wset "$digest" | cut -f2,3)" "$(printf 'one\talert')"
winnow-set merge -q --keyed key -o again.wset known.wset
alerts -s again.wset --key key >keyed
same_file "a keyed copy of a set" keyed plain
same "the stream names the set" "$(winnow-match -q -s keyed.wset --key key hashed.jsonl | jq -r 'select(.record == "set") | .sha256' | sort -u)" "$(head -c -32 keyed.wset | sha256sum | cut -c1-64)"
echo short >short.key
check_status 3 winnow-set build -q --keyed short.key -o x.wset known.csv 2>/dev/null

# ---- A Bloom filter: 10 of 16 entries, one error in a thousand, made by flor (DCSO's library for Python)
xxd -r -p >known.bloom <<'END'
01000000000000001000000000000000fca9f1d24d62503f0a00000000000000e600000000000000
0a000000000000004b5414008e0d4408c173aa82cb121ac12470a80023c4837c0139403d14000000
END
for n in 1 2 3 4 5 6 7 8 9 10; do echo "known $n" | sha1sum | cut -c1-40; done >inside
seq 1 2000 | while read -r n; do echo "unknown $n" | sha1sum | cut -c1-40; done >outside
same "every entry is known" "$(winnow-set lookup -q known.bloom <inside)" "$(sed 's/$/\tknown\tinfo\t-/' inside)"
check "few others are" test "$(winnow-set lookup -q known.bloom <outside | wc -l)" -le 20
check "the rate is said" sh -c 'winnow-set lookup known.bloom <inside 2>&1 >/dev/null | grep -q "one in 500"'
same "its facts" "$(winnow-set info --json known.bloom | jq -c '[.entries, .capacity, .hashes, .bits, .false_positive_rate]')" '[10,16,10,230,0.001]'
{
	head -n 1 hashed.jsonl
	for n in 1 2; do printf '{"record":"file","id":"%d","hashes":{"sha1":"%s"}}\n' $n "$(sed -n ${n}p inside)"; done
	printf '{"record":"file","id":"3","hashes":{"sha1":"%s"}}\n' "$(sed -n 7p outside)"
	tail -n 1 hashed.jsonl
} >asked.jsonl
winnow-match -q -s known.bloom asked.jsonl >matched.jsonl
same "a match says how often it is wrong" "$(jq -c 'select(.matches) | [.id, .matches[0].set, .matches[0].kind, .matches[0].by, (.matches[0].false_positive_rate * 1000000 | round)]' matched.jsonl)" \
	"$(printf '["1","known","info","sha1",1999]\n["2","known","info","sha1",1999]')"
same "never an alert by itself" "$(winnow-match -q --test -s known.bloom asked.jsonl; echo $?)" 1
same "but when asked for" "$(winnow-match -q --test --bloom-kind alert -s known.bloom asked.jsonl; echo $?)" 0
same "its identity is in the stream" "$(jq -r 'select(.record == "set") | .sha256' matched.jsonl)" "$(sha256sum <known.bloom | cut -c1-64)"
check_status 3 winnow-set build -q -o x.wset known.bloom 2>/dev/null
head -c 70 known.bloom >cut.bloom
check_status 3 winnow-match -q -s cut.bloom asked.jsonl 2>/dev/null

# ---- Verdicts side by side, with what is known of an entry
file=$(jq -r 'select(.hashes) | .id' hashed.jsonl | head -n 1)
md5=$(jq -r --arg id "$file" 'select(.id == $id).hashes.md5' hashed.jsonl)
printf '{"odata.metadata":"x/DataModels/1.3.xml#Media","value":[{"MD5":"%s","Category":1,"VictimIdentified":true,"OffenderIdentified":false,"Series":"A \\"series\\""}]}' "$md5" >one.json
printf '%s\n' "$md5" >two.txt
winnow-set build -q --name first -o first.wset one.json
winnow-set build -q --name second --kind ignore -o second.wset two.txt
same "conflicts are shown" "$(winnow-match -q -s first.wset -s second.wset hashed.jsonl | jq -c --arg id "$file" 'select(.id == $id).matches')" \
	'[{"set":"first","kind":"alert","by":"md5","scheme":"us-vics","category":"1","category_name":"Child abuse material (CAM)","flags":["victim_identified"],"series":"A \"series\""},{"set":"second","kind":"ignore","by":"md5"}]'

# ---- A case in VICS from the same records, read again
winnow-type hashed.jsonl | winnow-match -q -s first.wset -s second.wset -o media.jsonl
winnow-report -f vics -o case.json media.jsonl
check "it is JSON, VICS 2.0" jq -e '.["@odata.context"] | endswith("2.0.xml/US/$metadata#Cases")' case.json >/dev/null
same "every picture and video, and what matched" "$(jq -r '.value[0].Media[].MD5' case.json | sort)" \
	"$(jq -r 'select(.hashes and ((.mime // "" | test("^(image|video)/")) or .matches)) | .hashes.md5' media.jsonl | sort)"
same "a category where the sets agree on one" "$(jq -c --arg md5 "$md5" '[.value[0].Media[] | select(.MD5 == $md5).Category] | unique' case.json)" '[1]'
same "0 elsewhere" "$(jq -c --arg md5 "$md5" '[.value[0].Media[] | select(.MD5 != $md5).Category] | unique' case.json)" '[0]'
check "no thumbnails" sh -c '! grep -qi miniature case.json'
winnow-set build -q -o case.wset case.json
same "as a list it says the same" "$(winnow-set lookup case.wset "$md5" | cut -f3,4)" "$(printf 'alert\tus-vics:1')"

# ---- Only files of a known size are read
jq -r 'select(.hashes and .size > 0 and .size < 100000) | [.hashes.md5, .size] | @csv' hashed.jsonl | tail -n 3 | sed '1i md5,size' >sized.csv
winnow-set build -q -o sized.wset sized.csv
winnow-ls -r disk.img | winnow-hash --sizes sized.wset >fast.jsonl
jq -r 'select(.hashes) | .id' fast.jsonl | sort >ours
jq -r 'select(.hashes) | [.id, .size] | @tsv' hashed.jsonl >sizes
tail -n +2 sized.csv | cut -d, -f2 | sort -u >wanted
awk 'NR == FNR { want[$1]; next } $2 in want { print $1 }' wanted sizes | sort >theirs
same_file "files of a known size are hashed, no others" ours theirs
same "the others say why not" "$(jq -r 'select(.record == "file" and (.hashes | not) and .content) | .hash_skipped' fast.jsonl | sort -u)" size
same "what can match still does" "$(winnow-match -q -s sized.wset fast.jsonl | jq -c 'select(.matches).id' | sort)" \
	"$(winnow-match -q -s sized.wset hashed.jsonl | jq -c 'select(.matches).id' | sort)"
check_status 2 sh -c 'winnow-ls -r disk.img | winnow-hash --sizes two.wset >/dev/null 2>&1; winnow-set build -q -o two.wset two.txt; winnow-hash --sizes two.wset hashed.jsonl >/dev/null 2>&1'
winnow triage -q --fast -s sized.wset -o fast disk.img
same "triage --fast ends well" $? 0
check "and the report says what was not read" grep -q 'no reference set holds a file of their size' fast/report.txt
winnow triage -q -s sized.wset -o slow disk.img
same "the same matches" "$(jq -c 'select(.matches) | [.id, .matches]' fast/records.jsonl)" "$(jq -c 'select(.matches) | [.id, .matches]' slow/records.jsonl)"
winnow triage --fast -s second.wset -o off disk.img 2>message
check "off where a set lacks sizes, and said" grep -q 'fast is off.*second.wset has entries without a size' message
same "nothing is skipped then" "$(grep -c hash_skipped off/records.jsonl)" 0
finish
