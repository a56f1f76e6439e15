/* SPDX-License-Identifier: Apache-2.0 */
/*
 * EnCase's .hash files: a head of 0x480 bytes ("HASH\r\n\377\0", little-endian version at 8 and
 * count at 16, the set's name in UTF-16 at 1032), then rows of 18 bytes: an MD5 and two zeros.
 */
#include <string.h>

#include "base/bytes.h"
#include "hashset/list_format.h"

#define HEAD  ((size_t)0x480)
#define ROW   18
#define MAGIC "HASH\r\n\377"

static bool
accepts(struct span head)
{
	return head.n >= sizeof MAGIC && memcmp(head.p, MAGIC, sizeof MAGIC) == 0;
}

struct encase {
	unsigned char row[ROW];
	size_t n;    /* bytes of it that are here */
	size_t head; /* bytes of the head still to pass over */
};

static int
take_row(struct list *l, const unsigned char *raw, struct error *e)
{
	struct list_row row = {0};
	list_row_clear(&row);
	memcpy(row.digest[DIGEST_MD5], raw, 16);
	row.digests = 1U << DIGEST_MD5;
	l->record++;
	if (raw[16] != 0 || raw[17] != 0) {
		list_reject(l, LIST_BAD_RECORD, l->record);
		return 0;
	}
	return list_row(l, &row, e);
}

static int
take_block(struct list *l, struct encase *x, struct span block, struct error *e)
{
	size_t pass = block.n < x->head ? block.n : x->head;
	x->head -= pass;
	block.p += pass;
	block.n -= pass;
	while (block.n > 0) {
		size_t want = ROW - x->n, some = block.n < want ? block.n : want;
		memcpy(x->row + x->n, block.p, some);
		x->n += some;
		block.p += some;
		block.n -= some;
		if (x->n < ROW)
			break;
		x->n = 0;
		if (take_row(l, x->row, e))
			return -1;
	}
	return 0;
}

static int
import(struct list *l, struct error *e)
{
	struct encase x = {.head = HEAD};
	struct list_header header = {.has_category = false};
	struct span block, head;
	int more;
	if (list_header(l, &header, e) || lines_peek(&l->lines, &head, e))
		return -1;
	uint64_t count = head.n >= 20 ? le32((const unsigned char *)head.p + 16) : 0;
	while ((more = lines_block(&l->lines, &block, e)) > 0) {
		if (take_block(l, &x, block, e))
			return -1;
	}
	if (more < 0)
		return -1;
	if (x.head > 0 || x.n > 0 || l->record < count)
		return error_set(e, ERROR_INPUT,
				 "%s is cut off: it promises %llu digests and has %llu", l->name,
				 (unsigned long long)count, (unsigned long long)l->record);
	return 0;
}

const struct list_format list_encase = {"encase", "EnCase hash set", accepts, import, "record"};
