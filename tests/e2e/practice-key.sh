#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The answer key as records: the tools read the bytes by it, from raw and from E01, and what they find out
# about them is what the key says.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-hash winnow-type winnow-exif winnow-cat jq

facts='select(.record == "file") | [.id, .size, .hashes.md5, .hashes.sha1, .hashes.sha256, .mime] | @tsv'

# Without the tags' names, which the key does not have; gps to the millionth that a recipe can say.
pictures='select(.record == "file" and .state != "truncated") | [.id, (.device // {} | del(.tags)), (.taken // {} | del(.subsec)),
	(.gps // {} | {latitude, longitude, altitude} | map_values(if . then . * 1000000 | round else . end))]'

for name in disk.img disk.E01; do
	winnow-practice "$WINNOW_SRCDIR/examples/demo.recipe" -o $name
	unchanged $name
	jq -c 'del(.hashes, .mime)' $name.key.jsonl >bare.jsonl
	winnow-hash bare.jsonl | winnow-type >found.jsonl
	same "status of hash and type on the key of $name" 0 "$(jq -s 'map(select(.record == "end").status) | max' found.jsonl)"
	jq -r "$facts" found.jsonl >found.tsv
	jq -r "$facts" $name.key.jsonl >key.tsv
	same_file "digests and types, $name" found.tsv key.tsv
	jq -c 'del(.device, .taken, .gps, .exif)' $name.key.jsonl | winnow-exif >found.jsonl
	jq -c "$pictures" found.jsonl >found.txt
	jq -c "$pictures" $name.key.jsonl >key.txt
	same_file "device, time and place, $name" found.txt key.txt
done

jq -c 'select(.practice.content == "lost-2" or .record != "file")' disk.img.key.jsonl | winnow-cat --bare >lost-2.jpg
same "winnow-cat gives what lies in free space" "$(jq -r 'select(.practice.content == "lost-2").hashes.sha256' disk.img.key.jsonl)" \
	"$(sha256sum <lost-2.jpg | cut -d' ' -f1)"
finish
