#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Editions hold in every format: nothing that names an item in the court edition, no small count in the statistics.
. "$(dirname "$0")/lib.sh"
need jq

{
	printf '{"record":"run","run_id":"r","schema":"winnow-1","tool":"winnow-ls","version":"0","argv":["winnow-ls","/home/secret folder/disk.img"],"started":"2026-11-23T05:00:00Z","user":"u","host":"h"}\n'
	printf '{"record":"evidence","evidence":"/home/secret folder/disk.img","evidence_id":"e1","size":1048576,"container":"raw"}\n'
	printf '{"record":"volume","evidence":"/home/secret folder/disk.img","evidence_id":"e1","volume":"p0","offset":0,"size":1048576,"fs":"ntfs","label":"SECRETLABEL"}\n'
	awk 'BEGIN {
		for (i = 0; i < 40; i++)
			printf "{\"record\":\"file\",\"evidence\":\"/home/secret folder/disk.img\",\"evidence_id\":\"e1\",\"id\":\"p0/%d%s\",\"origin\":\"archive\",\"path\":\"/secret.zip/secret%d.jpg\",\"path_bytes\":\"73\",\"size\":100,\"byte_runs\":[{\"file_offset\":0,\"img_offset\":%d,\"len\":100}],\"mime\":\"%s\",\"hashes\":{\"sha256\":\"%064x\"},\"gps\":{\"latitude\":21.0285,\"longitude\":-105.8542},\"device\":{\"make\":\"Canon\",\"model\":\"EOS\",\"owner\":\"Secret Owner\"},\"notes\":[{\"tool\":\"t\",\"level\":\"warning\",\"message\":\"the name secret%d.jpg is odd\"}],\"matches\":[{\"set\":\"known\",\"kind\":\"alert\",\"by\":\"sha256\",\"scheme\":\"x\",\"category\":\"%d\"}]}\n", i, (i % 2 ? "!secret" i ".jpg" : ""), i, i * 512, (i < 3 ? "video/mp4" : "image/jpeg"), i, i, (i == 7)
	}'
	printf '{"record":"name","evidence":"/home/secret folder/disk.img","evidence_id":"e1","id":"p0/2","path":"/secret-link"}\n'
	printf '{"record":"end","run_id":"r","tool":"winnow-ls","items":40,"noted":40,"finished":"2026-11-23T05:30:00Z","status":0}\n'
} >records.jsonl
printf '[case]\nnumber = 42\n[agency]\nname = Unit of Tests\n[exhibit A-1]\nfile = disk.img\n' >case.ini
formats='html text csv'
if winnow-report --help | grep -q pdf && : | winnow-report --bare -f pdf -o fonts.pdf 2>/dev/null && command -v pdftotext >/dev/null; then
	formats="$formats pdf"
fi
make_all() {
	for format in $formats; do set -- "$@" -f "$format"; done
	winnow-report "$@" records.jsonl
	same "status of: $*" 0 $?
	shown=$(echo "$*" | sed 's/.*-o \([^ ]*\).*/\1/')
	[ ! -f "$shown/report.pdf" ] || pdftotext -raw "$shown/report.pdf" "$shown/report.pdf.txt"
}

make_all --case case.ini --edition full -o full
make_all --case case.ini --edition court -o court
make_all --case case.ini --edition statistics -o statistics
for file in full/report.html full/report.txt full/report.csv; do
	check "$file names items" grep -aq 'secret7.jpg' "$file"
done
# The whole PDF is looked through, metadata and all.
if [ -f court/report.pdf ] && command -v qpdf >/dev/null; then
	for edition in court statistics; do
		qpdf --qdf --object-streams=disable $edition/report.pdf $edition/report.qdf
	done
fi
for edition in court statistics; do
	same "the $edition edition names nothing" '' "$(grep -aliE 'secret' $edition/*)"
	same "the $edition edition coarsens places" '' "$(grep -alE '21\.02|105\.85' $edition/*)"
done
check "court: a place to a tenth of a degree" grep -aq '21\.0,-105\.8' court/report.csv
id=$(printf 'secret7.jpg' | sha256sum | cut -c 1-16)
for file in court/report.html court/report.txt court/report.csv; do
	check "$file: items keep an identifier" grep -aq "p0/7!#$id" "$file"
	check "$file: digests stay" grep -aq "$(printf %064x 7)" "$file"
done
for file in court/report.html court/report.txt; do
	check "$file says which edition it is" grep -aq 'Court edition' "$file"
done
winnow-report --edition court -f csv --all-items records.jsonl >all.csv
same "court: every item without a name" 0 "$(grep -aciE 'secret|21\.02' all.csv)"
same "court: every item" 41 "$(wc -l <all.csv)"

# ---- Statistics: 39 in category 0, of them 3 videos; 1 in category 1 ----
same "no case number, no exhibit number" '' "$(grep -alE 'Case number|Exhibit A-1|p0/' statistics/report.html statistics/report.txt statistics/report.csv)"
check "the agency stays" grep -aq 'Unit of Tests' statistics/report.html
printf '%s\n' 'table,row,distinct,occurrences,pictures,videos,report_status' \
	'category,"x: 0",suppressed,suppressed,suppressed,suppressed,complete' \
	'category,"x: 1",suppressed,suppressed,suppressed,suppressed,complete' \
	'category,all,40,40,suppressed,suppressed,complete' \
	'device,camera,40,40,suppressed,suppressed,complete' 'device,all,40,40,suppressed,suppressed,complete' \
	'exhibit,1,40,40,suppressed,suppressed,complete' 'exhibit,all,40,40,suppressed,suppressed,complete' >wanted.csv
tr -d '\r' <statistics/report.csv >got.csv
same_file "small counts are suppressed, and what would tell them" wanted.csv got.csv

# ---- Refused with a reason ----
refused() {
	winnow-report "$@" records.jsonl >out 2>said
	same "$*: status" 2 $?
	check "$*: says why" [ -s said ]
	check "$*: writes nothing" [ ! -s out ]
}
refused --edition court -f vics
refused --edition statistics -f vics
refused --edition statistics -f csv --all-items
refused --edition statistics --counting "$WINNOW_SRCDIR/examples/jurisdictions/vietnam.ini" -f text
refused --edition other -f text
winnow-report -f html -f vics --edition court -o mixed records.jsonl 2>/dev/null
same "one format that cannot keep to it refuses all" '' "$(ls mixed 2>/dev/null)"

# ---- Quantities of a law ----
law=$WINNOW_SRCDIR/examples/jurisdictions/vietnam.ini
winnow-report --counting "$law" -f text records.jsonl >law.txt
check "the digest of the data file is printed" grep -aq "$(sha256sum <"$law" | cut -c 1-64)" law.txt
check "pictures beside the numbers" grep -aqE '^photographs|^pictures +37 +37 +100; 200; 500' law.txt
check "data in GB and GiB" grep -aqE '4,000 bytes' law.txt
check "the provision is never said to be reached" sh -c '! sed -n "/named by a law/,/does not/p" law.txt | grep -aiE "reached|exceed|applies to|khoản"'
winnow-report -f text records.jsonl >plain.txt
same "without it nothing is said" 0 "$(grep -ac 'named by a law' plain.txt)"
for bad in '[jurisdiction' '[quantity bytes]' ''; do
	printf '%s\n' "$bad" >bad.ini
	check_status 3 winnow-report --counting bad.ini -f text records.jsonl >/dev/null 2>said
	check "'$bad': names the file" grep -q bad.ini said
done
winnow-report --counting "$WINNOW_SRCDIR/examples/jurisdictions/template.ini" -f text records.jsonl >template.txt
same "the template is a good file" 0 $?
finish
