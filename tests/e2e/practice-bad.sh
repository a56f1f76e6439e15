#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-practice told wrong things: one clear line with the place of the mistake, the right status, no
# file left behind, nothing overwritten.
. "$(dirname "$0")/lib.sh"
need winnow-practice

head='picture a jpeg 32x32
text t "x"
noise n 5000
'

# bad LINE WORDS: the recipe `head` and these lines must fail at the last line with a message that has WORDS.
bad() {
	printf '%s%s\n' "$head" "$1" >bad.recipe
	winnow-practice bad.recipe -o bad.img >out.txt 2>err.txt
	got=$?
	line=$(wc -l <bad.recipe)
	if [ $got != 3 ]; then
		fail "status $got, not 3: $1"
	elif [ "$(wc -l <err.txt)" != 1 ] || ! grep -qF "$2" err.txt || ! grep -q "bad.recipe\(:$line\)\?:" err.txt; then
		fail "message of: $1"
		sed 's/^/  /' err.txt
	elif [ -e bad.img ] || [ -e bad.img.part ] || [ -s out.txt ]; then
		fail "left something behind: $1"
		rm -f bad.img*
	else
		echo "ok: $(echo "$1" | tr '\n' ' ')"
	fi
}

fat='volume fat16 size=4M
'
ntfs='volume ntfs size=4M
'
ext='volume ext4 size=4M
'

# Words
bad 'frobnicate' "unknown directive 'frobnicate'"
bad 'size=3' "starts with a directive"
bad 'text b "open' "not closed"
bad 'text b "x"y' "must follow a closing quotation mark"
bad 'text b x"y' "stands inside a word"
bad 'text b "\x"' "behind a backslash"
bad 'picture b jpeg' "too few words; write: picture"
bad 'picture b jpeg 32x32 colour=red' "knows no 'colour'"
bad 'picture b jpeg 32x32 noise=1 noise=2' "given twice"
bad 'picture b jpeg 32x32 noise' "needs a value"
bad 'picture b jpeg 32x32 progressive=1' "takes no value"
bad "$(printf 'text b "%s"' "$(seq -s ' ' 10)") $(seq -s ' ' 100)" "too many words"

# Values
bad 'seed x' "not a whole number"
bad 'seed -1' "not a whole number"
bad 'seed 18446744073709551616' "not a whole number"
bad 'time yesterday' "is not a time"
bad 'time 2025-02-29' "is not a time"
bad 'time 1979-01-01' "is not a time"
bad 'time 2025-01-01T24:00:00Z' "is not a time"
bad 'time 2025-01-01T00:00:00+24:00' "is not a time"
bad 'disk apple' "choose from: none, mbr, gpt"
bad 'disk mbr size=1Q' "is not a size"
bad 'picture b tiff 32x32' "choose from: jpeg, png, gif, webp, heic"
bad 'picture b jpeg 32' "is not a picture's size"
bad 'picture b jpeg 7x7' "is not a picture's size"
bad 'picture b jpeg 20000x20000' "is not a picture's size"
bad 'picture b jpeg 32x32 noise=128' "from 0 to 127"
bad 'picture b jpeg 32x32 quality=0' "from 1 to 100"
bad 'picture b jpeg 32x32 gps=91,0' "write LATITUDE,LONGITUDE"
bad 'picture b jpeg 32x32 gps=1.2345678,0' "write LATITUDE,LONGITUDE"
bad 'picture b jpeg 32x32 altitude=3' "beside gps="
bad 'picture b jpeg 32x32 scene=beach' "choose from: shapes, landscape"
bad 'picture b jpeg 32x32 camera=c' "no camera named 'c'"
bad 'picture b jpeg 32x32 like=zz' "named 'zz' stands above"
bad 'picture b gif 32x32 taken=2025-01-01' "a GIF holds no"
bad 'picture b png 32x32 thumbnail' "only JPEG and HEIC"
bad 'picture b heic 32x32 progressive' "only JPEG"
bad 'picture a jpeg 32x32' "stands above already"
bad 'picture ../a jpeg 32x32' "cannot be a name"
bad 'camera c make=' "1 to 200 bytes"
bad 'noise b 65M' "is not a size"
bad 'cut b zz 10' "named 'zz' stands above"

# Near duplicates and clocks
bad 'near b zz greyed' "named 'zz' stands above"
bad 'near b t greyed' "no picture that was drawn"
bad 'near b a' "say how it differs"
bad 'near b a scaled=0' "from 1 to 400"
bad 'near b a scaled=20' "sides of 8"
bad 'near b a cropped=91' "from 1 to 90"
bad 'near b a format=png recompressed=50' "only JPEG"
bad 'near b a greyed blue' "knows no 'blue'"
bad 'near b a greyed
near c b greyed' "no picture that was drawn"
bad 'picture b jpeg 32x32 pdq' "stands beside known="
bad 'camera c clock=3y' "is not an offset"
bad 'camera c clock=+3' "is not an offset"
bad 'camera c clock=-101y' "at most 100 years"
bad 'camera c clock=+99999999999999999999y' "is not an offset"
bad 'picture b jpeg 32x32 taken=2025-01-01 clock=-60y' "outside of the years"
bad 'picture b jpeg 32x32 taken=2025-01-01 zone=+7' "is not a zone"
bad 'picture b jpeg 32x32 zone=none' "stands beside taken="
bad 'picture b jpeg 32x32 gps-time=2025-01-01' "stands beside gps="
bad 'acquisition segment=1K' "1M to 2047M"

# Films
bad 'movie b wmv 32x32' "choose from: mp4, mov, avi"
bad 'movie b mp4 33x32' "sides are even"
bad 'movie b mp4 32x32 seconds=3000' "at most 3000 frames"
bad 'movie b avi 32x32 gps=1,1' "holds no position"
bad 'movie b avi 32x32 fast-start' "belongs to mp4 and mov"
bad 'movie b mp4 32x32 like=a' "knows no 'like'"
bad "movie b mov 1920x1080 seconds=100 rate=30 noise=100 quality=100
${ext}file x b" "would be larger than"

# Archives
bad 'member a a' "before any archive"
bad 'archive b rar' "choose from: zip, tar"
bad 'archive b tar password=x' "only a ZIP"
bad 'archive b zip password=' "1 to 80 bytes"
bad 'archive b zip words=x' "belongs to a docx"
bad 'archive b zip
member a zz' "named 'zz' stands above"
bad 'archive b zip
member ../a a' "cannot be part of a path"
bad 'archive b zip
member b b' "must stand above the archive"
bad 'archive b zip
member a a
member a t' "in the archive already"
bad "archive b tar
member $(printf '%0101d' 1) a" "at most 100 bytes"
bad "$(for i in 1 2 3 4 5 6 7; do printf 'archive z%d zip\nmember x %s\n' $i "$([ $i = 1 ] && echo a || echo z$((i - 1)))"; done)" "nested 6 deep"
bad "noise big 33M
archive b zip
member x big
member y big
${ext}file x b" "would be larger than"

# Places
bad 'file x a' "before any volume"
bad 'volume zfs size=4M' "choose from: fat16, fat32, exfat, ntfs, ext4"
bad 'volume ext4' "size= is needed"
bad 'volume ext4 size=4097' "whole number of 4096"
bad 'volume fat16 size=4M label=lower' "A-Z, 0-9"
bad 'volume fat16 size=4M label=ABCDEFGHIJKL' "at most 11 bytes"
bad 'volume fat16 size=4M serial=12' "write 8 hex digits"
bad 'volume ext4 size=4M cluster=3K' "power of two"
bad 'volume fat32 size=8M' "FAT32 takes at least"
bad 'volume fat16 size=1M' "FAT16 3M"
bad 'volume ext4 size=1M' "at least 2M"
bad 'volume ntfs size=1M' "at least 2M"
for path in ../x /x x/../y x//y . '""' x/; do
	bad "${ext}file $path a" "cannot be part of a path"
done
bad "${ntfs}file a:b a" "cannot stand in a name"
bad "${fat}file \"a \" a" "cannot end in a dot or blank"
bad "${ext}file \"a\\nb\" a" "a control character"
bad "${ext}file $(printf '%0256d' 1) a" "at most 255 bytes"
bad "${ext}file $(printf 'd/%.0s' $(seq 40))x a" "at most 32 parts"
bad "${ext}file x zz" "named 'zz' stands above"
bad "${ext}file x a
file x a" "there already"
bad "${fat}file x a
file X a" "there already"
bad "${ntfs}file x a
file x a" "there already"
bad "${ext}file x a
file x/y a" "not a folder"
bad "${ntfs}file x a
file x/y a" "not a folder"
bad "${ext}file x a fragments=0" "from 1 to 64"
bad "${ext}file x a order=upward" "choose from: forward, backward, mixed"
bad "${ext}file x a at=100" "whole number of sectors"
bad "${ext}file x a at=1G" "has no room for"
bad "${ext}file x a
file y a interleaved" "the line above must be a file with fragments="
bad "${ext}file y a interleaved" "the line above must be"
bad "${ext}file x n fragments=2
file y n interleaved fragments=2" "the file above says"
bad 'volume exfat size=64K' "at least 1M"
bad 'volume exfat size=4M label=ABCDEFGHIJKL' "at most 11 bytes"
bad "volume exfat size=4M
file x a
file X a" "there already"
bad "volume exfat size=4M
noise big 5M
file x big" "full"
bad "${ext}stream x y a" "only NTFS"
bad "${ntfs}stream x y a" "no file 'x' stands above"
bad "${ntfs}dir x
stream x y a" "only files can have a stream"
bad "${ntfs}file x a
stream x y/z a" "has no '/'"
bad "gap size=1M
file x a" "a gap has no files"
bad "gap size=1M
free a at=100" "whole number of sectors"
bad "gap size=1M
free a at=1M" "are not free there"
bad "${ext}free a at=0" "are not free there"
bad "noise none 0
gap size=1M
free none" "cannot lie in free space"
bad "${ext}noise big 5M
file x big" "libext2fs cannot"
bad "${fat}noise big 5M
file x big" "full"
bad "${ntfs}noise big 5M
file x big" "libntfs-3g cannot"
bad "cut c n 5001
${ext}file x c" "only 5000 bytes"

# Many files, thumbnails
bad "${ext}many d 5 a" "only exFAT"
bad "volume exfat size=4M
many d 0 a" "is not a number of files"
bad "volume exfat size=4M
many d 5 a each=20001" "from 1 to 20000"
bad "volume exfat size=4M
many d 5000 a" "full"
bad "volume exfat size=4M
file d/x a
many d 5 a" "there already"
bad 'near b a greyed thumb-of=x' "belong to a PNG"
bad 'archive b thumbcache password=x' "only a ZIP"
bad 'archive b thumbs
member a/b.jpg t' "of one folder"
bad "noise large 4M
archive b thumbs
member 1.jpg large
member 2.jpg large
${fat}file x b" "more than 6 MB"

# The whole
bad "$ext${ext}disk none" "holds one volume"
bad "$ext$ext$ext$ext$ext" "room for four volumes"
bad "${ext}disk mbr size=2M" "the volumes need"
bad "" "has no volume"
printf 'a\0b\n' >zero.recipe
check_status 3 winnow-practice zero.recipe -o x.img
check_status 3 winnow-practice missing.recipe -o x.img
check_status 3 winnow-practice . -o x.img
head -c 1048576 /dev/urandom >random.recipe
check_status 3 winnow-practice random.recipe -o x.img

# The example of the manual is a good one, as is every recipe that comes with the toolkit
awk '/^\.Sh /{on = /^\.Sh EXAMPLES/} on && /^\.Ed/{literal = 0} literal {sub(/\\e/, "\\"); print >"manual" n ".recipe"}
	on && /^\.Bd -literal/{literal = 1; n++}' "$WINNOW_SRCDIR/man/winnow-recipe.5"
for recipe in manual*.recipe; do
	check_status 0 winnow-practice $recipe -o $recipe.img
done
for recipe in "$WINNOW_SRCDIR"/examples/*.recipe; do
	check_status 0 winnow-practice "$recipe" -o example.img --force
done

# The command line
printf '%s%s\n' "$head" "${ext}file x a" >good.recipe
check_status 2 winnow-practice
check_status 2 winnow-practice good.recipe
check_status 2 winnow-practice good.recipe good.recipe -o x.img
check_status 2 winnow-practice good.recipe -o x.img --seed many
check_status 2 winnow-practice good.recipe -o x.E01 --segment-size 1K
check_status 2 winnow-practice good.recipe -o x.img --format dmg
check_status 2 winnow-practice good.recipe -o x.img --size 1M
check_status 2 winnow-practice good.recipe -o x.img --size 17T
check_status 2 winnow-practice --unknown

# Nothing is overwritten, no device is written, nothing half-made stays
echo mine >x.img
check_status 3 winnow-practice good.recipe -o x.img
same "the file that was there" mine "$(cat x.img)"
check_status 0 winnow-practice good.recipe -o x.img --force
check "it is replaced when that is asked for" test "$(wc -c <x.img)" -gt 1000
check_status 3 winnow-practice good.recipe -o /dev/null --force
check_status 3 winnow-practice good.recipe -o . --force
check_status 3 winnow-practice good.recipe -o nowhere/x.img
check_status 3 winnow-practice good.recipe -o y.img --key /dev/full --force
ln -s x.img link.img
check_status 3 winnow-practice good.recipe -o link.img --force
check_status 3 sh -c 'cd "$WINNOW_SRCDIR" && winnow-practice --list >/dev/full'
check_status 3 sh -c 'winnow-practice --help >/dev/full'
check_status 3 sh -c 'ulimit -f 1000; trap "" XFSZ; exec winnow-practice good.recipe -o full.img'
check "nothing half-made is left" test ! -e full.img -a ! -e full.img.part
finish
