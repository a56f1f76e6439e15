#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-type and winnow-exif on camera pictures against exiftool: at least 99 % of the values equal.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-ls winnow-type winnow-exif exiftool jq mkfs.fat mcopy
pictures=$(shared exif) || skip "../shared/data/exif is not there"

truncate -s 64M disk.img
mkfs.fat -F 32 disk.img >/dev/null || skip "mkfs.fat made no file system"
mcopy -i disk.img -s "$pictures"/* :: || skip "mcopy copied nothing"
unchanged disk.img
winnow-ls disk.img | winnow-type | winnow-exif >records.jsonl
same "status" 0 $?
winnow-ls disk.img | winnow-type -j 1 | winnow-exif -j 3 >again.jsonl
files_of() { jq -c 'select(.record == "file")' "$1" >"$2"; }
files_of records.jsonl one.jsonl
files_of again.jsonl two.jsonl
same_file "any number of workers gives the same records" one.jsonl two.jsonl

exiftool -j -n -G1 -r -ext '*' "$pictures" 2>/dev/null >truth.json

# One line a value, "path<TAB>key<TAB>value", from either side.
jq -r --arg top "$pictures/" '
	def text: if type == "number" then (. * 1e6 | round / 1e6) else . end | tostring | gsub("^\\s+|\\s+$"; "");
	.[] | (.SourceFile | ltrimstr($top)) as $path
	| { Make: .["IFD0:Make"], Model: .["IFD0:Model"], DateTimeOriginal: .["ExifIFD:DateTimeOriginal"],
	    BodySerialNumber: .["ExifIFD:SerialNumber"], LensModel: .["ExifIFD:LensModel"],
	    Software: .["IFD0:Software"], ExposureTime: .["ExifIFD:ExposureTime"], FNumber: .["ExifIFD:FNumber"],
	    latitude: .["Composite:GPSLatitude"], longitude: .["Composite:GPSLongitude"] }
	| to_entries[] | select(.value != null) | [$path, .key, (.value | text)] | @tsv
' truth.json | sort >truth.tsv
jq -r '
	def text: if type == "number" then (. * 1e6 | round / 1e6) else . end | tostring | gsub("^\\s+|\\s+$"; "");
	select(.record == "file") | .path as $path
	| ((.exif // {}) | { Make, Model, DateTimeOriginal, BodySerialNumber, LensModel, Software, ExposureTime, FNumber })
	  + ((.gps // {}) | { latitude, longitude })
	| to_entries[] | select(.value != null) | [$path, .key, (.value | text)] | @tsv
' records.jsonl | sort >ours.tsv

comm -23 truth.tsv ours.tsv >missed.tsv
due=$(wc -l <truth.tsv) missed=$(wc -l <missed.tsv)
echo "$missed of $due values differ from exiftool's:"
cat missed.tsv
check "at least 200 values compared" [ "$due" -ge 200 ]
check "at least 99 % equal" [ $((missed * 100)) -le "$due" ]

# Types, of everything exiftool calls a picture and of README files by file(1).
jq -r --arg top "$pictures/" '.[] | select((.["File:MIMEType"] // "") | startswith("image/"))
	| [(.SourceFile | ltrimstr($top)), .["File:MIMEType"]] | @tsv' truth.json | sort >types.tsv
jq -r 'select(.record == "file") | select(.mime | startswith("image/")) | [.path, .mime] | @tsv' records.jsonl | sort >ours.tsv
same_file "types as exiftool has them" types.tsv ours.tsv
same "a README is text" text/plain "$(jq -r 'select(.path == "jpg/README") | .mime' records.jsonl)"
same "the damaged picture is found" damaged "$(jq -r 'select(.path == "jpg/corrupted.jpg") | .state' records.jsonl)"
same "no other is" 1 "$(jq -r 'select(.state) | .path' records.jsonl | wc -l)"
finish
