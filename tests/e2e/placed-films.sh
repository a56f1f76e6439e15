#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Places, times and names that cameras of several makers add in shapes of their own, drawn here: as exiftool reads
# them, or, of what that one does not read, as they were drawn.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need winnow-ls winnow-exif jq perl exiftool

mkdir films
perl "$WINNOW_SRCDIR/tests/e2e/placed-films.pl" films
winnow-ls -q films | winnow-exif -q >records.jsonl
part() { jq -r "select(.path == \"$1\") | $2" records.jsonl; }

# The first fix of each dash camera: "File latitude longitude time", to a millionth of a degree.
for name in novatek viofo akaso vantrue nextbase; do
	exiftool -ee -n -q -G3 -j -a "films/$name.mp4" 2>/dev/null | jq -r --arg name "$name" '.[0] | . as $all
		| ([keys_unsorted[] | select(endswith(":GPSLatitude"))][0] | sub(":.*"; "")) as $document
		| "\($name) \($all["\($document):GPSLatitude"]) \($all["\($document):GPSLongitude"]) \($all["\($document):GPSDateTime"])"'
done | awk '{ sub(/\.0+Z$/, "Z"); printf "%s %.6f %.6f %s %s\n", $1, $2, $3, $4, $5 }' >theirs
for name in novatek viofo akaso vantrue nextbase; do
	part "$name.mp4" "\"$name \\(.gps.latitude) \\(.gps.longitude) \\(.gps.time | sub(\"T\"; \" \") | gsub(\"-\"; \":\"))\""
done | awk '{ printf "%s %.6f %.6f %s %s\n", $1, $2, $3, $4, $5 }' >ours
same "the first fix of dash cameras, as exiftool reads it" "$(cat ours)" "$(cat theirs)"
same "how many of them" "$(grep -c Z ours)" 5
same "a dash camera that never had a fix" "$(part beyond.mp4 .gps)" null

same "the device of a Sony film" "$(part sony.mp4 '.device | [.make, .model, .serial] | join("/")')" \
	"$(exiftool -s3 -p '$DeviceManufacturer/$DeviceModelName/$DeviceSerialNo' films/sony.mp4)"
same "its place and time" "$(part sony.mp4 '.gps | "\(.latitude) \(.longitude) \(.time)"')" "10.7769 106.7009 2019-11-02T05:30:12.25Z"
same "a Sony film whose receiver had no fix" "$(part sony-void.mp4 .gps)" null

same "the time of a Samsung trailer, in UTC" "$(part samsung.jpg .taken_utc.value)" "2020-01-02T03:04:05Z"
for name in samsung.jpg samsung.heic; do
	same "the time in $name" "$(part "$name" '.metadata["Samsung:TimeStamp"]')" \
		"$(TZ=UTC exiftool -s3 -Samsung:TimeStamp -d '%Y:%m:%d %H:%M:%SZ' "films/$name")"
	same "the country code in $name" "$(part "$name" '.metadata["Samsung:MCCData"]')" "$(exiftool -n -s3 -Samsung:MCCData "films/$name")"
	same "the mode in $name" "$(part "$name" '.metadata["Samsung:CameraCaptureModeInfo"]')" 1
done
same "a trailer whose first block is cut" "$(part samsung-cut.jpg '.metadata | "\(.["Samsung:TimeStamp"]) \(.["Samsung:MCCData"])"')" "null 270"

same "the camera of a DJI film" "$(part dji.mp4 '.device | [.model, .serial] | join("/")')" "DJI OsmoAction4/5YSXM1234567"
same "a track of that name with another protocol" "$(part dji-other.mp4 .device)" null
finish
