#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# XMP, IPTC and PNG texts as exiftool writes them into drawn pictures.
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/lib.sh"
need winnow-ls winnow-type winnow-exif exiftool jq mke2fs
draw=$WINNOW_BUILDDIR/tests/e2e/draw
[ -x "$draw" ] || skip "draw was not built"

mkdir pictures
"$draw" jpeg 1 200 >pictures/a.jpg
"$draw" png 2 100 >pictures/b.png
"$draw" gif 3 100 >pictures/c.gif
"$draw" jpeg 4 200 >pictures/clash.jpg
"$draw" jpeg 5 200 >pictures/bomb.jpg
for f in a.jpg b.png; do
	exiftool -q -overwrite_original -XMP-tiff:Make=Thử -XMP-tiff:Model=M1 -XMP-aux:SerialNumber=0042 \
		-XMP-aux:OwnerName="An Nguyễn" -XMP-exif:GPSLatitude=10.5 -XMP-exif:GPSLongitude=-106.25 \
		-XMP-exif:DateTimeOriginal="2024:05:06 07:08:09" -XMP-dc:Creator="one" -XMP-dc:Creator="two" \
		-XMP-xmpMM:HistoryAction=saved -XMP-xmpMM:DocumentID=doc-1 -XMP-xmp:CreatorTool=Tool pictures/$f
done
exiftool -q -overwrite_original -IPTC:By-line="Lê" -IPTC:City=Huế -IPTC:Keywords=x -IPTC:Keywords=y \
	-CodedCharacterSet=UTF8 -Comment="a comment" pictures/a.jpg
exiftool -q -overwrite_original -PNG:Software="GIMP 2" -PNG:Comment="Xin chào" pictures/b.png
exiftool -q -overwrite_original -XMP-dc:Title=gif pictures/c.gif
"$draw" png 6 100 >pictures/packed.png
exiftool -q -z -overwrite_original -XMP-tiff:Model="packed in iTXt" pictures/packed.png
exiftool -q -overwrite_original -SerialNumber=111 -Make=A -XMP-aux:SerialNumber=222 pictures/clash.jpg
printf '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&b;</x:xmpmeta>' >bomb.xmp
exiftool -q -overwrite_original '-XMP<=bomb.xmp' pictures/bomb.jpg 2>/dev/null

truncate -s 16M disk.img
mke2fs -q -F -t ext4 -d pictures disk.img
unchanged disk.img
winnow-ls disk.img | winnow-type | winnow-exif >records.jsonl
same "status" 0 $?

# of FILE FILTER
of() { jq -c --arg name "$1" "select((.path? // \"\" | ltrimstr(\"/\")) == \$name) | $2" records.jsonl; }
for f in a.jpg b.png; do
	same "$f: device" '["Thử","M1","0042","An Nguyễn"]' "$(of $f '[.device.make, .device.model, .device.serial, .device.owner]')"
	same "$f: where it stands" '"XMP-aux:SerialNumber"' "$(of $f .device.tags.serial)"
	same "$f: place" '[10.5,-106.25]' "$(of $f '[.gps.latitude, .gps.longitude]')"
	same "$f: time" '"XMP-exif:DateTimeOriginal"' "$(of $f .taken.field)"
	same "$f: a list" '["one","two"]' "$(of $f '.metadata["XMP-dc:Creator"]')"
	same "$f: a structure" '"saved"' "$(of $f '.metadata["XMP-xmpMM:HistoryAction"]')"
	same "$f: standard tags" '["Thử","M1","0042"]' "$(of $f '[.exif.Make, .exif.Model, .exif.BodySerialNumber]')"
done
same "IPTC" '["Lê","Huế",["x","y"]]' "$(of a.jpg '[.metadata["IPTC:By-line"], .metadata["IPTC:City"], .metadata["IPTC:Keywords"]]')"
same "comment" '"a comment"' "$(of a.jpg '.metadata["File:Comment"]')"
same "PNG texts" '["GIMP 2","Xin chào"]' "$(of b.png '[.metadata["PNG:Software"], .metadata["PNG:Comment"]]')"
same "XMP of a PNG, packed" '"packed in iTXt"' "$(of packed.png .device.model)"
same "XMP of a GIF" '"gif"' "$(of c.gif '.metadata["XMP-dc:Title"]')"
same "Exif before XMP" '"111"' "$(of clash.jpg .device.serial)"
check "and the clash is noted" sh -c "grep -q 'says.*111.*but XMP-aux:SerialNumber says.*222' records.jsonl"

# Every value that exiftool finds in these groups, as text.
exiftool -j -n -G1 -XMP-tiff:all -XMP-aux:all -XMP-dc:all -XMP-xmpMM:all -XMP-xmp:all -IPTC:all pictures/a.jpg pictures/b.png |
	jq -r '.[] | (.SourceFile | sub(".*/"; "")) as $f | to_entries[] | select(.key != "SourceFile")
		| [$f, .key, (.value | if type == "array" then map(tostring) | join(",") else tostring end)] | @tsv' | sort >theirs
jq -r 'select(.record == "file" and .metadata) | (.path | sub(".*/"; "")) as $f | .metadata | to_entries[]
	| [$f, .key, (.value | if type == "array" then map(tostring) | join(",") else tostring end)] | @tsv' records.jsonl | sort >ours
comm -23 theirs ours | grep -v -e RecordVersion -e CodedCharacterSet -e 'SerialNumber	42$' >missing
check "nothing that exiftool finds is missing" test ! -s missing
cat missing
finish
