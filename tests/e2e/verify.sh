#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-verify on evidence: the digests are those of other programs, a change is found, lists and logs are read.
. "$(dirname "$0")/lib.sh"
need jq ewfacquire md5sum sha1sum sha256sum

# Data that packs and data that does not. (Of what ends within a sector, ewfacquire makes what ewfverify refuses.)
{
	seq 1 400000
	head -c 3000000 /dev/zero
	seq 1 50000 | sha512sum
} | head -c 5688832 >disk.raw
ewfacquire -u -q -t disk -d sha1 disk.raw >/dev/null 2>&1 || fail "ewfacquire"
ewfacquire -u -q -c best -S 1440000 -t split disk.raw >/dev/null 2>&1 || fail "ewfacquire of segments"
unchanged disk.raw disk.E01 split.E01

verdict() {
	jq -r 'select(.record=="verification").verdict' "$@"
}
digests() {
	jq -r 'select(.record=="verification").hashes | .md5, .sha1, .sha256' "$@"
}

# ---- The digests
winnow-verify -q disk.raw >raw.jsonl
same "raw evidence with nothing to compare is status 1" 1 $?
same "and says so" "nothing to compare" "$(verdict raw.jsonl)"
{
	md5sum disk.raw
	sha1sum disk.raw
	sha256sum disk.raw
} | cut -d ' ' -f 1 >truth
digests raw.jsonl >ours
same_file "its digests are those of md5sum, sha1sum, sha256sum" truth ours
winnow-verify -q disk.E01 >ewf.jsonl
same "an E01 that equals what it stores is status 0" 0 $?
same "with the same digests" "$(cat truth)" "$(digests ewf.jsonl)"
same "both that it stores are compared" "md5 sha1" \
	"$(jq -r 'select(.record=="verification").compared[].algorithm' ewf.jsonl | xargs)"
winnow-verify -q -a md5,sha1 split.E01 >split.jsonl
same "so is a split one" "0 equal $(head -n 2 truth | xargs)" \
	"$? $(verdict split.jsonl) $(digests split.jsonl | grep -v null | xargs)"
check "the stream is one" sh -c 'winnow-type -q ewf.jsonl >/dev/null'

# ---- A change
cp disk.E01 bad.E01
size=$(stat -c %s bad.E01)
printf 'XXXX' | dd of=bad.E01 bs=1 seek=$((size / 2)) conv=notrunc 2>/dev/null
winnow-verify -q bad.E01 >bad.jsonl 2>err
same "a damaged E01 is status 1" 1 $?
same "and partial, since a chunk cannot be read" partial "$(verdict bad.jsonl)"
check "the place is named" test "$(jq 'select(.record=="verification").unread | length' bad.jsonl)" -ge 1
check "it carries a note" grep -q '"level":"error"' bad.jsonl

# ---- Lists and logs
sum() {
	printf '%s  disk.raw\n' "$(head -n 1 truth)"
}
sum >a.md5
sed -n 3p truth | sed 's/$/ *some\/where\/disk.raw/' | tr a-f A-F >b.sha256
printf 'SHA1 (disk.raw) = %s\n' "$(sed -n 2p truth)" >c.sha1
cat >ftk.txt <<END
Created By AccessData FTK Imager 4.2.0.13
Drive Serial Number: 0123456789abcdef0123456789abcdef
[Computed Hashes]
 MD5 checksum:    $(sed -n 1p truth)
 SHA1 checksum:   $(sed -n 2p truth)
Image Verification Results:
 MD5 checksum:    $(sed -n 1p truth) : verified
END
cat >guymager.info <<END
MD5 hash                   : $(sed -n 1p truth)
MD5 hash verified source   : --
SHA256 hash                : $(sed -n 3p truth)
END
cat >dcfldd.log <<END
0 - 1048576: 00000000000000000000000000000000
1048576 - 2097152: 11111111111111111111111111111111
Total (md5): $(sed -n 1p truth)
END
cat >dc3dd.log <<END
input results for device \`/dev/sdx':
   $(sed -n 1p truth) (md5)
      ffffffffffffffffffffffffffffffff, sectors 0 - 2047
   $(sed -n 3p truth) (sha256)
END
printf '%s\r\n' "$(sum)" | sed 's/^/\xEF\xBB\xBF/' >bom.md5
printf '%s\n' "$(sum)" | iconv -t UTF-16 >utf16.md5
for log in a.md5 b.sha256 c.sha1 ftk.txt guymager.info dcfldd.log dc3dd.log utf16.md5 bom.md5; do
	winnow-verify -q --sums $log disk.raw >log.jsonl 2>err
	same "$log: equal" "0 equal" "$? $(verdict log.jsonl)"
done
printf '%s  other.raw\n%s  disk.raw\n' "$(echo x | md5sum | cut -d ' ' -f 1)" "$(head -n 1 truth)" >two.md5
check_status 0 winnow-verify -q -o /dev/null --sums two.md5 disk.raw
printf '%s  renamed.raw\n' "$(head -n 1 truth)" >renamed.md5
check_status 0 winnow-verify -q -o /dev/null --sums renamed.md5 disk.raw
echo 'd41d8cd98f00b204e9800998ecf8427e  disk.raw' >wrong.md5
check_status 1 winnow-verify -q -o /dev/null --sums wrong.md5 disk.raw
check_status 1 winnow-verify -q -o /dev/null --sums a.md5 --sums wrong.md5 disk.raw
echo 'no digest here' >none.txt
check_status 3 winnow-verify -q -o /dev/null --sums none.txt disk.raw 2>/dev/null
check_status 0 winnow-verify -q -o /dev/null --expect "$(sed -n 2p truth | tr a-f A-F)" disk.raw
check_status 2 winnow-verify -q --expect 12345 disk.raw 2>/dev/null
check_status 2 winnow-verify -q -a crc disk.raw 2>/dev/null
check_status 2 winnow-verify -q 2>/dev/null
check_status 3 winnow-verify -q -o /dev/null no-such-file 2>/dev/null
printf 'EVF\t\r\n\377\000garbage' >garbage.E01
check_status 3 winnow-verify -q -o /dev/null garbage.E01 2>/dev/null
check "output that cannot be written is status 3" sh -c 'winnow-verify -q disk.raw >/dev/full 2>/dev/null; [ $? = 3 ]'

# ---- In triage, and added to the case later
winnow triage -q --verify both -o case disk.E01 2>err
same "triage with --verify" 0 $?
same "before and after stand in the records" "before equal after equal" \
	"$(jq -r 'select(.record=="verification") | .when, .verdict' case/records.jsonl | xargs)"
same "after is compared with before, too" 5 \
	"$(jq 'select(.record=="verification" and .when=="after").compared | length' case/records.jsonl)"
winnow-verify -q -o /dev/null --case case disk.E01
same "later" "0 later equal" "$? $(jq -r 'select(.record=="verification") | .when, .verdict' case/records.jsonl | tail -n 2 | xargs)"
check_status 0 winnow-verify -q -o /dev/null case
winnow-type -q case/records.jsonl >/dev/null
same "the stream of the case stays whole" 0 $?
check_status 3 winnow-verify -q -o /dev/null --case case disk.raw.none 2>/dev/null
cp disk.raw second.raw
winnow triage -q --verify before -o case second.raw
printf 'X' | dd of=second.raw bs=1 seek=2000000 conv=notrunc 2>/dev/null
winnow-verify -q -o later.jsonl --case case second.raw 2>/dev/null
same "an exhibit that changed since is different" "1 different" "$? $(verdict later.jsonl)"
printf 'X' | dd of=second.raw bs=1 seek=5 conv=notrunc 2>/dev/null
winnow-verify -q -o later.jsonl --case case second.raw 2>/dev/null
same "also where its evidence_id changed with it" "1 different" "$? $(verdict later.jsonl)"
printf 'a stranger' >stranger.raw
check_status 3 winnow-verify -q -o /dev/null --case case stranger.raw 2>/dev/null
check_status 0 winnow-verify -q -o /dev/null case
finish
