#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Signs of synthetic origin: content credentials in each container (exiftool reads them too), IPTC's source type,
# generators' parameters and names; and none in pictures of cameras and editors.
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/lib.sh"
need winnow-ls winnow-type winnow-exif winnow-report exiftool jq mke2fs perl
draw=$WINNOW_BUILDDIR/tests/e2e/draw
[ -x "$draw" ] || skip "draw was not built"
perl -MCompress::Zlib -e 1 2>/dev/null || skip "perl lacks Compress::Zlib"

mkdir pictures
"$draw" jpeg 1 100 >a.jpg
"$draw" png 2 100 >a.png
for f in xmp comment dalle make firefly imagenomic gimp capture plain; do cp a.jpg pictures/$f.jpg; done
for f in parameters novel comfy; do cp a.png pictures/$f.png; done
write() { name=$1; shift; exiftool -q -overwrite_original "$@" "pictures/$name"; }
types=http://cv.iptc.org/newscodes/digitalsourcetype
write xmp.jpg "-XMP-iptcExt:DigitalSourceType=$types/compositeWithTrainedAlgorithmicMedia" -XMP-photoshop:Credit='Made with Google AI'
write capture.jpg "-XMP-iptcExt:DigitalSourceType=$types/digitalCapture" -Make=Canon
write comment.jpg -UserComment='a house, a tree
Negative prompt: fog
Steps: 20, Sampler: Euler a, CFG scale: 7'
cp a.jpg pictures/order.jpg
write order.jpg -ExifByteOrder=II -UserComment='é Steps: 20, Sampler: Euler a'
perl -0777 -pi -e 's{(UNICODE\0)((?:..){29})}{$1 . pack("n*", unpack("v*", $2))}se' pictures/order.jpg
write dalle.jpg -Software='DALL-E 3'
write make.jpg -Make=Midjourney
write firefly.jpg -Make=Hawkeye -Model='Firefly 8S'
write imagenomic.jpg -Software='Imagenomic Portraiture'
write gimp.jpg -Software='GIMP 2.10'
# text NAME KEYWORD TEXT: a tEXt chunk that exiftool has no name for
text() {
	perl -MCompress::Zlib -0777 -e 'my ($f, $k, $t) = @ARGV; open my $i, "<:raw", $f or die; my $d = <$i>; my $c = "tEXt$k\0$t";
		open my $o, ">:raw", $f or die; print $o substr($d, 0, 33), pack("N", length($c) - 4), $c, pack("N", crc32($c)), substr($d, 33)' "pictures/$1" "$2" "$3"
}
text parameters.png parameters 'a house
Steps: 20, Sampler: Euler a'
text novel.png Software NovelAI
text novel.png Comment '{"prompt": "a house", "steps": 28, "sampler": "k_euler"}'
text comfy.png prompt '{"3": {"class_type": "KSampler"}}'
text comfy.png workflow '{"nodes": []}'

# The same manifest in each container.
perl -e 'print pack("N", 20), "ftypisom\0\0\2\0isom", pack("N", 8), "free"' >a.mp4
perl -e 'print "RIFF", pack("V", 26), "WEBPVP8L", pack("V", 14), "\x2f\0\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07"' >a.webp
perl -e 'print "\0\0\0\x0cJXL \r\n\x87\n", pack("N", 20), "ftypjxl \0\0\0\0jxl "' >a.jxl
: >a.tiff
: >a.pdf
perl -e 'print "GIF89a", pack("vvCCC", 1, 1, 0x80, 0, 0), "\0\0\0\xff\xff\xff", ",", pack("vvvvC", 0, 0, 1, 1, 0), "\2\2\x44\1\0;"' >a.gif
for kind in jpeg png mp4 webp jxl tiff gif pdf; do
	from=a.$kind
	[ $kind = jpeg ] && from=a.jpg
	perl "$WINNOW_SRCDIR/tests/e2e/c2pa.pl" $kind $from pictures/c2pa.$kind OpenAI-API trainedAlgorithmicMedia
done
perl "$WINNOW_SRCDIR/tests/e2e/c2pa.pl" brob a.jxl pictures/packed.jxl OpenAI-API trainedAlgorithmicMedia
perl "$WINNOW_SRCDIR/tests/e2e/c2pa.pl" jpeg a.jpg pictures/camera.jpg Camera digitalCapture
perl "$WINNOW_SRCDIR/tests/e2e/c2pa.pl" jpeg a.jpg pictures/silent.jpg Editor -
head -c 1200 pictures/c2pa.jpeg >pictures/cut.jpg

truncate -s 16M disk.img
mke2fs -q -F -t ext4 -d pictures disk.img
unchanged disk.img
winnow-ls disk.img | winnow-type | winnow-exif >records.jsonl
same "status" 0 $?

of() { jq -c --arg name "$1" "select((.path? // \"\" | ltrimstr(\"/\")) == \$name) | $2" records.jsonl; }
sign() { same "$1" "$2" "$(of "$1" '[.synthetic.indicator, .synthetic.where]')"; }
for kind in jpeg png mp4 webp jxl tiff gif pdf; do
	sign c2pa.$kind '["digital source type trainedAlgorithmicMedia","CBOR:ActionsDigitalSourceType"]'
	same "$kind: claim generator" '"OpenAI-API/1.0"' "$(of c2pa.$kind '.metadata["CBOR:Claim_generator"]')"
done
same "the generator's name is a further sign" true \
	"$(of c2pa.jpeg '.synthetic.further | any(.where == "CBOR:Claim_generator" and .indicator == "names a generator: OpenAI")')"
for kind in jpeg png; do
	same "$kind: as exiftool reads it" "$(exiftool -j -G1 '-CBOR:all' pictures/c2pa.$kind | jq -cS ".[0] | del(.SourceFile, .[\"CBOR:Alg\"])")" \
		"$(of c2pa.$kind '.metadata | with_entries(select(.key | startswith("CBOR:")))' | jq -cS .)"
done
if ! grep -q "which this build lacks (libbrotlidec)" records.jsonl; then
	sign packed.jxl '["digital source type trainedAlgorithmicMedia","CBOR:ActionsDigitalSourceType"]'
fi
same "UTF-16 in the other order" "$(exiftool -s3 -UserComment pictures/order.jpg)" "$(jq -r 'select((.path? // "" | ltrimstr("/")) == "order.jpg") | .metadata["ExifIFD:UserComment"]' records.jsonl)"
sign order.jpg '["generator parameters (Stable Diffusion)","ExifIFD:UserComment"]'
sign xmp.jpg '["digital source type compositeWithTrainedAlgorithmicMedia","XMP-iptcExt:DigitalSourceType"]'
same "a credit beside it" '"XMP-photoshop:Credit"' "$(of xmp.jpg '.synthetic.further[0].where')"
sign parameters.png '["generator parameters (Stable Diffusion)","PNG:Parameters"]'
sign comment.jpg '["generator parameters (Stable Diffusion)","ExifIFD:UserComment"]'
sign comfy.png '["generator workflow (ComfyUI)","PNG:Workflow"]'
sign novel.png '["generator parameters (NovelAI)","PNG:Comment"]'
sign dalle.jpg '["names a generator: DALL-E","IFD0:Software"]'
sign make.jpg '["names a generator: Midjourney","IFD0:Make"]'
sign silent.jpg '["C2PA manifest that states no source type","JUMBF:JUMDLabel"]'
for f in firefly imagenomic gimp capture plain camera; do
	same "$f: none" false "$(of $f.jpg 'has("synthetic")')"
done
same "a manifest cut short is noted" true "$(of cut.jpg '.notes | any(.message | contains("JUMBF boxes"))')"

winnow-report -q -f text -o report records.jsonl
number=$(jq -r 'select(.synthetic) | .id' records.jsonl | wc -l)
same "the report counts them" "$number" "$(grep -A1 "Items with a sign of synthetic origin" report | tr -cd "0-9\n" | grep . | head -n 1)"
check "and says what absence proves" grep -q 'synthetic origin are read from metadata' report
finish
