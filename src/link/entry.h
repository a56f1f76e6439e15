/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One fact of one item that can tie it to others, as bytes that sort by what they have in common,
 * then by exhibit, then by item.
 */
#ifndef WINNOW_LINK_ENTRY_H
#define WINNOW_LINK_ENTRY_H

#include <stdint.h>

#include "link/link.h"

#define ENTRY_KEY  32
#define ENTRY_SIZE (1 + ENTRY_KEY + 4 + 8 + 8 + 1 + 8 + 4 + 4 + 4)

struct entry {
	enum link_kind kind;
	unsigned char
		key[ENTRY_KEY]; /* the digest, zeros behind a short one; else SHA-256 of text */
	uint32_t exhibit;
	uint64_t item;	   /* tells items of an exhibit apart */
	uint64_t content;  /* tells contents apart */
	uint8_t flags;	   /* ENTRY_* */
	uint64_t offset;   /* of the item's text in the store, which begins with the example */
	uint32_t example;  /* bytes of that */
	uint32_t key_at;   /* where the key's own text begins, from offset on */
	uint32_t key_text; /* its bytes; 0: the key is a digest */
};

#define ENTRY_WEAK  1 /* the item has no stronger digest than this one */
#define ENTRY_ALERT 2

void entry_pack(const struct entry *x, unsigned char out[ENTRY_SIZE]);
void entry_unpack(const unsigned char in[ENTRY_SIZE], struct entry *out);

#endif
