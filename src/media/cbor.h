/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CBOR (RFC 8949) as C2PA writes its claims and assertions: the named texts of a document, nothing
 * else. Whatever the bytes, it ends: nesting is bounded, and every item takes a byte at least.
 */
#ifndef WINNOW_MEDIA_CBOR_H
#define WINNOW_MEDIA_CBOR_H

#include <stddef.h>

#include "base/span.h"

/* Whoever reads embeds this first. Spans are parts of the document, UTF-8 as it stands there. */
struct cbor_taker {
	/*
	 * A text that stands under `key` of a map, alone or in a list; above: the key that the map
	 * itself stands under, {NULL, 0} at the top.
	 */
	void (*text)(struct cbor_taker *self, struct span above, struct span key,
		     struct span value);
};

/* 0; -1: it breaks, after what was given. */
int cbor_read(const unsigned char *p, size_t n, struct cbor_taker *taker);

#endif
