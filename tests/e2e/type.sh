#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-type: the content decides, whatever the name; what is cut or overwritten is said to be; names that
# disagree get a warning; the rest is as file(1) has it.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-ls winnow-type jq mkfs.fat mcopy file perl
draw=$WINNOW_BUILDDIR/tests/e2e/draw
[ -x "$draw" ] || skip "tests/e2e/draw was not built"

# seed FORMAT NAME FILE: a seed of the fuzz targets as bytes
seed() {
	perl -ne 's/#.*//; s/\s//g; print pack "H*", $_' "$WINNOW_SRCDIR/tests/fuzz/seeds/$1/$2.hex" >"files/$3"
}

mkdir files
"$draw" jpeg 3 320 >files/holiday.jpg
cp files/holiday.jpg files/letter.txt
cp files/holiday.jpg files/noname
cp files/holiday.jpg files/cache.tmp
cp files/holiday.jpg files/photo.png
head -c 5000 files/holiday.jpg >files/cut.jpg
(cat files/holiday.jpg; echo hidden behind it) >files/more.jpg
(cat files/holiday.jpg; head -c 700 /dev/zero) >files/padded.jpg
(head -c 4096 files/holiday.jpg; head -c 4096 /dev/zero | tr '\0' 'x'; tail -c +8193 files/holiday.jpg) >files/over.jpg
"$draw" png 4 64 >files/a.png
"$draw" gif 4 64 >files/a.gif
seed mp4 film film.mp4
seed mp4 heif a.heic
seed mp4 film film.doc
seed webp whole a.webp
seed avi film a.avi
seed bmp colour a.bmp
seed tiff grey a.tif
seed jpeg motion motion.jpg
echo plain words >files/words.txt
echo plain words >files/words.jpg
: >files/empty.jpg
gzip -n <files/words.txt >files/words.gz
printf '\377\330\377\340' >files/magic.bin
(printf '\212MNG\r\n\032\n\0\0\0\034MHDR\0\0\1\0\0\0\1\0'; head -c 3000 /dev/zero) >files/film.mng
cp files/film.mng files/film.txt
(printf '\0\0\002\0\0\0\0\0\0\0\0\0\020\0\020\0\030\0'; head -c 700 /dev/zero) >files/a.tga
for f in "$WINNOW_SRCDIR/Makefile.am" "$WINNOW_SRCDIR/man/winnow-type.mdoc" "$WINNOW_SRCDIR/tests/e2e/type.sh"; do
	cp "$f" files/
done

truncate -s 80M disk.img
mkfs.fat -F 32 disk.img >/dev/null || skip "mkfs.fat made no file system"
mcopy -i disk.img files/* :: || skip "mcopy copied nothing"
unchanged disk.img
winnow-ls disk.img >ls.jsonl
winnow-type ls.jsonl >records.jsonl
same "status" 0 $?

# of PATH FILTER: what the filter says of the record of a path
of() {
	jq -r --arg path "$1" "select(.record == \"file\" and .path == \$path) | $2" records.jsonl
}
mime() { of "$1" .mime; }
notes() { of "$1" '[.notes[]? | .level + ": " + .message] | join("; ")'; }

for f in holiday.jpg letter.txt noname cache.tmp photo.png cut.jpg more.jpg padded.jpg over.jpg motion.jpg; do
	same "$f is a JPEG" image/jpeg "$(mime $f)"
done
same png image/png "$(mime a.png)"
same gif image/gif "$(mime a.gif)"
same mp4 video/mp4 "$(mime film.mp4)"
same heic image/heic "$(mime a.heic)"
same webp image/webp "$(mime a.webp)"
same avi video/x-msvideo "$(mime a.avi)"
same bmp image/bmp "$(mime a.bmp)"
same tiff image/tiff "$(mime a.tif)"
same "empty" inode/x-empty "$(mime empty.jpg)"
for f in words.txt words.gz words.jpg Makefile.am winnow-type.mdoc type.sh; do
	same "$f as file(1) has it" "$(file -b --mime-type files/$f)" "$(mime $f)"
done
same "four bytes are no picture" application/octet-stream "$(mime magic.bin)"

# image/* and video/* are never said on libmagic's word alone; what could be media is hashed all the same.
walked='its structure is not walked by this version'
for f in film.mng film.txt a.tga; do
	guess=$(file -b --mime-type files/$f)
	case $guess in image/* | video/*) ;; *) continue ;; esac
	same "$f: not said" application/octet-stream "$(mime $f)"
	check "$f: the guess is a note" sh -c 'case $1 in "info: $2"*) ;; *) exit 1 ;; esac' sh \
		"$(notes $f)" "libmagic takes it for $guess; $walked"
done
same "file(1) knows MNG" video/x-mng "$(file -b --mime-type files/film.mng)"
same "the guess fits the name" "info: libmagic takes it for video/x-mng; $walked" "$(notes film.mng)"
same "the guess does not" "info: libmagic takes it for video/x-mng; $walked; warning: named .txt but its content looks like video/x-mng" "$(notes film.txt)"
same "hashed with --media" "$(sha256sum <files/film.mng | cut -d' ' -f1)" \
	"$(winnow-hash --media records.jsonl | jq -r 'select(.path == "film.mng") | .hashes.sha256')"
same "text is not" null "$(winnow-hash --media records.jsonl | jq -r 'select(.path == "words.txt") | .hashes')"

same "named .txt" "warning: named .txt but its content is image/jpeg" "$(notes letter.txt)"
same "named .png" "warning: named .png but its content is image/jpeg" "$(notes photo.png)"
same "named .doc" "warning: named .doc but its content is video/mp4" "$(notes film.doc)"
same "text named .jpg" "warning: named .jpg but its content is text/plain" "$(notes words.jpg)"
for f in holiday.jpg noname cache.tmp a.png a.gif film.mp4 a.heic a.webp a.avi a.bmp a.tif words.txt empty.jpg padded.jpg motion.jpg; do
	same "nothing to say of $f" "" "$(notes $f)"
done
size=$(wc -c <files/holiday.jpg)
same "bytes behind the end" "info: 17 bytes follow the end of the image/jpeg data at $size" "$(notes more.jpg)"

same "a cut file" truncated "$(of cut.jpg .state)"
same "whole files have no state" null "$(of holiday.jpg .state)"
check "why it is said to be cut" test -n "$(of cut.jpg '.why // empty')"
same "how sure that is" true "$(of cut.jpg '.confidence > 0 and .confidence < 1')"
same "nothing of that for whole files" null "$(of holiday.jpg .confidence)"

# Foreign text without a marker inside: only for what does not stand in a live file system is it looked for.
same "allocated: by its markers" null "$(of over.jpg .state)"
sed 's/"origin":"allocated"/"origin":"deleted"/' ls.jsonl | winnow-type >deleted.jsonl
same "deleted: code by code" damaged "$(jq -r 'select(.path == "over.jpg") | .state' deleted.jsonl)"
same "no other is damaged" "cut.jpg over.jpg" "$(jq -r 'select(.state) | .path' deleted.jsonl | sort | paste -sd' ')"
finish
