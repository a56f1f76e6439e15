#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-practice's thumbnails, files by the thousand, and disks of any size that take little room.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-practice winnow-ls winnow-hash jq exiftool icat mmls

recipe=$WINNOW_SRCDIR/tests/e2e/practice-scale.recipe
winnow-practice "$recipe" -o small.img
winnow-practice "$recipe" -o large.img --size 8G
for image in small.img large.img; do
	winnow-ls -qr $image >ls.jsonl
	same "status of $image" 0 "$(jq -s 'map(select(.record == "end").status) | max' ls.jsonl)"
	what='select(.record == "file") | [.id, .path, .size, .origin, .parent, (if .parent then .original_path else null end), .mtime, .content, .byte_runs]'
	jq -c "$what" ls.jsonl | sort >found.txt
	jq -c "$what" $image.key.jsonl | sort >key.txt
	same "$image: winnow-ls -r has all of the key" "" "$(LC_ALL=C comm -13 found.txt key.txt | head -n 3)"
	same "$image: and as many files as many says" "$(jq 'select(.record == "practice").files' $image.key.jsonl)" \
		"$(jq -r 'select(.record == "file" and .origin == "allocated") | .path' ls.jsonl | grep -c '^data/')"
	content=$(jq -r 'select(.record == "practice").sha256' $image.key.jsonl)
	same "$image: of which one in a hundred holds its bytes" "$(jq 'select(.record == "practice").written' $image.key.jsonl)" \
		"$(jq -c 'select(.record != "file" or ((.path // "") | startswith("data/")))' ls.jsonl | winnow-hash -q |
			jq -r 'select(.record == "file").hashes.sha256' | grep -c "$content")"
done
same "8 GiB" 8589934592 "$(wc -c <large.img)"
check "take less than 32 MiB" test "$(du -k large.img | cut -f1)" -lt 32768
same "its volume fills it but for less than 3 MiB" true \
	"$(jq 'select(.record == "volume") | .size > 8589934592 - 3145728' large.img.key.jsonl)"
same "mmls reads it" "$(jq -r 'select(.record == "volume").size / 512' large.img.key.jsonl)" \
	"$(mmls large.img | awk '$2 ~ /^[0-9]/ { print $5 + 0 }' | tail -n 1)"
if command -v fsck.exfat >/dev/null; then
	dd if=small.img of=p1.img bs=1M skip=1 count=24 status=none
	check "fsck.exfat finds no fault" sh -c 'fsck.exfat -n p1.img | grep -q "p1.img: clean"'
fi

winnow-practice "$recipe" -o huge.img --size 1T
check "a terabyte takes less than 32 MiB" test "$(du -k huge.img | cut -f1)" -lt 32768
at=$(jq -r 'select(.path == "end.jpg").byte_runs[0] | "\(.img_offset) \(.len)"' huge.img.key.jsonl)
same "and holds what the key says" "$(jq -r 'select(.path == "end.jpg").hashes.sha256' huge.img.key.jsonl)" \
	"$(dd if=huge.img bs=1M iflag=skip_bytes,count_bytes skip="${at% *}" count="${at#* }" status=none | sha256sum | cut -d' ' -f1)"
rm -f huge.img*

# The other file systems on a disk of 10 GB.
for fs in fat32 ntfs ext4; do
	printf 'disk gpt\ntext a "far"\nvolume %s size=40M\nfile near.txt a\nfile far.txt a at=38M\n' $fs >fs.recipe
	winnow-practice fs.recipe -o fs.img --size 10G
	same "$fs: 10 GB with both files" "far far" "$(winnow-ls -q fs.img | jq -c 'select(.record != "file" or ((.path // "") | test("^(near|far).txt$")))' |
		winnow-cat -q --bare 2>/dev/null | tr '\n' ' ' | sed 's/ $//')"
	check "$fs: takes less than 80 MiB" test "$(du -k fs.img | cut -f1)" -lt 81920
	rm -f fs.img*
done

icat -o 2048 small.img "$(jq -r 'select(.path == "Users/an/.cache/thumb.png").id' small.img.key.jsonl | cut -d/ -f2)" >thumb.png
same "what a thumbnail is of" "file:///home/an/Pictures/lake.jpg 1762560750" \
	"$(exiftool -s3 -PNG:ThumbURI -PNG:ThumbMTime thumb.png | tr '\n' ' ' | sed 's/ $//')"

# Thumbs.db, whose streams (named by their numbers from the back) have twelve bytes before the picture.
icat -o 2048 small.img "$(jq -r 'select(.path == "Users/an/Thumbs.db").id' small.img.key.jsonl | cut -d/ -f2)" >Thumbs.db
jq -r 'select((.path // "") | startswith("Users/an/Thumbs.db!")) | [(.path | split("!")[1]), .hashes.sha256] | @tsv' \
	small.img.key.jsonl | sort >streams.txt
same "ten thumbnails" "01 1 2 3 4 5 6 7 8 9" "$(cut -f1 streams.txt | xargs)"
if command -v 7z >/dev/null; then
	check "7z finds no fault" sh -c '7z t Thumbs.db | grep -q "Everything is Ok"'
	7z x -y -othumbs Thumbs.db >/dev/null
	for name in $(cut -f1 streams.txt); do
		printf '%s\t%s\n' "$name" "$(tail -c +13 "thumbs/$name" | sha256sum | cut -d' ' -f1)"
	done >found.txt
	same_file "its streams as 7z has them" streams.txt found.txt
fi
if command -v gsf >/dev/null; then
	for name in $(cut -f1 streams.txt); do
		printf '%s\t%s\n' "$name" "$(gsf cat Thumbs.db "$name" | tail -c +13 | sha256sum | cut -d' ' -f1)"
	done >found.txt
	same_file "its streams as libgsf has them" streams.txt found.txt
fi
finish
