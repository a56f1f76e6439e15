#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-mount where things go wrong: servers and keepers that are killed, evidence that shrinks or is damaged,
# names that no file can have, links that lead out, writers.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need ewfacquire mke2fs debugfs awk cmp
. "$WINNOW_SRCDIR/tests/e2e/mount-lib.sh"

# ---- A file system with odd names and links ----

mkdir -p tree/dir/sub
long=$(printf '%0255d' 0)
printf 'one' >"tree/$(printf 'new\nline')"
printf 'two' >"tree/$(printf 'bad\377utf8')"
printf 'three' >"tree/$(printf 'rtl \342\200\256gpj.exe')"
printf 'four' >"tree/$long"
printf 'five' >"tree/%=like an escaped one"
printf 'six' >"tree/...."
head -c 300000 /dev/urandom >tree/dir/sub/data
ln -s /etc/passwd tree/absolute
ln -s ../../../../../../../../etc/passwd tree/dir/climbing
ln -s ../dir/sub/data tree/dir/inside
ln -s sub/../../../../etc/passwd tree/dir/through
ln tree/dir/sub/data tree/hard
truncate -s 24M odd.raw
mke2fs -q -t ext4 -d tree -F odd.raw || fail "mke2fs"
# Two names that no file can have, made from two that it can (of the same length).
debugfs -w -R 'write /dev/null a#b-needle' odd.raw >/dev/null 2>&1
debugfs -w -R 'ln dir dir/loop' odd.raw >/dev/null 2>&1
LC_ALL=C sed -i 's|a#b-needle|a/b-needle|' odd.raw
unchanged odd.raw

mounted odd.raw
files=m/files/p0
for name in "$(printf 'new\nline')" "$(printf 'bad\377utf8')" "$(printf 'rtl \342\200\256gpj.exe')" "$long" ....; do
	check "a name as it is stored" cmp -s "tree/$name" "$files/$name"
done
check "a name like an escaped one is escaped" cmp -s "tree/%=like an escaped one" "$files/%=%25=like an escaped one"
check "a name with a slash is escaped" [ -e "$files/%=a%2Fb-needle" ]
same "hard links share a number" "$(stat -c %i "$files/hard")" "$(stat -c %i "$files/dir/sub/data")"
same "and say so" "$(stat -c %h "$files/hard")" 2
same "an absolute link stays in the volume" "$(readlink "$files/absolute")" etc/passwd
same "a climbing one too" "$(readlink "$files/dir/climbing")" ../etc/passwd
same "and one that climbs after names" "$(readlink "$files/dir/through")" ../etc/passwd
same "a harmless one is as it is" "$(readlink "$files/dir/inside")" ../dir/sub/data
check "and leads where it should" cmp -s "$files/dir/inside" tree/dir/sub/data
if [ -d "$files/dir/loop" ]; then
	same "a loop ends" "$(ls -A "$files/dir/loop")" ""
fi

# ---- Eight writers, and readers beside them ----

for i in 1 2 3 4 5 6 7 8; do
	(for j in 1 2 3 4 5; do
		touch "$files/hard"
		mkdir "$files/new$i"
		rm -f "$files/hard"
		chmod 777 m/image.raw
		dd if=/dev/zero of="m/files/p0/w$i" bs=1 count=1
		dd if=/dev/zero of=m/image.raw bs=512 count=1 conv=notrunc
		mv m/image.raw m/other
		cmp m/image.raw odd.raw || echo "differs"
	done) 2>&1
done >writers.out &
writers=$!
for i in 1 2; do
	cmp -s m/image.raw odd.raw || fail "reading beside writers"
done
wait $writers
same "every write is refused" "$(grep -c 'Read-only file system' writers.out)" $((8 * 5 * 7))
same "for that reason alone" "$(grep -vc 'Read-only file system' writers.out)" 0
unmounted

# ---- Servers and keepers that are killed ----

in_front() {
	winnow-mount -f "$@" m 2>front.err &
	keeper=$!
	wait_for test -e m/files || fail "it does not come up: $(cat front.err)"
}

in_front odd.raw
for server in $(grep -l "^PPid:[[:space:]]$keeper\$" /proc/[0-9]*/status 2>/dev/null | cut -d/ -f3); do
	kill -9 "$server"
done
check "another server answers" cmp -s "$files/dir/sub/data" tree/dir/sub/data
check "the death is told" grep -q 'died of signal 9' front.err
kill -TERM $keeper
wait $keeper
same "SIGTERM ends it well" $? 0
check "and unmounts" [ ! -e m/files ]
in_front odd.raw
kill -9 $keeper
wait $keeper 2>/dev/null
is_dead() { ! ls m >/dev/null 2>&1; }
check "a killed keeper leaves a dead mount" wait_for is_dead
mounted odd.raw
check "that is taken away by the next" cmp -s "$files/dir/sub/data" tree/dir/sub/data
unmounted

# ---- Evidence that shrinks ----

cp odd.raw shrinks.raw
in_front shrinks.raw
head -c 4096 m/image.raw | cmp -s -n 4096 - odd.raw || fail "its beginning"
truncate -s 1M shrinks.raw
cat m/image.raw >out 2>err
check "shrunken evidence is an error" grep -q 'Input/output error' err
cat "$files/dir/sub/data" >out 2>err
check "for its files, too" grep -q 'Input/output error' err
check "which says why" grep -q 'has changed: it had 25165824 bytes' front.err
kill -TERM $keeper
wait $keeper

# ---- An E01 with bytes flipped in five chunks ----

head -c 8M /dev/urandom >whole.raw
ewfacquire -u -q -t image -f encase6 -c none whole.raw >/dev/null 2>&1
size=$(stat -c %s image.E01)
for i in 1 2 3 4 5; do
	printf 'winnow' | dd of=image.E01 bs=1 seek=$((size / 7 * i)) conv=notrunc status=none
done
in_front image.E01
check "it is read to its end" cp m/image.raw copy.raw
cmp -l copy.raw whole.raw | awk '{ bad[int(($1 - 1) / 32768)] = 1; if ($2 != 0) other++ }
	END { for (i in bad) n++; print n + 0, other + 0 }' >bad
same "at most five chunks are zeros, the rest is right" "$(awk '{ print ($1 <= 5 && $1 >= 1), $2 }' bad)" "1 0"
check "which is told" grep -q 'cannot be read' front.err
kill -TERM $keeper
wait $keeper
finish
