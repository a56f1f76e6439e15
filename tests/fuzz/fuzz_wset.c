/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a set file. Checksums and the size in the header are put right first, since whoever
 * makes a hostile set can do that too: what is behind them must hold by itself.
 */
#include <assert.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "hashset/check.h"
#include "hashset/each.h"
#include "hashset/format.h"
#include "hashset/hits.h"
#include "hashset/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
put_right(unsigned char *p, size_t n)
{
	memcpy(p, WSET_MAGIC, WSET_MAGIC_SIZE);
	pack_le32(p + WSET_AT_VERSION, WSET_VERSION);
	pack_le64(p + WSET_AT_SIZE, n);
	uint32_t header = le32(p + WSET_AT_HEADER);
	if (header >= WSET_FIXED + WSET_CHECK_SIZE && header <= n)
		EVP_Q_digest(NULL, "SHA256", NULL, p, header - WSET_CHECK_SIZE,
			     p + header - WSET_CHECK_SIZE, NULL);
	EVP_Q_digest(NULL, "SHA256", NULL, p, n - WSET_CHECK_SIZE, p + n - WSET_CHECK_SIZE, NULL);
}

/* Looks up digests that the file holds, and near ones that it may not. */
static void
ask(const struct hashset *s, const unsigned char *p, size_t n)
{
	struct hits hits = HITS_EMPTY;
	struct hits_query q = {.digests = 7};
	for (size_t at = 0; at + DIGEST_MAX <= n; at += 1 + n / 64) {
		struct error e = {0};
		for (int kind = 0; kind < DIGEST_KINDS; kind++)
			memcpy(q.digest[kind], p + at, DIGEST_MAX);
		if (hits_find(s, &q, &hits, &e))
			assert(e.text[0]);
		for (size_t i = 0; i < hits.n; i++) {
			struct hashset_verdict v;
			if (hashset_verdict(s, hits.v[i].verdict, &v, &e) == 0)
				assert(verdict_kind_name(v.kind));
		}
		for (int kind = 0; kind < DIGEST_KINDS; kind++) {
			struct hashset_range r;
			if (hashset_find_many(s, (enum digest_kind)kind, p + at, 1, &r, &e) == 0)
				assert((uint64_t)r.first + r.count <=
				       hashset_keys(s, (enum digest_kind)kind));
		}
	}
	hits_release(&hits);
}

/* What the near search, export and the size filter ask. */
static int
seen(void *ctx, const struct each_entry *x, struct error *e)
{
	(void)e;
	assert(x->pdq || x->digest[0] || x->digest[1] || x->digest[2]);
	return ++*(unsigned *)ctx > 100000 ? -1 : 0;
}

static void
go_through(const struct hashset *s)
{
	struct error e = {0};
	const unsigned char *values;
	unsigned n = 0;
	for (uint64_t at = 0; at < hashset_pdq(s, &values) && at < 1000; at++) {
		struct hashset_entry entry;
		error_clear(&e);
		assert(hashset_pdq_quality(s, at) <= 255);
		if (hashset_pdq_entry(s, at, &entry, &e))
			assert(e.text[0]);
	}
	hashset_has_size(s, 10);
	hashset_sizes_complete(s);
	error_clear(&e);
	hashset_each(s, seen, &n, &e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = {0};
	struct hashset *s = NULL;
	unsigned char *p = malloc(size + 1);
	memcpy(p, data, size);
	if (size >= WSET_FIXED + 2 * WSET_CHECK_SIZE)
		put_right(p, size);
	if (hashset_open_memory(&s, p, size, "fuzz", &e) == 0) {
		error_clear(&e);
		hashset_check(s, &e);
		ask(s, p, size);
		go_through(s);
	}
	hashset_close(&s);
	free(p);
	return 0;
}
