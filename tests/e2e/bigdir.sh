#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Folders of many names are listed as fls lists them, which compares each name with all others, and without the
# comparing; names that stand there twice come once.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
need winnow-ls fls jq mke2fs debugfs perl

# listed IMAGE VOLUME: each name that fls gives of a file and its address are given by winnow-ls, and no others.
listed() {
	TZ=UTC0 fls -r -p "$1" | awk -F '\t' '
		$1 ~ /^.\/r / && $1 !~ /\(realloc\)/ {
			n = split($1, word, " ")
			sub(/:$/, "", word[n])
			print word[n] "\t" $2
		}' | sort >fls.tsv
	winnow-ls "$1" >ls.jsonl 2>ls.err || fail "winnow-ls $1: $(cat ls.err)"
	jq -r --arg v "$2/" 'select(.record == "file" or (.record == "name" and .state != "reused")) |
		[(.id | ltrimstr($v)), .path] | join("\t")' ls.jsonl | sort >ls.tsv
	same_file "$1: every name once" fls.tsv ls.tsv
	check "$1: that is many" [ "$(wc -l <ls.tsv)" -ge "$3" ]
}

# ---- ext4: seventy blocks of entries, some of them deleted ----
n=12000
mkdir tree
"$WINNOW_SRCDIR/tests/e2e/bigdir.pl" names $n >tree/big
mke2fs -q -F -t ext4 -b 4096 -I 256 -N $((n + 200)) -d tree \
	-O ^has_journal,^metadata_csum,^resize_inode,^64bit,^dir_index,^flex_bg -E lazy_itable_init=0 ext4.raw 24M
printf 'sif big mode 040755\nunlink big\nln <12> big\nsif big links_count 2\n' | debugfs -w -f - ext4.raw >/dev/null 2>&1
"$WINNOW_SRCDIR/tests/e2e/bigdir.pl" inodes $n ext4.raw
unchanged ext4.raw
listed ext4.raw p0 $n
same "those in use" $((n - n / 100)) "$(jq -r 'select(.origin == "allocated").path' ls.jsonl | grep -c ^big/)"
same "those deleted" $((n / 100)) "$(jq -r 'select(.origin == "deleted").path' ls.jsonl | grep -c ^big/)"

if (can_mount && command -v winnow-mount find) >/dev/null; then
	mkdir m
	trap 'fusermount3 -u -z "$work/m" 2>/dev/null; rm -rf "$work"' EXIT
	check "mounting it" winnow-mount ext4.raw m
	jq -r 'select(.origin == "allocated").path' ls.jsonl | sort >live.txt
	jq -r 'select(.origin == "deleted").path' ls.jsonl | sort >dead.txt
	find m/files/p0 -type f -printf '%P\n' | sort >mounted.txt
	same_file "the mount shows the same files" live.txt mounted.txt
	find m/deleted/p0/big -type f -printf 'big/%P\n' | sort >mounted.txt
	same_file "and the same deleted ones" dead.txt mounted.txt
	fusermount3 -u m
fi

# ---- NTFS, where what the MFT knows is added to what stands in the folder ----
if command -v winnow-practice >/dev/null; then
	{
		printf 'seed 7\ntime 2026-03-14T09:30:06Z\ndisk none\npicture small jpeg 16x16\n'
		printf 'volume ntfs size=24M\n'
		seq 700 | sed 's,.*,file "big/a name that is long enough to need more than one block &.jpg" small,'
		seq 50 | sed 's,.*,deleted "big/a name that is no more & in the folder.jpg" small,'
	} >ntfs.recipe
	if winnow-practice ntfs.recipe -o ntfs.raw 2>practice.err; then
		unchanged ntfs.raw
		listed ntfs.raw p0 700
	else
		echo "no NTFS image: $(cat practice.err)"
	fi
fi
finish
