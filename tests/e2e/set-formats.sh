#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-set: every format of lists in, compared with md5sum, jq, hashdeep, hfind and sqlite3; and back out.
. "$(dirname "$0")/lib.sh"
need winnow-set jq md5sum sha1sum sha256sum iconv
WINNOW_SCHEMES=$WINNOW_SRCDIR/hashsets/schemes
SOURCE_DATE_EPOCH=1700000000
export WINNOW_SCHEMES SOURCE_DATE_EPOCH

for n in 1 2 3 4 5 6 7 8 9; do
	seq $n 500 >"file$n"
done
: >empty
md5sum file? >sums.md5
sha1sum file? >sums.sha1
sha256sum file? >sums.sha256
md5() { md5sum <"$1" | cut -c1-32; }
sha1() { sha1sum <"$1" | cut -c1-40; }
sha256() { sha256sum <"$1" | cut -c1-64; }
digests() { cut -d' ' -f1 "$1"; }
# What a set says of each of the files: "kind scheme:category" by MD5.
says() { digests sums.md5 | winnow-set lookup "$1" | cut -f3,4 | tr '\t' ' '; }

# ---- VICS
media() { # MediaID, file, category, more members
	printf '{"MediaID":%d,"MD5":"%s","SHA1":"%s","MediaSize":"%d","Category":%s%s}' "$1" "$(md5 "$2" | tr a-f A-F)" "$(sha1 "$2")" "$(stat -c %s "$2")" "$3" "$4"
}
miniature=$(head -c 30000 /dev/zero | base64 -w 0)
{
	printf '{"odata.metadata":"http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Media","value":['
	media 1 file1 1 ',"VictimIdentified":"true","IsDistributed":false,"Series":"Example \u00e9","Comments":"a \"quoted\", one"'
	printf ','
	media 2 file2 '"2"' ",\"Miniature\":\"$miniature\",\"MediaFiles\":[{\"MD5\":\"$(md5 file9)\",\"FileName\":\"x\"}],\"OffenderIdentified\":true"
	printf ',\n'
	media 3 file3 3 ',"AlternativeHashes":[{"HashName":"PhotoDNA","HashValue":"AAAA"},{"HashName":"SHA256","HashValue":"'"$(sha256 file3)"'"}]'
	printf ',\n'
	media 4 file4 0 ',"PhotoDNA":"BBBB"'
	printf ','
	media 5 file5 4 ''
	printf ','
	media 6 file6 5 ',"Unknown":{"a":[1,2,{"b":null}]}'
	printf ','
	media 7 file7 42 ''
	printf ','
	media 8 file8 null ''
	printf ',{"MediaID":9,"Category":1,"MD5":"d41d8cd98f00b204e9800998ecf8427e"},{"MediaID":10,"Category":1,"MD5":"123"},"no record",{"MediaID":11,"Category":1,"Category":2,"MD5":"%s"}' "$(md5 file9)"
	printf '],"odata.nextLink":"x"}'
} >vics.json
check "the fixture is JSON" jq -e . vics.json >/dev/null
winnow-set build -o vics.wset vics.json 2>account
check "what it is" grep -q 'vics.json (VICS 1.3 hash set): 12 records read, 4 rejected' account
check "the scheme is said" grep -q 'categories are those of us-vics' account
check "the empty file" grep -q '1 rejected: the digest of the empty file (first on record 9)' account
check "a key twice" grep -q '1 rejected: a digest or the category stands there twice, differently (first on record 12)' account
says vics.wset >got
cat >wanted <<'END'
alert us-vics:1
alert us-vics:2
alert us-vics:3
info us-vics:0
info us-vics:4
ignore us-vics:5
info us-vics:42
info -
END
same_file "categories have their kinds; 0, 4, 5, unknown and none are no alerts" got wanted
same "thumbnails are dropped" "$(grep -c AAAAAAAAAAAAAAAA vics.wset)" 0
same "files of a record are not its digest" "$(winnow-set lookup vics.wset "$(md5 file9)")" ""
same "an alternative SHA-256 is looked up" "$(winnow-set lookup vics.wset "$(sha256 file3)" | cut -f3)" alert
same "size" "$(winnow-set export -f csv vics.wset | grep "$(md5 file1)" | cut -d, -f4)" "$(stat -c %s file1)"
same "SHA-1 beside MD5" "$(winnow-set lookup vics.wset "$(sha1 file2)" | cut -f4)" us-vics:2
winnow-set export -f csv vics.wset >vics.csv
check "flags and series" grep -q 'true,,false,,,,"{""series"":""Example é""}"' vics.csv
check "PhotoDNA is carried" grep -q '{""photodna"":""BBBB""}' vics.csv
check "comments" grep -q '"a ""quoted"", one"' vics.csv

# the same, written otherwise: byte order mark, UTF-16, names in capitals, as a case, piped
{ printf '\357\273\277'; cat vics.json; } >bom.json
iconv -f UTF-8 -t UTF-16 vics.json >wide.json
iconv -f UTF-8 -t UTF-16LE vics.json >wide-bare.json
sed -e 's/"MD5":/"md5":/g' -e 's/"Category":/"CATEGORY":/g' -e 's/"Media\([SI][a-zD]*\)":/"MEDIA\1" : /g' vics.json >names.json
{
	printf '{"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Cases","value":[{"CaseID":"{0}","CaseNumber":"1","Media":'
	jq -c '.value[:5]' vics.json
	printf '},{"CaseID":"{1}","TotalMediaFiles":7,"CaseMetadata":[{"PropertyName":"x"}],"Media":'
	jq -c '.value[5:]' vics.json
	printf '}]}'
} >case.json
for other in bom wide wide-bare names case; do
	winnow-set build -q -o other.wset $other.json
	says other.wset | head -n 8 >other.got
	same_file "$other" got other.got
	winnow-set export -f csv --set $other other.wset | sed "s/\"$other\"/\"vics\"/" | sort >other.csv
	sort vics.csv >sorted.csv
	case $other in
	case) # jq keeps the last of two equal keys, so one record more
		grep -v "$(md5 file9)" other.csv >less.csv
		same_file "a case's records are the set's" less.csv sorted.csv ;;
	*) same_file "$other: the same entries" other.csv sorted.csv ;;
	esac
done
winnow-set build -o piped.wset - <vics.json 2>account
check "from a pipe" grep -q 'standard input\|- (VICS' account
winnow-set build -q -o uk.wset --scheme uk-caid vics.json
same "another scheme on request" "$(winnow-set lookup uk.wset "$(md5 file1)" | cut -f4)" uk-caid:1
sed 's/1\.3\.xml#Media/2.0.xml\/UK\/$metadata#Media/; s/odata.metadata/@odata.context/' vics.json >caid.json
winnow-set build -o caid.wset caid.json 2>account
check "CAID by its head" grep -q '(CAID, VICS 2.0 hash set)' account
same "CAID's scheme" "$(winnow-set lookup caid.wset "$(md5 file2)" | cut -f3,4)" "$(printf 'alert\tuk-caid:2')"
sed 's/1\.3\.xml#Media/2.0.xml\/CUSTOM\/$metadata#Media/; s/odata.metadata/@odata.context/' vics.json >custom.json
check_status 2 winnow-set build -q -o x.wset custom.json 2>/dev/null

# ---- VICS out and in again
winnow-set export -f vics vics.wset >out.json 2>account
check "VICS 2.0" jq -e '.["@odata.context"] == "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media"' out.json >/dev/null
same "all entries" "$(jq '.value | length' out.json)" 8
same "sizes are numbers, flags booleans" \
	"$(jq -c '.value[] | select(.MD5 == "'"$(md5 file1)"'") | [.MediaSize, .VictimIdentified, .IsDistributed, .Series, .Category]' out.json)" "[$(stat -c %s file1),true,false,\"Example é\",1]"
check "what has no category is said" grep -q '1 entries are written, but without a category' account
winnow-set build -q --name vics -o again.wset out.json
winnow-set export -f csv again.wset >again.csv
same_file "export, build, export" again.csv vics.csv
check_status 0 winnow-set diff vics.wset again.wset
winnow-set build -q -o fromcsv.wset vics.csv
winnow-set export -f csv fromcsv.wset >again.csv
same_file "CSV out and in: the set keeps its name" again.csv vics.csv

# ---- NSRL-CAID
if [ -d /work/shared/data/hashsets ]; then
	for list in /work/shared/data/hashsets/*.json; do
		winnow-set build -o nsrl.wset "$list" 2>account
		check "$(basename "$list") is known for what it is" grep -q 'NSRL-CAID' account
		jq -r '.value[].MD5 | ascii_downcase' "$list" | sort -u | grep -v d41d8cd98f00b204e9800998ecf8427e >theirs
		winnow-set lookup nsrl.wset <theirs | cut -f1 | sort -u >ours
		same_file "$(basename "$list"): every MD5 is found" ours theirs
		same "and none is an alert" "$(winnow-set lookup nsrl.wset <theirs | cut -f3,4 | sort -u)" "$(printf 'ignore\tnsrl-caid:8')"
		winnow-set export -f vics nsrl.wset 2>/dev/null | jq -S '[.value[] | [.MD5, .SHA1, (.MediaSize | tonumber)]] | unique' >ours
		jq -S '[.value[] | [.MD5, .SHA1, (.MediaSize | tonumber)]] | unique' "$list" >theirs
		same_file "$(basename "$list"): out again as it came" ours theirs
	done
	check_status 2 winnow-set build -q --kind alert -o x.wset /work/shared/data/hashsets/NSRL-CAID-MPG.json 2>/dev/null
fi

# ---- NCMEC: deletions, and what comes again
ncmec() { printf '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="2" maxTimestamp="2024-01-01T00:00:00Z">%s</images><videos count="1">%s</videos></queryResult>' "$1" "$2"; }
entry() { # element id file classification
	printf '<%s><member id="42">Example</member><timestamp>2024-01-01T00:00:00Z</timestamp><id>%s</id><classification>%s</classification><fingerprints><md5>%s</md5><sha1> %s </sha1><pdna>CCCC</pdna></fingerprints></%s>' "$1" "$2" "$4" "$(md5 "$3")" "$(sha1 "$3")" "$1"
}
deleted() { printf '<%s><member id="%s">Example</member><id>%s</id><timestamp>2024-01-02T00:00:00Z</timestamp></%s>' "$1" "$2" "$3" "$1"; }
ncmec "$(entry image i1 file1 A1)$(entry image i2 file2 B2)$(entry image i4 file4 A2)$(deleted deletedImage 42 i4)$(deleted deletedImage 43 i2)" "$(entry video v3 file3 A2)" >ncmec.xml
winnow-set build -o ncmec.wset ncmec.xml 2>account
check "what it is" grep -q 'ncmec.xml (NCMEC hash sharing): 6 records read, 0 rejected' account
check "deletions are said" grep -q 'set ncmec: 1 entries taken back' account
same "classifications; another member's deletion is not this one's" "$(says ncmec.wset | tr '\n' ';')" "alert ncmec:A1;alert ncmec:B2;alert ncmec:A2;"
ncmec "$(deleted deletedImage 42 i1)$(entry image i2 file2 A1)$(entry image i5 file5 B1)" "$(deleted deletedVideo 42 v3)" >delta.xml
winnow-set update -q -o ncmec2.wset ncmec.wset delta.xml
same "an update honours deletions and replaces by id" "$(digests sums.md5 | winnow-set lookup ncmec2.wset | cut -f1,2,4)" \
	"$(printf '%s\tncmec\tncmec:A1\n%s\tncmec\tncmec:B1' "$(md5 file2)" "$(md5 file5)")"
winnow-set diff ncmec.wset ncmec2.wset >differences
same "diff's exit status" $? 1
same "diff" "$(cut -f1,5 differences | sort | uniq -c | tr -s ' \t\n' ' ')" " 2 + ncmec:A1 2 + ncmec:B1 2 - ncmec:A1 2 - ncmec:A2 2 - ncmec:B2 "
cp ncmec.wset inplace.wset
winnow-set update -q -o inplace.wset inplace.wset delta.xml
same_file "the same in place" inplace.wset ncmec2.wset

# ---- StopNCII
cat >stop.json <<END
{"count":4,"nextSetTimestamp":0,"hasMoreRecords":false,"hashRecords":[
 {"lastModtimestamp":1,"signalType":"ImagePDQ","hashValue":"f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22","hashStatus":"Active","caseNumbers":{"a":"1"}},
 {"lastModtimestamp":2,"signalType":"VideoMD5","hashValue":"$(md5 file1)","hashStatus":"Active"},
 {"lastModtimestamp":3,"signalType":"VideoMD5","hashValue":"$(md5 file2)","hashStatus":"Active"},
 {"lastModtimestamp":4,"signalType":"VideoTMK","hashValue":"AAAA","hashStatus":"Active"},
 {"lastModtimestamp":5,"signalType":"VideoMD5","hashValue":"$(md5 file2)","hashStatus":"Withdrawn"},
 {"lastModtimestamp":6,"signalType":"VideoMD5","hashValue":"$(md5 file1)","hashStatus":"Strange"}]}
END
winnow-set build -o stop.wset stop.json 2>account
check "what it is" grep -q 'stop.json (StopNCII): 6 records read, 2 rejected' account
same "withdrawn is honoured" "$(digests sums.md5 | winnow-set lookup stop.wset)" "$(printf '%s\tstop\talert\t-' "$(md5 file1)")"
same "PDQ" "$(winnow-set export -f pdq stop.wset 2>/dev/null)" f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22

# ---- PDQ lists
cat >pdq.txt <<'END'
f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22,100
b0a10efd71cc3f429013d48d0ffffc52e34e0e17ada952a9d29685211ea9e5af,78,name.jpg
END
winnow-set build -o pdq.wset pdq.txt 2>account
check "by its qualities" grep -q 'pdq.txt (PDQ list): 2 records' account
same "out again" "$(winnow-set export -f pdq pdq.wset | sort)" "$(cut -d, -f1,2 pdq.txt | sort)"
cut -d, -f1 pdq.txt >few.txt
same "64 digits alone are SHA-256" "$(winnow-set build -o x.wset few.txt 2>&1 | grep -c 'plain list')" 1
winnow-set build -q --from pdq -o x.wset few.txt
same "or PDQ on request" "$(winnow-set info --json x.wset | jq -c '[.digests.pdq, .digests.sha256]')" '[2,0]'

# ---- Tables of other programs
{
	echo '"file_id","hashset_id","file_name","directory","hash","file_size","date_modified","time_modified","time_zone","comments","date_accessed","time_accessed"'
	for n in 1 2 3; do echo "$n,1,\"x, y\",\"d\",\"$(md5 file$n | tr a-f A-F)\",$(stat -c %s file$n),,,,\"c\",,"; done
} >keeper.hsh
winnow-set build -o keeper.wset keeper.hsh 2>account
check "HashKeeper" grep -q 'keeper.hsh (HashKeeper table): 3 records read, 0 rejected' account
same "its digests" "$(says keeper.wset | grep -c alert)" 3
{
	echo 'V1Hash,HashType,SetDescription,FileName,FilePath,FileSize'
	echo "$(md5 file1),MD5,\"set\",\"n\",\"p\",1"
} >ilook1.txt
{
	echo 'V4Hash,HashType,SetDescription,FileName,FilePath,FileSize,HashSHA1,HashSHA256,HashSHA384,HashSHA512,CreateTime,ModTime,LastAccessTime'
	echo "$(md5 file2),MD5,set,n,p,1,$(sha1 file2),$(sha256 file2),,,,,"
} >ilook4.txt
winnow-set build -q --name i -o ilook.wset ilook1.txt ilook4.txt
same "ILook" "$(digests sums.md5 | winnow-set lookup ilook.wset | wc -l) $(winnow-set lookup ilook.wset "$(sha256 file2)" "$(sha1 file2)" | wc -l)" "2 2"
{
	echo 'MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;Number of submissions;File Available;Media Type;Baseline'
	echo "$(md5 file1);$(sha1 file1);AAAA;1;yes;no;yes;A series;3;yes;Image;yes"
	echo "$(md5 file2);$(sha1 file2);;2;no;no;no;;1;yes;Image;no"
} >icse.csv
winnow-set build -o icse.wset icse.csv 2>account
check "ICSE" grep -q 'icse.csv (INTERPOL ICSE table)' account
same "Baseline decides" "$(says icse.wset | tr '\n' ';')" "alert interpol-baseline:yes;info interpol-baseline:no;"
check "its flags and series" sh -c 'winnow-set export -f csv icse.wset | grep -q "false,true,true,,,,\"{\"\"photodna\"\":\"\"AAAA\"\",\"\"series\"\":\"\"A series\"\"}\""'
for header in '"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"' \
	'"SHA-1","FileName","FileSize","ProductCode","OpSystemCode","MD4","MD5","CRC32","SpecialCode"'; do
	{
		echo "$header"
		case $header in
		*MD4*) echo "\"$(sha1 file1 | tr a-f A-F)\",\"a.dll\",5,1,\"2\",\"0123456789ABCDEF0123456789ABCDEF\",\"$(md5 file1 | tr a-f A-F)\",\"12345678\",\"\"" ;;
		*) echo "\"$(sha1 file1 | tr a-f A-F)\",\"$(md5 file1 | tr a-f A-F)\",\"12345678\",\"a.dll\",5,1,\"2\",\"\"" ;;
		esac
	} >NSRLFile.txt
	winnow-set build -o rds2.wset NSRLFile.txt 2>account
	check "RDS 2" grep -q 'NSRL RDS 2 table' account
	same "is info" "$(winnow-set lookup rds2.wset "$(md5 file1)" "$(sha1 file1)" | cut -f3 | tr '\n' ' ')" "info info "
	check_status 2 winnow-set build -q --kind alert -o x.wset NSRLFile.txt 2>/dev/null
done

# ---- SQLite: RDS 3 full (views), minimal, Autopsy
if command -v sqlite3 >/dev/null; then
	sqlite3 rds3.db <<END
PRAGMA journal_mode=WAL;
CREATE TABLE PKG(package_id INTEGER, name TEXT, version TEXT);
CREATE TABLE MFG(manufacturer_id INTEGER, name TEXT);
CREATE TABLE METADATA(sha256 TEXT, sha1 TEXT, md5 TEXT, crc32 TEXT, bytes INTEGER, package_id INTEGER);
$(for n in 1 2 3 4; do echo "INSERT INTO METADATA VALUES('$(sha256 file$n | tr a-f A-F)','$(sha1 file$n | tr a-f A-F)','$(md5 file$n | tr a-f A-F)','0',$(stat -c %s file$n),1);"; done)
CREATE VIEW FILE AS SELECT UPPER(sha256) AS sha256, sha1, md5, crc32, 'n' AS file_name, bytes AS file_size, package_id FROM METADATA;
PRAGMA wal_checkpoint(TRUNCATE);
END
	sha256sum rds3.db >before.sum
	winnow-set build -o rds3.wset rds3.db 2>account
	check "RDS 3" grep -q 'rds3.db (NSRL RDS 3 (SQLite)): 4 records read, 0 rejected' account
	check "the data base is not touched" sha256sum -c --quiet before.sum
	same "is info" "$(says rds3.wset | sort | uniq -c | tr -s ' ')" " 4 info -"
	same "with sizes" "$(winnow-set export -f csv rds3.wset | cut -d, -f4 | tail -n +2 | sort -n | tr '\n' ' ')" "$(stat -c %s file1 file2 file3 file4 | sort -n | tr '\n' ' ')"
	check_status 2 winnow-set build -q --kind alert -o x.wset rds3.db 2>/dev/null
	check_status 3 sh -c 'cat rds3.db | winnow-set build -q -o x.wset - 2>/dev/null'
	sqlite3 case.kdb <<END
CREATE TABLE db_properties (name TEXT NOT NULL, value TEXT);
CREATE TABLE hashes (id INTEGER PRIMARY KEY AUTOINCREMENT, md5 BINARY(16) UNIQUE, sha1 BINARY(20), sha2_256 BINARY(32));
CREATE TABLE file_names (name TEXT NOT NULL, hash_id INTEGER NOT NULL, PRIMARY KEY(name, hash_id));
CREATE TABLE comments (comment TEXT NOT NULL, hash_id INTEGER NOT NULL, PRIMARY KEY(comment, hash_id));
INSERT INTO db_properties VALUES('Schema Version', '1');
$(for n in 1 2 3; do echo "INSERT INTO hashes(md5) VALUES(X'$(md5 file$n)');"; done)
INSERT INTO hashes(md5, sha1, sha2_256) VALUES(X'$(md5 file4)', X'$(sha1 file4)', X'$(sha256 file4)');
END
	winnow-set build -o kdb.wset case.kdb 2>account
	check "Autopsy" grep -q 'case.kdb (Autopsy hash set (SQLite)): 4 records read, 0 rejected' account
	same "its digests" "$(says kdb.wset | grep -c alert) $(winnow-set lookup kdb.wset "$(sha256 file4)" | wc -l)" "4 1"
	command -v hfind >/dev/null && same "as hfind finds them" "$(digests sums.md5 >asked; hfind -f asked case.kdb 2>/dev/null | grep -vc 'Hash Not Found')" "$(says kdb.wset | wc -l)"
	sqlite3 endless.db 'CREATE VIEW FILE AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT printf("%032x", i) AS md5 FROM n;'
	check "a view without end ends" sh -c '! timeout 300 winnow-set build -q -o x.wset endless.db 2>message && grep -q "without end" message'
	{
		echo 'BEGIN TRANSACTION;'
		echo "INSERT INTO FILE(sha256,sha1,md5,crc32,file_name,file_size,package_id) VALUES('$(sha256 file1)','$(sha1 file1)','$(md5 file1)','0','it''s, a (name); x',5,1),"
		echo " ('$(sha256 file2)','$(sha1 file2)','$(md5 file2)','0',NULL,6,1); -- a comment; 'more"
		echo "INSERT INTO PKG VALUES(1,'x','y');"
		echo "DELETE FROM FILE WHERE md5='$(md5 file3)';"
		echo 'COMMIT;'
	} >delta.sql
	winnow-set build -o sql.wset delta.sql 2>account
	check "SQL" grep -q 'delta.sql (SQL text): 3 records read, 0 rejected' account
	same "its rows" "$(says sql.wset | tr '\n' ';')" "info -;info -;"
	winnow-set update -q -o rds3b.wset rds3.wset delta.sql
	same "its deletions" "$(winnow-set lookup rds3b.wset "$(md5 file3)" "$(sha1 file3)" "$(md5 file4)" | cut -f1)" "$(md5 file4)"
fi

# ---- hfind's indexes, EnCase, hashdeep
if command -v hfind >/dev/null; then
	cp sums.md5 base.md5
	hfind -i md5sum base.md5 >/dev/null
	winnow-set build -o idx.wset base.md5-md5.idx 2>account
	check "hfind's index" grep -q 'base.md5-md5.idx (hfind index): 9 records read, 0 rejected' account
	same "its digests" "$(says idx.wset | grep -c alert)" 9
fi
{
	printf 'HASH\r\n\377\0\001\0\0\0\0\0\0\0\002\0\0\0'
	head -c $((1152 - 20)) /dev/zero
	for n in 1 2; do
		md5 file$n | sed 's/../\\\\x&/g' | xargs printf | cat
		printf '\0\0'
	done
} >encase.hash 2>/dev/null
if [ "$(stat -c %s encase.hash)" = 1188 ]; then
	winnow-set build -o encase.wset encase.hash 2>account
	check "EnCase" grep -q 'encase.hash (EnCase hash set): 2 records read, 0 rejected' account
	same "its digests" "$(says encase.wset | grep -c alert)" 2
	head -c 1180 encase.hash >cut.hash
	check_status 3 winnow-set build -q -o x.wset cut.hash 2>/dev/null
fi
if command -v hashdeep >/dev/null; then
	hashdeep -c md5,sha1,sha256 file? >deep.txt
	winnow-set build -q -o deep.wset deep.txt
	winnow-set export -f hashdeep deep.wset >deep.out
	same "hashdeep knows what we export" "$(hashdeep -m -k deep.out file? | wc -l)" 9
	same "and finds nothing else" "$(hashdeep -x -k deep.out file? empty | sed 's/.*\///')" empty
	winnow-set build -q --name deep -o deep2.wset deep.out
	check_status 0 winnow-set diff deep.wset deep2.wset
	command -v md5deep >/dev/null && same "md5deep" "$(md5deep file? >m.txt; winnow-set build -q -o m.wset m.txt; says m.wset | wc -l)" 9
fi

# ---- Merge, update --remove
winnow-set build -q -o a.wset --owner A --tlp RED sums.md5
winnow-set build -q -o b.wset --name other sums.sha1
winnow-set merge -q -o merged.wset a.wset b.wset vics.wset
same "each set keeps its name and verdicts" "$(winnow-set lookup merged.wset "$(md5 file1)" "$(sha1 file1)" | cut -f2,3,4)" \
	"$(printf 'sums\talert\t-\nvics\talert\tus-vics:1\nother\talert\t-\nvics\talert\tus-vics:1')"
same "and what is known of it" "$(winnow-set info --json merged.wset | jq -c '[.sets[0].metadata.owner, .sets[0].metadata.tlp]')" '["A","RED"]'
check_status 0 winnow-set check -q merged.wset
winnow-set merge -q -o twice.wset a.wset a.wset
check_status 0 winnow-set diff a.wset twice.wset
same "a set merged with itself is itself" "$(winnow-set info --json twice.wset | jq '(.sets | length), .sets[0].verdicts[0].entries' | tr '\n' ' ')" "1 9 "
head -n 4 sums.md5 >gone.md5
winnow-set update -q -o fewer.wset --remove gone.md5 a.wset
same "update --remove" "$(digests sums.md5 | winnow-set lookup fewer.wset | cut -f1)" "$(tail -n +5 sums.md5 | cut -c1-32)"
winnow-set update -q -o more.wset fewer.wset gone.md5
check_status 0 winnow-set diff a.wset more.wset
check_status 2 winnow-set update -q -o x.wset merged.wset gone.md5 2>/dev/null
check_status 0 winnow-set update -q -o x.wset --name sums --remove gone.md5 merged.wset
same "only the set that is named" "$(winnow-set lookup x.wset "$(md5 file1)" | cut -f2)" vics

# ---- The practice lists of hashsets/ say the same in every format
practice=$WINNOW_SRCDIR/hashsets/practice
cut -d' ' -f1 "$practice/known.md5" >practice.md5
winnow-set build -q --name practice -o p.csv.wset "$practice/known.csv"
winnow-set lookup p.csv.wset <practice.md5 | cut -f1 >theirs
for format in md5 hashdeep vics.json; do
	winnow-set build -q --name practice --kind info --scheme none -o p.wset "$practice/known.$format"
	winnow-set lookup p.wset <practice.md5 | cut -f1 >ours
	same_file "practice list: $format" ours theirs
done
winnow-set build -q -o p.wset "$practice/known.pdq"
same "practice list: PDQ" "$(winnow-set info --json p.wset | jq .digests.pdq)" "$(wc -l <"$practice/known.pdq")"

# ---- Hostile lists
check_status 3 sh -c 'head -c 5000 vics.json | winnow-set build -q -o x.wset - 2>/dev/null'
{ printf '{"odata.metadata":"#Media","value":['; head -c 3000 /dev/zero | tr '\0' '['; } >deep.json
check_status 3 winnow-set build -q -o x.wset deep.json 2>/dev/null
{ printf '{"odata.metadata":"1.3.xml#Media","value":[{"MD5":"%s","Category":1,"X":"' "$(md5 file1)"; head -c 100000000 /dev/zero | tr '\0' 'a'; printf '"}]}'; } >long.json
(ulimit -v 1200000 2>/dev/null; winnow-set build -q --memory 16M -o long.wset long.json)
same "a string of 100 MB" "$(says long.wset)" "alert us-vics:1"
rm -f long.json
printf '{"odata.metadata":"1.3.xml#Media","value":[{"MD5":"%s\\u0000","Category":1},{"MD5":"%s","Category":1}]}' "$(md5 file1)" "$(md5 file2)" >nul.json
winnow-set build -o nul.wset nul.json 2>account
same "a NUL within a digest" "$(says nul.wset)" "alert us-vics:1"
check "is counted" grep -q '1 rejected: no MD5' account
printf '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images><image><id>&b;</id></image></images></queryResult>' >bomb.xml
check_status 3 winnow-set build -q -o x.wset bomb.xml 2>/dev/null
head -c 300 ncmec.xml >cut.xml
check_status 3 winnow-set build -q -o x.wset cut.xml 2>/dev/null
finish
