#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The files that carve-corpus.sh plants: harmless pictures and films in as many formats and variants as the
# machine can write.
#
#   carve-items.sh DIR [SEED]     makes DIR/FORMAT/NAME and DIR/items.tsv: path, format, size, SHA-256
#
# tests/e2e/draw gives JPEG, PNG and GIF on any machine. ImageMagick, ffmpeg, webp, heif-enc, cjxl,
# opj_compress and exiftool each add formats when they are installed, camera pictures of ../shared/data too; what is
# missing is said. The variants are those that other people's programs write, not those that winnow draws.
dir=$(mkdir -p "$1" && cd "$1" && pwd)
seed=${2:-1}
. "$(dirname "$0")/../e2e/lib.sh"
draw=$WINNOW_BUILDDIR/tests/e2e/draw
[ -x "$draw" ] || skip "tests/e2e/draw is not built (make check TESTS=)"

have() {
	command -v "$1" >/dev/null || { echo "without $1: $2"; return 1; }
}

# into FORMAT NAME CMD…: CMD writes the file whose name is in place of @; what fails leaves nothing.
into() {
	mkdir -p "$dir/$1"
	to=$dir/$1/$2
	shift 2
	for word; do
		shift
		case $word in *@*) word=${word%%@*}$to${word#*@} ;; esac
		set -- "$@" "$word"
	done
	"$@" >log 2>&1 </dev/null && [ -s "$to" ] || { rm -f "$to"; echo "not made: $*: $(tail -n 1 log)"; }
}

number=$seed
next() {
	number=$(((number * 48271 + 11) % 2147483647))
}

# ---- Camera pictures, as they are ----

cameras() {
	camera=$(shared exif) || { echo "without ../shared/data: no camera pictures"; return; }
	mkdir -p "$dir/jpeg" "$dir/heif" "$dir/tiff"
	# olympus-d320l.jpg has one stray byte behind its end, which nothing can know to be its own
	find "$camera" -type f ! -path '*/invalid/*' ! -name '*corrupt*' ! -name olympus-d320l.jpg | sort | while read -r f; do
		name=camera-$(echo "${f#"$camera"/}" | tr -c 'A-Za-z0-9.\n' _)
		case $f in
		*.jpg | *.jpeg) cp "$f" "$dir/jpeg/$name" ;;
		*.HEIC | *.heif) cp "$f" "$dir/heif/$name" ;;
		*.tiff | *.tif) cp "$f" "$dir/tiff/$name" ;;
		esac
	done
}

# ---- Drawn by our own program ----

drawn() {
	mkdir -p "$dir/jpeg" "$dir/png" "$dir/gif"
	for kind in jpeg progressive restart thumbnail png gif; do
		case $kind in png | gif) format=$kind ;; *) format=jpeg ;; esac
		for width in 120 300 700; do
			next
			"$draw" $kind $((number % 100000)) $width >"$dir/$format/drawn-$kind-$width"
		done
	done
}

# ---- Source pictures: src-N.png, photographs where there are some ----

sources() {
	n=0
	for width in 320 500 640 800 1024 1280 1600 2048; do
		next
		n=$((n + 1))
		convert -size ${width}x$((width * 3 / 4 + n)) -seed $((number % 99991)) plasma:fractal -attenuate 0.3 \
			+noise Gaussian -depth 8 src-$n.png 2>log
	done
	photos=$({ shared exif/jpg/mobile && shared pdq/bridge-mods; } 2>/dev/null)
	for f in $(find $photos -name '*.jpg' 2>/dev/null | sort | head -n 9); do
		next
		n=$((n + 1))
		convert "$f" -strip -resize $((300 + number % 900))x src-$n.png 2>log
	done
	ls src-*.png 2>/dev/null
}

stills() {
	have convert 'no TIFF, BMP, PSD, few JPEG' || return
	sources >sources.txt
	n=0
	while read -r s; do
		n=$((n + 1))
		half="$s -resize 50%"
		set -f
		into jpeg im-q-$n.jpg convert $s -quality $((55 + n * 2)) @
		into jpeg im-444-$n.jpg convert $s -sampling-factor 4:4:4 -quality 85 @
		into jpeg im-422-$n.jpg convert $s -sampling-factor 2x1 -quality 75 @
		into jpeg im-progressive-$n.jpg convert $s -interlace JPEG -quality 80 @
		into png im-$n.png convert $half @
		into tiff im-none-$n.tif convert $half -compress none @
		into tiff im-lzw-$n.tif convert $half -compress LZW @
		into bmp im-24-$n.bmp convert $half -type TrueColor BMP3:@
		into gif im-$n.gif convert $half @
		case $((n % 4)) in
		0)
			into jpeg im-gray-$n.jpg convert $s -colorspace Gray @
			into jpeg im-arithmetic-free-$n.jpg convert $s -define jpeg:optimize-coding=false @
			into png im-16-$n.png convert $half -depth 16 -define png:bit-depth=16 @
			into tiff im-zip-$n.tif convert $s -compress Zip -endian MSB @
			into bmp im-32-$n.bmp convert $half -alpha on -type TrueColorAlpha BMP:@
			into psd im-rle-$n.psd convert $half -compress RLE @
			into gif im-interlace-$n.gif convert $half -interlace GIF @
			;;
		1)
			into jpeg im-cmyk-$n.jpg convert $s -colorspace CMYK @
			into png im-interlace-$n.png convert $half -interlace PNG @
			into png im-palette-$n.png convert $half -colors 200 PNG8:@
			into tiff im-jpeg-$n.tif convert $s -compress JPEG -quality 80 @
			into tiff im-tiled-$n.tif convert $s -compress Zip -define tiff:tile-geometry=128x128 @
			into bmp im-8-$n.bmp convert $half -colors 256 BMP3:@
			into psd im-none-$n.psd convert $half -compress none @
			;;
		2)
			into png im-alpha-$n.png convert $half -alpha set -channel A -evaluate set 60% @
			into png im-stored-$n.png convert $half -quality 00 @
			into tiff im-pages-$n.tif convert $half \( $half -flip \) \( $half -flop \) -compress LZW @
			into tiff im-msb-$n.tif convert $half -compress none -endian MSB @
			into bmp im-1-$n.bmp convert $half -monochrome BMP3:@
			into psd im-layers-$n.psd convert $half \( $half -flip \) \( $half -flop \) @
			into gif im-animated-$n.gif convert -delay 10 $half \( $half -flip \) \( $half -flop \) @
			;;
		3)
			into png im-gray-$n.png convert $half -colorspace Gray -depth 8 @
			into png im-1-$n.png convert $half -monochrome @
			into tiff im-fax-$n.tif convert $s -monochrome -compress Group4 @
			into tiff im-planar-$n.tif convert $half -interlace plane -compress LZW @
			into bmp im-rle-$n.bmp convert $half -colors 64 -compress RLE BMP3:@
			into psd im-gray-$n.psd convert $half -colorspace Gray @
			into gif im-87-$n.gif convert $half -colors 32 GIF87:@
			;;
		esac
		set +f
	done <sources.txt
}

further_stills() {
	[ -s sources.txt ] || return
	n=0
	while read -r s; do
		n=$((n + 1))
		if have cwebp 'no WebP'; then
			into webp lossy-$n.webp cwebp -q $((40 + n * 3)) "$s" -o @
			[ $((n % 3)) != 0 ] || into webp lossless-$n.webp cwebp -lossless "$s" -resize 300 0 -o @
			[ $((n % 3)) != 1 ] || into webp exif-$n.webp cwebp -metadata all "$dir/jpeg/im-q-$n.jpg" -o @
		fi
		if [ $((n % 2)) = 0 ] && have heif-enc 'no HEIC, AVIF drawn'; then
			into heif x265-$n.heic heif-enc -q 50 "$s" -o @
			into heif thumb-$n.heic heif-enc -q 60 -t 160 "$s" -o @
			[ $((n % 4)) != 0 ] || into avif av1-$n.avif heif-enc -A -q 40 -p speed=9 "$s" -o @
		fi
		if have cjxl 'no JPEG XL'; then
			into jxl bare-$n.jxl cjxl -e 3 -q 80 "$s" @
			[ $((n % 3)) != 0 ] || into jxl transcoded-$n.jxl cjxl -e 3 --lossless_jpeg=1 "$dir/jpeg/im-q-$n.jpg" @
			[ $((n % 3)) != 1 ] || into jxl container-$n.jxl cjxl -e 3 --container=1 -q 70 "$s" @
			[ $((n % 3)) != 2 ] || into jxl lossless-$n.jxl cjxl -e 3 -d 0 "$s" @
		fi
		if have opj_compress 'no JPEG 2000'; then
			into jp2 lossy-$n.jp2 opj_compress -r 20 -i "$s" -o @
			[ $((n % 4)) != 0 ] || into jp2 lossless-$n.jp2 opj_compress -i "$s" -o @
			[ $((n % 4)) != 1 ] || into jp2 tiles-$n.jp2 opj_compress -r 15 -t 256,256 -SOP -EPH -i "$s" -o @
			[ $((n % 4)) != 2 ] || into jp2 codestream-$n.j2k opj_compress -r 15 -i "$s" -o @
		fi
	done <sources.txt
	command -v gif2webp >/dev/null && for f in "$dir"/gif/im-animated-*.gif; do
		into webp "animated-$(basename "$f" .gif).webp" gif2webp -q 50 "$f" -o @
	done
}

# ---- What phones and editors add ----

rewritten() {
	have exiftool 'no thumbnails, trailers or XMP written by it' || return
	n=0
	for f in "$dir"/jpeg/im-q-*.jpg "$dir"/jpeg/im-progressive-*.jpg; do
		[ -s "$f" ] || continue
		n=$((n + 1))
		convert "$f" -thumbnail 160x120 thumb.jpg 2>/dev/null
		convert "$f" -thumbnail 640x480 preview.jpg 2>/dev/null
		case $((n % 4)) in
		0) into jpeg et-thumbnail-$n.jpg exiftool -q -Make=Winnow -Model=Practice '-ThumbnailImage<=thumb.jpg' \
			-DateTimeOriginal='2020:01:02 03:04:05' -o @ "$f" ;;
		1) into jpeg et-xmp-$n.jpg exiftool -q -XMP:Title=drawn -IPTC:Keywords=drawn -Comment=drawn \
			'-ThumbnailImage<=thumb.jpg' -o @ "$f" ;;
		2) into jpeg phone-trailer-$n.jpg sh -c "{ cat '$f'; $(samsung); } >@" ;;
		3) [ ! -s clip.mp4 ] || into jpeg motion-$n.jpg sh -c "exiftool -q -XMP-GCamera:MicroVideo=1 \
			-XMP-GCamera:MicroVideoVersion=1 -XMP-GCamera:MicroVideoOffset=$(wc -c <clip.mp4) -o - '$f' |
			cat - clip.mp4 >@" ;;
		esac
	done
	for f in "$dir"/tiff/im-lzw-[1-4].tif "$dir"/png/im-[1-4].png; do
		[ ! -s "$f" ] || into "$(basename "$(dirname "$f")")" "et-$(basename "$f")" \
			exiftool -q -XMP:Title=drawn -Artist=drawn -Make=Winnow -o @ "$f"
	done
}

# The trailer that phones of one maker append: a block, its directory (SEFH … SEFT).
samsung() {
	printf %s "printf '\\000\\000\\001\\012\\016\\000\\000\\000Image_UTC_Data1577934245000SEFH\\152\\000\\000\\000"
	printf %s "\\001\\000\\000\\000\\000\\000\\001\\012\\043\\000\\000\\000\\043\\000\\000\\000\\030\\000\\000\\000SEFT'"
}

# ---- Films ----

# film FORMAT NAME SIZE SECONDS OPTIONS…
film() {
	format=$1 name=$2 size=$3 seconds=$4
	shift 4
	next
	case $((number % 4)) in
	0) what="testsrc2=s=$size:r=15" ;;
	1) what="mandelbrot=s=$size:r=15:start_x=-0.$((number % 700))" ;;
	2) what="life=s=$size:r=15:seed=$((number % 9999)):mold=10:life_color=0x60a0c0:death_color=0xc08030" ;;
	3) what="gradients=s=$size:r=15:seed=$((number % 9999)):speed=0.05" ;;
	esac
	into "$format" "$name" ffmpeg -nostdin -v error -y -f lavfi -i "$what" -f lavfi \
		-i "sine=f=$((200 + number % 900)):r=44100" -t "$seconds" -pix_fmt yuv420p "$@" @
}

films() {
	have ffmpeg 'no films, APNG' || return
	ffmpeg -nostdin -v error -y -f lavfi -i testsrc2=s=320x240:r=15 -t 1 -c:v libx264 -pix_fmt yuv420p \
		-movflags +faststart clip.mp4 2>log || rm -f clip.mp4
	n=0
	for size in 320x240 640x360 352x288 854x480; do
		n=$((n + 1))
		film mp4 h264-$n.mp4 $size $((n + 1)) -c:v libx264 -preset veryfast -c:a aac
		film mp4 faststart-$n.mp4 $size $((n + 1)) -c:v libx264 -preset veryfast -c:a aac -movflags +faststart
		film mp4 mpeg4-$n.mp4 $size $n -c:v mpeg4 -c:a aac
		film mp4 fragments-$n.mp4 $size $n -c:v libx264 -preset veryfast -c:a aac -movflags frag_keyframe+empty_moov
		film mp4 phone-$n.3gp 176x144 $((n * 2)) -c:v mpeg4 -c:a aac
		film mov h264-$n.mov $size $((n + 1)) -c:v libx264 -preset veryfast -c:a pcm_s16le
		film mov mjpeg-$n.mov $size $n -c:v mjpeg -q:v 4 -c:a aac
		film avi mjpeg-$n.avi $size $n -c:v mjpeg -q:v 5 -c:a pcm_s16le
		film avi mpeg4-$n.avi $size $((n + 1)) -c:v mpeg4 -c:a mp3
		film avi msmpeg4-$n.avi $size $n -c:v msmpeg4 -an
		film mkv h264-$n.mkv $size $((n + 1)) -c:v libx264 -preset veryfast -c:a aac
		film mkv vp8-$n.webm $size $n -c:v libvpx -deadline realtime -cpu-used 8 -c:a libvorbis
		film mkv mpeg4-front-$n.mkv $size $n -c:v mpeg4 -c:a aac -reserve_index_space 2000
		film mkv live-$n.webm 320x240 $n -c:v libvpx -deadline realtime -cpu-used 8 -an -f webm -live 1
		film wmv wmv2-$n.wmv $size $((n + 1)) -c:v wmv2 -c:a wmav2
		film wmv wmv1-$n.asf $size $n -c:v wmv1 -an
		film flv flv1-$n.flv $size $((n + 1)) -c:v flv1 -c:a mp3
		film flv h264-$n.flv $size $n -c:v libx264 -preset veryfast -c:a aac
		film mpg mpeg1-$n.mpg $size $((n + 1)) -r 25 -c:v mpeg1video -c:a mp2
		film mpg mpeg2-$n.vob $size $n -r 25 -c:v mpeg2video -c:a mp2 -f vob
		film ts h264-$n.ts $size $((n + 1)) -c:v libx264 -preset veryfast -c:a aac
		film ts mpeg2-$n.m2ts $size $n -r 25 -c:v mpeg2video -c:a ac3 -mpegts_m2ts_mode 1
		film png animated-$n.png 160x120 1 -r 5 -f apng -plays 0 -pix_fmt rgb24
	done
}

cameras
drawn
stills
further_stills
films
rewritten

cd "$dir" || exit 3
find . -mindepth 2 -type f -size +0 | sed 's|^\./||' | LC_ALL=C sort | while read -r f; do
	printf '%s/%s\t%s\t%s\t%s\n' "$dir" "$f" "${f%%/*}" "$(wc -c <"$f")" "$(sha256sum <"$f" | cut -d' ' -f1)"
done | awk -F '\t' '!seen[$4]++' >items.tsv
cut -f2 items.tsv | sort | uniq -c | awk '{printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $1} END {print ""}'
