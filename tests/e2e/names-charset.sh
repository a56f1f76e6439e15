#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Names in old archives: as the holder tells them, else by --names-charset for people, while ids and the bytes as stored
# stay what they are. Truth: iconv.
. "$(dirname "$0")/lib.sh"
need jq perl iconv
LC_ALL=C
export LC_ALL

# old_zip NAME…: a ZIP of empty files of these names, without a word on their code page.
old_zip() {
	perl -e '
		binmode STDOUT;
		my ($body, $directory) = ("", "");
		for my $name (@ARGV) {
			my $head = pack("vvvvvVVVvv", 10, 0, 0, 0, 0x5821, 0, 0, 0, length $name, 0);
			$directory .= "PK\1\2" . pack("v", 10) . $head . pack("vvvVV", 0, 0, 0, 0, length $body) . $name;
			$body .= "PK\3\4" . $head . $name;
		}
		print $body, $directory, "PK\5\6", pack("vvvvVVv", 0, 0, scalar @ARGV, scalar @ARGV, length $directory, length $body, 0);
	' -- "$@"
}
names() { jq -r 'select(.record == "file") | .path' "$1"; }

while read -r page name; do
	printf '%s' "$name" | iconv -f UTF-8 -t "$page" >raw 2>/dev/null || continue
	old_zip "$(cat raw)" plain.txt >"$page.zip"
	winnow-ls -r --names-charset "$page" "$page.zip" >told.jsonl || fail "winnow-ls $page"
	same "a name of $page" "$name plain.txt" "$(names told.jsonl | paste -sd ' ')"
	same "the bytes of $page" "$(od -An -v -tx1 raw | tr -d ' \n')" "$(jq -r 'select(.path_bytes) | .path_bytes' told.jsonl)"
	winnow-ls -r "$page.zip" >untold.jsonl
	same "the ids are the same" "$(jq -r 'select(.record == "file") | .id' untold.jsonl)" "$(jq -r 'select(.record == "file") | .id' told.jsonl)"
	same "APPNOTE's code page without a word" "$(iconv -f CP437 -t UTF-8 <raw) plain.txt" "$(names untold.jsonl | paste -sd ' ')"
done <<'EOF'
CP932 写真/東京.jpg
GBK 照片/北京.jpg
BIG5 相片/台北.jpg
CP949 사진/서울.jpg
CP866 Фото/Москва.jpg
CP874 ภาพ/กรุงเทพ.jpg
VISCII Hình/Hạ_Long.jpg
EOF

# Other holders, in images and on their own; what the holder tells is not read anew.
if [ -f CP866.zip ]; then
	old_zip 'plain' "$(printf 'Фото' | iconv -f UTF-8 -t CP866)" >in.zip
	mkdir folder
	cp in.zip folder
	winnow-ls -r --names-charset CP866 folder >nested.jsonl
	check "a ZIP in a folder" grep -q '"path":"in.zip!Фото"' nested.jsonl
	old_zip 'Фото' >utf8.zip
	winnow-ls --names-charset CP866 utf8.zip >utf8.jsonl
	same "UTF-8 stays" Фото "$(names utf8.jsonl)"
	if command -v bsdtar >/dev/null; then
		mkdir tarred
		: >"tarred/$(printf 'Фото' | iconv -f UTF-8 -t CP866)"
		bsdtar -c --format ustar -f old.tar -C tarred . 2>/dev/null
		winnow-ls --names-charset CP866 old.tar >tar.jsonl
		check "a tar" grep -q 'Фото' tar.jsonl
	fi
	winnow triage -q --names-charset CP866 -o case in.zip
	check "triage" grep -q '"path":"Фото"' case/records.jsonl
fi

for page in no-such UTF-16 ISO-2022-JP ../../tmp/x; do
	winnow-ls --names-charset $page CP932.zip >/dev/null 2>said.txt
	same "$page is refused" 2 $?
	check "and named" grep -q "'$page'" said.txt
done
finish
