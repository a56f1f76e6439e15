#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The PDF report, judged by qpdf and poppler: well formed, all fonts embedded, names of many scripts in order,
# page n of m, metadata of PDF/A-2u, the same bytes again.
. "$(dirname "$0")/lib.sh"
need qpdf pdffonts pdftotext pdfinfo xmllint
winnow-report --help | grep -q 'pdf' || skip "built without cairo, Pango and libqpdf"
: | winnow-report --bare -f pdf -o fonts.pdf 2>said || skip "$(cat said)"

run() { printf '{"record":"run","run_id":"r","schema":"winnow-1","tool":"winnow-ls","version":"0","argv":["winnow-ls","disk.img"],"started":"2026-11-23T05:00:00Z","user":"u","host":"h","libraries":{},"confinement":{"no_new_privs":true,"landlock_abi":3,"seccomp":true,"memory_limit":1}}\n'; }
end() { printf '{"record":"end","run_id":"r","tool":"winnow-ls","items":%d,"noted":0,"finished":"2026-11-23T05:30:00Z","status":0}\n' "$1"; }
# hit ID PATH: a hit with this path, as JSON has it.
hit() { printf '{"record":"file","evidence":"disk.img","evidence_id":"e1","id":"p0/%s","origin":"allocated","path":"%s","size":100,"byte_runs":[{"file_offset":0,"img_offset":%d,"len":100}],"mime":"image/jpeg","hashes":{"sha256":"%064x"},"matches":[{"set":"known","kind":"alert","by":"sha256","scheme":"x","category":"1"}]}\n' "$1" "$2" "$(($1 * 512))" "$1"; }

long=$(awk 'BEGIN { for (i = 0; i < 900; i++) printf "/thư mục rất dài %d", i }')
{
	run
	hit 1 '/Người dùng/Ảnh gia đình/Tết Nguyên Đán/ảnh kỷ niệm.jpg'
	hit 2 '/ผู้ใช้/รูปภาพ/เชียงใหม่.jpg'
	hit 3 '/រូបភាព/គ្រួសារ.jpg'
	hit 4 '/ຮູບ/ຄອບຄົວ.jpg'
	hit 5 '/ဓာတ်ပုံ/မိသားစု.jpg'
	hit 6 '/照片/北京.jpg'
	hit 7 '/<b>\u202Egpj.exe\u001b[31m\u0000\n=cmd()\ud800'
	hit 8 "$long/đuôi.jpg"
	end 8
} >names.jsonl
check_status 0 winnow-report -o names.pdf names.jsonl
check_status 0 winnow-report -o again.pdf names.jsonl
same_file "two runs give the same bytes" names.pdf again.pdf
TZ=America/Lima LC_ALL=C SOURCE_DATE_EPOCH=0 winnow-report -o other.pdf names.jsonl
same_file "neither clock, zone nor locale show" names.pdf other.pdf

# sound FILE: what must hold of every PDF.
sound() {
	check "$1: qpdf --check" qpdf --check "$1" >/dev/null
	pdffonts "$1" | awk 'NR > 2 { if ($(NF - 4) != "yes") exit 1; n++ } END { exit !n }'
	same "$1: all fonts are embedded" 0 $?
	pages=$(pdfinfo "$1" | sed -n 's/^Pages: *//p')
	pdftotext -layout "$1" text
	same "$1: page n of m on each page" "$pages" "$(grep -ac "Page [0-9]* of $pages\$" text)"
	same "$1: pages are numbered in order" "$(seq "$pages" | tr '\n' ' ')" \
		"$(sed -n 's/.*Page \([0-9]*\) of .*/\1/p' text | tr '\n' ' ')"
	same "$1: the report's identifier is on each page" "$pages" "$(grep -ac '^ *Report R-.*Page' text)"
	qpdf --show-object=trailer "$1" >trailer
	check "$1: has an identifier" grep -aq '/ID \[' trailer
	check "$1: nothing runs, nothing is hidden" sh -c "! qpdf --qdf --object-streams=disable '$1' - | grep -aE '/JavaScript|/Launch|/URI|/EmbeddedFile|/Encrypt'"
}
sound names.pdf
check "tagged" sh -c 'pdfinfo names.pdf | grep -q "^Tagged: *yes"'
pdfinfo -struct names.pdf >structure
for tag in H1 H2 H3 P Table TR TH TD L LI; do
	check "the structure has $tag" grep -qw "$tag" structure
done
pdfinfo -meta names.pdf >meta.xml
check "the metadata are XML" xmllint --noout meta.xml
check "and say PDF/A-2u" sh -c 'grep -q "<pdfaid:part>2<" meta.xml && grep -q "<pdfaid:conformance>U<" meta.xml'
qpdf --qdf --object-streams=disable names.pdf plain.pdf
check "there is an output intent" grep -aq '/S /GTS_PDFA1' plain.pdf
check "links can be printed" sh -c '! grep -a -A 8 "/Subtype /Link" plain.pdf | grep -q "/F 0"'
pdftotext -raw names.pdf text
for name in 'Người dùng/Ảnh gia đình' 'เชียงใหม่' 'គ្រួសារ' 'ຄອບຄົວ' 'မိသားစု' '北京' '<b>\u{202E}'; do
	check "the text has $name" grep -aqF "$name" text
done
check "a name longer than a page is there to its end" grep -aqF 'đuôi.jpg' text
check "control characters are shown, not kept" sh -c '! grep -aP "\x1b|\x{202E}" text'

# ---- None, and records that broke off ----
{ run; end 0; } >none.jsonl
check_status 0 winnow-report -o none.pdf none.jsonl
sound none.pdf
{ run; hit 1 /a.jpg; } >cut.jsonl
check_status 3 winnow-report -o cut.pdf cut.jsonl 2>/dev/null
sound cut.pdf
same "INCOMPLETE stands on each page" "$(pdfinfo cut.pdf | sed -n 's/^Pages: *//p')" "$(grep -ac '^ *INCOMPLETE *$' text)"

# ---- More than fits in a tagged body: the listing is a file of its own ----
{
	run
	awk 'BEGIN {
		for (i = 1; i <= 5001; i++)
			printf "{\"record\":\"file\",\"evidence\":\"disk.img\",\"evidence_id\":\"e1\",\"id\":\"p0/%d\",\"origin\":\"allocated\",\"path\":\"/ảnh/IMG_%05d.JPG\",\"size\":100,\"mime\":\"image/jpeg\",\"hashes\":{\"sha256\":\"%064x\"},\"matches\":[{\"set\":\"known\",\"kind\":\"alert\",\"by\":\"sha256\",\"scheme\":\"x\",\"category\":\"1\"}]}\n", i, i, i
	}'
	end 5001
} >many.jsonl
mkdir many
check_status 0 winnow-report -o many/report.pdf many.jsonl
sound many/report.pdf
check "the report names the listing" grep -aq 'report-listing.pdf' text
sound many/report-listing.pdf
same "the listing has every match" 5001 "$(grep -aoc 'ảnh/IMG_[0-9]*.JPG' text)"
check "the listing is not tagged" sh -c 'pdfinfo many/report-listing.pdf | grep -q "^Tagged: *no"'

# ---- Hostile records, and a machine without fonts ----
for seed in "$WINNOW_SRCDIR"/tests/fuzz/seeds/report/*; do
	winnow-report --bare -f pdf "$seed" >seed.pdf 2>/dev/null
	check "${seed##*/}: qpdf --check" qpdf --check seed.pdf >/dev/null
done
{
	run
	hit 1 '/\uFFFE\uFFFF\uFDD0 before'
	hit 2 '/behind.jpg'
	end 2
} >strange.jsonl
winnow-report -o strange.pdf strange.jsonl
sound strange.pdf
check "what stands behind a strange character is there" grep -aqF '/behind.jpg' text
check "and the character is told" grep -aqF 'u{FFFE}' text
printf '<?xml version="1.0"?><fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>' "$work/none" "$work/cache" >fonts.conf
FONTCONFIG_FILE=$work/fonts.conf winnow-report -f pdf names.jsonl >none.out 2>said
same "without fonts: status" 3 $?
check "without fonts: says so" grep -q 'has no fonts' said
check "without fonts: writes nothing" [ ! -s none.out ]

# ---- Where it goes ----
check_status 0 winnow-report -o names.pdf names.jsonl # takes the place of the old one
winnow-report -f pdf names.jsonl | cmp -s - names.pdf
same "standard output gives the same" 0 $?
check_status 3 winnow-report -f pdf -o /dev/full names.jsonl 2>/dev/null
finish
