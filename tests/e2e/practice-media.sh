#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-practice's WebP, HEIC and films: they play and show in other people's programs, and winnow's chain
# finds in them what the key says, also where nothing points to them.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-ls winnow-hash winnow-type winnow-exif winnow-carve winnow-cat jq exiftool

winnow-practice "$WINNOW_SRCDIR/tests/e2e/practice-media.recipe" -o disk.img 2>err.txt
if grep -q "needs libwebp" err.txt; then skip "built without libwebp"; fi
winnow-ls -q disk.img >ls.jsonl
winnow-hash -q ls.jsonl | winnow-type -q | winnow-exif -q >found.jsonl

# The names that the tags come from are winnow-exif's own.
facts='select(.record == "file" and .path != null and .size > 0) | [.id, .hashes.sha256, .mime, (.device // {} | del(.tags)), (.taken // {} | del(.subsec)),
	(.gps // {} | {latitude, longitude, altitude} | map_values(if . then . * 1000000 | round else . end))]'
jq -c "$facts" found.jsonl >a.txt
jq -c "$facts" disk.img.key.jsonl >b.txt
same_file "digests, types, devices, times and places" a.txt b.txt

winnow-carve -q disk.img | winnow-hash -q >carved.jsonl
jq -r 'select(.record == "file") | .hashes.sha256' carved.jsonl | sort >a.txt
jq -r 'select(.practice.planted == "free").hashes.sha256' disk.img.key.jsonl | sort >b.txt
same "five were planted in free space" 5 "$(wc -l <b.txt)"
same_file "and carved as they were" a.txt b.txt
same "each of them whole" "whole" "$(jq -r 'select(.record == "file") | .state' carved.jsonl | sort -u)"

for name in W1.WEBP W2.WEBP W3.WEBP H1.HEIC H2.HEIC H3.JPG M1.MP4 M2.MOV M3.AVI M4.MP4; do
	winnow-cat -q ls.jsonl --id "$(jq -r "select(.path == \"$name\").id" ls.jsonl)" >$name
	same "exiftool has no complaint about $name" "" "$(exiftool -s3 -Warning -Error $name)"
done

# ---- Pictures ----

if command -v webpinfo >/dev/null; then
	for name in W1 W2 W3; do
		check "webpinfo $name" sh -c "webpinfo $name.WEBP | grep -q '^No error detected'"
	done
	check "quality 100 is lossless" sh -c "webpinfo W2.WEBP | grep -q 'Format: Lossless'"
fi
if command -v heif-convert >/dev/null; then
	heif-convert H1.HEIC h1.png >/dev/null
	same "heif-convert reads H1" "640x480" "$(exiftool -s3 -ImageSize h1.png)"
	heif-convert H2.HEIC h2.png >/dev/null
	same "odd sides lose a pixel" "332x216" "$(exiftool -s3 -ImageSize h2.png)"
	check "and its thumbnail" sh -c "heif-info H1.HEIC | grep -q 'thumbnail: 160x120'"
fi
if command -v winnow-pixels >/dev/null && winnow-pixels --version 2>/dev/null | grep -qi heif; then
	winnow-pdq -q ls.jsonl | jq -r 'select(.pdq) | [.id, .pdq.hash] | @tsv' >pdq.tsv
	jq -r 'select(.pdq and .path) | [.id, .pdq.hash] | @tsv' disk.img.key.jsonl >key.tsv
	same "PDQ of all pictures" "$(cut -f1 key.tsv)" "$(cut -f1 pdq.tsv)"
	# HEIC's colours are rounded on their way: four bits in 256, as hexadecimal digits that differ.
	same "is that of the key, but for some bits of HEIC" "" "$(paste key.tsv pdq.tsv | awk '
		function bits(a, b, n, i, x, y, k) {
			for (i = 1; i <= 64; i++) {
				x = index("0123456789abcdef", substr(a, i, 1)) - 1
				y = index("0123456789abcdef", substr(b, i, 1)) - 1
				for (k = 1; k < 16; k *= 2) n += int(x / k) % 2 != int(y / k) % 2
			}
			return n
		}
		bits($2, $4) > 10 { print $1, bits($2, $4) }')"
fi

# ---- Films ----

if command -v ffprobe >/dev/null && command -v ffmpeg >/dev/null; then
	for film in "M1.MP4 h264,320,240,50" "M2.MOV mjpeg,320,180,45" "M3.AVI mjpeg,320,180,20" "M4.MP4 h264,102,54,300"; do
		name=${film% *}
		same "frames of $name" "${film#* }" \
			"$(ffprobe -v error -count_frames -of csv=p=0 -show_entries stream=codec_name,width,height,nb_read_frames $name)"
		same "ffmpeg plays $name without a word" "" "$(ffmpeg -v warning -i $name -f null - 2>&1 | grep -v 'deprecated pixel format')"
	done
	same "where" "+21.0285+105.8522+012.50/" "$(ffprobe -v error -of csv=p=0 -show_entries format_tags=location M1.MP4)"
	same "in an iPhone's words" "-33.856784+151.215297/" \
		"$(ffprobe -v error -of csv=p=0 -show_entries format_tags=com.apple.quicktime.location.ISO6709 M2.MOV)"
fi
same "an index before the frames" "moov mdat" "$(grep -aobE 'moov|mdat' M4.MP4 | head -n 2 | cut -d: -f2 | tr '\n' ' ' | sed 's/ $//')"
same "behind them" "mdat moov" "$(grep -aobE 'moov|mdat' M1.MP4 | sed 's/.*://' | uniq | tr '\n' ' ' | sed 's/ $//')"
same "the clock of the phone is a day behind" "2025:11:07 07:12:30+07:00" "$(exiftool -s3 -CreationDate M2.MOV)"
same "the key tells the truth" '{"true_time":"2025-11-08T00:12:30Z","clock_offset":-86400}' \
	"$(jq -c 'select(.path == "M2.MOV").practice.clock' disk.img.key.jsonl)"
finish
