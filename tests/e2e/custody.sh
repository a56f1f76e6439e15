#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-case: exhibits and hand-overs are added, the seal holds, changes are accepted with a reason, and an act that
# is killed anywhere is taken back or finished by the next.
. "$(dirname "$0")/lib.sh"
need mke2fs jq

mkdir tree
echo one >tree/one.txt
mke2fs -q -t ext2 -d tree disk.img 128 >/dev/null 2>&1 || skip "mke2fs cannot fill a file system"
cp disk.img second.img
printf 'x' | dd of=second.img bs=1 seek=100 conv=notrunc 2>/dev/null
unchanged disk.img second.img
winnow triage -q -o case disk.img 2>/dev/null

# ---- add
check_status 0 winnow-case add -q --verify before --from "Officer A" --to "Lab B" --seals "S-1, S-2" case second.img
same "the exhibit is there" 2 "$(jq -r 'select(.record=="evidence").evidence' case/records.jsonl | sort -u | wc -l)"
custody() {
	jq -r 'select(.record=="custody") | '"$1" case/records.jsonl | tail -n 1
}
same "and how it was received" "second.img Officer A Lab B S-1, S-2 equal" \
	"$(custody '[.evidence, .from, .to, .seals, .verdict] | join(" ")')"
same "with its digest" "$(sha256sum <second.img | cut -d ' ' -f 1)" "$(custody .hashes.sha256)"
check_status 0 winnow-case custody -q --from "Lab B" --to "Court" --when 2026-11-24 --place Hanoi --exhibit 7 \
	--condition sound --why hearing case disk.img second.img
same "a hand-over of two exhibits" 3 "$(grep -c '"record":"custody"' case/records.jsonl)"
same "in the words given" "2026-11-24 Hanoi 7 sound hearing" \
	"$(custody '[.when, .place, .exhibit, .condition, .why] | join(" ")')"
winnow-type -q case/records.jsonl >/dev/null
same "the stream stays whole" 0 $?
check_status 0 winnow-verify -q -o /dev/null case
same "the audit names the acts" "triage triage custody custody" \
	"$(cat case/audit-*.jsonl | jq -r 'select(.entry=="act").act' | xargs)"
same "with program and digests of exhibits" "$(sha256sum <disk.img | cut -d ' ' -f 1)" \
	"$(tail -n 1 case/audit-0004.jsonl | jq -r '.inputs[] | select(.name=="disk.img").sha256')"
same "and its own binary" "$(sha256sum <"$(command -v winnow-case)" | cut -d ' ' -f 1)" \
	"$(tail -n 1 case/audit-0004.jsonl | jq -r .binary_sha256)"

# ---- An exhibit that is not what it was
cp -r case copy
cp disk.img kept.img
printf 'X' | dd of=disk.img bs=1 seek=70000 conv=notrunc 2>/dev/null
check_status 1 winnow-case custody -q --from a --to b copy disk.img 2>/dev/null || true
mv kept.img disk.img
check_status 3 winnow-case custody -q --from a --to b case no-such.img 2>/dev/null
echo stranger >stranger.img
check_status 3 winnow-case custody -q --from a --to b case stranger.img 2>/dev/null
check "what is refused leaves the case as it was" winnow-verify -q -o /dev/null case

# ---- seal, unseal, accept
check_status 0 winnow-case seal -q --why "report delivered" case
check_status 0 winnow-verify -q -o verified.jsonl case
check "that it is sealed is told" grep -q 'complete and sealed' verified.jsonl
check_status 3 winnow-case custody -q --from a --to b case disk.img 2>/dev/null
check_status 3 winnow triage -q -o case second.img 2>/dev/null
check_status 3 winnow-case seal -q case 2>/dev/null
check "what is refused leaves the seal as it was" winnow-verify -q -o /dev/null case
check_status 2 winnow-case unseal -q case 2>/dev/null
check_status 0 winnow-case unseal -q --why "new exhibit" case
check_status 2 winnow-case unseal -q --why again case 2>/dev/null
check "the reason stays" sh -c 'cat case/audit-*.jsonl | grep "\"act\":\"unseal\"" | grep -q "\"note\":\"new exhibit\""'
check_status 2 winnow-case accept -q --why nothing case 2>/dev/null
echo note >case/notes.txt
check_status 3 winnow-case seal -q case 2>err
check "an added file is named" grep -q "'notes.txt' is not in the manifest" err
check_status 0 winnow-case accept -q --why "the examiner's notes" case
check_status 0 winnow-verify -q -o /dev/null case
check "the change stays in the audit" sh -c 'tail -n 1 case/audit-0007.jsonl | grep -q "notes.txt"'

# ---- Wrong usage
check_status 2 winnow-case -q 2>/dev/null
check_status 2 winnow-case -q frob case 2>/dev/null
check_status 2 winnow-case seal -q 2>/dev/null
check_status 2 winnow-case custody -q case disk.img 2>/dev/null
check_status 2 winnow-case custody -q --from a --to b case 2>/dev/null
mkdir foreign
check_status 3 winnow-case seal -q foreign 2>/dev/null
same "a foreign folder stays empty" "" "$(ls foreign)"

# ---- Killed anywhere
inject=$WINNOW_BUILDDIR/tests/fault/inject.so
if [ -e "$inject" ] && ! grep -q 'WITH_SANITIZERS 1' "$WINNOW_BUILDDIR/config.h"; then
	rm -rf before copy
	winnow triage -q -o before disk.img
	step=-1
	while step=$((step + 3)); do
		rm -rf copy
		cp -r before copy
		INJECT=kill:$step LD_PRELOAD=$inject winnow-case custody -q -j 1 --from a --to b copy disk.img 2>/dev/null
		[ $? = 137 ] || break
		winnow-case seal -q copy 2>err || fail "killed before step $step: $(cat err)"
		winnow-verify -q -o found.jsonl copy 2>err || fail "killed before step $step: $(cat err)"
		n=$(grep -c '"record":"custody"' copy/records.jsonl)
		[ "$n" -le 1 ] || fail "killed before step $step: $n hand-overs"
		winnow-report -q -f text copy/records.jsonl | grep -v '^All matches' >again.txt
		grep -v '^All matches' copy/report.txt | cmp -s again.txt - || fail "killed before step $step: the report is of other records"
	done
	check "a hand-over has steps to be killed at ($step)" test $step -gt 20
fi
finish
