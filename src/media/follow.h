/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compressed data followed without keeping what it unpacks to: how much that would be, and where
 * codes stand that cannot. For the pieces of TIFF and Photoshop files.
 */
#ifndef WINNOW_MEDIA_FOLLOW_H
#define WINNOW_MEDIA_FOLLOW_H

#include "base/bytes.h"

enum follow_end {
	FOLLOW_DONE,	/* an end code, or as much as was due */
	FOLLOW_ENDS,	/* `end` came first */
	FOLLOW_BREAKS,	/* a code that cannot stand is somewhere before `at` */
	FOLLOW_UNKNOWN, /* not of a kind that can be followed */
};

struct follow {
	struct bytes *b;
	uint64_t at, end; /* what is left to follow */
	uint64_t due;	  /* bytes to be made; UINT64_MAX when nobody knows */
	uint64_t made;
};

/* zlib streams (RFC 1950), their checksum with them. */
enum follow_end follow_deflate(struct follow *f);

/* The next n bytes of one that inflateInit() began; FOLLOW_ENDS: all were taken. */
struct z_stream_s;
enum follow_end follow_inflate(struct z_stream_s *z, const unsigned char *p, size_t n);

/* TIFF's LZW: codes from the top of each byte, widened one code early (TIFF 6.0 section 13). */
enum follow_end follow_lzw(struct follow *f);

/* The same with a state that can be copied and gone on with: begun once, then run from f->at on. */
#define FOLLOW_LZW_CODES 4096u
struct follow_lzw {
	uint32_t bits;
	unsigned have, width, next;
	int last; /* the code before; -1: none since the clear code */
	uint16_t length[FOLLOW_LZW_CODES];
};
void follow_lzw_begin(struct follow_lzw *z);
enum follow_end follow_lzw_run(struct follow_lzw *z, struct follow *f);

/* PackBits, each row of so many bytes packed alone. */
enum follow_end follow_packbits(struct follow *f, uint64_t row);

/* Lossless JPEG (T.81 annex H), from SOI to EOI, as raw files of cameras have it. */
enum follow_end follow_lossless_jpeg(struct follow *f);

#endif
