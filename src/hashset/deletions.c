/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/deletions.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "hashset/pack.h"

#define NAME_MAX_BYTES 256 /* a longer id is cut; no list has any */

struct deletion {
	unsigned char tag[DELETION_TAG];
	uint32_t until; /* 2 * round, + 1 when final; 0: a free slot */
};

struct deletions {
	struct deletion *slots;
	uint32_t n, cap; /* cap: a power of two */
};

struct deletions *
deletions_new(void)
{
	struct deletions *d = memory_zero(1, sizeof *d);
	d->cap = 1024;
	d->slots = memory_zero(d->cap, sizeof *d->slots);
	return d;
}

void
deletions_free(struct deletions **d)
{
	if (!*d)
		return;
	free((*d)->slots);
	free(*d);
	*d = NULL;
}

uint32_t
deletions_count(const struct deletions *d)
{
	return d->n;
}

/* By SHA-256: whoever makes lists can neither make tags collide nor crowd the slots. */
void
deletion_tag(uint32_t set, unsigned what, const void *p, size_t n, unsigned char tag[DELETION_TAG])
{
	unsigned char text[8 + NAME_MAX_BYTES], digest[32] = {0};
	pack_le32(text, set);
	pack_le32(text + 4, what);
	if (n > NAME_MAX_BYTES)
		n = NAME_MAX_BYTES;
	memcpy(text + 8, p, n);
	EVP_Q_digest(NULL, "SHA256", NULL, text, 8 + n, digest, NULL);
	memcpy(tag, digest, DELETION_TAG);
}

static struct deletion *
slot_of(const struct deletions *d, const unsigned char tag[DELETION_TAG])
{
	uint32_t at = le32(tag) & (d->cap - 1);
	while (d->slots[at].until != 0 && memcmp(d->slots[at].tag, tag, DELETION_TAG) != 0)
		at = (at + 1) & (d->cap - 1);
	return &d->slots[at];
}

static void
grow(struct deletions *d)
{
	struct deletion *old = d->slots;
	uint32_t n = d->cap;
	d->cap *= 2;
	d->slots = memory_zero(d->cap, sizeof *d->slots);
	for (uint32_t i = 0; i < n; i++) {
		if (old[i].until != 0)
			*slot_of(d, old[i].tag) = old[i];
	}
	free(old);
}

bool
deletions_add(struct deletions *d, uint32_t set, unsigned what, const void *p, size_t n,
	      uint32_t round, bool final)
{
	unsigned char tag[DELETION_TAG];
	uint32_t until = 2 * round + final;
	deletion_tag(set, what, p, n, tag);
	struct deletion *slot = slot_of(d, tag);
	if (slot->until == 0) {
		if (d->n == DELETIONS_MAX)
			return false;
		d->n++;
		memcpy(slot->tag, tag, DELETION_TAG);
	}
	if (slot->until < until)
		slot->until = until;
	if (d->n > d->cap / 2)
		grow(d);
	return true;
}

bool
deletions_cover(const struct deletions *d, uint32_t set, unsigned what, const void *p, size_t n,
		uint32_t round)
{
	unsigned char tag[DELETION_TAG];
	if (d->n == 0)
		return false;
	deletion_tag(set, what, p, n, tag);
	return deletions_cover_tag(d, tag, round);
}

bool
deletions_cover_tag(const struct deletions *d, const unsigned char tag[DELETION_TAG],
		    uint32_t round)
{
	return d->n > 0 && slot_of(d, tag)->until > 2 * round;
}

bool
deletions_name(const struct deletions *d, uint32_t set, unsigned what, const void *p, size_t n)
{
	return deletions_cover(d, set, what, p, n, 0);
}
