#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Carving inside items: a cache file of pictures on a volume, by the records of winnow-ls.
. "$(dirname "$0")/lib.sh"
. "$WINNOW_SRCDIR/tests/e2e/carve-lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-carve winnow-ls jq mke2fs truncate

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
finish
