/* SPDX-License-Identifier: Apache-2.0 */
#include "record/known_items.h"

#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

/*
 * Half of a SHA-256: evidence chooses ids, so the key must not be one for which clashes
 * can be made.
 */
struct key {
	uint64_t high, low;
};

struct known_items {
	struct key *slots; /* all-zero: free */
	size_t size;	   /* a power of two */
	size_t n;
};

struct known_items *
known_items_new(void)
{
	struct known_items *k = memory_new(sizeof *k);
	k->size = 1024;
	k->n = 0;
	k->slots = memory_zero(k->size, sizeof *k->slots);
	return k;
}

void
known_items_free(struct known_items **k)
{
	if (!*k)
		return;
	free((*k)->slots);
	free(*k);
	*k = NULL;
}

static bool
key_of(const struct record *r, struct key *key)
{
	bool name = record_is(r, "name");
	if (!name && !record_is(r, "file"))
		return false;
	struct buffer text = BUFFER_EMPTY;
	static const char *const parts[] = {"evidence_id", "id", "path"};
	for (size_t i = 0; i < (name ? 3U : 2U); i++) {
		struct span value = record_value(r, parts[i]);
		buffer_add(&text, value.p, value.n);
		buffer_add_byte(&text, '\n');
	}
	unsigned char digest[SHA256_DIGEST_LENGTH];
	SHA256((const unsigned char *)text.data, text.n, digest);
	buffer_release(&text);
	memcpy(key, digest, sizeof *key);
	if (key->high == 0 && key->low == 0)
		key->low = 1;
	return true;
}

static struct key *
slot_of(const struct known_items *k, struct key key)
{
	size_t i = (size_t)key.low & (k->size - 1);
	while ((k->slots[i].high != 0 || k->slots[i].low != 0) &&
	       (k->slots[i].high != key.high || k->slots[i].low != key.low))
		i = (i + 1) & (k->size - 1);
	return &k->slots[i];
}

static void
grow(struct known_items *k)
{
	struct known_items bigger = {memory_zero(k->size * 2, sizeof *k->slots), k->size * 2, k->n};
	for (size_t i = 0; i < k->size; i++)
		if (k->slots[i].high != 0 || k->slots[i].low != 0)
			*slot_of(&bigger, k->slots[i]) = k->slots[i];
	free(k->slots);
	*k = bigger;
}

void
known_items_add(struct known_items *k, const struct record *r)
{
	struct key key;
	if (!key_of(r, &key))
		return;
	struct key *slot = slot_of(k, key);
	if (slot->high != 0 || slot->low != 0)
		return;
	*slot = key;
	if (++k->n > k->size / 2)
		grow(k);
}

bool
known_items_has(const struct known_items *k, const struct record *r)
{
	struct key key;
	if (!key_of(r, &key))
		return false;
	const struct key *slot = slot_of(k, key);
	return slot->high != 0 || slot->low != 0;
}

size_t
known_items_count(const struct known_items *k)
{
	return k->n;
}
