#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What sets cost beside hfind (The Sleuth Kit) and sqlite3, on N made-up MD5 digests, in one run on one
# machine: building from text, size on disk, look-ups; and records a second through winnow-match. The
# answers of all three are compared too.
#
#	hashset-speed.sh HASHSET-SPEED [N]      N: 3000000; issue 4 is judged at 30000000
#	PEERS=no                                winnow alone
set -eu
speed=$1
n=${2:-3000000}
asked=$((n / 10))
here=$(mktemp -d "${TMPDIR:-/tmp}/winnow-bench.XXXXXX")
trap 'rm -rf "$here"' EXIT
cd "$here"

now() { date +%s.%N; }
timed() {
	label=$1
	shift
	start=$(now)
	"$@"
	end=$(now)
	seconds=$(echo "$end $start" | awk '{print $1 - $2}')
	printf '%-34s %9.2f s\n' "$label" "$seconds"
}
bytes() {
	cat "$@" | wc -c | awk -v n="$n" -v what="$*" '{printf "%-34s %9.1f bytes an entry\n", what, $1 / n}'
}

echo "$n digests, $asked look-ups (half of them hits), load $(cut -d' ' -f1 /proc/loadavg), $(nproc) processors"
"$speed" make "$n" 1 >list.txt
{
	"$speed" make $((asked / 2)) 1
	"$speed" make $((asked / 2)) 2
} | sort >asked.txt

timed "winnow-set build" winnow-set build -q -o set.wset list.txt
ours=$seconds
bytes set.wset
"$speed" open set.wset
"$speed" find set.wset "$asked" 1
"$speed" find set.wset "$asked" 2
lookup() { winnow-set lookup set.wset <asked.txt | cut -f1 >ours.txt; }
timed "winnow-set lookup, text to text" lookup

if [ "${PEERS:-yes}" = yes ] && [ "$n" -le 5000000 ]; then # grep keeps its patterns in memory
	ask_grep() { grep -Fx -f list.txt asked.txt >grep.txt; }
	timed "grep -Fx -f" ask_grep
	cmp ours.txt grep.txt && echo "grep's answers are equal"
fi
if [ "${PEERS:-yes}" = yes ] && command -v hfind >/dev/null; then
	sed 's/$/  x/' list.txt >hfind.md5
	timed "hfind -i" hfind -i md5sum hfind.md5 >/dev/null
	echo "$seconds $ours" | awk '{printf "hfind needs %.1f times as long\n", $1 / $2}'
	bytes hfind.md5 hfind.md5-md5.idx hfind.md5-md5.idx2
	ask_hfind() { hfind -f asked.txt hfind.md5 | awk -F'\t' '$2 == "x" {print tolower($1)}' >hfind.txt; }
	timed "hfind -f" ask_hfind
	cmp ours.txt hfind.txt && echo "hfind's answers are equal"
fi
if [ "${PEERS:-yes}" = yes ] && command -v sqlite3 >/dev/null; then
	fill() {
		sqlite3 set.db 'pragma journal_mode=off; pragma synchronous=off; create table h(d text primary key) without rowid;' \
			'.import list.txt h' >/dev/null
	}
	timed "sqlite3 .import" fill
	bytes set.db
	ask_sqlite() {
		sqlite3 set.db 'create temp table q(d text);' '.import asked.txt q' \
			'select q.d from q join h on q.d = h.d order by q.rowid;' >sqlite.txt
	}
	timed "sqlite3 join" ask_sqlite
	cmp ours.txt sqlite.txt && echo "sqlite3's answers are equal"
fi

# ---- Exchange syntax: VICS, streamed, with the most memory that it took
vics=$((n / 10))
"$speed" make "$vics" 1 | awk '
	BEGIN { printf "{\"odata.metadata\":\"http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media\",\"value\":[" }
	{ printf "%s{\"MediaID\":%d,\"Category\":%d,\"MD5\":\"%s\",\"SHA1\":\"%s01234567\",\"MediaSize\":\"%d\",\"MediaFiles\":[{\"MD5\":\"%s\",\"FileName\":\"a.jpg\"}]}\n", NR > 1 ? "," : "", NR, NR % 6, $1, $1, NR, $1 }
	END { print "]}" }' >list.json
timed "winnow-set build, $vics of VICS" winnow-set build -q -o vics.wset list.json
wc -c list.json | awk -v s="$seconds" '{printf "%-34s %9.0f MB/s\n", "", $1 / s / 1e6}'

# ---- Records through winnow-match, as winnow-ls and winnow-hash write them
records=$((n / 10))
"$speed" make "$records" 2 | awk '
	BEGIN {
		print "{\"record\":\"run\",\"run_id\":\"r\",\"schema\":\"winnow-1\",\"tool\":\"winnow-hash\"}"
	}
	NR % 100 == 0 { $1 = "0000000000000000000000000000000" NR % 10 }
	{
		printf "{\"record\":\"file\",\"evidence\":\"disk.E01\",\"evidence_id\":\"fe7935512fb771928874ed30ce8958f1febbafee7d6e490999f6f4efb8912cdc\",\"id\":\"p2/%d-128-4\",\"content\":{\"how\":\"tsk\",\"fs\":\"ntfs\",\"offset\":1048576,\"addr\":%d,\"type\":128,\"attr\":4},\"origin\":\"allocated\",\"path\":\"Users/someone/Pictures/%d/IMG_%d.JPG\",\"size\":%d,\"mtime\":\"2024-05-01T10:00:00Z\",\"byte_runs\":[{\"file_offset\":0,\"img_offset\":%d,\"len\":4096}],\"mime\":\"image/jpeg\",\"hashes\":{\"md5\":\"%s\",\"sha1\":\"%s01234567\",\"sha256\":\"%s%s\"}}\n", NR, NR, NR % 100, NR, NR * 7, NR * 4096, $1, $1, $1, $1
	}
	END { printf "{\"record\":\"end\",\"run_id\":\"r\",\"tool\":\"winnow-hash\",\"items\":%d,\"noted\":0,\"status\":0}\n", NR }' >records.jsonl
for workers in 1 2; do
	timed "winnow-match -j $workers, $records records" winnow-match -q -j $workers -s set.wset -o matched.jsonl records.jsonl
	echo "$records $seconds" | awk '{printf "%.0f records/s\n", $1 / $2}'
	rm matched.jsonl
done
