#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-report on record streams written by hand: whole, cut, empty, bare, damaged, filtered, hostile, large.
. "$(dirname "$0")/lib.sh"
need jq xmllint

e1=$(printf one | sha256sum | cut -c 1-64)

run() { printf '{"record":"run","run_id":"r","schema":"winnow-1","tool":"winnow-ls","version":"0","argv":["winnow-ls","disk.img"],"started":"2026-11-23T05:00:00Z","user":"u","host":"h","libraries":{},"confinement":{"no_new_privs":true,"landlock_abi":3,"seccomp":true,"memory_limit":1}}\n'; }
end() { printf '{"record":"end","run_id":"r","tool":"winnow-ls","items":%d,"noted":0,"finished":"2026-11-23T05:30:00Z","status":%d}\n' "$1" "${2:-0}"; }
evidence() { printf '{"record":"evidence","evidence":"disk.img","evidence_id":"%s","size":1048576,"container":"raw","sector_size":512}\n' "$e1"; }

# items N: N hits, each in a place of its own, every other one with the same content.
items() {
	awk -v n="$1" -v id="$e1" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "{\"record\":\"file\",\"evidence\":\"disk.img\",\"evidence_id\":\"%s\",\"id\":\"p0/%d\",\"origin\":\"allocated\",\"path\":\"/DCIM/IMG_%04d.JPG\",\"size\":100,\"byte_runs\":[{\"file_offset\":0,\"img_offset\":%d,\"len\":100}],\"mime\":\"image/jpeg\",\"hashes\":{\"sha256\":\"%064x\"},\"matches\":[{\"set\":\"known\",\"kind\":\"alert\",\"by\":\"sha256\",\"scheme\":\"x\",\"category\":\"%d\"}]}\n", id, i, i, i * 512, i % 2 ? i : 0, i % 3
	}'
}

well_formed() {
	xmllint --noout "$1" || return 1
	# The parser of --html is one of HTML 4: it does not know the newer names, and nothing else may displease it.
	xmllint --html --noout "$1" 2>&1 | grep -a 'error' | grep -av 'Tag [a-z]* invalid' >complaints
	[ ! -s complaints ]
}

no_outside() { ! grep -aEi '<script|<img|<iframe|<link|<object| src=|@import|url\(|javascript:| on[a-z]+=' "$1"; }

# ---- Whole streams ----
{ run; evidence; items 3; end 3; } >whole.jsonl
check_status 0 winnow-report -f html -f csv -f text -o out whole.jsonl
check_status 0 winnow-report -f html -f csv -f text -o again whole.jsonl
for name in html csv txt; do same_file "two runs give the same $name" out/report.$name again/report.$name; done
check "the HTML is well formed" well_formed out/report.html
check "the HTML needs nothing from outside" no_outside out/report.html
same "the report's date is the newest end's" 1 "$(grep -ac '2026-11-23T05:30:00Z' out/report.txt | sed 's/[1-9][0-9]*/1/')"
same "the digest of the records is printed" 1 \
	"$(grep -ac "$(sha256sum <whole.jsonl | cut -c 1-64)" out/report.txt | sed 's/[1-9][0-9]*/1/')"
# The clock, the zone, the locale and the machine must not show.
TZ=America/Lima LC_ALL=C HOME=/nowhere SOURCE_DATE_EPOCH=0 winnow-report -o other.html whole.jsonl
winnow-report -o one.html <whole.jsonl
same_file "neither zone nor locale change the report" other.html one.html
split -l 2 whole.jsonl part.
cat part.* | winnow-report -o joined.html
same_file "it does not matter how the stream was buffered" one.html joined.html

# ---- Counts, against jq ----
same "hits in the CSV" "$(jq -s 'map(select(.matches)) | length' whole.jsonl)" "$(($(wc -l <out/report.csv) - 1))"
for n in 0 1 5000; do
	{ run; evidence; items "$n"; end "$n"; } >many.jsonl
	check_status 0 winnow-report -f html -f csv -f text -o "many-$n" many.jsonl
	check "$n hits: the HTML is well formed" well_formed "many-$n/report.html"
	same "$n hits: rows of the CSV" "$n" "$(($(wc -l <"many-$n/report.csv") - 1))"
done
distinct=$(jq -r 'select(.matches) | .hashes.sha256' many.jsonl | sort -u | wc -l)
check "5000 hits: distinct and occurrences" grep -aq "$(echo "$distinct" | sed 's/...$/,&/') distinct items in 5,000 occurrences" many-5000/report.html
same "5000 hits: at most 2,000 are listed in the HTML" 2000 "$(grep -ac 'identical by SHA-256' many-5000/report.html)"
same "5000 hits: the pages of the HTML have all of them" 5000 "$(cat many-5000/report.html many-5000/report-[23].html | grep -ac 'identical by SHA-256')"
check "5000 hits: no page too many" [ ! -e many-5000/report-4.html ]
for page in 2 3; do
	check "5000 hits: page $page is well formed" well_formed many-5000/report-$page.html
	check "5000 hits: page $page needs nothing from outside" no_outside many-5000/report-$page.html
	check "5000 hits: page $page leads back" grep -aq 'href="./report.html#matches"' many-5000/report-$page.html
done
winnow-report -f html many.jsonl >alone.html
same "5000 hits: standard output has no pages beside it" 0 "$(grep -ac 'report-2.html' alone.html)"
check "5000 hits: the rest is pointed to" grep -aq 'report.csv lists all of them' many-5000/report.html
echo 'somebody else' >many-5000/report-4.html
winnow-report -f html -f text -o many-5000 whole.jsonl
check "pages of the longer report are gone" [ ! -e many-5000/report-2.html -a ! -e many-5000/report-3.html ]
check "a file of another is not" [ -e many-5000/report-4.html ]
winnow-report -f csv --all-items whole.jsonl >items.csv
same "all items in the CSV" 3 "$(($(wc -l <items.csv) - 1))"
same "no hits are said to be none" 1 "$(grep -ac 'There are no matches' many-0/report.txt)"

# ---- Streams that are not whole: exit 3, and every page says so ----
incomplete() {
	stream=$1
	shift
	winnow-report "$@" -f html -f text -o "part" <part.jsonl 2>said
	same "$stream: status" 3 $?
	check "$stream: one line on stderr" [ "$(wc -l <said)" = 1 ]
	check "$stream: the page says so" grep -aq '@top-left{content:.INCOMPLETE' part/report.html
	check "$stream: the text says so" [ "$(grep -ac '\*\*\* INCOMPLETE' part/report.txt)" -gt 10 ]
	check "$stream: well formed" well_formed part/report.html
	rm -r part
}
{ run; evidence; items 2; } >part.jsonl
incomplete "cut stream"
head -c 900 whole.jsonl >part.jsonl
incomplete "cut line"
: >part.jsonl
incomplete "empty stream"
items 2 >part.jsonl
incomplete "bare stream"
check_status 0 winnow-report --bare -o bare.html part.jsonl
check "a bare stream is said to be without provenance" grep -aq 'Without provenance' bare.html
{ run; echo 'no record'; items 1; end 1; } >part.jsonl
incomplete "damaged line"
{ run; items 1; end 1 3; } >part.jsonl
winnow-report -f text <part.jsonl >text 2>/dev/null
same "status 3 of a tool is carried along" 3 $?
check "and makes the report incomplete" grep -aq 'INCOMPLETE' text
{ run; items 1; end 1 1; } >part.jsonl
check_status 1 winnow-report -o noted.html part.jsonl
{ run; evidence; items 2; end 5; } >part.jsonl
check_status 0 winnow-report -o filtered.html part.jsonl
check "filtered items are told of" grep -aq '3 items that tools recorded were taken out' filtered.html
check "filtered items are a limitation" grep -aq '3 recorded items were filtered out' filtered.html

# ---- Hostile names ----
{
	run
	printf '%s\n' '{"record":"file","evidence":"<b>\u202Egpj.img","evidence_id":"x\"><script>alert(1)</script>","id":"p0/1\u0000\u001b]0;x\u0007","origin":"allocated","path":"/=cmd|calc!A0/\u2028\r\n\ufeff<svg onload=alert(1)>/\ud83d\ude00\ud800","size":-1,"byte_runs":"no","hashes":[],"taken":{"value":{"x":1}},"device":{"make":["x"]},"gps":7,"notes":{"a":1},"matches":[1,null,{"kind":"alert"},{"set":{},"kind":"alert","by":5,"distance":-3,"scheme":"\u001b","category":1e400}]}'
	printf '%s\n' '{"record":"volume"}' '{"record":"evidence"}' '{"record":"set"}' '{"record":7}' '{}' '{"record":"end","run_id":"q","items":"x"}'
	end 1
} >hostile.jsonl
winnow-report --bare -f html -f csv -f text -o hostile hostile.jsonl 2>/dev/null
check "hostile names: well formed" well_formed hostile/report.html
check "hostile names: nothing runs" no_outside hostile/report.html
check "hostile names: no control characters" sh -c '! LC_ALL=C grep -aP "[\x00-\x08\x0b-\x1f\x7f]|\xe2\x80\xae|\xe2\x80\xa8" hostile/report.html hostile/report.txt'
check "hostile names: still UTF-8" sh -c 'iconv -f UTF-8 -t UTF-8 hostile/report.* >/dev/null'

# ---- Usage and errors ----
for format in other ''; do
	winnow-report -f "$format" whole.jsonl >/dev/null 2>said
	same "-f '$format': status" 2 $?
	check "-f '$format': says what there is" grep -q 'html, .*csv, text' said
done
check_status 2 winnow-report -f html -f csv whole.jsonl 2>/dev/null
check_status 2 winnow-report -o report.xyz whole.jsonl 2>/dev/null
check_status 2 winnow-report -f text -o whole.jsonl whole.jsonl 2>/dev/null
check_status 3 winnow-report missing.jsonl 2>/dev/null
check_status 3 winnow-report --case missing.ini whole.jsonl 2>/dev/null
check_status 3 winnow-report -f html -o /dev/full whole.jsonl 2>/dev/null
check_status 3 winnow-report -f text whole.jsonl >/dev/full 2>/dev/null
head -c 4096 /dev/zero >disk.img
unchanged disk.img
check_status 2 winnow-report -f text -o disk.img whole.jsonl 2>/dev/null
echo before >kept.html
check_status 3 winnow-report -o kept.html whole.jsonl missing.jsonl 2>/dev/null
same "a report that fails leaves the old one" before "$(cat kept.html)"
same "and no leftovers" '' "$(find . -name '.winnow-*')"
printf '[case\n' >broken.ini
check_status 3 winnow-report --case broken.ini whole.jsonl 2>said
check "the line of the case file is named" grep -q "broken.ini': line 1" said
finish
