#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# What the report gives to other programs: DFXML (xmllint, against the published schema where ../shared is there),
# CASE/UCO (jq; the shapes by `make check-extra`), SQLite (sqlite3). Names that would do harm come through as names.
. "$(dirname "$0")/lib.sh"
need jq xmllint sqlite3

e1=$(printf one | sha256sum | cut -c 1-64)
sha=$(printf content | sha256sum | cut -c 1-64)
cat >records.jsonl <<END
{"record":"run","run_id":"r","schema":"winnow-1","tool":"winnow-ls","version":"0","argv":["winnow-ls","disk.img"],"started":"2026-11-23T05:00:00Z","user":"u","host":"h","libraries":{"libtsk":"4"},"confinement":{"no_new_privs":true,"landlock_abi":3,"seccomp":true,"memory_limit":1}}
{"record":"evidence","evidence":"disk.img","evidence_id":"$e1","size":1048576,"container":"raw","sector_size":512,"stored":{"md5":"d41d8cd98f00b204e9800998ecf8427e"}}
{"record":"file","evidence":"disk.img","evidence_id":"$e1","id":"p2/12-128-1","content":{"how":"tsk","fs":"ntfs","offset":4096,"addr":12},"origin":"allocated","path":"a <b>&\"c'=1+1","size":7,"mtime":"2026-01-02T03:04:05Z","atime":"2026-01-02","byte_runs":[{"file_offset":0,"img_offset":8192,"len":7}],"mime":"image/jpeg","hashes":{"md5":"9a0364b9e99bb480dd25e1f0284c8555","sha1":"040f06fd774092478d450774f5ba30c5da78acc8","sha256":"$sha"},"exif":{"Make":"A & B","XResolution":72},"device":{"make":"A & B","model":"M","serial":"S1"},"gps":{"latitude":-15.5,"longitude":108.25},"taken":{"value":"2026:01:01 10:00:00"},"matches":[{"set":"known","kind":"alert","by":"sha256","scheme":"x","category":"1"},{"set":"alike","kind":"alert","by":"pdq","distance":12}],"notes":[{"tool":"t","level":"error","message":"odd"}]}
{"record":"file","evidence":"disk.img","evidence_id":"$e1","id":"@65536","content":{"how":"runs"},"origin":"carved","size":2048,"byte_runs":[{"file_offset":0,"img_offset":65536,"len":1024},{"file_offset":1024,"img_offset":131072,"len":1024}],"state":"truncated","confidence":0.75,"why":"joined","mime":"image/png"}
{"record":"file","evidence":"disk.img","evidence_id":"$e1","id":"p2/13","origin":"deleted","path":"\\u202eexe.gpj\\u0001\\n<script>","size":18446744073709551615,"mime":"text/plain"}
{"record":"volume","evidence":"disk.img","evidence_id":"$e1","volume":"p2","offset":4096,"size":1000000,"fs":"ntfs","label":"L","serial":null,"encrypted":null}
{"record":"end","run_id":"r","tool":"winnow-ls","items":3,"noted":1,"finished":"2026-11-23T05:30:00Z","status":1}
END
check_status 1 winnow-report -f dfxml -f case -f sqlite -o out records.jsonl
check_status 1 winnow-report -f dfxml -f case -f sqlite -o again records.jsonl
for name in report.dfxml report.case.jsonld report.sqlite; do
	same_file "two runs give the same $name" "out/$name" "again/$name"
done
check_status 1 winnow-report -f dfxml -f case -f sqlite -o out records.jsonl # our own reports are replaced

# ---- DFXML ----
xml() { xmllint --xpath "$1" out/report.dfxml; }
file_at() { echo "//*[local-name()='fileobject'][$1]/*[local-name()='$2']"; }
check "the DFXML is well formed" xmllint --noout out/report.dfxml
same "a fileobject an item" 3 "$(xml "count(//*[local-name()='fileobject'])")"
same "a name with markup" 'a <b>&"c'"'=1+1" "$(xml "string($(file_at 1 filename))")"
same "what XML cannot hold" "‮exe.gpj�
<script>" "$(xml "string($(file_at 3 filename))")"
same "SHA-256" "$sha" "$(xml "string($(file_at 1 hashdigest)[@type='sha256'])")"
same "where it lies" 8192 "$(xml "string($(file_at 1 byte_runs)/*/@img_offset)")"
same "a day is no time" 0 "$(xml "count($(file_at 1 atime))")"
same "two runs of a joined item" 2 "$(xml "count($(file_at 2 byte_runs)/*)")"
if schemas=$(shared schemas); then
	check "the DFXML is valid" xmllint --noout --schema "$schemas/dfxml.xsd" out/report.dfxml
else
	echo "# no ../shared: the DFXML is not checked against its schema"
fi

# ---- CASE ----
graph() { jq -r "[.\"@graph\"[] | $1] | $2" out/report.case.jsonld; }
same "items of a case: media and hits" 2 "$(graph 'select(."@type" | tostring | test("observable:File"))' 'map(select(."uco-core:name" | test("^(p2|@)"))) | length')"
check_status 1 winnow-report -f case --all-items -o all records.jsonl
same "with --all-items every item" 3 "$(jq '[."@graph"[] | select((."uco-core:name" // "") | test("^(p2/|@)"))] | length' all)"
same "the digest is a hexBinary" "$sha" "$(graph '.. | objects | select(."uco-types:hashMethod" == "SHA256")' '.[0]."uco-types:hashValue"."@value"')"
same "matches are annotations" 2 "$(graph 'select(."@type" == "uco-core:Annotation")' length)"
check "a near match says so" sh -c 'grep -q "similar, not identical: distance 12" out/report.case.jsonld'
same "each name is used by one object" 0 "$(jq -r '."@graph"[]."@id"' out/report.case.jsonld | sort | uniq -d | wc -l)"
jq -r '.. | objects | select(keys == ["@id"]) | ."@id"' out/report.case.jsonld | sort -u >referred
jq -r '.. | objects | select(keys != ["@id"]) | ."@id" // empty' out/report.case.jsonld | sort -u >described
same "all that is referred to is there" "" "$(comm -23 referred described)"
same "two fragments, in place" "65536 131072" "$(graph '.. | objects | select(."@type" == "uco-observable:DataRangeFacet")' 'map(."uco-observable:rangeOffset" | select(. > 60000)) | sort | map(tostring) | join(" ")')"

# ---- SQLite ----
ask() { sqlite3 out/report.sqlite "$1"; }
same "the database is sound" ok "$(ask 'pragma integrity_check')"
same "a row an item" 3 "$(ask 'select count(*) from file')"
same "hits" "p2/12-128-1|known p2/12-128-1|alike" "$(ask "select id || '|' || hash_set from hit" | tr '\n' ' ' | sed 's/ $//')"
same "a size beyond SQLite's integers is NULL" 1 "$(ask 'select count(*) from file where size is null')"
same "the name as it is" 'a <b>&"c'"'=1+1" "$(ask "select path from file where id = 'p2/12-128-1'")"
same "cameras" "A & B|M|S1|1" "$(ask 'select make, model, serial, items from camera')"
same "byte runs" "65536 131072" "$(ask "select group_concat(img_offset, ' ') from byte_run join file using (file) where id = '@65536'")"
ask 'select record from file order by file' >kept
grep '"record":"file"' records.jsonl >given
same_file "records are kept as they came" kept given
check "a stranger's database is not replaced" sh -c 'sqlite3 other.db "create table t(a)"; ! winnow-report -f sqlite -o other.db records.jsonl 2>/dev/null'
check "it can go to a pipe" sh -c 'winnow-report -f sqlite records.jsonl | cmp - out/report.sqlite'

finish
