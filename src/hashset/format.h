/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The layout of a set file, version 2; winnow-hashset(5) is its description for people. All numbers
 * are little-endian. Build writes it, set.c reads it; nobody else needs this header.
 *
 *	header    fixed part, section rows, SHA-256 of all header bytes before
 *	sections  each begins at a multiple of WSET_ALIGN
 *	trailer   SHA-256 of every byte of the file before
 *
 * A file that holds N keys of a digest kind keeps three sections of that kind: the keys, sorted and
 * whole; a u32 reference beside each; and a fan-out of 2^bits + 1 u32 positions, by the leading
 * bits of the key, with 2^bits <= N: at most 8 bytes an entry beyond the digest.
 */
#ifndef WINNOW_HASHSET_FORMAT_H
#define WINNOW_HASHSET_FORMAT_H

#include <stdint.h>

/* As PNG's: a copy through a text channel breaks it. */
#define WSET_MAGIC	 "\211WSET\r\n\032"
#define WSET_MAGIC_SIZE	 8
#define WSET_VERSION	 2
#define WSET_ALIGN	 64
#define WSET_CHECK_SIZE	 32 /* SHA-256 */
#define WSET_FANOUT_BITS 24 /* at most */

/* The fixed part: magic, then these. */
#define WSET_AT_VERSION	 8  /* u32 */
#define WSET_AT_HEADER	 12 /* u32: bytes of the header with its SHA-256 */
#define WSET_AT_SIZE	 16 /* u64: bytes of the file */
#define WSET_AT_SECTIONS 24 /* u32: section rows */
#define WSET_AT_FEATURES 28 /* u32: a bit that the reader does not know: do not read */
#define WSET_FIXED	 32

/* Digests are keyed (set_key.h); WSET_KEY_CHECK tells whether a key is the right one. */
#define WSET_FEATURE_KEYED UINT32_C(1)

/* A section row: u32 type, u32 digest (1 md5, 2 sha1, 3 sha256; else 0), u32 width, u32 bits,
 * u64 offset, u64 size, u64 count. size = width * count, fan-outs: bits says how many. */
#define WSET_SECTION_ROW  40
#define WSET_SECTIONS_MAX 64 /* a reader takes no more */

enum wset_section {
	WSET_STRINGS = 1,      /* width 1: u32 length, bytes; a string is named by its offset */
	WSET_SETS = 2,	       /* width 8: u32 name, u32 metadata (a JSON object) */
	WSET_VERDICTS = 3,     /* width 32: see below */
	WSET_ENTRIES = 4,      /* width 32 */
	WSET_TEXTS = 5,	       /* width 1: as strings, offsets are u64: comments and details */
	WSET_SIZES = 6,	       /* width 8: sizes of files, ascending, each once; bits: see below */
	WSET_KEY_CHECK = 7,    /* width 32, one row in keyed sets, else none */
	WSET_FANOUT = 16,      /* width 4 */
	WSET_KEYS = 17,	       /* width: the digest's */
	WSET_REFS = 18,	       /* width 4 */
	WSET_PDQ = 24,	       /* width 32: PDQ digests, ascending */
	WSET_PDQ_REFS = 25,    /* width 4: beside each of them */
	WSET_PDQ_QUALITY = 26, /* width 1: 0 to 100, or WSET_NO_QUALITY */
};

/*
 * Verdict: u32 set, u32 kind, u32 scheme, u32 category, u32 label, u32 flags (0 so
 * far), u64 entries.
 */
#define WSET_VERDICT_ROW 32
/*
 * Entry: u32 verdict, u8 digests (bit 0 md5, 1 sha1, 2 sha256, 3 pdq), u8 flags that the list
 * tells, u8 those of them that are true (entry_flags.h), u8 0, u64 size, u64 comment, u64 details
 * (a JSON object).
 */
#define WSET_ENTRY_ROW 32
#define WSET_HAS_PDQ   (1U << 3)
#define WSET_SET_ROW   8

#define WSET_NO_STRING	UINT32_MAX
#define WSET_NO_TEXT	UINT64_MAX
#define WSET_NO_SIZE	UINT64_MAX
#define WSET_NO_QUALITY 255
#define WSET_PDQ_SIZE	32

/* In `bits` of WSET_SIZES: every entry with a digest of a file has its size there. */
#define WSET_SIZES_COMPLETE 1

/*
 * A reference: with the top bit, the number of a verdict (an entry that is this one digest and
 * nothing more); without, the number of an entry.
 */
#define WSET_REF_VERDICT UINT32_C(0x80000000)

#define WSET_SETS_MAX	  65536 /* more are not read */
#define WSET_VERDICTS_MAX 65536 /* nor of these */
#define WSET_STRING_MAX	  65536 /* bytes of one string or comment */

static inline uint32_t
wset_bucket(const unsigned char *key, unsigned bits)
{
	uint32_t head =
		(uint32_t)key[0] << 24 | (uint32_t)key[1] << 16 | (uint32_t)key[2] << 8 | key[3];
	return bits == 0 ? 0 : head >> (32 - bits);
}

#endif
