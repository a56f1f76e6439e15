#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-link: what ties exhibits, against jq over the same records; two practice disks that share pictures and a camera.
. "$(dirname "$0")/lib.sh"
need jq xmllint

id() { printf '%s' "$1" | sha256sum | cut -c 1-64; }
# item EXHIBIT ID SHA256-OR-- MD5 MEMBERS
item() {
	hashes="\"md5\":\"$4\""
	[ "$3" = - ] || hashes="$hashes,\"sha256\":\"$3\""
	printf '{"record":"file","evidence":"%s.img","evidence_id":"%s","id":"%s","path":"a/%s.jpg","size":9,"mime":"image/jpeg","hashes":{%s}%s}\n' \
		"$1" "$(id "$1")" "$2" "$2" "$hashes" "${5:+,$5}"
}
stream() { # EXHIBIT: its items on stdin
	printf '{"record":"run","run_id":"%s","schema":"winnow-1","tool":"winnow-ls","version":"0","argv":[],"started":"2026-11-23T05:00:00Z","user":"u","host":"h","libraries":{},"confinement":{}}\n' "$1"
	printf '{"record":"evidence","evidence":"%s.img","evidence_id":"%s","size":1}\n' "$1" "$(id "$1")"
	cat
	printf '{"record":"end","run_id":"%s","tool":"winnow-ls","items":%d,"noted":0,"finished":"2026-11-23T05:30:00Z","status":0}\n' "$1" "$2"
}
a=$(id content-a) b=$(id content-b) m=0123456789abcdef0123456789abcdef n=00000000000000000000000000000001
near1=$(printf 'f%.0s' $(seq 32))$(printf '0%.0s' $(seq 32))
near2=$(printf 'f%.0s' $(seq 32))$(printf '0%.0s' $(seq 31))7
camera='"device":{"make":"Canon","model":"EOS","serial":"42","owner":"Tran Thi B"}'
{
	item one p1/1 "$a" "$m" "$camera"
	item one p1/2 "$b" "$n" "\"pdq\":{\"hash\":\"$near1\",\"quality\":90}"
	item one p1/3 "$(id x)" 11111111111111111111111111111111 '"gps":{"latitude":15.877,"longitude":108.326,"time":"2025-10-05T12:22:48Z"}'
	item one p1/4 "$(id y)" 22222222222222222222222222222222 '"matches":[{"set":"s","kind":"ignore"}]'
} | stream one 4 >one.jsonl
{
	item two p1/7 "$a" "$m" '"device":{"make":"CANON","model":"EOS","serial":"42","owner":"TRAN THI B"}'
	item two p1/8 - "$n" "\"pdq\":{\"hash\":\"$near2\",\"quality\":80}"
	item two p1/9 "$(id z)" 33333333333333333333333333333333 '"gps":{"latitude":15.8765,"longitude":108.3201},"taken":{"value":"2025:10:05 19:59:00","offset":"+07:00"}'
	item two p1/10 "$(id y)" 22222222222222222222222222222222 '"matches":[{"set":"s","kind":"ignore"}]'
	item two p1/11 "$a" "$m"
} | stream two 5 >two.jsonl

check_status 0 winnow-link -o links.jsonl one.jsonl two.jsonl
ties() { jq -r "select(.record == \"link\" and .by == \"$1\") | $2" links.jsonl; }
same "what ties" "device md5 owner pdq place sha256" "$(jq -r 'select(.record == "link") | .by' links.jsonl | sort | tr '\n' ' ' | sed 's/ $//')"
same "equal content" "$a 3 one.img:1 two.img:2" "$(ties sha256 '"\(.key) \(.items) " + ([.exhibits[] | "\(.evidence):\(.items)"] | join(" "))')"
same "by MD5 where there is no SHA-256" "$n" "$(ties md5 .key)"
same "the camera" "Canon EOS 42" "$(ties device .key)"
same "a place and hour, from two ways to tell the time" 2 "$(ties place .items)"
same "similar pictures say so" "3 similar, not identical" "$(ties pdq '"\(.distance) \(.meaning)"')"
same "examples" "p1/1 a/p1/1.jpg" "$(ties sha256 '.exhibits[0].examples[0] | "\(.id) \(.path)"')"
same "what a set ignores ties nothing" "" "$(jq -r 'select(.record == "link" and (.exhibits[].examples[].id == "p1/4")) | .key' links.jsonl)"
check "with --all-items it does" sh -c 'winnow-link --all-items one.jsonl two.jsonl | grep -q "p1/4"'
links() { grep '"record":"link"' "$1"; }
winnow-link one.jsonl two.jsonl >again.jsonl
links links.jsonl >1 && links again.jsonl >2
same_file "a second run says the same" 1 2
cat one.jsonl two.jsonl one.jsonl | winnow-link >doubled.jsonl
links doubled.jsonl >2
same_file "an item read twice counts once" 1 2
same "with --exact nothing is similar" 0 "$(winnow-link --exact one.jsonl two.jsonl | grep -c '"by":"pdq"')"
mkdir case && cp two.jsonl case/records.jsonl
winnow-link one.jsonl case | links - >2
same_file "a case folder stands for its records" 1 2
same "one exhibit is tied to nothing" 0 "$(winnow-link one.jsonl | links - | wc -l)"

# ---- Other forms ----
winnow-link -o links.csv one.jsonl two.jsonl
same "CSV: a row an exhibit of a link" "$(jq -s '[.[] | select(.record == "link") | .exhibits | length] | add' links.jsonl)" "$(($(wc -l <links.csv) - 1))"
winnow-link -o ties.svg one.jsonl two.jsonl
check "the SVG is well formed" xmllint --noout ties.svg
check "and tells how often" grep -q '2 equal, 1 similar, 1 device, 1 owner, 1 place' ties.svg
winnow-link -f dot one.jsonl two.jsonl >ties.dot
check "DOT names the exhibits" grep -q 'e0 \[label="one.img"\]' ties.dot
if command -v dot >/dev/null; then check "graphviz reads it" dot -Tsvg -o drawn.svg ties.dot; fi

# ---- Many items: more than memory holds, against jq ----
many() { # EXHIBIT FROM TO
	awk -v e="$1" -v id="$(id "$1")" -v from="$2" -v to="$3" 'BEGIN {for (i = from; i < to; i++)
		printf "{\"record\":\"file\",\"evidence\":\"%s\",\"evidence_id\":\"%s\",\"id\":\"p1/%d\",\"path\":\"%d.jpg\",\"size\":9,\"mime\":\"image/jpeg\",\"hashes\":{\"sha256\":\"%064x\"}}\n", e, id, i, i, i}' |
		stream "$1" $(($3 - $2))
}
many m1 0 40000 >m1.jsonl
many m2 30000 70000 >m2.jsonl
winnow-link --sort-memory 2M m1.jsonl m2.jsonl >many.jsonl
same "all that two share" 10000 "$(links many.jsonl | wc -l)"
jq -r 'select(.hashes) | .hashes.sha256' m1.jsonl m2.jsonl | sort | uniq -d >shared.txt
links many.jsonl | jq -r .key >ours.txt
same_file "and nothing else" shared.txt ours.txt

# ---- Bad input ----
head -c 700 one.jsonl >cut.jsonl
check_status 3 winnow-link cut.jsonl two.jsonl
check_status 3 winnow-link /dev/null
check_status 0 winnow-link --bare /dev/null
check_status 3 winnow-link missing.jsonl
check_status 2 winnow-link -f picture one.jsonl
check "a full disk is told" sh -c 'winnow-link one.jsonl two.jsonl >/dev/full 2>said; [ $? = 3 ] && grep -q "No space" said'
finish
