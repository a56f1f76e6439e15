#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-info on real images of ../shared, where it is there, against the tools of others.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-info fsstat ewfinfo img_stat jq
images=$(shared images) || skip "no ../shared/data/images"

info() { winnow-info "$1" 2>info.err >info.jsonl; }
evidence() { jq -r "select(.record == \"evidence\") | $1" info.jsonl; }
volume() { jq -r --arg v "$1" "select(.record == \"volume\" and .volume == \$v) | $2" info.jsonl; }

for name in apfs.raw hfsplus.raw iso9660.raw ext2.E01 ext2.split.E01 ext2.splitraw.000 ext2.vhd ext2.vmdk image.vhd; do
	unchanged "$images/$name"
	info "$images/$name"
	size=$(img_stat "$images/$name" | sed -n 's/^Size \(of data \)\?in bytes:[[:space:]]*//p;s/^Size of data in bytes:[[:space:]]*//p' | head -n 1)
	same "$name: size as img_stat" "$(evidence .size)" "$size"
done

for name in ext2.E01 ext2.split.E01; do
	info "$images/$name"
	ewfinfo "$images/$name" >ewfinfo.txt
	field() { sed -n "s/^[[:space:]]*$1:[[:space:]]*//p" ewfinfo.txt; }
	same "$name: case number" "$(evidence .acquisition.case_number)" "$(field 'Case number')"
	same "$name: evidence number" "$(evidence .acquisition.evidence_number)" "$(field 'Evidence number')"
	same "$name: examiner" "$(evidence .acquisition.examiner)" "$(field 'Examiner name')"
	same "$name: notes" "$(evidence .acquisition.notes)" "$(field Notes)"
	same "$name: format" "$(evidence .acquisition.format)" "$(field 'File format')"
	same "$name: media type" "$(evidence .acquisition.media_type)" "$(field 'Media type')"
	same "$name: software" "$(evidence .acquisition.software_version)" "$(field 'Software version used')"
	same "$name: MD5" "$(evidence .stored.md5)" "$(field MD5)"
done
same "split EWF: two segments" "$(evidence .segments)" 2
info "$images/ext2.split.E02"
same "a later segment of EWF finds the first" "$(evidence .stored.md5)" "$(field MD5)"

info "$images/hfsplus.raw"
same "HFS+: label as fsstat" "$(volume p0 .label)" "$(fsstat "$images/hfsplus.raw" | sed -n 's/^Volume Name: //p')"
same "HFS+: serial as fsstat" "$(volume p0 .serial)" "$(fsstat "$images/hfsplus.raw" | sed -n 's/^Volume Identifier: //p')"
info "$images/iso9660.raw"
same "ISO 9660: label as blkid" "$(volume p0 .label)" "$(blkid -p -o value -s LABEL "$images/iso9660.raw")"
info "$images/apfs.raw"
pstat "$images/apfs.raw" >pstat.txt
same "APFS: the pool's volume" "$(volume p0.1 .label)" "$(sed -n 's/^| *Name (Role): \(.*\) (No.*/\1/p' pstat.txt)"
same "APFS: its UUID" "$(volume p0.1 .serial)" "$(sed -n 's/^+-> Volume \([0-9a-f-]\{36\}\)/\1/p' pstat.txt)"
same "APFS: the pool's UUID" "$(volume p0 .serial)" "$(sed -n 's/^Container //p' pstat.txt)"
for name in ext2.E01 ext2.vmdk ext2.splitraw.000; do
	info "$images/$name"
	same "$name: ext2 with its label" "$(volume p0 .fs) $(volume p0 .label)" "ext2 ext2_test"
done
for name in ext2.qcow2 windows_volume.qcow2; do
	command -v qemu-img >/dev/null || continue
	info "$images/$name"
	qemu-img convert -O raw "$images/$name" converted.raw
	same "$name: the device that qemu-img reads" "$(evidence .evidence_id)" \
		"$(winnow-info converted.raw | jq -r 'select(.record=="evidence").evidence_id')"
done
for name in 5-fat-daylight 6-undel-fat 7-undel-ntfs; do
	command -v unzip >/dev/null || continue
	unzip -qo "$images/$name.zip" -d published
done
for image in published/*/*.dd; do
	[ -e "$image" ] || continue
	info "$image"
	same "$(basename "$image"): type as fsstat -t" "$(volume p0 .fs)" "$(fsstat -t "$image")"
	same "$(basename "$image"): label as blkid" "$(volume p0 '.label // ""')" "$(blkid -p -o value -s LABEL "$image")"
done
finish
