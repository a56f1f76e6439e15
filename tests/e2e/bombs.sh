#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives that are made to harm: each ends, says which limit was met, and costs no more than its own item.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
need winnow-ls winnow-hash perl jq gzip zip unzip python3
perl -MCompress::Raw::Zlib -e1 2>/dev/null || skip "perl lacks Compress::Raw::Zlib"
bombs() { perl "$WINNOW_SRCDIR/tests/e2e/bombs.pl" "$@"; }

mkdir disk
bombs overlap 2000 10000000 >disk/overlap.zip
bombs nested 9 10 >disk/nested.zip
bombs many 70000 >disk/many.zip
bombs pdf 1000 100000000 >disk/pictures.pdf
head -c 20000000 /dev/zero | gzip -9 | gzip -9 | gzip -9 >disk/zeros.gz
for kind in gz zip; do python3 "$WINNOW_SRCDIR/tests/e2e/quine.py" $kind >disk/quine.$kind; done
check "a gzip file that unpacks to itself" sh -c 'gzip -dc disk/quine.gz | cmp -s - disk/quine.gz'
check "a ZIP whose only member is itself" sh -c 'unzip -p disk/quine.zip | cmp -s - disk/quine.zip'
picture a.jpg jpeg 1 120
zip -q disk/z-good.zip a.jpg
winnow-ls -qr disk >files.jsonl
same "status: items carry errors" 1 $?
# noted FILE WORDS: a record of the file, or of what is in it, carries that note
noted() {
	check "$1 is noted: $2" sh -c "grep -F '\"p0/$1' files.jsonl | grep -q '\"message\":\"[^\"]*$2'"
}
noted overlap.zip 'unpacks to more than 1100 times'
noted nested.zip 'nested more than'
noted nested.zip 'it holds more than'
noted overlap.zip 'had to be unpacked'
noted pictures.pdf 'unpack to too much'
noted quine.zip 'nested more than'
noted quine.gz 'breaks here'
same "the ZIP in itself, as deep as is looked" 7 "$(grep -c '"id":"p0/quine.zip' files.jsonl)"
same "all of many members" 70000 "$(grep -c '"parent":"p0/many.zip"' files.jsonl)"
same "what is behind them is found" "$(sha256sum <a.jpg | cut -d' ' -f1)" \
	"$(winnow-cat -q --id 'p0/z-good.zip!a.jpg' files.jsonl | sha256sum | cut -d' ' -f1)"
finish
