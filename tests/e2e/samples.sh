#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Archives that no free program writes, from libarchive's own tests: RAR 5 that is compressed, RAR 4 and LHA with Japanese
# and UTF-16 names, a cabinet. The names do not depend on the locale, and workers can read them though they are confined.
. "$(dirname "$0")/lib.sh"
need jq perl

mkdir folder
for hex in "$WINNOW_SRCDIR"/tests/e2e/samples/*.hex; do
	name=$(basename "$hex" .hex)
	perl -ne 'next if /^#/; chomp; print pack("H*", $_)' "$hex" >"folder/$name"
done
winnow-ls -r folder | winnow-hash >all.jsonl || fail "winnow-ls -r"
members() { jq -r --arg in "p0/$1" 'select(.record == "file" and .parent == $in) | "\(.size) \(.path | sub("^[^!]*!"; ""))"' all.jsonl | sort; }

# What libarchive's test says is in it: 300 numbers.
perl -e 'binmode STDOUT; for my $k (1 .. 300) { my $v = $k * $k - 3 * $k + 1; print pack("V", $v < 0 ? 0 : $v) }' >test.bin
same "RAR 5, compressed" "1200 test.bin" "$(members rar5_compressed.rar)"
same "and its bytes" "$(sha256sum <test.bin | cut -c1-64)" \
	"$(jq -r 'select(.id == "p0/rar5_compressed.rar!test.bin") | .hashes.sha256' all.jsonl)"
same "RAR 4" "0 表だよ/新しいフォルダ/新規テキスト ドキュメント.txt
16 abcdefghijklmnopqrsテスト.txt
5 表だよ/漢字長いファイル名long-filename-in-漢字.txt" "$(members rar_unicode.rar)"
check "LHA with names in CP932" sh -c 'grep -q "p0/lha_filename_cp932.lzh!" all.jsonl'
check "LHA with names in UTF-16" sh -c 'grep -q "p0/lha_filename_utf16.lzh!" all.jsonl'
same "no archive breaks" "" "$(jq -r 'select(.notes) | .notes[] | select(.level == "error") | .message' all.jsonl)"
same "a cabinet" "33000 zero
60 dir1/file1
78 dir2/file2" "$(members cab_3.cab | grep -v '^0 ')"

for locale in C C.UTF-8 POSIX; do
	LC_ALL=$locale winnow-ls -r folder | jq -c 'select(.record == "file")' >"$locale.jsonl"
	same_file "the same in the locale $locale" C.jsonl "$locale.jsonl"
done
finish
