#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pictures that hide: wrong names, deleted, in archives of all kinds, in documents, in an unknown file. Members
# are compared with what unzip and bsdtar unpack.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-ls winnow-type winnow-hash winnow-cat jq python3 mkfs.vfat mcopy mdel zip unzip bsdtar sha256sum

sum() { sha256sum <"$1" | cut -d' ' -f1; }
# pictures RECORDS: digests of what is a picture
pictures() { winnow-type -q "$1" | winnow-hash -q | jq -r 'select(.record == "file" and ((.mime // "") | startswith("image/"))) | .hashes.sha256'; }
# holds RECORDS FILTER: is it true of all the records together?
holds() { jq -se "$2" "$1" >/dev/null; }
# member RECORDS ID: its bytes' digest
member() { winnow-cat -q --id "$2" "$1" 2>err.txt | sha256sum | cut -d' ' -f1; }

# ---- The search image --------------------------------------------------------------------------------------

mkdir search
for i in 1 2 3 4 5 6 7 8 9; do
	picture "p$i" jpeg "$i" 9$i
done
"$draw" noise 1 9000 >noise
cp p1 search/plain.jpg
cp p2 search/wrong.dat
cp p3 search/gone.jpg
cp p4 search/gone.txt
cp p5 in-zip.jpg && zip -q search/archive.zip in-zip.jpg
cp p6 in-renamed.jpg && zip -q -0 renamed.zip in-renamed.jpg && mv renamed.zip search/renamed.doc
cp p7 in-tar.jpg && bsdtar -czf search/both.tar.gz in-tar.jpg
{ head -c 700 noise; cat p8 noise; } >Data
if command -v gsf >/dev/null; then gsf createole search/letter.doc Data >/dev/null 2>&1; else cp Data search/letter.doc; fi
{ cat noise p9; head -c 99 noise; } >search/blob.bin
echo "no picture" >search/text.jpg
printf '\377\330\377\340 only the head of one, and then nothing that could be a picture' >search/head.jpg
{ printf 'PK'; cat noise; } >search/noise.zip
truncate -s 4M fat.img
mkfs.vfat fat.img >/dev/null
mcopy -i fat.img search/* ::/
mdel -i fat.img ::/gone.jpg ::/gone.txt
unchanged fat.img
winnow-ls -qr fat.img >fat.jsonl
same "status" 0 $?
pictures fat.jsonl | sort >got.txt
sha256sum p? | cut -d' ' -f1 | sort >wanted.txt
same_file "nine pictures, each once, and nothing that is none" wanted.txt got.txt
winnow-ls -qr -j 1 fat.img | items /dev/stdin >one.txt
items fat.jsonl >many.txt
same_file "the same whatever the number of workers" one.txt many.txt

# ---- Every archive, against the programs that unpack it ----------------------------------------------------

mkdir -p tree/a/deep
cp p1 tree/a/one.jpg
cp p2 tree/a/deep/two.jpg
head -c 300000 /dev/zero >tree/zeros
: >tree/empty
(cd tree && zip -qr ../nested.zip a && mv ../nested.zip . && zip -q -0 ../stored.zip a/one.jpg && zip -qr ../all.zip . &&
	zip -qr - . >../streamed.zip)
mkdir packed
mv stored.zip all.zip packed
cat streamed.zip >packed/streamed.bin
for format in ustar pax gnutar newc iso9660 7zip; do
	bsdtar -cf "packed/$format.x" --format=$format -C tree .
done
for filter in gzip bzip2 xz zstd lz4 compress; do
	bsdtar -cf "packed/tar.$filter" --$filter -C tree . 2>/dev/null
done
gzip -c p3 >packed/single.gz
winnow-ls -qr packed >packed.jsonl
same "status of archives" 0 $?
for file in packed/*; do
	name=${file#packed/}
	case $name in single.gz) continue ;; esac
	chmod -R u+rwX out 2>/dev/null
	rm -rf out
	mkdir out
	bsdtar -xf "$file" -C out 2>/dev/null
	(cd out && find . -type f -exec sha256sum {} +) | sed 's|  \./|\t|' | sort >wanted.txt
	winnow-hash -q packed.jsonl | jq -r --arg p "$name!" 'select(.record == "file" and .origin == "archive") |
		select((.path // "") | startswith($p)) | select(.path[($p | length):] | contains("!") | not) |
		[.hashes.sha256, (.path[($p | length):] | sub("^\\./"; ""))] | @tsv' | sort >got.txt
	same_file "$name as bsdtar unpacks it" wanted.txt got.txt
	[ "$name" = stored.zip ] ||
		check "$name: what is in its inner ZIP" grep -q "\"p0/$name![^\"]*nested.zip!a/deep/two.jpg\"" packed.jsonl
done
same "one compressed file" "$(sum p3)" "$(member packed.jsonl "$(jq -r '.id | select(. and startswith("p0/single.gz!"))' packed.jsonl)")"
same "a member asked for alone, inside an archive inside an archive" "$(sum p2)" \
	"$(member packed.jsonl 'p0/tar.xz!./nested.zip!a/deep/two.jpg')"
same "stored members are plain" runs "$(winnow-ls -q packed/stored.zip | jq -r 'select(.record == "file").content.how')"

# ---- Documents, mail, caches -------------------------------------------------------------------------------

mkdir word
cp p1 word/image1.jpeg
printf 'Content' >'[Content_Types].xml'
zip -q letter.docx '[Content_Types].xml' word/image1.jpeg
{
	printf 'From: a@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n--x\n'
	printf 'Content-Type: image/jpeg; name="sent.jpg"\nContent-Transfer-Encoding: base64\n\n'
	base64 p2
	printf -- '--x--\n'
} >letter.eml
{
	printf '%%PDF-1.4\n1 0 obj\n<< /Subtype /Image /Filter /DCTDecode /Length %s >>\nstream\n' "$(wc -c <p3)"
	cat p3
	printf '\nendstream\nendobj\ntrailer\n<< >>\n%%%%EOF\n'
} >letter.pdf
# le N: 32 bits, little-endian
le() {
	for shift in 0 8 16 24; do
		printf '%b' "\\0$(printf %o $(($1 >> shift & 255)))"
	done
}
{
	printf CMMM; le 21; le 1; le 24; le 0; le 1
	printf CMMM; le $((48 + 8 + $(wc -c <p4))); le 7; le 7; le 8; le 0; le "$(wc -c <p4)"; le 0; le 0; le 0; le 0; le 0
	printf 'a\000b\000c\000d\000'
	cat p4
} >thumbcache_96.db
# As drawing programs write the ends of lines, and addresses the signs of base64.
{
	printf '<svg><image href="data:image/jpeg;base64,'
	base64 p5 | sed 's/$/\&#10;/'
	printf '"/></svg>\n'
} >drawing.svg
printf '<img src="data:image/jpeg;base64,%s">\n' "$(base64 -w0 p6 | sed 's,/,%2F,g; s,+,%2b,g; s,=,%3D,g')" >page.html
mkdir apps
cp p7 apps
tar cf apps.tar apps
{ printf 'ANDROID BACKUP\n5\n1\nnone\n'; python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))' <apps.tar; } >packed.ab
{ printf 'ANDROID BACKUP\n5\n0\nnone\n'; cat apps.tar; } >plain.ab
printf 'ANDROID BACKUP\n5\n1\nAES-256\n%0128d\n' 0 >locked.ab
mkdir docs
mv packed.ab plain.ab locked.ab docs
mv letter.docx letter.eml letter.pdf thumbcache_96.db drawing.svg page.html docs
winnow-ls -qr docs >docs.jsonl
pictures docs.jsonl | sort >got.txt
sha256sum p1 p2 p3 p4 p5 p6 p7 p7 | cut -d' ' -f1 | sort >wanted.txt
same_file "a document, a message, a PDF, a cache, a drawing, a page, a phone" wanted.txt got.txt
check "an encrypted backup is named" holds docs.jsonl 'any(.[]; (.notes // [])[0].message // "" | test("Android backup is encrypted"))'
same "origins" "archive embedded" "$(jq -r 'select(.parent).origin' docs.jsonl | sort -u | xargs)"

# ---- What means harm ---------------------------------------------------------------------------------------

mkdir harm
(cd tree && zip -q -P secret ../harm/locked.zip a/one.jpg)
cp packed/all.zip harm/cut.zip
truncate -s -60 harm/cut.zip
cp p1 in.zip
for i in 1 2 3 4 5 6 7 8 9; do
	rm -f next.zip
	zip -q next.zip in.zip
	mv next.zip in.zip
done
mv in.zip harm/deep.zip
head -c 3000000 /dev/zero | gzip >zeros.gz
cp zeros.gz harm
winnow-ls -qr harm >harm.jsonl
same "status of harmful ones" 0 $?
check "an encrypted member is named and noted" holds harm.jsonl 'any(.[]; .path == "locked.zip!a/one.jpg" and .content == null and ((.notes // [])[0].message // "" | test("encrypted")))'
check "a cut ZIP gives what it has" holds harm.jsonl 'any(.[]; .path == "cut.zip" and ((.notes // [])[0].message // "" | test("directory is lost")))'
same "and its members are whole" "$(sum p2)" "$(member harm.jsonl 'p0/cut.zip!a/deep/two.jpg')"
check "deep nesting ends with a note" holds harm.jsonl 'any(.[]; (.notes // [])[0].message // "" | test("nested more than"))'

# ---- A folder and archives as evidence ---------------------------------------------------------------------

mkfifo tree/pipe
ln -s /etc/passwd tree/link
ln tree/a/one.jpg tree/twin.jpg
winnow-ls -q tree >tree.jsonl
same "status of a folder" 0 $?
(cd tree && find . -type f -exec sha256sum {} +) | sed 's|  \./|\t|' | grep -v twin.jpg | sort >wanted.txt
winnow-hash -q tree.jsonl | jq -r 'select(.record == "file") | [.hashes.sha256, .path] | @tsv' | sort >got.txt
same_file "a folder" wanted.txt got.txt
same "its origin" logical "$(jq -r 'select(.record == "file").origin' tree.jsonl | sort -u)"
same "a hard link is a name" p0/a/one.jpg "$(jq -r 'select(.record == "name" and .path == "twin.jpg").id' tree.jsonl)"
for file in packed/all.zip packed/pax.x packed/tar.xz packed/7zip.x; do
	winnow-ls -qr "$file" >one.jsonl
	winnow-hash -q one.jsonl | jq -r 'select(.record == "file" and .origin == "logical") | [.hashes.sha256, (.path | sub("^\\./"; ""))] | @tsv' | sort >got.txt
	same_file "$file as evidence" wanted.txt got.txt
done
echo more >>tree/zeros
winnow-hash -q tree.jsonl >changed.jsonl 2>err.txt
same "a folder that was changed is another evidence" 3 $?
finish
