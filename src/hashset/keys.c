/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "hashset/pack.h"

struct keys {
	const struct keys_job *job;
	size_t width;
	uint32_t *buckets; /* keys in each bucket, by the bits that all records would need */
	unsigned bits;
	uint64_t n;
	struct outfile refs; /* written apart: how many keys remain is known only at the end */
};

unsigned
keys_fanout_bits(uint64_t n)
{
	unsigned bits = 0;
	while (bits < WSET_FANOUT_BITS && n >> (bits + 1) != 0)
		bits++;
	return bits;
}

static int
add_key(struct keys *k, const unsigned char *record, struct error *e)
{
	uint32_t ref = be32(record + k->width);
	unsigned char raw[4];
	pack_le32(raw, ref);
	if (k->n == UINT32_MAX)
		return error_set(e, ERROR_INPUT, "more than %u %s digests; build several sets",
				 UINT32_MAX, digest_name(k->job->kind));
	k->n++;
	k->buckets[wset_bucket(record, k->bits)]++;
	k->job->seen(k->job->ctx, ref, false);
	if (outfile_add(k->job->layout->file, record, k->width, e) ||
	    outfile_add(&k->refs, raw, sizeof raw, e))
		return -1;
	return 0;
}

/* Most differ in the first eight bytes. */
static inline bool
same_record(const unsigned char *a, const unsigned char *b, size_t n)
{
	return be64(a) == be64(b) && memcmp(a, b, n) == 0;
}

static int
write_keys(struct keys *k, struct error *e)
{
	const struct keys_job *job = k->job;
	unsigned char last[DIGEST_MAX + 4];
	const unsigned char *record;
	int more;
	while ((more = sorter_next(job->sorter, &record, e)) > 0) {
		if (k->n > 0 && same_record(last, record, k->width + 4)) {
			job->seen(job->ctx, be32(record + k->width), true);
			continue;
		}
		if (job->drop(job->ctx, job->kind, record, k->width, be32(record + k->width)))
			continue;
		memcpy(last, record, k->width + 4);
		if (add_key(k, record, e))
			return -1;
	}
	return more;
}

/* Folds the buckets to the bits that the keys kept deserve, and writes where each begins. */
static int
write_fanout(struct keys *k, unsigned bits, struct error *e)
{
	size_t fold = (size_t)1 << (k->bits - bits), at = 0;
	uint32_t start = 0;
	unsigned char raw[4];
	for (size_t b = 0; b < (size_t)1 << bits; b++) {
		pack_le32(raw, start);
		if (outfile_add(k->job->layout->file, raw, sizeof raw, e))
			return -1;
		for (size_t i = 0; i < fold; i++)
			start += k->buckets[at++];
	}
	pack_le32(raw, start);
	return outfile_add(k->job->layout->file, raw, sizeof raw, e);
}

static int
write_sections(struct keys *k, struct error *e)
{
	struct layout *l = k->job->layout;
	uint32_t digest = (uint32_t)k->job->kind + 1;
	if (layout_section(l, WSET_KEYS, digest, (uint32_t)k->width, e) || write_keys(k, e))
		return -1;
	layout_end(l, 0);
	if (layout_section(l, WSET_REFS, digest, 4, e) || outfile_flush(&k->refs, e) ||
	    outfile_add_file(l->file, k->refs.fd, k->refs.size, e))
		return -1;
	layout_end(l, 0);
	unsigned bits = keys_fanout_bits(k->n);
	if (layout_section(l, WSET_FANOUT, digest, 4, e) || write_fanout(k, bits, e))
		return -1;
	layout_end(l, bits);
	return 0;
}

int
keys_write(const struct keys_job *job, struct error *e)
{
	struct keys k = {.job = job,
			 .width = digest_size(job->kind),
			 .bits = keys_fanout_bits(sorter_count(job->sorter))};
	if (outfile_open_scratch(&k.refs, job->scratch, e))
		return -1;
	k.buckets = memory_zero((size_t)1 << k.bits, sizeof *k.buckets);
	int status = write_sections(&k, e);
	free(k.buckets);
	outfile_close(&k.refs);
	return status;
}
