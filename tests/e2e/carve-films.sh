#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Films as ffmpeg writes them are found to their last byte amid noise, text and each other, whatever container
# they are in, and joined from two pieces.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-carve winnow-cat jq dd truncate
command -v ffmpeg >/dev/null || skip "ffmpeg is not installed"
[ -x "$draw" ] || skip "tests/e2e/draw is not built (configure found no libjpeg)"

# film NAME OPTION…: two seconds of ffmpeg's own test picture and a tone
films=
film() {
	name=$1
	shift
	ffmpeg -nostdin -v quiet -threads 1 -f lavfi -i testsrc2=s=176x144:r=12:d=2 -f lavfi -i sine=f=440:d=2 \
		-shortest "$@" -y "$name" </dev/null >/dev/null 2>&1 && [ -s "$name" ] && films="$films $name"
	return 0 # a build of ffmpeg may lack an encoder
}
film a.mkv -c:v mpeg4 -c:a mp2
film a.webm -c:v libvpx -deadline realtime -c:a libvorbis
film a.avi -c:v mpeg4 -c:a mp2
film b.avi -c:v mjpeg -pix_fmt yuvj420p -c:a pcm_s16le
film a.wmv -c:v wmv2 -c:a wmav2
film a.flv -c:v flv -an
film a.mpg -c:v mpeg1video -c:a mp2 -f mpeg
film a.vob -c:v mpeg2video -c:a mp2 -f vob
film a.ts -c:v mpeg2video -c:a mp2
film a.m2ts -c:v mpeg2video -c:a ac3
film a.ogv -c:v libtheora -c:a libvorbis
[ -n "$films" ] || skip "this ffmpeg cannot write films"

# Anywhere in noise, and one right behind the other.
"$draw" noise 7 12000000 >plain.img
at=4321
for f in $films; do
	plant plain.img $at $f
	at=$((at + $(wc -c <$f) + 1000))
done
for f in $films; do
	plant plain.img $at $f
	at=$((at + $(wc -c <$f)))
done
unchanged plain.img
winnow-carve -q plain.img >plain.jsonl
same "status" 0 $?
# A stream without an end mark that ends on a sector may have been cut there, and is not called whole.
finds plain.jsonl | cut -d' ' -f2- | sort >got.txt
for f in $films $films; do
	state=whole
	case $f in *.mpg | *.vob | *.ts | *.m2ts) [ $(($(wc -c <$f) % 512)) != 0 ] || state=truncated ;; esac
	echo "$state $(wc -c <$f) $(sha256sum <$f | cut -d' ' -f1)"
done | sort >expected.txt
same_file "films anywhere, and back to back" expected.txt got.txt
winnow-cat -q -o out plain.jsonl
sha256sum $films $films | cut -d' ' -f1 | sort >want.txt
find out -type f -exec sha256sum {} + | cut -d' ' -f1 | sort >have.txt
same "winnow-cat gives their bytes" "" "$(comm -23 want.txt have.txt)"

# In two pieces with text between them, on blocks of 4096.
truncate -s 0 split.img
for f in $films; do
	half=$(($(wc -c <$f) / 8192))
	dd if=$f bs=4096 count=$half status=none >>split.img
	yes "somebody else's letter, which is no film" | head -c 20480 >>split.img
	dd if=$f bs=4096 skip=$half status=none >>split.img
	truncate -s %4096 split.img
	yes "and another one" | head -c 8192 >>split.img
done
winnow-carve -q --align 4096 split.img >split.jsonl
finds split.jsonl >split.txt
joined=0 all=0
for f in $films; do
	all=$((all + 1))
	grep -q "$(sha256sum <$f | cut -d' ' -f1)" split.txt && joined=$((joined + 1))
done
check "nine of ten are joined from two pieces ($joined of $all)" [ $((joined * 10)) -ge $((all * 9)) ]
finish
