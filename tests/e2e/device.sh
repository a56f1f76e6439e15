#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Block devices, where this machine lets us have a loop device.
. "${WINNOW_SRCDIR:-.}/tests/e2e/lib.sh"
PATH=$PATH:/usr/sbin:/sbin
need winnow-info losetup jq mke2fs

truncate -s 16M disk.img
mke2fs -qF -t ext2 -L device disk.img
unchanged disk.img
loop=$(losetup -f 2>/dev/null) || skip "no loop device to be had"
trap 'losetup -d "$loop" 2>/dev/null; rm -rf "$work"' EXIT

evidence() { jq -r "select(.record == \"evidence\") | $1" info.jsonl; }

losetup -r "$loop" disk.img 2>/dev/null || skip "no loop device can be set up"
winnow-info disk.img >plain.jsonl
winnow-info "$loop" >info.jsonl 2>info.err
same "a read-only device: status" $? 0
same "a device is a container of its own" "$(evidence .container)" device
same "its size" "$(evidence .size)" $((16 * 1048576))
same "the same identity as its image" "$(evidence .evidence_id)" \
	"$(jq -r 'select(.record == "evidence") | .evidence_id' plain.jsonl)"
same "its file system" "$(jq -r 'select(.record == "volume") | .label' info.jsonl)" device
same "no warning" "$(evidence '.notes // [] | length')" 0
losetup -d "$loop"

losetup --sector-size 4096 "$loop" disk.img 2>/dev/null || losetup "$loop" disk.img || finish
winnow-info "$loop" >info.jsonl 2>info.err
check "a device that can be written to is warned about" grep -q "not write-blocked" info.err
same "and the fact is on record" "$(evidence '.notes[0].level')" warning
same "its sector size" "$(evidence .sector_size)" "$(blockdev --getss "$loop" 2>/dev/null || echo 4096)"
losetup -d "$loop"
finish
