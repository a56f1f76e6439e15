/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bzip2 as something that can be carved. Blocks begin at any bit with a mark of 48 bits and their
 * checksum; the mark of the end is followed by a checksum over those. So its end is found, and
 * tested, without unpacking.
 */
#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

#define MARK_BLOCK ((uint64_t)0x314159265359)
#define MARK_END   ((uint64_t)0x177245385090)
#define MARK_BITS  (((uint64_t)1 << 48) - 1)

/* A block holds 900 kB at most, and packing adds a hundredth and a few bytes. */
#define BLOCK_MOST ((uint64_t)1 << 20)

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 14 && memcmp(p, "BZh", 3) == 0 && p[3] >= '1' && p[3] <= '9' &&
	       (memcmp(p + 4, "1AY&SY", 6) == 0 ||
		memcmp(p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
}

struct marks {
	struct bytes *b;
	uint64_t at;	    /* of the byte that is read next */
	uint64_t low, high; /* the last 128 bits */
	uint64_t bits;	    /* read */
};

static bool
read_byte(struct marks *m, const unsigned char **p, size_t *n)
{
	if (*n == 0 && (*p = bytes_view(m->b, m->at, BYTES_WINDOW, n)) == NULL)
		return false;
	m->high = m->high << 8 | m->low >> 56;
	m->low = m->low << 8 | **p;
	(*p)++;
	(*n)--;
	m->at++;
	m->bits += 8;
	return true;
}

/* The 64 bits that end `back` bits ago. */
static uint64_t
bits_before(const struct marks *m, unsigned back)
{
	return back ? m->low >> back | m->high << (64 - back) : m->low;
}

/*
 * Goes on to the next mark with its checksum, which are 80 bits. true: *mark, *crc and in *spare
 * how many bits of the last byte read belong to what follows.
 */
static bool
next_mark(struct marks *m, const unsigned char **p, size_t *n, uint64_t *mark, uint32_t *crc,
	  unsigned *spare)
{
	uint64_t from = m->at;

	while (m->at - from < BLOCK_MOST + 64 && read_byte(m, p, n))
		for (unsigned back = 7; m->bits >= 80 && back < 8; back--) {
			/* The mark stands before the 32 bits of the checksum. */
			uint64_t v =
				(bits_before(m, back) >> 32 | m->high >> back << 32) & MARK_BITS;

			if (v != MARK_BLOCK && v != MARK_END)
				continue;
			*mark = v;
			*crc = (uint32_t)bits_before(m, back);
			*spare = back;
			return true;
		}
	return false;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, 14);
	struct marks m = {.b = b, .at = start + 4};
	uint32_t crc, all = 0;
	unsigned blocks = 0, spare;
	uint64_t mark;
	size_t n = 0;

	verdict_begin(w);
	if (!p || !head(p, 14))
		return;
	w->mime = "application/x-bzip2";
	while (next_mark(&m, &p, &n, &mark, &crc, &spare)) {
		if (mark == MARK_END) {
			if (crc == all)
				verdict_whole(w, m.at - start, 0.97,
					      "%u blocks, the checksum over them is right", blocks);
			break;
		}
		all = (all << 1 | all >> 31) ^ crc;
		blocks++;
	}
	if (w->state != MEDIA_WHOLE && m.at >= b->size)
		verdict_truncated(w, b->size - start, 0.75, "%u blocks, then it ends", blocks);
	else if (w->state != MEDIA_WHOLE)
		verdict_damaged(w, 14, 0.6, "no end stands where it can");
	w->frames = blocks;
}

static const struct media_signature signatures[] = {{"BZh", 3, 0}, {NULL, 0, 0}};

const struct media_format media_bzip2 = {.name = "bz2",
					 .extensions = "",
					 .mime = "application/x-bzip2",
					 .signatures = signatures,
					 .max_length = (uint64_t)16 << 30,
					 .holder = true,
					 .head = head,
					 .walk = walk};
