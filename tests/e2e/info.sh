#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# winnow-info against mmls, blkid, fsstat and ewfinfo, on tables and file systems made here.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin:$WINNOW_BUILDDIR/tests/e2e
need winnow-info mktable mmls fsstat blkid jq mke2fs mkfs.vfat mkntfs openssl sha256sum

info() { # IMAGE: records to info.jsonl, messages to info.err; the status
	winnow-info "$1" >info.jsonl 2>info.err
}
volume() { # NAME KEY
	jq -r --arg v "$1" "select(.record == \"volume\" and .volume == \$v) | $2" info.jsonl
}
volumes() { # the names, in order
	jq -r 'select(.record == "volume") | .volume' info.jsonl | paste -sd ' '
}
notes() { # every note on the evidence and the volumes
	jq -r 'select(.record == "evidence" or .record == "volume") | .notes[]?.message' info.jsonl
}
noted() { # TITLE WORDS
	check "$1" sh -c 'grep -q "$1"' sh "$2" <<-END
	$(notes)
	END
}
# image FILE SIZE: an empty one
image() {
	rm -f "$1"
	truncate -s "$2" "$1"
}
random_bytes() { # NAME N: the same every time
	openssl enc -aes-128-ctr -K 00112233445566778899aabbccddeeff -iv "$(printf '%s' "$1" | sha256sum |
		cut -c 1-32)" </dev/zero 2>/dev/null | head -c "$2"
}
# What mmls lists as volumes: start and length in bytes. The same from our records.
by_mmls() {
	mmls -a "$1" | awk '$1 ~ /^[0-9]+:$/ && $0 !~ /Unused \(0x00\)|Apple_(Free|partition_map)/ {print $3 * 512, $5 * 512}' |
		sort -n
}
by_info() {
	jq -r 'select(.record == "volume" and .table != null) | "\(.offset) \(.size)"' info.jsonl | sort -n
}
like_mmls() { # TITLE IMAGE
	unchanged "$2"
	info "$2"
	same "$1: as mmls lists them" "$(by_info)" "$(by_mmls "$2")"
}

# ---- Tables ------------------------------------------------------------------------------------------------

image dos.img 32M
mktable dos dos.img 0:2048:8192:0x07 0:10240:4096:0x83 x:16384:40000 l:16446:8000:0x0c l:24600:9000:0x83 l:40000:9000:0x82
like_mmls "DOS with logical partitions" dos.img
same "DOS: names by place" "$(volumes)" "p1 p2 p3 p4 p5"
same "DOS: the table's words" "$(volume p1 .description)" "NTFS / exFAT (0x07)"

image gpt.img 32M
mktable gpt gpt.img 0:20000:8192:second 0:2048:8192:first 0:40000:2000:third
like_mmls GPT gpt.img
same "GPT: names by place, not by entry" "$(volume p1 .description) $(volume p2 .description)" "first second"
info gpt.img
by_info >gpt.whole
cp gpt.img damaged.img
mktable poke damaged.img 0x430 ff # an entry's offset, so that the checksum is wrong
info damaged.img
same "GPT: damaged, its backup is used" "$(by_info)" "$(cat gpt.whole)"
noted "GPT: damage is noted" "primary GPT is damaged"
dd if=/dev/zero of=damaged.img bs=512 count=34 conv=notrunc 2>/dev/null
info damaged.img
same "GPT: wiped, its backup is used" "$(by_info)" "$(cat gpt.whole)"
noted "GPT: its absence is noted" "primary GPT is not there"

image mac.img 20M
mktable mac mac.img 0:64:8192:Apple_HFS 0:9000:2000:Apple_Free 0:12000:1000:Apple_UFS
like_mmls Mac mac.img
image bsd.img 20M
mktable bsd bsd.img@0 0:16:8192:7 1:9000:1000:1 2:0:40960:0
like_mmls BSD bsd.img
image sun.img 20M
mktable sun sun.img 0:1:8192:2 1:200:6400:3 2:0:40000:5
like_mmls Sun sun.img

# A BSD label inside a DOS partition; FreeBSD counts from the partition's start, NetBSD from the disk's.
for base in 0 2048; do
	image nested.img 32M
	mktable dos nested.img 0:2048:40000:0xa5 0:50000:2000:0x83
	mktable bsd nested.img@2048 0:$((base + 16)):8192:7 1:$((base + 9000)):1000:1 2:$base:40000:0
	info nested.img
	same "BSD in DOS, counted from $base" "$(volumes)" "p1 p2 p1.1 p1.2"
	same "BSD in DOS, counted from $base: places" "$(volume p1.1 .offset) $(volume p1.2 .offset)" \
		"$(((2048 + 16) * 512)) $(((2048 + 9000) * 512))"
done

# ---- Lying tables ------------------------------------------------------------------------------------------

image lie.img 20M
mktable dos lie.img 0:2048:20000:0x07 0:10000:20000:0x83 0:30000:50000:0x83 0:70000:100:0x83
info lie.img
same "a partition past the end keeps its number" "$(volumes)" "p1 p2 p3 p4"
same "it has size 0" "$(volume p4 .size)" 0
same "what reaches past the end is clipped" "$(volume p3 '.offset + .size')" "$((20 * 1048576))"
noted "an overlap is noted" "overlaps p1"
noted "the clipping is noted" "image ends before"
noted "a start past the end is noted" "begins past the end"
check_status 1 winnow-info lie.img >/dev/null

image whole.img 64M
mktable gpt whole.img 0:2048:8192:one 0:100000:8192:two
head -c 20M whole.img >cut.img
info cut.img
same "a cut image still lists all" "$(volumes)" "p1 p2"
noted "no backup GPT is noted" "no good backup GPT"

# ---- File systems ------------------------------------------------------------------------------------------

like_blkid() { # TITLE IMAGE VOLUME
	same "$1: label as blkid" "$(volume "$3" '.label // ""')" "$(blkid -p -o value -s LABEL "$2")"
	same "$1: serial as blkid" "$(volume "$3" '.serial // ""')" "$(blkid -p -o value -s UUID "$2")"
}

for bits in 12 16 32; do
	size=$((bits * bits / 4))
	image fat$bits.img ${size}M
	mkfs.vfat -F $bits -n "CARD $bits" -i 1234abcd fat$bits.img >/dev/null 2>&1
	unchanged fat$bits.img
	info fat$bits.img
	same "FAT$bits is p0, whatever its boot sector ends in" "$(volumes) $(volume p0 .fs)" "p0 fat$bits"
	like_blkid FAT$bits fat$bits.img p0
done
image ntfs.img 16M
mkntfs -FqQ -L "Größe ŋ" ntfs.img >/dev/null 2>&1
info ntfs.img
same "NTFS is p0" "$(volumes) $(volume p0 .fs)" "p0 ntfs"
like_blkid NTFS ntfs.img p0
for type in ext2 ext3 ext4; do
	image $type.img 16M
	mke2fs -qF -t $type -L "the $type" $type.img
	info $type.img
	same "$type" "$(volume p0 .fs)" $type
	like_blkid $type $type.img p0
done
if command -v mkfs.exfat >/dev/null; then
	image exfat.img 16M
	mkfs.exfat -L "Speicher Ü" exfat.img >/dev/null 2>&1
	info exfat.img
	same exFAT "$(volume p0 .fs)" exfat
	like_blkid exFAT exfat.img p0
fi

if command -v makefs >/dev/null; then
	mkdir -p tree
	echo file >tree/file
	for order in le be; do
		makefs -t ffs -B $order -o version=1 -s 8m ufs.img tree >/dev/null 2>&1 || continue
		info ufs.img
		same "UFS1, $order" "$(volume p0 .fs)" ufs1
		like_blkid "UFS1, $order" ufs.img p0
		makefs -t ffs -B $order -o version=2 -s 8m ufs.img tree >/dev/null 2>&1 || continue
		info ufs.img # its super block stands where libtsk does not look
		same "UFS2 of NetBSD, $order" "$(volume p0 .fs)" ufs2
	done
	makefs -t cd9660 -o label=SILVER disc.iso tree >/dev/null 2>&1
	info disc.iso
	same "ISO 9660" "$(volume p0 .fs)" iso9660
	same "ISO 9660: label as blkid" "$(volume p0 .label)" "$(blkid -p -o value -s LABEL disc.iso)"
fi

# A table that counts in sectors of 4096 bytes, which no raw image tells.
image wide.img 32M
mktable dos wide.img 0:256:4096:0x83
dd if=ext3.img of=wide.img bs=4096 seek=256 conv=notrunc 2>/dev/null
info wide.img
same "sectors of 4096 bytes" "$(volume p1 '"\(.offset) \(.size) \(.label)"')" "1048576 16777216 the ext3"
noted "sectors of 4096 bytes are noted" "sectors of 4096 bytes"

# Several on one disk: as many as were put there.
image disk.img 80M
mktable gpt disk.img 0:2048:32768:a 0:40960:32768:b 0:81920:32768:c
dd if=fat16.img of=disk.img bs=512 seek=2048 count=32768 conv=notrunc 2>/dev/null
dd if=ext4.img of=disk.img bs=512 seek=40960 conv=notrunc 2>/dev/null
dd if=ntfs.img of=disk.img bs=512 seek=81920 conv=notrunc 2>/dev/null
unchanged disk.img
info disk.img
same "file systems of a disk" "$(jq -r 'select(.record == "volume") | .fs' info.jsonl | paste -sd ' ')" "fat16 ext4 ntfs"
winnow-info disk.img | grep -v '"record":"run"\|"record":"end"' >again.jsonl
grep -v '"record":"run"\|"record":"end"' info.jsonl >first.jsonl
same_file "a second run gives the same records" first.jsonl again.jsonl

# An ext2 behind a FAT's boot sector: libtsk alone refuses to choose.
image two.img 16M
mke2fs -qF -t ext2 -L under two.img
dd if=fat16.img of=two.img bs=512 count=1 conv=notrunc 2>/dev/null
check "fsstat cannot choose" sh -c '! fsstat two.img >/dev/null 2>&1'
info two.img
same "two answers are both listed" "$(volumes)" "p0 p0~ext2"
same "each with its label" "$(volume p0 .fs) $(volume p0~ext2 .fs) $(volume p0~ext2 .label)" "fat16 ext2 under"
noted "which is noted" "second file system"

# A file system from before the disk was partitioned.
image old.img 16M
mke2fs -qF -t ext2 -L before old.img
mktable dos old.img 0:20000:4000:0x83
info old.img
same "a file system under a table" "$(volume p0 .label) $(volume p1 .offset)" "before $((20000 * 512))"
noted "which is noted, too" "beside a partition table"

# ---- What cannot be examined -------------------------------------------------------------------------------

named() { # TITLE FS ENCRYPTED, of p0
	same "$1" "$(volume p0 .fs) / $(volume p0 .encrypted)" "$2 / $3"
	noted "$1: not examined, and it says so" "not examined"
}
image enc.img 16M
mktable poke enc.img 3 2d4656452d46532d # -FVE-FS-
mktable poke enc.img 510 55aa
info enc.img
named BitLocker bitlocker BitLocker
cp fat32.img togo.img
mktable poke togo.img 424 3bd66749292ed84a8399f6a339e3d001
info togo.img
named "BitLocker To Go" fat32 "BitLocker To Go"
if command -v cryptsetup >/dev/null; then
	for version in 1 2; do
		image luks.img 32M
		echo secret | cryptsetup luksFormat -q --type luks$version --pbkdf pbkdf2 --pbkdf-force-iterations 1000 \
			luks.img - 2>/dev/null || continue
		info luks.img
		named LUKS$version luks LUKS$version
		like_blkid LUKS$version luks.img p0
	done
fi
image fv.img 16M
mktable poke fv.img 8 0100100000000000
mktable poke fv.img 88 4353
mktable poke fv.img 172 02000000
info fv.img
named FileVault "core storage" "FileVault (CoreStorage)"
for tool in 'xfs mkfs.xfs -q -L deep' 'btrfs mkfs.btrfs -q -L wide' 'f2fs mkfs.f2fs -q' 'linux_swap mkswap -L swap'; do
	fs=$(echo "${tool%% *}" | tr _ ' ')
	command=${tool#* }
	command -v "${command%% *}" >/dev/null || continue
	image other.img 400M
	$command other.img >/dev/null 2>&1 || continue
	info other.img
	same "$fs is recognised" "$(volume p0 .fs)" "$fs"
	[ "$fs" = f2fs ] || like_blkid "$fs" other.img p0
done
random_bytes cipher 4194304 >random.img
info random.img
same "even bytes" "$(volume p0 .encrypted)" "high entropy, possibly encrypted (VeraCrypt-like)"
{ random_bytes cipher 2097152; head -c 4096 /dev/zero; random_bytes more 2093056; } >random.img
info random.img
{ gzip -c "$(command -v mmls)" "$(command -v winnow-info)"; } >packed
for i in 1 2 3 4 5 6 7 8; do tail -c +100 packed; done | head -c 1048576 >packed.img
info packed.img
same "compressed data are not called encrypted" "$(volume p0 .encrypted)" null
head -c 1048576 /dev/zero >zero.img
info zero.img
same "zeros are not called encrypted" "$(volume p0 .encrypted)" null

# ---- Identity ----------------------------------------------------------------------------------------------

le64() { # N as 8 bytes
	n=$1
	for i in 1 2 3 4 5 6 7 8; do
		printf "\\$(printf %o $((n % 256)))"
		n=$((n / 256))
	done
}
size=$(stat -c %s disk.img)
info disk.img
same "evidence_id is what DESIGN says" "$(jq -r 'select(.record == "evidence") | .evidence_id' info.jsonl)" \
	"$({ le64 "$size"; head -c 1048576 disk.img; tail -c +$((size / 2 + 1)) disk.img | head -c 1048576; tail -c 1048576 disk.img; } |
		sha256sum | cut -d ' ' -f 1)"
finish
