#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The contract of DESIGN sections 1 and 2 where it belongs to no single tool: options that all share, what a
# cut, empty, bare or filtered stream does to every reader, evidence under awkward paths.
. "$(dirname "$0")/lib.sh"
need winnow winnow-ls winnow-hash winnow-pdq winnow-type winnow-exif winnow-match winnow-cat winnow-report winnow-set \
	winnow-carve winnow-info winnow-practice jq script

winnow-practice -q "$WINNOW_SRCDIR/examples/card.recipe" -o disk.img || skip "winnow-practice made no disk"
winnow-set -q build -o known.wset disk.img.known.csv
unchanged disk.img

# ---- Options that every tool has ----
for tool in winnow winnow-info winnow-ls winnow-carve winnow-type winnow-hash winnow-pdq winnow-match winnow-exif \
	winnow-report winnow-cat winnow-set winnow-practice; do
	$tool --help >help.txt
	same "$tool --help" 0 $?
	for option in '-h, --help' '-V, --version' '-q, --quiet' '-v, --verbose' '-j, --jobs N' '--progress WHEN' '-o, --output'; do
		check "$tool has $option" grep -q -e "$option" help.txt
	done
	$tool --version >version.txt
	same "$tool --version" 0 $?
	check "$tool: its name first" grep -q "^$tool (winnow) [0-9]" version.txt
	check "$tool: libraries" test "$(wc -l <version.txt)" -gt 1
	check_status 2 $tool -q --no-such-option 2>/dev/null
	check_status 2 $tool --progress sometimes 2>/dev/null
	check_status 2 $tool -j 0 2>/dev/null
done
winnow-ls -q disk.img >ls.jsonl
winnow-hash -v ls.jsonl 2>err >/dev/null
check "-v says more" grep -q "items, 0 with" err
winnow-hash -qv ls.jsonl 2>err >/dev/null
same "-q is silent" "" "$(cat err)"
winnow-report -j 1 --progress never ls.jsonl >/dev/null
same "a report takes -j, too" 0 $?
check_status 2 winnow-cat --evidence nothing ls.jsonl 2>/dev/null

# ---- Every reader of records ----
head -n 7 ls.jsonl >cut.jsonl
grep '"record":"file"' ls.jsonl >bare.jsonl
: >empty.jsonl
sed '/"record":"file"/{x;s/^/x/;/^x$/{x;d;};x;}' ls.jsonl >filtered.jsonl
same "one is filtered out" 1 $(($(grep -c '"record":"file"' ls.jsonl) - $(grep -c '"record":"file"' filtered.jsonl)))
readers='winnow-type winnow-hash winnow-pdq winnow-exif winnow-report winnow-cat'
for tool in $readers "winnow-match -s known.wset" winnow-carve; do
	for stream in cut empty bare; do

		$tool <$stream.jsonl >out 2>err
		same "$tool: $stream is 3" 3 $?
		check "$tool: $stream is told" test "$(grep -c . err)" -ge 1
	done
	$tool --bare <bare.jsonl >out 2>err
	same "$tool --bare" 0 $?
	$tool <filtered.jsonl >out 2>err
	same "$tool: filtered is no failure" 0 $?
	cat ls.jsonl ls.jsonl | $tool >out 2>err
	same "$tool: two streams in a row" 0 $?
done
for tool in $readers "winnow-match -s known.wset" winnow-carve; do
	# script(1) gives the tool a terminal for its standard input.
	got=$(script -qec "timeout 600 $tool >/dev/null; echo status \$?" /dev/null </dev/null | tr -d '\r')
	same "$tool: a terminal is no stream" "$tool: standard input is a terminal: pipe records in, or name a file of records
status 3" "$(echo "$got" | sed "s/^${tool%% *}:/$tool:/")"
done
winnow-report -f html <cut.jsonl 2>/dev/null | grep -q INCOMPLETE
same "a report on a cut stream says so" 0 $?
winnow-report -f text <filtered.jsonl | grep -qi "filtered"
same "a report on a filtered stream says so" 0 $?

# The worst status of any tool before goes on to the last.
winnow-ls -q disk.img nosuch.img 2>/dev/null | winnow-type | winnow-hash >carried.jsonl
same "status 3 is carried along" 3 $?
same "in every end" "3 3 3" "$(jq -r 'select(.record == "end") | .status' carried.jsonl | paste -sd' ')"

# ---- Evidence under any path ----
digests() { jq -r 'select(.record == "file") | .hashes.sha256' "$@" | sort; }
winnow-hash ls.jsonl | digests >wanted
check "there is something to compare" test "$(grep -c . wanted)" -ge 5
mkdir folders
for name in 'a b.img' "it's \"quoted\".img" 'new
line.img' "$(printf 'caf\351.img')" 'a=b.img' '-n.img' 'Ảnh.img'; do
	ln disk.img "folders/$name"
	(cd folders && winnow-ls -q -- "$name" | winnow-hash) >awkward.jsonl
	same "status at $name" 0 $?
	digests awkward.jsonl | cmp -s - wanted
	same "digests at $name" 0 $?
	rm -f -- "folders/$name"
	winnow-hash --evidence "$name=disk.img" awkward.jsonl | digests | cmp -s - wanted
	same "moved from $name" 0 $?
	winnow-hash awkward.jsonl >gone.jsonl 2>err
	same "status without it" 3 $?
done
ln disk.img "$(printf 'caf\351.img')"
same "bytes that are no UTF-8 stand beside" "$(printf 'caf\351.img' | od -An -tx1 | tr -d ' \n')" \
	"$(winnow-ls -q "$(printf 'caf\351.img')" | jq -r 'select(.record == "evidence") | .evidence_bytes')"
winnow-carve -q "$(printf 'caf\351.img')" | winnow-hash | winnow-cat >carved 2>err
same "carved from it and read again" 0 $?
ln -s disk.img link.img
winnow-ls -q link.img | winnow-hash | digests | cmp -s - wanted
same "a link" 0 $?
finish
