#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws a small exFAT volume, since no tool of Debian writes files to one without mounting it.

    exfat.py IMAGE     writes IMAGE, and for each file in it "SHA-256 NAME" to standard output

Follows Microsoft's "exFAT file system specification". IMG_0001.JPG and DCIM/inside.jpg are contiguous
(no chain), "long name …" has a chain in the FAT, gone.jpg is deleted and its clusters are free.
"""
import hashlib
import random
import struct
import sys

SECTOR, CLUSTER_SECTORS = 512, 8
CLUSTER = SECTOR * CLUSTER_SECTORS
FAT_AT, FAT_SECTORS, HEAP_AT, CLUSTERS = 128, 64, 256, 2000
# 2022-03-04 05:06:08, as DOS has it
TIME = (2022 - 1980) << 25 | 3 << 21 | 4 << 16 | 5 << 11 | 6 << 5 | 4


class Volume:
    def __init__(self):
        self.image = bytearray((HEAP_AT + CLUSTERS * CLUSTER_SECTORS) * SECTOR)
        self.fat = [0xFFFFFFF8, 0xFFFFFFFF] + [0] * CLUSTERS
        self.bitmap = bytearray((CLUSTERS + 7) // 8)
        self.free = 2

    def put(self, data, chained, kept=True):
        first, count = self.free, -(-len(data) // CLUSTER)
        at = (HEAP_AT + (first - 2) * CLUSTER_SECTORS) * SECTOR
        self.image[at:at + len(data)] = data
        self.free += count
        for c in range(first, first + count):
            if kept:
                self.bitmap[(c - 2) // 8] |= 1 << (c - 2) % 8
            if chained:
                self.fat[c] = c + 1 if c < first + count - 1 else 0xFFFFFFFF
        return first


def rotated(checksum, byte):
    return ((checksum << 15 | checksum >> 1) & 0xFFFF) + byte & 0xFFFF


def entries(name, first, size, chained=False, attributes=0x20, deleted=False):
    wide = name.encode("utf-16le")
    hashed = 0
    for byte in name.upper().encode("utf-16le"):
        hashed = rotated(hashed, byte)
    parts = [wide[i:i + 30].ljust(30, b"\0") for i in range(0, len(wide), 30)]
    head = struct.pack("<BBHHHIIIBBBBB7x", 0x85, 1 + len(parts), 0, attributes, 0, TIME, TIME, TIME,
                       0, 0, 0x80, 0x80, 0x80)
    stream = struct.pack("<BBBBHHQIIQ", 0xC0, 1 if chained else 3, 0, len(name), hashed, 0, size, 0,
                         first, size)
    whole = bytearray(head + stream + b"".join(b"\xc1\0" + part for part in parts))
    checksum = 0
    for i, byte in enumerate(whole):
        if i not in (2, 3):
            checksum = rotated(checksum, byte)
    struct.pack_into("<H", whole, 2, checksum)
    if deleted:
        for i in range(0, len(whole), 32):
            whole[i] &= 0x7F
    return bytes(whole)


def boot_sector(root):
    sector = bytearray(SECTOR)
    sector[0:11] = b"\xeb\x76\x90EXFAT   "
    struct.pack_into("<QQIIIIIIHHBBBBB", sector, 64, 0, HEAP_AT + CLUSTERS * CLUSTER_SECTORS, FAT_AT,
                     FAT_SECTORS, HEAP_AT, CLUSTERS, root, 0x12345678, 0x100, 0, 9, 3, 1, 0x80, 10)
    sector[510:512] = b"\x55\xaa"
    return sector


def main():
    rng = random.Random(9)
    volume = Volume()

    def file(name, size, **how):
        data = rng.randbytes(size)
        print(hashlib.sha256(data).hexdigest(), name)
        kept = not how.get("deleted")
        return entries(name, volume.put(data, how.get("chained", False), kept), size, **how)

    root = volume.put(bytes(CLUSTER), True)
    bitmap = volume.put(bytes(CLUSTER), True)
    upcase = volume.put(bytes(CLUSTER), True)
    folder = struct.pack("<BB22s8x", 0x83, 4, "CARD".encode("utf-16le"))
    folder += struct.pack("<BB18xIQ", 0x81, 0, bitmap, len(volume.bitmap))
    folder += struct.pack("<B3xI12xIQ", 0x82, 0, upcase, CLUSTER)
    folder += file("IMG_0001.JPG", 100000)
    folder += file("a rather long name with ünicode.jpg", 50000, chained=True)
    inside = file("inside.jpg", 9000)
    folder += entries("DCIM", volume.put(inside, True), CLUSTER, chained=True, attributes=0x10)
    folder += file("gone.jpg", 30000, deleted=True)
    at = (HEAP_AT + (root - 2) * CLUSTER_SECTORS) * SECTOR
    volume.image[at:at + len(folder)] = folder
    at = (HEAP_AT + (bitmap - 2) * CLUSTER_SECTORS) * SECTOR
    volume.image[at:at + len(volume.bitmap)] = volume.bitmap
    struct.pack_into("<%dI" % len(volume.fat), volume.image, FAT_AT * SECTOR, *volume.fat)
    volume.image[0:SECTOR] = volume.image[12 * SECTOR:13 * SECTOR] = boot_sector(root)
    with open(sys.argv[1], "wb") as f:
        f.write(volume.image)


main()
