#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-practice's archives, near duplicates and wrong clocks: other people's tools read them as the key
# says, and so does winnow's own chain, from the image alone.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-ls winnow-hash winnow-type winnow-exif winnow-pdq winnow-cat jq unzip tar exiftool ewfinfo ewfverify

winnow-practice "$WINNOW_SRCDIR/tests/e2e/practice-contents.recipe" -o disk.img
unchanged disk.img
winnow-ls -qr disk.img >ls.jsonl
winnow-hash -q ls.jsonl | winnow-type -q | winnow-exif -q | winnow-pdq -q >found.jsonl
same "status" 0 "$(jq -s 'map(select(.record == "end").status) | max' found.jsonl)"

# known FILTER: of the files that the key knows, by id (names lose their first letter when deleted).
known() {
	jq -rc --slurpfile key disk.img.key.jsonl '(reduce $key[] as $k ({}; if $k.id then .[$k.id] = true else . end)) as $ids |
		select(.record == "file" and $ids[.id]) | '"$1"
}
everything='[.id, .parent, .size, .content, .byte_runs, .origin, .mtime]'
known "$everything" <ls.jsonl | sort >a.txt
known "$everything" <disk.img.key.jsonl | sort >b.txt
same_file "winnow-ls -r finds what the key has, where it has it" a.txt b.txt
check "it has members of members" grep -q '!.*!.*!' a.txt
facts='select(.practice.note != "encrypted" and .content) | [.id, .hashes.sha256, .mime, (.pdq // {} | {hash, quality}), (.taken // {} | {value, offset}), (.gps // {} | {latitude, longitude} | map_values(if . then . * 1000000 | round else . end))]'
known "$facts" <found.jsonl | sort >a.txt
jq -r 'select(.practice.note == "encrypted").id' disk.img.key.jsonl >locked.txt
known "$facts" <disk.img.key.jsonl | sort >b.txt
same_file "digests, types, PDQ, times and places" a.txt b.txt
same "what is encrypted has its note" "$(sort locked.txt)" \
	"$(jq -r 'select(.record == "file" and (.notes // [] | any(.message | test("encrypted")))) | .id' ls.jsonl | sort)"

# ---- Near duplicates ----

jq -r 'select(.practice.near) | [.practice.content, .practice.near.distance, .practice.near.expect] | @tsv' disk.img.key.jsonl | sort -u >near.tsv
same "what is near and what is not" "n1near n2near n3far n4near n5far n6near n7near n8near" \
	"$(awk '{ printf "%s%s%s", sep, $1, $3; sep = " " }' near.tsv)"
same "the list holds its PDQ" "$(jq -r 'select(.practice.content == "lake").pdq.hash' disk.img.key.jsonl | head -n 1)" \
	"$(awk -F, '$8 == "lake" { print $9 }' disk.img.known.csv)"
winnow-set build -q --name near -o near.wset disk.img.known.csv
winnow-match -q -s near.wset found.jsonl >matched.jsonl
near='[.id, (.matches[] | select(.by == "pdq") | .distance)]'
known "select(.matches) | $near | select(.[1])" <matched.jsonl | sort >a.txt
known '. as $r | select(.content and .pdq and (.practice.content != "lake") and .practice.near.expect == "near") | [.id, .practice.near.distance]' <disk.img.key.jsonl | sort >b.txt
same_file "winnow-match finds the near ones at the key's distance" a.txt b.txt

# ---- Archives ----

take() { winnow-cat -q ls.jsonl --id "$(jq -r "select(.path == \"$1\").id" ls.jsonl)" >"$2"; }
for name in OUTER.ZIP LOCKED.ZIP LETTER.DOCX; do
	take $name file.zip
	check "unzip tests $name" unzip -tqP secret file.zip
	if command -v 7z >/dev/null; then
		check "7z tests $name" sh -c '7z t -psecret file.zip >7z.txt 2>&1'
	fi
done
take LOCKED.ZIP file.zip
check "another word does not open it" sh -c '! unzip -tqP other file.zip >/dev/null 2>&1'
same "what is locked in" "$(jq -r 'select(.path == "LOCKED.ZIP!x.jpg").hashes.sha256' disk.img.key.jsonl)" \
	"$(unzip -pP secret file.zip x.jpg | sha256sum | cut -d' ' -f1)"
take OUTER.ZIP file.zip
unzip -qo file.zip
TZ=UTC0 unzip -qo "ảnh/trong.zip"
same "a ZIP in a ZIP" "$(jq -r 'select(.path == "OUTER.ZIP!ảnh/trong.zip!in/lake.jpg").hashes.sha256' disk.img.key.jsonl)" \
	"$(sha256sum <in/lake.jpg | cut -d' ' -f1)"
same "its time, in UTC" "2025-01-01T01:02:03Z" "$(date -u -r in/lake.jpg +%FT%TZ)"
for name in TAPE.TGZ PLAIN.TAR; do
	take $name file.tar
	same "tar lists $name" "t/lake.jpg t/inner.zip" "$(tar tf file.tar | tr '\n' ' ' | sed 's/ $//')"
	same "and unpacks it" "$(jq -r "select(.path == \"$name!t/lake.jpg\").hashes.sha256" disk.img.key.jsonl)" \
		"$(tar xOf file.tar t/lake.jpg | sha256sum | cut -d' ' -f1)"
done
take LETTER.DOCX letter.docx
same "a Word document" "Microsoft Word 2007+" "$(file -b letter.docx)"
for part in '[Content_Types].xml' word/document.xml word/_rels/document.xml.rels; do
	if command -v xmllint >/dev/null; then
		# The shell's pattern is quoted, unzip has its own.
		check "$part is well formed" sh -c 'unzip -p letter.docx "$1" | xmllint --noout -' - "$(echo "$part" | sed 's/[][]/\\&/g')"
	fi
done

# ---- Clocks ----

clocks() {
	take "$1" file.jpg
	exiftool -s3 -f -DateTimeOriginal -OffsetTimeOriginal -GPSDateTime file.jpg | tr '\n' ' '
}
same "three years of 365 days behind, where GPS is right" "2022:11:09 07:12:30 +07:00 2025:11:08 00:12:30Z " "$(clocks LATE.JPG)"
same "a wrong zone, and a receiver that says otherwise" "2025:11:08 07:12:30 +01:00 2025:11:09 00:00:00Z " "$(clocks ZONE.JPG)"
same "no zone" "2025:11:08 07:12:30 - - " "$(clocks NONE.PNG)"
same "the key tells the truth" '{"true_time":"2025-11-08T00:12:30Z","clock_offset":-94608000}' \
	"$(jq -c 'select(.path == "LATE.JPG").practice.clock' disk.img.key.jsonl)"

# ---- EWF in segments, as the recipe says ----

sed 's/^volume fat32/noise n 5M\n&/; $a file NOISE.BIN n' "$WINNOW_SRCDIR/tests/e2e/practice-contents.recipe" >segments.recipe
winnow-practice segments.recipe -o disk.E01
check "segments of 2 MiB" test -e disk.E03 -a "$(wc -c <disk.E02)" -le 2097152
check "ewfverify" ewfverify -q disk.E01 >/dev/null
ewfinfo -d iso8601 disk.E01 | sed -n 's/^\t\([^:]*\):\t*\(.*\)/\1=\2/p' | head -n 7 >info.txt
cat >wanted.txt <<-END
	Case number=C-7
	Description=a disk
	Examiner name=T. Ester
	Evidence number=E-7
	Notes=two words
	Acquisition date=2026-03-15T00:00:00
	System date=2026-03-15T00:00:00
END
same_file "acquisition data, with a fixed date" info.txt wanted.txt
winnow-practice segments.recipe -o other.E01 --segment-size 1M
check "the command line has the last word" test "$(wc -c <other.E01)" -le 1048576
finish
