# SPDX-License-Identifier: Apache-2.0
"""quine.py gz|zip: an archive on standard output whose only member is itself, byte for byte.

Deflate (RFC 1951) as a language with two words: Lit(n) prints the n bytes that follow, Rep(n) prints the
last n bytes again. With the words for loops of one and four words each five bytes long, the sequence in
build() prints itself between any head and tail. The CRC-32 that head and tail carry is that of the whole
file; it is an affine function of itself, so 32 linear equations give it.
"""
import struct
import sys
import zlib

NAME = b"a-name-of-62-bytes-at-least/lets-the-words-be-five-bytes/quine.zip"
STORED = struct.Struct("<HH")


def table(first, rows):
    """(symbol, extra bits, base) of RFC 1951, 3.2.5."""
    out, base = [], first
    for extra, count in rows:
        for _ in range(count):
            out.append((len(out), extra, base))
            base += 1 << extra
    return out


LENGTHS = table(3, [(0, 8), (1, 4), (2, 4), (3, 4), (4, 4), (5, 4)])
DISTANCES = table(1, [(0, 4), (1, 2), (2, 2), (3, 2), (4, 2), (5, 2), (6, 2)])


def number(value, bits):
    return [value >> i & 1 for i in range(bits)]


def code(value, bits):
    return number(value, bits)[::-1]


def symbol(s):
    if s < 144:
        return code(0x30 + s, 8)
    if s < 256:
        return code(0x190 + s - 144, 9)
    return code(s - 256, 7) if s < 280 else code(0xC0 + s - 280, 8)


def match(length, distance):
    s, extra, base = [row for row in LENGTHS if row[2] <= length][-1]
    d, far, start = [row for row in DISTANCES if row[2] <= distance][-1]
    return symbol(257 + s) + number(length - base, extra) + code(d, 5) + number(distance - start, far)


def block(parts, final):
    return [final, 1, 0] + sum(parts, []) + symbol(256)


def pack(bits):
    bits = bits + [0] * (-len(bits) % 8)
    return bytes(sum(bits[i + j] << j for j in range(8)) for i in range(0, len(bits), 8))


def literal(n):
    return b"\0" + STORED.pack(n, n ^ 0xFFFF)


def repeat(n, last=0xFF):
    """In exactly five bytes, since another block follows: two matches, or one and a literal byte."""
    tries = [[match(a, n), match(n - a, n)] for a in range(3, n - 2)] + [[match(n - 1, n), symbol(last)]]
    return next(pack(b) for b in (block(t, 0) for t in tries) if len(b) == 40)


def last_repeat(n):
    return pack(block([match(k, n) for k in [258] * (n // 258) + [n % 258] if k], 1))


def build(head, tail):
    n, one, four, none = literal(len(head) + 5), literal(5), literal(20), literal(0)
    again, again4 = repeat(len(head) + 5, n[4]), repeat(20)
    end = last_repeat(len(tail) + 5)
    end = last_repeat(len(tail) + len(end))
    m = literal(len(end) + len(tail))
    return b"".join(
        [head, n, head, n, again, one, again, one, one, four, again, one, one, four, again4]
        + [four, again4, four, again4, four, again4, four, again4, none, none, m, again4]
        + [none, none, m, end, tail, end, tail]
    )


def with_crc(make):
    """make(c) for the c that is the CRC-32 of make(c), or None."""
    constant = zlib.crc32(make(0))
    basis = {}
    for i in range(32):
        value, made_of = zlib.crc32(make(1 << i)) ^ constant ^ (1 << i), 1 << i
        while value and value.bit_length() in basis:
            other = basis[value.bit_length()]
            value, made_of = value ^ other[0], made_of ^ other[1]
        if value:
            basis[value.bit_length()] = value, made_of
    crc, value = 0, constant
    while value:
        if value.bit_length() not in basis:
            return None
        other = basis[value.bit_length()]
        value, crc = value ^ other[0], crc ^ other[1]
    return make(crc)


def gz(time):
    head = b"\x1f\x8b\x08\x08" + struct.pack("<I", time) + b"\0\xffq\0"
    size = len(build(head, bytes(8)))
    return with_crc(lambda crc: build(head, struct.pack("<II", crc, size)))


def zip_parts(time, crc, packed, size, offset):
    common = struct.pack("<HHHHHIII", 20, 0, 8, time, 23927, crc, packed, size)
    local = b"PK\3\4" + common + STORED.pack(len(NAME), 0) + NAME
    entry = b"PK\1\2" + struct.pack("<H", 20) + common + struct.pack("<HHHHHII", len(NAME), 0, 0, 0, 0, 0, 0) + NAME
    return local, entry + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(entry), offset, 0)


def zipped(time):
    head, tail = zip_parts(time, 0, 0, 0, 0)
    size = len(build(head, tail))
    packed = size - len(head) - len(tail)
    return with_crc(lambda crc: build(*zip_parts(time, crc, packed, size, len(head) + packed)))


make = {"gz": gz, "zip": zipped}[sys.argv[1]]
sys.stdout.buffer.write(next(made for made in map(make, range(2, 200)) if made))
