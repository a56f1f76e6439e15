#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The language of a report: chosen by option or case file, the same whatever the terminal speaks, numbers too.
. "$(dirname "$0")/lib.sh"
need xmllint jq

e1=$(printf one | sha256sum | cut -c 1-64)
{
	printf '{"record":"run","run_id":"r","schema":"winnow-1","tool":"winnow-ls","version":"0","argv":["winnow-ls"],"started":"2026-11-23T05:00:00Z","user":"u","host":"h","libraries":{},"confinement":{"no_new_privs":true,"landlock_abi":3,"seccomp":true,"memory_limit":1}}\n'
	printf '{"record":"evidence","evidence":"disk.img","evidence_id":"%s","size":1048576,"container":"raw","sector_size":512}\n' "$e1"
	for i in 1 2; do
		printf '{"record":"file","evidence":"disk.img","evidence_id":"%s","id":"p1/%d","origin":"allocated","path":"Ảnh gia đình %d.jpg","size":1234567,"byte_runs":[{"file_offset":0,"img_offset":%d,"len":1234567}],"mime":"image/jpeg","state":"damaged","hashes":{"sha256":"%064d"},"matches":[{"set":"known","kind":"alert","by":"sha256"}]}\n' "$e1" $i $i $((i * 4096)) $i
	done
	printf '{"record":"end","run_id":"r","tool":"winnow-ls","items":2,"noted":0,"finished":"2026-11-23T05:30:00Z","status":0}\n'
} >records.jsonl

check_status 0 winnow-report --language vi -f html -f text -o vi records.jsonl
check_status 0 winnow-report --language fr -f html -f text -o fr records.jsonl
check_status 2 winnow-report --language xx records.jsonl
check "Vietnamese" grep -q 'Kết quả trùng khớp với các bộ tham chiếu' vi/report.txt
check "French" grep -q 'Correspondances avec les bases de référence' fr/report.txt
check "the page says so" grep -q '<html lang="vi"' vi/report.html
check "thousands in Vietnamese" grep -q '1\.234\.567 byte (1,2 MiB)' vi/report.html
check "thousands in French" grep -q '1.234.567 octets (1,2 MiB)' fr/report.html
check "a plural in French" grep -q '2 éléments sont endommagés' fr/report.html
check "names stay as they are" grep -q 'Ảnh gia đình 1.jpg' fr/report.html
for page in vi/report.html fr/report.html; do check "$page is well formed" xmllint --noout "$page"; done
for locale in C C.UTF-8 vi_VN.UTF-8 fr_FR.UTF-8; do
	LC_ALL=$locale LANGUAGE=de winnow-report --language vi -f html -f text -o again records.jsonl
	same_file "under $locale the same page" vi/report.html again/report.html
done

printf '[case]\nnumber = 7\n[report]\nlanguage = vi\n' >case.ini
winnow-report --case case.ini -f text -o said.txt records.jsonl
check "the case file chooses" grep -q 'Số vụ việc' said.txt
winnow-report --case case.ini --language fr -f text -o said.txt records.jsonl
check "the option goes before it" grep -q "Numéro d’affaire" said.txt
printf '[report]\nlanguage = tlh\n' >case.ini
winnow-report --case case.ini -f text records.jsonl >/dev/null 2>said
check "a language that is not there is told" grep -q "only en, fr, vi" said

# Several languages: parts of one page; a file each where a document has one language.
check_status 0 winnow-report --language vi,en --language fr -f html -f text -o three records.jsonl
check "the page of all is well formed" xmllint --noout three/report.html
same "a part for each language, in order" "vi en fr" "$(grep -o '<article class="part" id="[a-z]*" lang="[a-z]*">' three/report.html |
	sed 's/.*id="\([a-z]*\)" lang="\1".*/\1/' | tr '\n' ' ' | sed 's/ $//')"
same "no anchor twice" "" "$(grep -o ' id="[^"]*"' three/report.html | sort | uniq -d)"
grep -o 'href="#[^"]*"' three/report.html | sed 's/.*#//; s/"//' | sort -u >wanted
grep -o ' id="[^"]*"' three/report.html | sed 's/ id="//; s/"//' | sort -u >there
same "links lead somewhere" "" "$(comm -23 wanted there)"
check "no script" sh -c '! grep -qi "<script\|javascript:\| on[a-z]*=" three/report.html'
same_file "the first language is as if alone" vi/report.txt three/report.txt
same_file "a further one is as if alone" fr/report.txt three/report-fr.txt
winnow-report --language en -f text -o en.txt records.jsonl
same_file "English too" en.txt three/report-en.txt
if winnow-report --language vi,en -f pdf -o one.pdf records.jsonl 2>said; then
	check "a PDF each" [ -e one.pdf -a -e one-en.pdf ]
fi
winnow-report --language vi,en,vi -f html -o two.html records.jsonl
same "a language given twice is one part" 2 "$(grep -c '<article' two.html)"
check_status 2 winnow-report --language vi,en -f text records.jsonl
check_status 2 winnow-report --language vi,xx -f html -o not.html records.jsonl
check "nothing is left of it" [ ! -e not.html ]
printf '[report]\nlanguage = vi, en\n' >case.ini
winnow-report --case case.ini -f html -o two-of-case.html records.jsonl
same "the case file may name several" 2 "$(grep -c '<article' two-of-case.html)"

head -c 200000 /dev/zero >disk.img
check_status 0 winnow triage -q --language fr -o case disk.img
check "triage speaks it" grep -q 'Rapport de triage' case/report.txt
check_status 2 winnow triage -q --language xx -o other disk.img
check_status 0 winnow triage -q --language vi --language en -o both disk.img
same "triage in two" 2 "$(grep -c '<article' both/report.html)"
check "and a text each" grep -q 'Forensic triage report' both/report-en.txt
check_status 0 winnow-verify both
finish
