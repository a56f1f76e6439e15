#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Metadata that writers left odd: exiftool reads on, and so do we.
PATH=$PATH:/usr/sbin:/sbin
. "$(dirname "$0")/lib.sh"
need winnow-ls winnow-exif exiftool ffmpeg jq perl
draw=$WINNOW_BUILDDIR/tests/e2e/draw
[ -x "$draw" ] || skip "draw was not built"

mkdir in
for name in stray latin1 slash twice; do
	"$draw" jpeg 1 200 >in/$name.jpg
done
exiftool -q -overwrite_original -EXIF:Make=Odd in/stray.jpg
# Sixteen bytes of nothing before the segment with the XMP.
exiftool -q -overwrite_original -XMP-tiff:Model=M in/stray.jpg
perl -0777 -pi -e 's|(\xff\xe1..http://ns\.adobe\.com/xap)|("\0" x 16) . $1|es' in/stray.jpg

xmp() { # FILE PROPERTIES: a packet as it stands
	printf '%s%b%s' '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/">' \
		"$2" '</rdf:Description></rdf:RDF></x:xmpmeta>' >packet
	perl -0777 -e 'open P, "<", "packet"; my $p = "http://ns.adobe.com/xap/1.0/\0" . join "", <P>; $_ = <STDIN>;
		print substr($_, 0, 2), "\xff\xe1", pack("n", length($p) + 2), $p, substr($_, 2)' <"in/$1" >made && mv made "in/$1"
}
xmp latin1.jpg '<tiff:Artist>Ren\0351</tiff:Artist><tiff:Make>Behind</tiff:Make>'
xmp slash.jpg '<exif:TIFF/EPStandardID>1</exif:TIFF/EPStandardID><tiff:Make>Behind</tiff:Make>'
xmp twice.jpg '<tiff:Make>Once</tiff:Make><tiff:Make>Once</tiff:Make>'

# Two letters of the Mac in a film, whose language is one of the Mac's, too.
ffmpeg -v error -f lavfi -i testsrc=s=32x32:d=0.2:r=5 -c:v mpeg4 in/mac.mov
exiftool -q -overwrite_original -UserData:Copyright=XXYY in/mac.mov
perl -0777 -pi -e 's|(\xa9cpy..)..XXYY|$1\0\0\xa9\x8aYY|s' in/mac.mov
# A way of finding the place that is written without its code.
"$draw" jpeg 2 200 >in/method.jpg
exiftool -q -overwrite_original -GPSLatitude=1 -GPSLatitudeRef=N -GPSLongitude=2 -GPSLongitudeRef=E -GPSProcessingMethod=wxyz in/method.jpg
perl -0777 -pi -e 's/\0\x1b\0\x07\0\0\0\x0c(....)/\0\x1b\0\x02\0\0\0\x04wxy\0/s or s/\x1b\0\x07\0\x0c\0\0\0(....)/\x1b\0\x02\0\x04\0\0\0wxy\0/s' in/method.jpg

# A time that claims to be long and far away; nobody who holds the rights.
"$draw" jpeg 3 200 >in/outside.jpg
exiftool -q -overwrite_original -ExifByteOrder=II -DateTimeOriginal="2020:01:01 00:00:00" -Make=Odd in/outside.jpg
perl -0777 -pi -e 's/\x03\x90\x02\0\x14\0\0\0..../\x03\x90\x02\0\x14\0\0\x0e\0\0\0\x70/s' in/outside.jpg
"$draw" jpeg 4 200 >in/nobody.jpg
exiftool -q -overwrite_original -Copyright=abcdefgh in/nobody.jpg
perl -0777 -pi -e 's/abcdefgh/   \0    /' in/nobody.jpg

winnow-ls -q in | winnow-exif -q >records.jsonl
same "status" 0 $?
of() { jq -r --arg name "$1" --arg key "$2" 'select(.path? == $name) | .metadata[$key]' records.jsonl; }
beside() { same "$1: $2" "$(exiftool -s3 -n "-$3" "in/$1")" "$(of "$1" "$2")"; }
beside stray.jpg XMP-tiff:Model XMP-tiff:Model
same "what stands before stays" Odd "$(of stray.jpg IFD0:Make)"
beside latin1.jpg XMP-tiff:Make XMP-tiff:Make
same "a letter that no XML may hold" 'Ren?' "$(of latin1.jpg XMP-tiff:Artist)"
same "is a note" true "$(jq 'select(.path? == "latin1.jpg").notes | any(.message | contains("XMP packet"))' records.jsonl)"
beside slash.jpg XMP-tiff:Make XMP-tiff:Make
same "one value twice is no list" Once "$(of twice.jpg XMP-tiff:Make)"
beside mac.mov UserData:Copyright UserData:Copyright
same "no time is made up" '[null,"Odd",true]' "$(jq -c 'select(.path? == "outside.jpg") |
	[.exif.DateTimeOriginal, .exif.Make, any(.notes[]; .message | contains("not lie inside"))]' records.jsonl)"
same "no words are made up" '' "$(of nobody.jpg IFD0:Copyright)"
beside method.jpg GPS:GPSProcessingMethod GPSProcessingMethod
finish
