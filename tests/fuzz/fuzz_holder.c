/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file that holds files, of the kind HOLDER_KIND, or of whatever kind they are taken
 * for. What a reader promises is held against it: extents lie within the bytes and add up, packed
 * members are found again by their key alone and read the same in any order.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "inside/spool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMBERS_MOST 300u
#define READ_MOST    ((uint64_t)1 << 18)
#define BUDGET	     ((uint64_t)4 << 20)

static void
check_plain(const struct member *m, uint64_t size)
{
	uint64_t sum = 0;

	assert(m->sized);
	for (size_t i = 0; i < m->nextents; i++) {
		assert(m->extents[i].size > 0);
		assert(m->extents[i].offset <= size);
		assert(m->extents[i].size <= size - m->extents[i].offset);
		sum += m->extents[i].size;
	}
	assert(sum == m->size);
}

/* A packed member read by a handle of its own, in one go and then from its middle. */
static uint64_t
check_packed(const struct holder_kind *kind, struct bytes *b, const struct member *m)
{
	uint64_t size = m->sized && m->size < READ_MOST ? m->size : READ_MOST;
	struct error e = {0};
	struct holder *h = NULL;
	struct spool *s;
	unsigned char *all;
	bool cut;
	size_t n;

	if (holder_open(&h, kind, b, &e))
		return 0;
	s = m->sized ? spool_new(h, m->key, size) : spool_measure(h, m->key, READ_MOST, &cut);
	size = spool_bytes(s)->size;
	assert(size <= READ_MOST);
	all = memory_new((size_t)size + 1);
	n = bytes_read(spool_bytes(s), 0, all, (size_t)size);
	assert(n == size);
	if (size > 2) {
		unsigned char again[16];

		n = bytes_read(spool_bytes(s), size / 2, again, sizeof again);
		assert(n > 0 && memcmp(again, all + size / 2, n) == 0);
	}
	free(all);
	spool_free(&s);
	holder_close(&h);
	return size + 1024;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct holder_kind *kind;
	struct member m = {.nextents = 0};
	struct bytes_memory b;
	struct error e = {0};
	struct holder *h = NULL;
	uint64_t spent = 0;
	unsigned n = 0;

	bytes_memory_init(&b, data, size);
#ifdef HOLDER_KIND
	kind = holder_by_name(HOLDER_KIND);
#else
	kind = holder_recognise(&b.bytes);
#endif
	if (!kind || holder_open(&h, kind, &b.bytes, &e))
		return 0;
	while (n++ < MEMBERS_MOST && spent < BUDGET && holder_next(h, &m, &e) > 0) {
		assert(m.name.n <= 2 * MEMBER_NAME_MAX + 64);
		if (m.data == MEMBER_PLAIN)
			check_plain(&m, size);
		else if (m.data == MEMBER_PACKED)
			spent += check_packed(kind, &b.bytes, &m);
	}
	assert(holder_format(h));
	member_release(&m);
	holder_close(&h);
	return 0;
}
