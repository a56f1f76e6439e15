/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JUMBF (ISO/IEC 19566-5), the boxes that C2PA keeps its manifests in: put together from where a
 * picture keeps them, and gone through. Bounded, whatever the bytes are.
 */
#ifndef WINNOW_MEDIA_JUMBF_H
#define WINNOW_MEDIA_JUMBF_H

#include "base/buffer.h"
#include "media/media.h"

/* Bytes of one file's boxes that are looked at; manifests carry thumbnails. */
#define JUMBF_MAX ((size_t)16 << 20)

/* Whoever reads embeds this first. */
struct jumbf_taker {
	/* A labelled box begins: "c2pa", "c2pa.assertions", "urn:uuid:…". */
	void (*label)(struct jumbf_taker *self, struct span label);
	/* A content box within the box of that label: its type ("cbor", "json"), its body. */
	void (*content)(struct jumbf_taker *self, struct span label, const char type[5],
			const unsigned char *p, size_t n);
};

/*
 * The boxes of a block of kind MEDIA_JUMBF, appended: APP11 segments and GIF's
 * sub-blocks lose their heads.
 */
void jumbf_gather(struct bytes *b, const struct media_block *block, struct buffer *out);

/* 0; -1: the boxes break, after what was given. */
int jumbf_read(const unsigned char *p, size_t n, struct jumbf_taker *taker);

#endif
