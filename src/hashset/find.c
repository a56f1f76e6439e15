/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding digests in the sorted keys. The fan-out narrows a look-up to a bucket, of two keys on
 * average up to 2^25 keys. What a look-up costs is then waiting for memory, twice; taking many at a
 * time, all the waits of a batch are under way together.
 */
#include <string.h>

#include "hashset/set_parts.h"

#define BATCH 64 /* look-ups under way together */
#define SCAN  8	 /* keys gone through one by one at the end of a search */

/* As memcmp(): most differ in the first eight bytes. */
static inline int
compare(const unsigned char *key, const unsigned char *digest, uint64_t head, size_t width)
{
	uint64_t key_head = be64(key);
	if (key_head != head)
		return key_head < head ? -1 : 1;
	return memcmp(key + 8, digest + 8, width - 8);
}

static inline struct hashset_range
search(const struct hashset_keys *k, uint32_t first, uint32_t end, const unsigned char *digest)
{
	const unsigned char *keys = k->keys.p;
	uint64_t head = be64(digest);
	size_t width = k->width;
	uint32_t low = first, high = end;
	while (high - low > SCAN) {
		uint32_t middle = low + (high - low) / 2;
		if (compare(keys + (size_t)middle * width, digest, head, width) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low < end && compare(keys + (size_t)low * width, digest, head, width) < 0)
		low++;
	uint32_t after = low;
	while (after < end && compare(keys + (size_t)after * width, digest, head, width) == 0)
		after++;
	return (struct hashset_range){low, after - low};
}

int
hashset_find(const struct hashset *s, enum digest_kind kind, const unsigned char *digest,
	     struct hashset_range *out, struct error *e)
{
	const struct hashset_keys *k = &s->kind[kind];
	unsigned char keyed[DIGEST_MAX];
	uint32_t first, end;
	if (s->keyed) {
		if (!s->key)
			return hashset_locked(s, e);
		set_key_digest(s->key, kind, digest, keyed);
		digest = keyed;
	}
	if (hashset_bucket(k, wset_bucket(digest, k->bits), &first, &end))
		return hashset_damaged(s, "its fan-out points outside the keys", e);
	*out = search(k, first, end, digest);
	return 0;
}

/* A look-up in its three steps; between them memory is fetched. */
struct look {
	uint32_t bucket, first, end;
};

static inline void
look_at_fanout(const struct hashset_keys *k, const unsigned char *digest, struct look *look)
{
	look->bucket = wset_bucket(digest, k->bits);
	__builtin_prefetch(k->fanout.p + (size_t)look->bucket * 4);
}

static inline int
look_at_keys(const struct hashset_keys *k, struct look *look)
{
	if (hashset_bucket(k, look->bucket, &look->first, &look->end))
		return -1;
	const unsigned char *keys = k->keys.p + (size_t)look->first * k->width;
	__builtin_prefetch(keys);
	__builtin_prefetch(keys + 64);
	return 0;
}

static int
under_key(const struct hashset *s, unsigned kinds,
	  const unsigned char digest[DIGEST_KINDS][DIGEST_MAX],
	  unsigned char out[DIGEST_KINDS][DIGEST_MAX], struct error *e)
{
	if (!s->key)
		return hashset_locked(s, e);
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (kinds & 1U << kind)
			set_key_digest(s->key, (enum digest_kind)kind, digest[kind], out[kind]);
	}
	return 0;
}

int
hashset_find_kinds(const struct hashset *s, unsigned kinds,
		   const unsigned char digest[DIGEST_KINDS][DIGEST_MAX],
		   struct hashset_range out[DIGEST_KINDS], struct error *e)
{
	struct look look[DIGEST_KINDS];
	unsigned char keyed[DIGEST_KINDS][DIGEST_MAX];
	if (s->keyed) {
		if (under_key(s, kinds, digest, keyed, e))
			return -1;
		digest = (const unsigned char(*)[DIGEST_MAX])keyed;
	}
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (kinds & 1U << kind)
			look_at_fanout(&s->kind[kind], digest[kind], &look[kind]);
	}
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if ((kinds & 1U << kind) && look_at_keys(&s->kind[kind], &look[kind]))
			return hashset_damaged(s, "its fan-out points outside the keys", e);
	}
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (kinds & 1U << kind)
			out[kind] = search(&s->kind[kind], look[kind].first, look[kind].end,
					   digest[kind]);
	}
	return 0;
}

static int
find_batch(const struct hashset_keys *k, const unsigned char *digests, size_t n,
	   struct hashset_range *out)
{
	struct look look[BATCH];
	for (size_t i = 0; i < n; i++)
		look_at_fanout(k, digests + i * k->width, &look[i]);
	for (size_t i = 0; i < n; i++) {
		if (look_at_keys(k, &look[i]))
			return -1;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = search(k, look[i].first, look[i].end, digests + i * k->width);
	return 0;
}

int
hashset_find_many(const struct hashset *s, enum digest_kind kind, const unsigned char *digests,
		  size_t n, struct hashset_range *out, struct error *e)
{
	const struct hashset_keys *k = &s->kind[kind];
	unsigned char keyed[BATCH * DIGEST_MAX];
	if (s->keyed && !s->key)
		return hashset_locked(s, e);
	for (size_t done = 0; done < n; done += BATCH) {
		size_t some = n - done < BATCH ? n - done : BATCH;
		const unsigned char *batch = digests + done * k->width;
		if (s->keyed) {
			for (size_t i = 0; i < some; i++)
				set_key_digest(s->key, kind, batch + i * k->width,
					       keyed + i * k->width);
			batch = keyed;
		}
		if (find_batch(k, batch, some, out + done))
			return hashset_damaged(s, "its fan-out points outside the keys", e);
	}
	return 0;
}
