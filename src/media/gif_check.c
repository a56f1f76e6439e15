/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A GIF's chains of sub-blocks hold together over almost anything; its LZW codes do not. Following
 * the codes, without making pixels of them, tells where foreign bytes begin.
 */
#include "media/gif_check.h"

#include <stdlib.h>

#include "base/memory.h"
#include "media/verdict.h"

#define CODE_BITS_MAX 12
#define CODES	      (1u << CODE_BITS_MAX)

/* Random bytes do not get past so many codes. */
#define CODES_CERTAIN 64

/* Bytes that some writers leave behind the end code. */
#define SPARE_MAX 16

enum stop {
	STOP_DONE,	 /* the end code, or the end of the chain */
	STOP_ENDS,	 /* the bytes end */
	STOP_IMPOSSIBLE, /* a code that cannot stand there */
};

/* The bytes of a chain of sub-blocks, one by one. */
struct chain {
	struct bytes *b;
	uint64_t at;
	const unsigned char *p; /* bytes in hand, from `at` on */
	size_t n;
	unsigned left; /* of the sub-block at hand */
	bool over;     /* its terminator was met */
};

struct lzw {
	unsigned clear, width, next; /* next: the code that will be made next */
	int last;		     /* the code before; -1: none since the clear code */
	uint32_t bits;
	unsigned have; /* bits in hand */
	uint64_t codes, pixels;
	uint16_t length[CODES]; /* pixels of each code */
};

struct checker {
	struct bytes *b;
	uint64_t start, at;
	uint64_t images, codes;
	bool scant; /* an image has fewer pixels than it should */
	struct media_walk *w;

	/* The image whose codes are followed, so that it can be gone on with. */
	bool in_image;
	unsigned code_size;
	uint64_t due; /* its pixels */
	struct chain chain;
	struct lzw z; /* its table is filled as codes are made */
};

struct gif_follow {
	struct checker k;
	struct media_walk w;
	bool done;
};

/* ---- Bytes ---- */

/* The next byte that stands in the file, or -1 where the bytes end. */
static int
raw_byte(struct chain *c)
{
	if (c->n == 0)
		c->p = bytes_view(c->b, c->at, BYTES_WINDOW, &c->n);
	if (c->n == 0)
		return -1;
	c->n--;
	c->at++;
	return *c->p++;
}

/* The next byte of data; -1 when there is none: the chain is over, or the bytes end. */
static int
data_byte(struct chain *c)
{
	while (c->left == 0) {
		int size = c->over ? -1 : raw_byte(c);

		if (size <= 0) {
			c->over |= size == 0;
			return -1;
		}
		c->left = (unsigned)size;
	}
	int byte = raw_byte(c);
	c->left -= byte >= 0; /* where the bytes end, more may follow */
	return byte;
}

/* To behind the terminator, over so many bytes; false: the bytes end. */
static bool
skip_rest(struct chain *c, uint64_t *skipped)
{
	*skipped = 0;
	while (data_byte(c) >= 0)
		++*skipped;
	return c->over;
}

/* ---- Codes ---- */

static void
lzw_clear(struct lzw *z, unsigned code_size)
{
	z->clear = 1u << code_size;
	z->width = code_size + 1;
	z->next = z->clear + 2;
	z->last = -1;
}

/* The next code, or -1 where the data ends. */
static int
next_code(struct lzw *z, struct chain *c)
{
	while (z->have < z->width) {
		int byte = data_byte(c);

		if (byte < 0)
			return -1;
		z->bits |= (uint32_t)byte << z->have;
		z->have += 8;
	}
	int code = (int)(z->bits & ((1u << z->width) - 1));
	z->bits >>= z->width;
	z->have -= z->width;
	return code;
}

static unsigned
length_of(const struct lzw *z, unsigned code)
{
	return code < z->clear ? 1 : z->length[code];
}

/* A code that stands for pixels; false: it cannot. */
static bool
take_code(struct lzw *z, unsigned code)
{
	if (z->last < 0 ? code >= z->clear : code > z->next || code >= CODES)
		return false;
	if (z->last >= 0 && z->next < CODES) { /* `code` may be the one that is made here */
		z->length[z->next] = (uint16_t)(length_of(z, (unsigned)z->last) + 1);
		z->next++;
		if (z->next == 1u << z->width && z->width < CODE_BITS_MAX)
			z->width++;
	}
	z->pixels += length_of(z, code);
	z->last = (int)code;
	z->codes++;
	return true;
}

static enum stop
follow(struct lzw *z, struct chain *c, unsigned code_size)
{
	int code;

	while ((code = next_code(z, c)) >= 0) {
		if ((unsigned)code == z->clear)
			lzw_clear(z, code_size);
		else if ((unsigned)code == z->clear + 1)
			return STOP_DONE;
		else if (!take_code(z, (unsigned)code))
			return STOP_IMPOSSIBLE;
	}
	return c->over ? STOP_DONE : STOP_ENDS;
}

/* ---- Blocks ---- */

static uint64_t
colours(unsigned char flags)
{
	return flags & 0x80 ? 3ull << ((flags & 7) + 1) : 0;
}

/* How sure a part of a GIF is: by the codes that could be followed. */
static double
part_confidence(const struct checker *k)
{
	return k->codes + (k->in_image ? k->z.codes : 0) >= CODES_CERTAIN ? 0.8 : 0.3;
}

static void
breaks(struct checker *k, uint64_t at, const char *what, uint64_t pixels, uint64_t due)
{
	verdict_damaged(k->w, at - k->start, part_confidence(k),
			"%s; %llu of %llu pixels of image %llu before it could be decoded", what,
			(unsigned long long)pixels, (unsigned long long)due,
			(unsigned long long)k->images + 1);
}

/* What the codes of one image say; false: the verdict is given. */
static bool
conclude(struct checker *k, enum stop stop)
{
	struct chain *c = &k->chain;
	const struct lzw *z = &k->z;
	uint64_t behind = 0, at = c->at, due = k->due;

	k->in_image = stop == STOP_ENDS;
	k->codes += stop == STOP_ENDS ? 0 : z->codes;
	if (stop == STOP_IMPOSSIBLE) {
		breaks(k, at, "an impossible LZW code stands", z->pixels, due);
		return false;
	}
	if (stop == STOP_ENDS || !skip_rest(c, &behind)) {
		verdict_truncated(
			k->w, c->at - k->start, part_confidence(k),
			"the bytes end; %llu of %llu pixels of image %llu before it could "
			"be decoded",
			(unsigned long long)z->pixels, (unsigned long long)due,
			(unsigned long long)k->images + 1);
		return false;
	}
	if (behind > SPARE_MAX) {
		breaks(k, at, "data stands behind the last code", z->pixels, due);
		return false;
	}
	k->scant |= z->pixels < due;
	k->images++;
	k->at = c->at;
	return true;
}

static bool
begin_image(struct checker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->at, 10);
	struct chain *c = &k->chain;
	int code_size;

	if (!p)
		return false;
	k->due = (uint64_t)le16(p + 5) * le16(p + 7);
	*c = (struct chain){.b = k->b, .at = k->at + 10 + colours(p[9])};
	code_size = raw_byte(c);
	if (code_size < 1 || code_size > 11)
		return false; /* the walk said so */
	k->code_size = (unsigned)code_size;
	k->z.bits = k->z.have = 0;
	k->z.codes = k->z.pixels = 0;
	lzw_clear(&k->z, k->code_size);
	return true;
}

static bool
take_image(struct checker *k)
{
	if (!k->in_image && !begin_image(k))
		return false;
	return conclude(k, follow(&k->z, &k->chain, k->code_size));
}

static bool
take_extension(struct checker *k)
{
	struct chain c = {.b = k->b, .at = k->at + 2};
	uint64_t skipped;

	if (!skip_rest(&c, &skipped))
		return false;
	k->at = c.at;
	return true;
}

/* One block on; false: the verdict is given, or the walk's stands. */
static bool
step(struct checker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->at, 1);

	if (k->in_image)
		return take_image(k);
	if (!p || k->at > k->start + k->w->length)
		return false;
	switch (*p) {
	case ',':
		return take_image(k);
	case '!':
		return take_extension(k);
	case ';':
		verdict_add(k->w, "%llu images decoded%s", (unsigned long long)k->images,
			    k->scant ? ", not all to their last pixel" : "");
		k->w->confidence = k->scant ? 0.8 : k->codes >= CODES_CERTAIN ? 0.99 : 0.9;
		return false;
	default:
		/* zeros over the data end it, and no block follows them */
		if (k->scant && k->z.pixels < k->due)
			breaks(k, k->at - 1, "the data ends before its pixels do", k->z.pixels,
			       k->due);
		else if (k->images && !k->scant)
			k->w->confidence = part_confidence(k);
		return false;
	}
}

static void
begin(struct checker *k, struct bytes *b, uint64_t start, struct media_walk *w,
      const unsigned char *head)
{
	k->b = b;
	k->start = start;
	k->at = start + 13 + colours(head[10]);
	k->images = k->codes = 0;
	k->scant = k->in_image = false;
	k->w = w;
}

void
gif_check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, 13);
	struct checker *k;

	if (!p)
		return;
	k = memory_new(sizeof *k); /* 8 KiB of codes that need not be cleared */
	begin(k, b, start, w, p);
	while (step(k))
		continue;
	free(k);
}

struct gif_follow *
gif_follow_new(struct bytes *b, uint64_t start)
{
	const unsigned char *p = bytes_exact(b, start, 13);
	struct gif_follow *f;

	if (!p)
		return NULL;
	f = memory_new(sizeof *f);
	f->w = (struct media_walk){.length = UINT64_MAX / 2, .mime = "image/gif"};
	begin(&f->k, b, start, &f->w, p);
	return f;
}

void
gif_follow_copy(struct gif_follow *to, const struct gif_follow *from)
{
	*to = *from;
	to->k.w = &to->w;
}

uint64_t
gif_follow_run(struct gif_follow *f)
{
	const unsigned char *p;

	f->k.chain.n = 0; /* what was in hand may be others' bytes now */
	while (step(&f->k))
		continue;
	if (f->k.in_image || f->w.broke > f->k.at)
		return f->k.chain.at;
	p = bytes_exact(f->k.b, f->k.at, 1);
	return p && *p == ';' ? UINT64_MAX : f->k.at;
}
