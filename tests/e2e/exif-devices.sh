#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-exif --devices against jq's own grouping of the same records, over two exhibits; without evidence
# where the metadata was read before.
. "$(dirname "$0")/lib.sh"
need winnow-practice winnow-ls winnow-exif jq

winnow-practice -q "$WINNOW_SRCDIR/examples/demo.recipe" -o one.img || skip "no practice image could be made"
cp one.img two.img
truncate -s +1M two.img # another exhibit by its evidence_id
for name in one two; do winnow-ls "$name.img" | winnow-type | winnow-exif >"$name.jsonl"; done

group() {
	jq -c -s '[.[] | select(.record == "file" and .device and (.device | .make or .model or .serial))]
		| group_by([.device.make, .device.model, .device.serial])
		| map({make: .[0].device.make, model: .[0].device.model, serial: .[0].device.serial, items: length,
			first: ([.[].taken.value | values] | min), last: ([.[].taken.value | values] | max),
			owners: ([.[].device.owner | values] | unique),
			exhibits: (group_by(.evidence) | map({evidence: .[0].evidence, items: length,
				volumes: ([.[].id | select(startswith("@") | not) | split("/")[0]] | unique)}))})
		| sort_by([.make, .model, .serial])[]' "$@"
}
gathered() {
	jq -c -s '[.[] | select(.record == "device")
			| {make, model, serial, items, first: .first_taken, last: .last_taken, owners: ((.owners // []) | sort),
			   exhibits: ([.exhibits[] | {evidence, items, volumes: ((.volumes // []) | sort)}] | sort_by(.evidence))}]
		| sort_by([.make, .model, .serial])[]' "$1"
}
group one.jsonl two.jsonl >due.jsonl
check "there are devices to be found" [ -s due.jsonl ]

winnow-exif --devices one.jsonl two.jsonl >devices.jsonl
same "status" 0 $?
gathered devices.jsonl >got.jsonl
same_file "devices of both exhibits as jq groups them" due.jsonl got.jsonl
same "the most items first" "" "$(jq -s -r '[.[] | select(.record == "device").items] | if . == (sort | reverse) then "" else . end' devices.jsonl)"
same "nothing else but the bracket" "device end run" "$(jq -r .record devices.jsonl | sort -u | tr '\n' ' ' | sed 's/ $//')"
check "what it means is said" grep -q 'consistent with the same device; metadata can be altered' devices.jsonl

winnow-ls one.img | winnow-exif --devices >fresh.jsonl
same "status of a stream not yet read" 0 $?
winnow-exif --devices one.jsonl >read.jsonl
jq -c 'select(.record == "device") | del(.videos, .pictures)' fresh.jsonl >a
jq -c 'select(.record == "device") | del(.videos, .pictures)' read.jsonl >b
same_file "it is read where nobody has" a b

mv one.img gone.img
check_status 0 winnow-exif -q -o without.jsonl --devices one.jsonl
jq -c 'select(.record == "device")' read.jsonl >a
jq -c 'select(.record == "device")' without.jsonl >b
same_file "no evidence is needed for what was read" a b
head -5 one.jsonl | winnow-exif -q --devices >/dev/null 2>&1
same "a cut stream is incomplete" 3 $?
check_status 3 sh -c 'winnow-exif -q --devices one.jsonl two.jsonl >/dev/full'
finish
