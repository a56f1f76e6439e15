#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Paths that HACKING and README.md name are there. Names with NAME or ROOM in capitals stand for many; what the
# build makes counts where it was made.
. "${WINNOW_SRCDIR:-.}/tests/lint/lib.sh"

# Words that begin with a folder of the house, without the full stop of a sentence.
paths() {
	grep -oE '(^|[^A-Za-z0-9_/.-])(src|tests|man|examples|hashsets|po|doc)/[A-Za-z0-9_./*-]+' "$1" |
		sed -e 's/^[^a-z]//' -e 's/\.$//' | grep -v 'NAME\|ROOM' | LC_ALL=C sort -u
}

# Rooms are named with a slash at the end, their files as room/file.
rooms() {
	grep -oE '(^| )[a-z]+/( |$)' HACKING | tr -d ' ' | LC_ALL=C sort -u
}

for page in HACKING README.md; do
	for path in $(paths "$page"); do
		[ -e "$path" ] || [ -e "${WINNOW_BUILDDIR:-.}/$path" ] || complain "$page: $path is not there"
	done
done
for room in $(rooms); do
	[ -d "src/$room" ] || [ -d "$room" ] || complain "HACKING: there is no room $room"
done
for room in src/*/; do
	room=$(basename "$room")
	grep -q "\(^\| \)$room/" HACKING || complain "HACKING: the room $room is not told of"
done
for file in $(tr -s ' \t(),;:' '\n' <HACKING | grep -xE '[a-z_0-9/]+\.[ch]' | grep -vx config.h | LC_ALL=C sort -u); do
	[ -e "$file" ] || [ -e "src/$file" ] || [ -n "$(find src -name "$file")" ] ||
		complain "HACKING: $file is not there"
done
exit $bad
