# SPDX-License-Identifier: Apache-2.0
# Sourced by the tests of carving, after lib.sh: pictures, places, and the truth by dd and sha256sum.
draw=$WINNOW_BUILDDIR/tests/e2e/draw

# picture NAME KIND SEED SIZE: into the file NAME
picture() {
	"$draw" "$2" "$3" "$4" >"$1" || fail "draw $*"
}

# plant IMAGE OFFSET FILE
plant() {
	dd if="$3" of="$1" bs=64K seek="$2" oflag=seek_bytes conv=notrunc status=none
}

# finds RECORDS: a line a find: id, state, size, the bytes' SHA-256 read by dd from the runs
finds() {
	jq -r 'select(.record == "file" and .origin == "carved") |
		[.id, .state, .size, .evidence, ([.byte_runs[] | "\(.img_offset):\(.len)"] | join(","))] | @tsv' "$1" |
		while read -r id state size image runs; do
			digest=$(echo "$runs" | tr , '\n' | while IFS=: read -r offset n; do
				dd if="$image" bs=64K iflag=skip_bytes,count_bytes skip="$offset" count="$n" status=none
			done | sha256sum | cut -d' ' -f1)
			echo "$id $state $size $digest"
		done
}

# expect TITLE RECORDS FILE…: whole finds are exactly these files, and nothing else was found
expect() {
	title=$1
	finds "$2" >found.txt
	shift 2
	for file; do
		echo "whole $(wc -c <"$file") $(sha256sum <"$file" | cut -d' ' -f1)"
	done | sort >expected.txt
	cut -d' ' -f2- found.txt | sort >got.txt
	same_file "$title" expected.txt got.txt
}

# records FILE: its file records without what differs from run to run
items() {
	grep -v -e '^{"record":"run"' -e '^{"record":"end"' "$1"
}
