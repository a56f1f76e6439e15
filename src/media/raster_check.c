/* SPDX-License-Identifier: Apache-2.0 */
#include "media/raster_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/bit_masks.h"

/*
 * The step of a byte is its distance to the neighbour that it is nearer to. Bytes drawn evenly from
 * all values are 85 apart; of a picture that is rougher than ROUGH, nothing can be said.
 */
#define NOISE_STEP 50u
#define ROUGH	   24u

/* Of 512 bytes drawn evenly, 221 values are met; a drawn pattern has few. */
#define NOISE_VALUES 150u

/* Letters are some 25 apart. */
#define TEXT_STEP 12u

/* So many sectors must be known before one of them is strange. */
#define KNOWN_LEAST 4u

struct checker {
	struct bytes *b;
	const struct raster *r;
	uint32_t seen[256]; /* sectors of each step */
	uint32_t known;
	uint64_t zeros; /* where a run of zeros began that may be nobody's */
	bool in_zeros;
};

static unsigned
distance(const unsigned char *p, const unsigned char *q)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < RASTER_SECTOR; i++)
		sum += (unsigned)abs(p[i] - q[i]);
	return sum / RASTER_SECTOR;
}

static unsigned
values_of(const unsigned char *p)
{
	bool met[256] = {false};
	unsigned n = 0;

	for (unsigned i = 0; i < RASTER_SECTOR; i++) {
		n += !met[p[i]];
		met[p[i]] = true;
	}
	return n;
}

static bool
is_text(const unsigned char *p)
{
	unsigned spaces = 0, i = 0;

	while (i < RASTER_SECTOR && ((p[i] >= ' ' && p[i] < 0x7f) || (p[i] >= 9 && p[i] <= 13)))
		spaces += p[i++] <= ' ';
	return i == RASTER_SECTOR && spaces >= RASTER_SECTOR / 64;
}

static bool
is_zeros(const unsigned char *p)
{
	return p[0] == 0 && memcmp(p, p + 1, RASTER_SECTOR - 1) == 0;
}

/* The step that nine sectors of ten do not pass. */
static unsigned
usual(const struct checker *k)
{
	uint32_t below = 0;
	unsigned step = 0;

	while (step < 255 && (below += k->seen[step]) < k->known - k->known / 10)
		step++;
	return step;
}

static bool
strange(const struct checker *k, const unsigned char *p, unsigned step)
{
	unsigned most;

	if (k->known < KNOWN_LEAST || step <= TEXT_STEP)
		return false;
	most = usual(k);
	if (step > 2 * most && is_text(p))
		return true;
	return step > NOISE_STEP && step > 2 * most + 10 && values_of(p) >= NOISE_VALUES;
}

/*
 * Zeros are black as well. They are nobody's when they begin with a sector amid a row, where the
 * row above is not black, and end with one.
 */
static bool
zeros_begin(const struct checker *k, const unsigned char *p, uint64_t at)
{
	uint64_t x = (at - k->r->start) % k->r->stride;
	unsigned above = 0;

	for (unsigned i = 0; i < RASTER_SECTOR; i++)
		above += p[(int64_t)i - (int64_t)k->r->stride];
	return x > 2 * k->r->pixel && p[-1] != 0 && above / RASTER_SECTOR > 2 * usual(k) + 8;
}

/* False: somebody else's data begins at *at. */
static bool
take(struct checker *k, const unsigned char *p, uint64_t *at)
{
	unsigned across = distance(p, p - k->r->pixel), down = distance(p, p - k->r->stride);
	unsigned step = across < down ? across : down;
	bool zeros = is_zeros(p);

	if (k->in_zeros && !zeros) {
		k->in_zeros = false;
		if (p[0] != 0) {
			*at = k->zeros;
			return false;
		}
	} else if (!k->in_zeros && zeros && k->known >= KNOWN_LEAST && zeros_begin(k, p, *at)) {
		k->in_zeros = true;
		k->zeros = *at;
	}
	if (strange(k, p, step)) {
		*at = k->in_zeros ? k->zeros : *at;
		return false;
	}
	k->seen[step]++;
	k->known++;
	return true;
}

/* All sectors that the bytes in hand from `from` on hold. 1, 0 no more, -1 at *at it breaks. */
static int
look(struct checker *k, uint64_t *at)
{
	uint64_t from = *at - k->r->stride;
	const unsigned char *p;
	size_t n;

	p = bytes_view(k->b, from, BYTES_WINDOW, &n);
	if (n < k->r->stride + RASTER_SECTOR)
		return 0;
	for (; *at + RASTER_SECTOR <= from + n && *at + RASTER_SECTOR <= k->r->end;
	     *at += RASTER_SECTOR)
		if (!take(k, p + (*at - from), at))
			return -1;
	return *at + RASTER_SECTOR <= k->r->end;
}

struct raster_verdict
raster_check(struct bytes *b, const struct raster *r)
{
	struct checker k = {.b = b, .r = r};
	struct raster_verdict v = {.usual = 255};
	uint64_t at = r->start + r->stride;
	int more;

	if (r->stride < r->pixel || r->stride > BYTES_WINDOW - RASTER_SECTOR || r->end < at)
		return v;
	at += (RASTER_SECTOR - at % RASTER_SECTOR) % RASTER_SECTOR;
	while ((more = look(&k, &at)) > 0)
		continue;
	if (more == 0 && k.in_zeros)
		at = k.zeros;
	v.breaks = more < 0 || k.in_zeros;
	v.broke = at;
	v.usual = k.known ? usual(&k) : 255;
	v.smooth = v.usual <= ROUGH;
	return v;
}

/* ---- Pixels of a few bits ---- */

#define BITS	   (RASTER_SECTOR * 8)
#define HALF_SLACK 100 /* of 2048 bits; random bytes are 32 off as a rule */

static bool
is_half(unsigned bits)
{
	return bits > BITS / 2 - HALF_SLACK && bits < BITS / 2 + HALF_SLACK;
}

/* Set bits, changes from bit to bit and from row to row are those of random bytes. */
static bool
is_random(const unsigned char *p, uint32_t stride)
{
	unsigned set = 0, across = 0, down = 0;

	for (unsigned i = 0; i < RASTER_SECTOR; i += 8) {
		uint64_t v = be64(p + i), next = i + 8 < RASTER_SECTOR ? p[i + 8] : 0u;

		set += bit_count(v);
		across += bit_count(v ^ (v << 1 | next >> 7));
		down += bit_count(v ^ be64(p + i - stride));
	}
	return is_half(set) && is_half(across) && is_half(down);
}

struct raster_verdict
raster_check_bits(struct bytes *b, const struct raster *r)
{
	struct raster_verdict v = {.usual = 255};
	uint64_t at = r->start + r->stride, first = 0;
	unsigned random = 0;
	bool text = false;
	unsigned char *p;

	if (r->stride == 0 || r->stride > BYTES_WINDOW - RASTER_SECTOR || r->end < at)
		return v;
	p = memory_new(r->stride + (size_t)RASTER_SECTOR);
	at += (RASTER_SECTOR - at % RASTER_SECTOR) % RASTER_SECTOR;
	for (; at + RASTER_SECTOR <= r->end; at += RASTER_SECTOR) {
		if (bytes_read(b, at - r->stride, p, r->stride + (size_t)RASTER_SECTOR) <
		    r->stride + (size_t)RASTER_SECTOR)
			break;
		text = is_text(p + r->stride);
		if (!text && !is_random(p + r->stride, r->stride))
			continue;
		first = first ? first : at;
		random++;
		if (text)
			break;
	}
	free(p);
	/* a picture that looks random everywhere says nothing */
	v.breaks = first && (first - r->start) / RASTER_SECTOR >= KNOWN_LEAST &&
		   (text || (random > 1 && random * RASTER_SECTOR >= (at - first) / 8));
	v.broke = first;
	return v;
}
