#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What makers of cameras add to films, drawn here: every name, number, time and place that exiftool reads from it
# is read, and none that it does not read.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need winnow-ls winnow-exif jq perl exiftool

mkdir films
perl "$WINNOW_SRCDIR/tests/e2e/maker-films.pl" films
winnow-ls -q films | winnow-exif -q >records.jsonl
exiftool -j -n -G1 -ee films >theirs.json 2>/dev/null

# Tags by their names alone: groups of makers differ. "File Tag Value", a line each.
wanted='["Make","Model","ModelType","SerialNumber","SerialNumberHash","LensModel","LensSerialNumber","Software","SoftwareVersion",
	"FirmwareVersion","DateTimeOriginal","DateTime1","ShutterCount","GarminSoftware"]'
jq -r --argjson wanted "$wanted" '.[] | (.SourceFile | sub(".*/"; "")) as $file | to_entries[]
	| (.key | sub("^.*:"; "") | sub("^Firmware$"; "FirmwareVersion")) as $tag | select($wanted | index([$tag]))
	| "\($file) \($tag) \(.value)"' theirs.json | grep -v ' $' | sort -u >theirs
jq -r --argjson wanted "$wanted" 'select(.record == "file") | .path as $file | .metadata // {} | to_entries[]
	| (.key | sub("^.*:"; "")) as $tag | select($wanted | index([$tag])) | "\($file) \($tag) \(.value)"' records.jsonl | sort -u >ours
# Nikon's program in QuickTime has the name of QuickTime here.
sed 's/^nikon.mov Software /nikon.mov SoftwareVersion /' theirs | sort -u >theirs.same
diff ours theirs.same >difference || true
same "what exiftool gives and what we give" "$(cat difference)" ""
same "films in which something was found" "$(cut -d ' ' -f 1 ours | sort -u | wc -l)" "$(find films -type f | wc -l)"

part() { jq -r "select(.path == \"$1\") | $2" records.jsonl; }
same "the device of a Nikon film" "$(part nikon.mov '.device | [.make, .model, .serial, .lens_serial] | join("/")')" "NIKON CORPORATION/NIKON D7100/6012345/200777"
same "its place" "$(part nikon.mov '.gps | "\(.latitude) \(.longitude)"')" \
	"$(exiftool -n -s3 -p '$GPSLatitude $GPSLongitude' films/nikon.mov | awk '{ printf "%.7f %.7f\n", $1, $2 }' | sed 's/0*\( \|$\)/\1/g; s/\.\( \|$\)/\1/g')"
same "the device of an Insta360 film" "$(part insta.mp4 '.device | [.model, .serial] | join("/")')" "Insta360 ONE X2/IXE2742ABCDEFG"
same "the device of a Fujifilm film" "$(part fuji.avi '.device | [.make, .model] | join("/")')" "FUJIFILM/FinePix F10"
finish
