#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Carving inside items: a cache file of pictures on a volume, by the records of winnow-ls.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-carve winnow-ls winnow-cat jq mke2fs truncate

picture a jpeg 3 200
picture b png 4 90
picture c gif 5 60
"$draw" noise 8 5000 >noise
mkdir tree
cat noise a noise noise b noise c a >tree/cache.db
cp a tree/plain.jpg
truncate -s 16M disk.img
mke2fs -q -t ext4 -d tree disk.img
unchanged disk.img

winnow-ls disk.img >ls.jsonl
winnow-carve -q <ls.jsonl >inside.jsonl
same "status" 0 $?
expect "pictures inside the cache" inside.jsonl a b c a
cache=$(jq -r 'select(.path == "/cache.db" or .path == "cache.db") | .id' ls.jsonl)
size_a=$(wc -c <a) size_b=$(wc -c <b) size_c=$(wc -c <c)
same "ids tell the place in the item" "$cache@5000
$cache@$((15000 + size_a))
$cache@$((20000 + size_a + size_b))
$cache@$((20000 + size_a + size_b + size_c))" "$(jq -r 'select(.origin == "carved") | .id' inside.jsonl)"
same "parent" "$cache" "$(jq -r 'select(.origin == "carved") | .parent' inside.jsonl | sort -u)"
grep -v '"origin":"carved"' inside.jsonl | grep '"record":"file"' >passed.txt
grep '"record":"file"' ls.jsonl >given.txt
same_file "the records pass through" passed.txt given.txt

# ---- After winnow-ls -r: what it has told of is not told again, joined or nested ----

if command -v zip >/dev/null; then
	mkdir looked
	cp tree/cache.db a looked/
	(cd looked && zip -q -0 stored.zip a cache.db && zip -q packed.zip cache.db && zip -q -0 nested.zip packed.zip stored.zip)
	truncate -s 16M looked.img
	mke2fs -q -t ext4 -d looked looked.img
	winnow-ls -q -r looked.img >looked.jsonl
	winnow-carve -q <looked.jsonl >again.jsonl
	same "no id twice" "" "$(jq -r 'select(.id) | .id' again.jsonl | sort | uniq -d)"
	same "nothing is added to what was told of" "$(jq -r 'select(.id) | .id' looked.jsonl | sort)" \
		"$(jq -r 'select(.id) | .id' again.jsonl | sort)"
	# By their bytes: cache.db with a, b, c and a in it stands in five places, a alone in three.
	jq -c 'select(.id and (.looked_inside | not))' looked.jsonl | winnow-cat -q --bare | wc -c >bytes.txt
	same "all of them once" "$((5 * (2 * size_a + size_b + size_c) + 3 * size_a))" "$(tr -d ' ' <bytes.txt)"
fi

# ---- A file of many GB with holes, as swap files have: read as it comes, and alive as long as it moves ----

picture t thumbnail 6 300
mkdir large
truncate -s 3G large/swap
plant large/swap 5000 a
plant large/swap 2147483000 b
plant large/swap 3000000077 t
truncate -s 4G large.img
mke2fs -q -t ext4 -d large large.img
winnow-ls -q large.img | winnow-carve -q --timeout 1 >large.jsonl
same "status of a large file" 0 $?
expect "pictures in a large file with holes" large.jsonl a b t
swap=$(jq -r 'select(.origin == "allocated") | .id' large.jsonl)
same "and a thumbnail" "$swap@3000000077" "$(jq -r 'select(.origin == "embedded") | .parent' large.jsonl)"

# ---- Bytes that do not lie plainly in the image: a resident file of NTFS ----

if command -v mkntfs >/dev/null && command -v ntfscp >/dev/null; then
	picture tiny png 5 4
	{ head -c 40 noise; cat tiny; echo end; } >resident
	truncate -s 16M ntfs.img
	mkntfs -qFf ntfs.img >/dev/null 2>&1
	ntfscp -q -f ntfs.img resident resident 2>/dev/null
	winnow-ls -q ntfs.img | grep '"path":"/*resident"' >resident.jsonl
	check "it is resident" jq -se '.[0].content.how == "tsk" and (.[0].byte_runs | length) == 0' resident.jsonl
	winnow-carve -q --bare <resident.jsonl | grep '"origin":"carved"' >found.jsonl
	same "the picture in it, by winnow-cat" "$(sha256sum <tiny)" "$(winnow-cat -q --bare <found.jsonl | sha256sum)"
fi

# ---- Options that want evidence ----

for option in '--range 0:1M' --slack; do
	# shellcheck disable=SC2086
	check_status 2 winnow-carve -q $option <ls.jsonl 2>err.txt
	check "$option is said to want evidence" grep -q EVIDENCE err.txt
done
finish
