# SPDX-License-Identifier: Apache-2.0
# Sourced after lib.sh and carve-lib.sh: a disk with pictures where pictures hide, and the score of a search for
# them. Every picture is drawn and there once only, so its digest says which hiding place was found.
#
#   hidden_disk IMAGE MIB SEED   builds the disk; key.tsv names each picture: class, place, SHA-256
#   hidden_score KEY RECORDS…    a line a class: found, planted, class; then the places that were missed
#   hidden_none RECORDS…         media among what is no picture
#
# Needs: perl mkfs.vfat mcopy mdel mkntfs ntfscp zip bsdtar 7z sqlite3 gsf qemu-img genisoimage
seed=0

# new CLASS PLACE [KIND [WIDTH]]: the next picture, in the file `pic`, written down in the key
new() {
	seed=$((seed + 1))
	"$draw" "${3:-jpeg}" "$seed" "${4:-$((120 + seed % 90))}" >pic || fail "draw ${3:-jpeg} $seed"
	printf '%s\t%s\t%s\n' "$1" "$2" "$(sha256sum <pic | cut -d' ' -f1)" >>key.tsv
}

# keep NAME: the picture just drawn, under that name
keep() {
	mv pic "$1"
}

# blob BYTES: noise that is no format
blob() {
	seed=$((seed + 1))
	"$draw" noise "$seed" "$1"
}

# ---- Archives ------------------------------------------------------------------------------------------------

# One picture in each archive: archive_of CLASS PLACE TARGET, with the program's own arguments in `how`
pack() { # CLASS PLACE KIND TARGET COMMAND…: COMMAND packs the file member into the file out
	class=$1 place=$2 kind=$3 target=$4
	shift 4
	rm -rf out member
	new "$class" "$place" "$kind"
	keep member
	"$@" >/dev/null 2>&1 || fail "$place: $*"
	mv out "$target"
}

zip_stored() { zip -q -0 out.zip member && mv out.zip out; }
zip_deflated() { zip -q -9 out.zip member && mv out.zip out; }
zip_streamed() { zip -q - member | cat >out; }
zip_zip() { zip -q in.zip member && zip -q -0 out.zip in.zip && rm in.zip && mv out.zip out; }
zip_prefixed() { { blob 3000; cat member; } >pre && zip -q out.zip member && cat pre out.zip >out && rm out.zip pre; }
tar_as() { bsdtar -cf out "$@" member; }
seven() { 7z a -bd "$@" out.7z member && mv out.7z out; }
gzipped() { gzip -c member >out; }
xzipped() { xz -c member >out; }
bzipped() { bzip2 -c member >out; }
zstded() { zstd -qc member >out; }
iso() { genisoimage -quiet -R -J -o out member; }
rar() { perl "$WINNOW_SRCDIR/tests/e2e/hidden.pl" "rar$1" member >out; }
docx() {
	mkdir -p d/word/media && mv member d/word/media/image1.jpeg && echo '<Types/>' >'d/[Content_Types].xml' &&
		echo '<w:document/>' >d/word/document.xml && (cd d && zip -qr ../out.zip .) && mv out.zip out && rm -r d
}
odt() {
	mkdir -p d/Pictures && mv member d/Pictures/1.jpg && printf 'application/vnd.oasis.opendocument.text' >d/mimetype &&
		(cd d && zip -q0X ../out.zip mimetype && zip -qr ../out.zip Pictures) && mv out.zip out && rm -r d
}
doc() { { blob 700; cat member; blob 900; } >Data && blob 5000 >WordDocument && gsf createole out WordDocument Data; }
doc_small() { cp member Data && gsf createole out Data; }
msg() { mkdir -p __attach_version1.0_#00000000 && cp member __attach_version1.0_#00000000/__substg1.0_37010102 &&
	gsf createole out __attach_version1.0_#00000000/__substg1.0_37010102; rm -r __attach*; }
thumbs() { { perl -e 'print pack("V3", 12, 1, -s "member")'; cat member; } >1 && gsf createole out 1; rm -f 1; }
made() { perl "$WINNOW_SRCDIR/tests/e2e/hidden.pl" "$@" member >out; }
sqlite() { # PAGE SIZE
	rm -f db && sqlite3 db "pragma page_size=$1; create table t(a text, b blob, c text);
		insert into t values('before', zeroblob(100), 'x');
		insert into t select 'photo', readfile('member'), hex(randomblob(20));
		insert into t values('after', zeroblob(9000), 'x');" && mv db out
}
sqlite_wal() {
	rm -f db db-wal
	sqlite3 db "pragma journal_mode=wal; pragma wal_autocheckpoint=0; create table t(b blob);
		insert into t select readfile('member');" ".system cp db-wal out"
	rm -f db db-wal db-shm
}
disk_in() { # FORMAT: a small FAT volume as a file
	rm -f v && truncate -s 4M v && mkfs.vfat v >/dev/null && mcopy -i v member ::/a.jpg &&
		if [ "$1" = raw ]; then mv v out; else qemu-img convert -O "$1" v out && rm v; fi
}
appended() { "$draw" "$1" 1 90 >out && cat member >>out; }
zip_behind() { "$draw" jpeg 2 90 >out && zip -q m.zip member && cat m.zip >>out && rm m.zip; }
program() { { printf 'MZ\220\000'; blob 6000; cat member; blob 300; } >out; }

# ---- The disk ------------------------------------------------------------------------------------------------

# on the FAT volume, at its root: fat NAME (of the file `item`)
fat() { mcopy -i fat.img "$1" "::/$2" || fail "mcopy $2"; }
# in the NTFS volume: as a file, or as a stream of one
ntfs() { ntfscp -q -f ntfs.img "$1" "$2" || fail "ntfscp $2"; }
stream() {
	echo words >host
	ntfs host "$2" && ntfscp -q -f -N "$3" ntfs.img "$1" "$2" || fail "stream $2:$3"
}

hidden_live() {
	new wrong-extension fat/wrong.dll; fat pic wrong.dll
	new wrong-extension fat/wrong.txt png; fat pic wrong.txt
	new wrong-extension fat/wrong.mp3 gif; fat pic wrong.mp3
	new wrong-extension fat/noext progressive; fat pic noext
	for i in 1 2 3 4; do
		pack zip-stored "fat/stored$i.zip" jpeg item zip_stored; fat item "stored$i.zip"
		pack zip-deflated "fat/deflated$i.zip" png item zip_deflated; fat item "deflated$i.zip"
	done
	pack zip-deflated fat/streamed.zip jpeg item zip_streamed; fat item streamed.zip
	pack zip-renamed fat/zip.doc jpeg item zip_stored; fat item zip.doc
	pack zip-renamed fat/zip.jpg jpeg item zip_deflated; fat item zip.jpg
	pack zip-nested fat/zipzip.zip jpeg item zip_zip; fat item zipzip.zip
	for filter in gzip bzip2 xz zstd lz4 compress; do
		pack archive "fat/$filter.tar" jpeg item tar_as --$filter; fat item "$filter.tgz"
	done
	pack archive fat/plain.tar jpeg item tar_as; fat item plain.tar
	pack archive fat/a.7z jpeg item seven; fat item a.7z
	pack archive fat/bzip2.7z png item seven -m0=bzip2; fat item bzip2.7z
	pack archive fat/a.gz jpeg item gzipped; fat item a.gz
	pack archive fat/a.iso jpeg item iso; fat item a.iso
	pack archive fat/a4.rar jpeg item rar 4; fat item a4.rar
	pack archive fat/a5.rar jpeg item rar 5; fat item a5.rar
	pack document fat/a.docx jpeg item docx; fat item a.docx
	pack document fat/a.odt jpeg item odt; fat item a.odt
	pack document fat/a.doc jpeg item doc; fat item a.doc
	pack document fat/small.doc gif item doc_small; fat item small.doc
	pack document fat/a.rtf jpeg item made rtf; fat item a.rtf
	pack document fat/a.svg jpeg item made svg; fat item a.svg
	pack document fat/a.html png item made html; fat item a.html
	for i in 1 2 3; do
		new blob "fat/blob$i.bin"
		{ blob $((3000 + i)); cat pic; blob 777; } >item; fat item "blob$i.bin"
	done
	pack container fat/a.eml jpeg item made eml; fat item a.eml
	pack container fat/a.mbox jpeg item made mbox; fat item a.mbox
	pack container fat/quoted.eml gif item made quoted; fat item quoted.eml
	pack container fat/uu.eml jpeg item made uu; fat item uu.eml
	pack container fat/a.mht jpeg item made mht; fat item a.mht
	pack container fat/a.msg jpeg item msg; fat item a.msg
	pack container fat/a.vcf jpeg item made vcf; fat item a.vcf
	pack container fat/a.plist jpeg item made plist; fat item a.plist
	pack container fat/a.json jpeg item made json; fat item a.json
	pack container fat/a.pdf jpeg item made pdf; fat item a.pdf
	pack container fat/packed.pdf jpeg item made pdfflate; fat item packed.pdf
	pack container fat/objstm.pdf jpeg item made pdfobjstm; fat item objstm.pdf
	pack container fat/attached.pdf jpeg item made pdfattach; fat item attached.pdf
	pack container fat/a.db jpeg item sqlite 4096; fat item a.db
	pack container fat/small.db jpeg item sqlite 1024; fat item small.db
	pack container fat/large.db jpeg item sqlite 65536; fat item large.db
	pack container fat/a.db-wal jpeg item sqlite_wal; fat item a.db-wal
	pack container fat/thumbcache_96.db jpeg item made thumbcache; fat item thumbcache_96.db
	pack container fat/Thumbs.db jpeg item thumbs; fat item Thumbs.db
	pack container fat/raw.dd jpeg item disk_in raw; fat item raw.dd
	pack container fat/a.qcow2 jpeg item disk_in qcow2; fat item a.qcow2
	pack container fat/a.vmdk jpeg item disk_in vmdk; fat item a.vmdk
	pack container fat/a.mp3 jpeg item made mp3; fat item a.mp3
	pack container fat/a.flac jpeg item made flac; fat item a.flac
	pack container fat/a.exe jpeg item program; fat item a.exe
	pack container fat/cache_0 jpeg item made chromecache; fat item cache_0
	pack container fat/cachegz_0 png item made chromegz; fat item cachegz_0
	pack appended fat/two.jpg jpeg item appended jpeg; fat item two.jpg
	pack appended fat/behind.png jpeg item appended png; fat item behind.png
	pack appended fat/behind.gif jpeg item appended gif; fat item behind.gif
	pack appended fat/zip.jpg jpeg item zip_behind; fat item zipped.jpg
	echo "no picture at all" >item; fat item none.jpg
	printf '\377\330\377\340 only the head of one, and then nothing that could be a picture' >item; fat item head.jpg
	{ printf 'PK\003\004'; blob 9000; } >item; fat item noise.zip
	{ printf '\211PNG\r\n\032\n'; blob 9000; } >item; fat item noise.png
}

hidden_streams() {
	new stream ntfs/a.txt:photo; stream pic a.txt photo
	pack stream ntfs/b.txt:zip jpeg item zip_deflated; stream item b.txt zip
	pack stream ntfs/c.txt:7z jpeg item seven; stream item c.txt 7z
	pack stream ntfs/d.txt:rar jpeg item rar 5; stream item d.txt rar
	pack stream ntfs/e.txt:docx jpeg item docx; stream item e.txt docx
	pack stream ntfs/f.txt:blob png item program; stream item f.txt x.exe
	new stream ntfs/g.txt:small gif 24; stream pic g.txt small
}

# gone NAME: from the FAT volume
gone() { mdel -i fat.img "::/$1" || fail "mdel $1"; }

hidden_deleted() {
	new deleted fat/gone.jpg; fat pic gone.jpg
	new deleted fat/gone.txt png; fat pic gone2.txt
	for i in 1 2 3; do
		pack deleted-zip "fat/gone$i.zip" jpeg item zip_stored; fat item "goner$i.zip"
		pack deleted-zip "fat/dgone$i.zip" png item zip_deflated; fat item "dgoner$i.zip"
	done
	pack deleted-zip fat/gone.docx jpeg item docx; fat item gone.docx
	pack deleted-archive fat/gone.7z jpeg item seven; fat item gone.7z
	pack deleted-archive fat/gone.tgz jpeg item tar_as --gzip; fat item gone.tgz
	for name in gone.jpg gone2.txt goner1.zip goner2.zip goner3.zip dgoner1.zip dgoner2.zip dgoner3.zip gone.docx \
		gone.7z gone.tgz; do
		gone "$name"
	done
}

# On sectors that no file has, something else between: in the image $free_image from $free_at on.
free() { # FILE
	blob 2048 | dd of="$free_image" bs=64K seek="$free_at" oflag=seek_bytes conv=notrunc status=none
	free_at=$((free_at + 2048))
	dd if="$1" of="$free_image" bs=64K seek="$free_at" oflag=seek_bytes conv=notrunc status=none
	free_at=$(((free_at + $(wc -c <"$1") + 511) / 512 * 512))
}

hidden_free() { # IMAGE OFFSET
	free_image=$1 free_at=$2
	new free "$free_image/jpeg"; free pic
	new free "$free_image/png" png; free pic
	pack free-zip "$free_image/stored.zip" jpeg item zip_stored; free item
	pack free-zip "$free_image/deflated.zip" png item zip_deflated; free item
	pack free-zip "$free_image/streamed.zip" jpeg item zip_streamed; free item
	pack free-zip "$free_image/docx" jpeg item docx; free item
	pack free-zip "$free_image/zipzip" jpeg item zip_zip; free item
	pack free-archive "$free_image/7z" jpeg item seven; free item
	pack free-archive "$free_image/7z.b" png item seven -m0=bzip2; free item
	pack free-archive "$free_image/rar4" png item rar 4; free item
	pack free-archive "$free_image/rar5" jpeg item rar 5; free item
	pack free-archive "$free_image/tgz" jpeg item tar_as --gzip; free item
	pack free-archive "$free_image/tbz" jpeg item tar_as --bzip2; free item
	pack free-archive "$free_image/txz" jpeg item tar_as --xz; free item
	pack free-archive "$free_image/tzst" jpeg item tar_as --zstd; free item
	pack free-archive "$free_image/tar" jpeg item tar_as; free item
	pack free-archive "$free_image/gz" jpeg item gzipped; free item
	pack free-archive "$free_image/xz" png item xzipped; free item
	pack free-archive "$free_image/bz2" png item bzipped; free item
	pack free-container "$free_image/pdf" jpeg item made pdf; free item
	pack free-container "$free_image/packed.pdf" png item made pdfflate; free item
	pack free-container "$free_image/doc" jpeg item doc; free item
	pack free-container "$free_image/fragmented.doc" jpeg item made olesplit; free item
	pack free-container "$free_image/eml" jpeg item made eml; free item
	pack free-container "$free_image/html" jpeg item made html; free item
	pack free-container "$free_image/db" jpeg item sqlite 4096; free item
	pack free-container "$free_image/thumbcache" jpeg item made thumbcache; free item
}

# Behind the 40 bytes of a file whose cluster is 32 KiB.
hidden_slack() {
	for i in 1 2; do
		new slack "fat/short$i.txt" jpeg 90
		{ printf 'the words of short file %05d, and no more' "$i"; head -c 984 /dev/zero; cat pic; } >item
		printf 'the words of short file %05d, and no more' "$i" >short
		fat short "short$i.txt"
		at=$(grep -abo "the words of short file 0000$i" fat.img | head -n 1 | cut -d: -f1)
		dd if=item of=fat.img bs=64K seek="$at" oflag=seek_bytes conv=notrunc status=none
	done
}

# hidden_disk IMAGE MIB SEED
hidden_disk() {
	seed=$3
	: >key.tsv
	rm -f fat.img ntfs.img gap.img
	truncate -s "$(($2 / 2))M" fat.img
	truncate -s "$(($2 / 4))M" ntfs.img gap.img
	mkfs.vfat -s "${HIDDEN_CLUSTER:-16}" fat.img >/dev/null 2>&1
	mkntfs -q -F -f ntfs.img >/dev/null 2>&1 || fail mkntfs
	hidden_live
	hidden_slack
	hidden_deleted
	hidden_streams
	hidden_free gap.img 0
	hidden_free fat.img $(($2 * 3 / 8 << 20))
	truncate -s 1M "$1"
	cat fat.img ntfs.img gap.img >>"$1"
	printf '%s\n' "2048,$(($2 / 2 * 2048)),c" "$((2048 + $2 / 2 * 2048)),$(($2 / 4 * 2048)),7" |
		sed 's/,/ /g' | while read -r start size type; do echo "start=$start, size=$size, type=$type"; done |
		sfdisk -q "$1" >/dev/null 2>&1 || fail sfdisk
	rm -f fat.img ntfs.img gap.img item member out pic pre host short
}

# hidden_score KEY RECORDS…
hidden_score() {
	key=$1
	shift
	cat "$@" | jq -r 'select(.record == "file" and ((.mime // "") | test("^(image|video)/"))) | .hashes.sha256 // empty' |
		sort -u >found.sums
	sort -t"$(printf '\t')" -k3 "$key" | join -t"$(printf '\t')" -1 3 -2 1 -o 1.1,1.2,2.1 -a 1 - found.sums |
		awk -F'\t' '{ n[$1]++; if ($3 != "") f[$1]++; else missed = missed "missed " $1 " " $2 "\n" }
			END { for (c in n) printf "%d %d %s\n", f[c], n[c], c | "sort -k3"; close("sort -k3"); printf "%s", missed }'
}
