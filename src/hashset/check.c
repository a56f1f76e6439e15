/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/check.h"

#include <openssl/evp.h>
#include <string.h>

#include "hashset/set_parts.h"

#define BLOCK ((size_t)1 << 20)

static int
check_digest(const struct hashset *s, struct error *e)
{
	unsigned char got[WSET_CHECK_SIZE];
	uint64_t body = s->size - WSET_CHECK_SIZE;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	for (uint64_t done = 0; ok && done < body; done += BLOCK) {
		size_t n = body - done < BLOCK ? (size_t)(body - done) : BLOCK;
		ok = EVP_DigestUpdate(ctx, s->base + done, n);
	}
	ok = ok && EVP_DigestFinal_ex(ctx, got, NULL);
	EVP_MD_CTX_free(ctx);
	if (!ok)
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	if (memcmp(got, hashset_digest(s), sizeof got) != 0)
		return hashset_damaged(s, "it does not match its checksum", e);
	return 0;
}

/* Positions of one bucket: each key belongs there and none is smaller than the one before. */
static int
check_bucket(const struct hashset *s, enum digest_kind kind, uint32_t bucket, uint32_t first,
	     uint32_t end, struct error *e)
{
	const struct hashset_keys *k = &s->kind[kind];
	struct hashset_entry entry;
	struct hashset_verdict verdict;
	for (uint32_t at = first; at < end; at++) {
		const unsigned char *key = hashset_key(s, kind, at);
		if (wset_bucket(key, k->bits) != bucket)
			return hashset_damaged(s, "a key lies in the wrong bucket", e);
		if (at > first && memcmp(key - k->width, key, k->width) > 0)
			return hashset_damaged(s, "its keys are not in order", e);
		if (hashset_entry(s, kind, at, &entry, e) ||
		    hashset_verdict(s, entry.verdict, &verdict, e))
			return -1;
		if (!(entry.digests & 1U << kind))
			return hashset_damaged(s, "a key names an entry without such a digest", e);
	}
	return 0;
}

static int
check_kind(const struct hashset *s, enum digest_kind kind, struct error *e)
{
	const struct hashset_keys *k = &s->kind[kind];
	uint32_t next = 0;
	for (uint32_t b = 0; b < UINT32_C(1) << k->bits; b++) {
		uint32_t first, end;
		if (hashset_bucket(k, b, &first, &end) || first != next)
			return hashset_damaged(s, "its fan-out does not fit the keys", e);
		if (check_bucket(s, kind, b, first, end, e))
			return -1;
		next = end;
	}
	return next == k->n ? 0 : hashset_damaged(s, "its fan-out does not fit the keys", e);
}

static int
check_pdq(const struct hashset *s, struct error *e)
{
	const unsigned char *values;
	uint64_t n = hashset_pdq(s, &values);
	struct hashset_entry entry;
	struct hashset_verdict verdict;
	for (uint64_t at = 0; at < n; at++) {
		unsigned quality = hashset_pdq_quality(s, at);
		if (at > 0 &&
		    memcmp(values + (at - 1) * PDQ_SIZE, values + at * PDQ_SIZE, PDQ_SIZE) > 0)
			return hashset_damaged(s, "its PDQ digests are not in order", e);
		if (quality > 100 && quality != PDQ_NO_QUALITY)
			return hashset_damaged(s, "a PDQ quality is over 100", e);
		if (hashset_pdq_entry(s, at, &entry, e) ||
		    hashset_verdict(s, entry.verdict, &verdict, e))
			return -1;
		if (!entry.has_pdq)
			return hashset_damaged(s, "a PDQ digest names an entry without one", e);
	}
	return 0;
}

static int
check_sizes(const struct hashset *s, struct error *e)
{
	for (uint64_t i = 1; i < s->sizes.count; i++) {
		if (le64(s->sizes.p + (i - 1) * 8) >= le64(s->sizes.p + i * 8))
			return hashset_damaged(s, "its sizes are not in order", e);
	}
	return 0;
}

int
hashset_check(const struct hashset *s, struct error *e)
{
	struct hashset_name name;
	struct hashset_verdict verdict;
	if (check_digest(s, e))
		return -1;
	for (uint32_t i = 0; i < hashset_sets(s); i++) {
		if (hashset_name(s, i, &name, e))
			return -1;
	}
	for (uint32_t i = 0; i < hashset_verdicts(s); i++) {
		if (hashset_verdict(s, i, &verdict, e))
			return -1;
	}
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (check_kind(s, (enum digest_kind)kind, e))
			return -1;
	}
	return check_pdq(s, e) || check_sizes(s, e) ? -1 : 0;
}
