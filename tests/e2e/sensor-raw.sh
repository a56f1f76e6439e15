#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Raw files that are no TIFF: Minolta's MRW, Canon's CRW, Sigma's X3F, drawn here. Their type, their metadata
# as exiftool gives it, carved among noise, cut, and the pictures in them.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need winnow-ls winnow-type winnow-exif winnow-carve jq perl

draw() { perl "$WINNOW_SRCDIR/tests/e2e/sensor-raw.pl" "$1"; }
noise() { perl -e 'srand(5); print map { chr(int(rand(256))) } 1 .. $ARGV[0]' "$1"; }
mkdir files
for kind in mrw crw x3f; do
	draw $kind >files/a.$kind
	{ head -c 65536 /dev/zero; cat files/a.$kind; noise 100000; } >$kind.img
	unchanged $kind.img
	winnow-carve -q $kind.img >carved.jsonl
	same "$kind is carved to its last byte" \
		"$(jq -c 'select(.id == "@65536") | [.size, .state]' carved.jsonl)" "[$(stat -c %s files/a.$kind),\"whole\"]"
done
# Of a part, MRW says enough at its beginning to be carved; the others are known by the file alone.
{ head -c 65536 /dev/zero; head -c 1500 files/a.mrw; } >cut.img
winnow-carve -q cut.img >cut.jsonl
same "MRW that is cut is truncated" "$(jq -r 'select(.record == "file") | .state' cut.jsonl)" truncated
for kind in mrw crw x3f; do head -c 1500 files/a.$kind >files/cut.$kind; done
winnow-ls -q files | winnow-type -q | winnow-exif -q >records.jsonl
value() { jq -r "select(.path == \"a.$1\") | $2" records.jsonl; }
same "type of MRW" "$(value mrw .mime)" image/x-minolta-mrw
same "type of CRW" "$(value crw .mime)" image/x-canon-crw
same "type of X3F" "$(value x3f .mime)" image/x-sigma-x3f
same "types and states of cut ones" \
	"$(jq -r 'select(.record == "file" and (.path | startswith("cut"))) | .mime + " " + .state' records.jsonl | sort | tr '\n' ' ')" \
	"image/x-canon-crw truncated image/x-minolta-mrw truncated image/x-sigma-x3f truncated "
same "the camera's own serial number" "$(value crw .device.serial)" 1234567890
same "owner" "$(value crw .device.owner)" "Nguyen Thi Hoa"
same "Sigma's serial number" "$(value x3f '.device | [.make, .model, .serial] | join("/")')" "SIGMA/SIGMA SD14/1003712"
same "when" "$(value crw '.taken | .value + " " + .field')" "2003:11:01 14:43:03 CanonRaw:DateTimeOriginal"

command -v exiftool >/dev/null || finish
# Each value that we give under a group of theirs is theirs.
exiftool -j -n -G1 files/* | jq -S '.[] | {key: (.SourceFile | sub("files/"; "")), value: .}' | jq -Ss 'from_entries' >theirs
jq -S 'select(.record == "file") | {key: .path, value: (.metadata // {})}' records.jsonl | jq -Ss 'from_entries' >ours
same "values that exiftool gives otherwise" "$(jq -nc --slurpfile ours ours --slurpfile theirs theirs '
	def group: sub("^MakerNotes:"; "Canon:");
	[$ours[0] | to_entries[] | .key as $file | .value | to_entries[] | select(.key | test("^(CanonRaw|SigmaRaw|MakerNotes|IFD0|ExifIFD):"))
	| select($theirs[0][$file][.key | group] as $v | ($v | tostring) != (.value | tostring)) | .key]')" "[]"
for tag in Make Model SerialNumber OwnerName DateTimeOriginal CanonFirmwareVersion FileNumber; do
	same "$tag of CRW" "$(value crw ".metadata.\"CanonRaw:$tag\"")" "$(exiftool -n -s3 -CanonRaw:$tag files/a.crw)"
done
for tag in Make Model SerialNumber DateTimeOriginal LensType LensFocalRange ImageUniqueID; do
	same "$tag of X3F" "$(value x3f ".metadata.\"SigmaRaw:$tag\"")" "$(exiftool -n -s3 -SigmaRaw:$tag files/a.x3f)"
done
for tag in Make Model DateTimeOriginal; do
	same "$tag of MRW" "$(value mrw ".exif.$tag")" "$(exiftool -s3 -$tag files/a.mrw)"
done
finish
