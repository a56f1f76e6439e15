#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-verify on a case: every changed byte of every file is found, and every file added, removed or renamed.
. "$(dirname "$0")/lib.sh"
need mke2fs jq python3

mkdir tree
echo one >tree/one.txt
mke2fs -q -t ext2 -d tree disk.img 128 2>/dev/null || skip "mke2fs cannot fill a file system"
cp disk.img second.img
printf 'x' | dd of=second.img bs=1 seek=100 conv=notrunc 2>/dev/null
winnow triage -q -o case disk.img 2>/dev/null
winnow triage -q -o case second.img 2>/dev/null
winnow-verify -q case >good.jsonl
same "an untouched case holds" 0 $?
same "in all that is checked" "holds" "$(jq -r 'select(.record=="verification" and .what!="rewrite").verdict' good.jsonl | sort -u)"
check "sha256sum agrees" sh -c 'cd case && sha256sum --quiet --strict -c MANIFEST.sha256'
chmod -R go+r case
touch -d 2001-01-01 case/*
check_status 0 winnow-verify -q -o /dev/null case

found() {
	winnow-verify -q -o found.jsonl "$1" 2>/dev/null
	[ $? = 1 ] && grep -q '"verdict":"broken"' found.jsonl
}

# ---- Bytes: some of each file, the first and the last among them, another bit each time
cat >flip.py <<'END'
import os, random, shutil, subprocess, sys
random.seed(7)
missed = tried = 0
for folder, _, files in os.walk("case"):
    for name in sorted(files):
        path = os.path.join(folder, name)
        good = open(path, "rb").read()
        n = len(good)
        for at in sorted({0, n - 1, *random.sample(range(n), min(n, 4))}):
            bad = bytearray(good)
            bad[at] ^= 1 << random.randrange(8)
            open(path, "wb").write(bad)
            tried += 1
            status = subprocess.run(["winnow-verify", "-q", "-o", "/dev/null", "case"],
                                    stderr=subprocess.DEVNULL).returncode
            if status not in (1, 3):
                missed += 1
                print("missed: byte", at, "of", path, "status", status)
        open(path, "wb").write(good)
print(tried, "tried")
sys.exit(missed != 0)
END
check "every changed byte is found" python3 flip.py
check_status 0 winnow-verify -q -o /dev/null case

# ---- Files
try() {
	title=$1
	shift
	rm -rf copy
	cp -r case copy
	(cd copy && "$@") || fail "$title: $*"
	check "$title is found" found copy
}
for file in $(cd case && find . -type f); do
	try "$file removed" rm "$file"
done
try "a file renamed" mv report.txt report2.txt
try "an empty file added" touch .hidden
try "a file added below" touch manifests/0009.sha256
try "what looks like a leftover" touch .winnow-x.1.new
try "a link added" ln -s /etc/passwd link
try "two files swapped" sh -c 'mv report.txt x && mv report.csv report.txt && mv x report.csv'
try "a file cut" truncate -s -1 records.jsonl
try "a signature out of nothing" sh -c 'echo >MANIFEST.sha256.p7s'
try "an entry taken from the end, with its digest" sh -c 'sed -i "\$d" audit-0002.jsonl
	printf "3 %s\n" "$(tail -n 1 audit-0002.jsonl | sha256sum | cut -d " " -f 1)" >audit.head'
# The manifest written anew over a change: the audit still knows better.
rewrite() {
	# shellcheck disable=SC2046  # no blanks in these names
	sha256sum $(find . -type f ! -name MANIFEST.sha256 | cut -c 3- | LC_ALL=C sort) >../new && mv ../new MANIFEST.sha256
}
rm -rf copy && cp -r case copy
(cd copy && echo more >>report.txt && rewrite && sha256sum --quiet -c MANIFEST.sha256) || fail "a manifest by hand"
check "a change under a manifest written anew is found" found copy
same "and located" report.txt "$(jq -r 'select(.verdict=="broken").file' found.jsonl)"
# So is a part of the audit that nobody wrote, and a manifest out of nowhere.
for file in audit-0009.jsonl audit-x.jsonl manifests/0007.sha256; do
	rm -rf copy && cp -r case copy
	(cd copy && echo '{}' >$file && rewrite)
	check "$file under a manifest written anew is found" found copy
done

# ---- A run refuses to build on a change
rm -rf copy && cp -r case copy && echo more >>copy/report.txt
check_status 3 winnow triage -q -o copy disk.img 2>err
check "saying what was changed" grep -q "'report.txt' was changed" err

# ---- The digest on paper
head=$(cut -d ' ' -f 2 case/audit.head)
check_status 0 winnow-verify -q -o /dev/null --head "$head" case
check_status 0 winnow-verify -q -o /dev/null --head "$(sha256sum <case/MANIFEST.sha256 | cut -d ' ' -f 1)" case
check_status 0 winnow-verify -q -o /dev/null --head "$(tail -n 1 case/audit-0001.jsonl | sha256sum | cut -d ' ' -f 1)" case
check_status 1 winnow-verify -q -o /dev/null --head "$(echo | sha256sum | cut -d ' ' -f 1)" case 2>/dev/null
winnow-verify case 2>err >/dev/null
check "without it, that a rewrite cannot be excluded is said" grep -q "cannot be excluded" err

# ---- Not a case, an interrupted case
mkdir empty
winnow-verify -q -o found.jsonl empty
same "a directory that is no case has no digest" "1 {}" "$? $(jq -c 'select(.record=="verification").hashes' found.jsonl)"
rm -rf copy && cp -r case copy
printf 'INCOMPLETE since then\n' >copy/STATUS
check "an incomplete case does not hold" found copy
finish
