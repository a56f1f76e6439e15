/* SPDX-License-Identifier: Apache-2.0 */
/* What is in an open set file: its tables, read where they are asked for. */
#include "hashset/set_parts.h"

#include <openssl/crypto.h>

const char *
hashset_path(const struct hashset *s)
{
	return s->path;
}

uint64_t
hashset_bytes(const struct hashset *s)
{
	return s->size;
}

const unsigned char *
hashset_digest(const struct hashset *s)
{
	return s->base + s->size - WSET_CHECK_SIZE;
}

uint64_t
hashset_keys(const struct hashset *s, enum digest_kind kind)
{
	return s->kind[kind].n;
}

uint32_t
hashset_sets(const struct hashset *s)
{
	return (uint32_t)s->sets.count;
}

uint32_t
hashset_verdicts(const struct hashset *s)
{
	return (uint32_t)s->verdicts.count;
}

uint64_t
hashset_rows(const struct hashset *s)
{
	return s->entries.count;
}

/* A length and so many bytes, at `at` of a part. */
static int
stored_text(const struct hashset *s, const struct hashset_part *part, uint64_t at, struct span *out,
	    struct error *e)
{
	if (part->size < 4 || at > part->size - 4)
		return hashset_damaged(s, "a text lies outside its section", e);
	uint32_t n = le32(part->p + at);
	if (n > part->size - 4 - at || n > WSET_STRING_MAX)
		return hashset_damaged(s, "a text is longer than its section", e);
	*out = (struct span){(const char *)part->p + at + 4, n};
	return 0;
}

static int
string_at(const struct hashset *s, uint32_t at, struct span *out, struct error *e)
{
	*out = (struct span){NULL, 0};
	return at == WSET_NO_STRING ? 0 : stored_text(s, &s->strings, at, out, e);
}

int
hashset_name(const struct hashset *s, uint32_t number, struct hashset_name *out, struct error *e)
{
	if (number >= s->sets.count)
		return hashset_damaged(s, "a verdict names a set that is not there", e);
	const unsigned char *row = s->sets.p + (size_t)number * WSET_SET_ROW;
	if (string_at(s, le32(row), &out->name, e) ||
	    string_at(s, le32(row + 4), &out->metadata, e))
		return -1;
	return 0;
}

int
hashset_verdict(const struct hashset *s, uint32_t number, struct hashset_verdict *out,
		struct error *e)
{
	struct hashset_name name;
	if (number >= s->verdicts.count)
		return hashset_damaged(s, "an entry names a verdict that is not there", e);
	const unsigned char *row = s->verdicts.p + (size_t)number * WSET_VERDICT_ROW;
	out->set = le32(row);
	out->kind = (enum verdict_kind)le32(row + 4);
	out->entries = le64(row + 24);
	if (!verdict_kind_name(out->kind))
		return hashset_damaged(s, "a verdict is of an unknown kind", e);
	if (hashset_name(s, out->set, &name, e))
		return -1;
	out->set_name = name.name;
	if (string_at(s, le32(row + 8), &out->scheme, e) ||
	    string_at(s, le32(row + 12), &out->category, e) ||
	    string_at(s, le32(row + 16), &out->label, e))
		return -1;
	return 0;
}

static int
text_at(const struct hashset *s, uint64_t at, struct span *out, struct error *e)
{
	return at == WSET_NO_TEXT ? 0 : stored_text(s, &s->texts, at, out, e);
}

int
hashset_row(const struct hashset *s, uint32_t number, struct hashset_entry *out, struct error *e)
{
	if (number >= s->entries.count)
		return hashset_damaged(s, "a key names an entry that is not there", e);
	const unsigned char *row = s->entries.p + (size_t)number * WSET_ENTRY_ROW;
	*out = (struct hashset_entry){.row = true,
				      .number = number,
				      .verdict = le32(row),
				      .digests = row[4] & ((1U << DIGEST_KINDS) - 1),
				      .has_pdq = (row[4] & WSET_HAS_PDQ) != 0,
				      .flags = {row[5], row[5] & row[6]},
				      .size = le64(row + 8)};
	if (text_at(s, le64(row + 16), &out->comment, e) ||
	    text_at(s, le64(row + 24), &out->details, e))
		return -1;
	return 0;
}

static int
entry_of(const struct hashset *s, uint32_t ref, unsigned digests, struct hashset_entry *out,
	 struct error *e)
{
	if (!(ref & WSET_REF_VERDICT))
		return hashset_row(s, ref, out, e);
	*out = (struct hashset_entry){.verdict = ref & ~WSET_REF_VERDICT,
				      .digests = digests,
				      .has_pdq = digests == 0,
				      .size = WSET_NO_SIZE};
	return 0;
}

int
hashset_entry(const struct hashset *s, enum digest_kind kind, uint32_t position,
	      struct hashset_entry *out, struct error *e)
{
	const struct hashset_keys *k = &s->kind[kind];
	if (position >= k->n)
		return hashset_damaged(s, "a position lies outside the keys", e);
	return entry_of(s, le32(k->refs.p + (size_t)position * 4), 1U << kind, out, e);
}

const unsigned char *
hashset_key(const struct hashset *s, enum digest_kind kind, uint32_t position)
{
	return s->kind[kind].keys.p + (size_t)position * s->kind[kind].width;
}

uint64_t
hashset_pdq(const struct hashset *s, const unsigned char **values)
{
	*values = s->pdq.p;
	return s->pdq.count;
}

unsigned
hashset_pdq_quality(const struct hashset *s, uint64_t position)
{
	return s->pdq_quality.p[position];
}

int
hashset_pdq_entry(const struct hashset *s, uint64_t position, struct hashset_entry *out,
		  struct error *e)
{
	if (position >= s->pdq.count)
		return hashset_damaged(s, "a position lies outside the PDQ digests", e);
	return entry_of(s, le32(s->pdq_refs.p + (size_t)position * 4), 0, out, e);
}

/* ---- Keys and sizes ---- */

bool
hashset_is_keyed(const struct hashset *s)
{
	return s->keyed;
}

int
hashset_unlock(struct hashset *s, const struct set_key *key)
{
	unsigned char check[SET_KEY_CHECK_SIZE];
	set_key_check(key, check);
	if (!s->keyed || CRYPTO_memcmp(check, s->key_check.p, sizeof check) != 0)
		return 0;
	s->key = key;
	return 1;
}

int
hashset_locked(const struct hashset *s, struct error *e)
{
	return error_set(e, ERROR_USAGE,
			 "%s holds keyed digests and can only be asked with its key: --key FILE",
			 s->path);
}

bool
hashset_sizes_complete(const struct hashset *s)
{
	return s->sizes_complete;
}

bool
hashset_has_size(const struct hashset *s, uint64_t size)
{
	uint64_t low = 0, high = s->sizes.count;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2, at = le64(s->sizes.p + middle * 8);
		if (at == size)
			return true;
		if (at < size)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}
