/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Canon CRW (CIFF 1.0): a head and one heap that ends with its directory. Nothing at the beginning
 * says where that is: the end of the file is tried, then the bytes are searched for a directory
 * whose own place, written behind it, is where it stands.
 */
#include <string.h>

#include "media/blocks.h"
#include "media/ciff.h"
#include "media/entropy.h"
#include "media/tags.h"
#include "media/verdict.h"

/* No camera that wrote CRW had more than eight million photosites. */
#define LENGTH_MAX ((uint64_t)32 << 20)
#define HEAD_MAX   256u

#define ALL_CONFIDENCE	0.9
#define PART_CONFIDENCE 0.6
#define DOUBT		0.4

struct walker {
	struct ciff ciff;
	uint64_t start, heap, end; /* in the source; end: behind what there is of the file */
	uint64_t raw, raw_size;
	uint32_t width, height;
};

static bool
head(const unsigned char *p, size_t n)
{
	uint32_t length;

	if (n < 26 || memcmp(p + 6, "HEAPCCDR", 8) != 0 || p[0] != p[1] ||
	    (p[0] != 'I' && p[0] != 'M'))
		return false;
	length = p[0] == 'M' ? be32(p + 2) : le32(p + 2);
	return length >= CIFF_HEAD && length <= HEAD_MAX;
}

static void
take(struct ciff *self, unsigned number, uint64_t at, uint64_t n)
{
	struct walker *k = (struct walker *)self;
	const unsigned char *p;

	if (number == CIFF_RAW) {
		k->raw = at;
		k->raw_size = n;
	} else if (number == CIFF_SIZE && n >= 8 && (p = bytes_exact(self->b, at, 8)) != NULL) {
		k->width = ciff_u32(self, p);
		k->height = ciff_u32(self, p + 4);
	}
}

/* Is `at` behind a directory, and are the four bytes at it that directory's place? */
static bool
ends_heap(const struct walker *k, uint64_t at, uint32_t directory)
{
	uint64_t size = at - k->heap - directory - 2;
	unsigned char p[2];

	return size % CIFF_ENTRY == 0 &&
	       bytes_read(k->ciff.b, k->heap + directory, p, sizeof p) == sizeof p &&
	       ciff_u16(&k->ciff, p) == size / CIFF_ENTRY;
}

/* The bytes at `at` are a number that points back at a directory that may end here. */
static bool
may_end(const struct walker *k, uint64_t at, uint32_t directory)
{
	uint64_t back = at - k->heap - directory;

	return directory < at - k->heap && back >= 2 + CIFF_ENTRY &&
	       back <= 2 + CIFF_ENTRY * CIFF_ENTRIES_MAX;
}

/* The heap's end, or 0. */
static uint64_t
search_end(const struct walker *k)
{
	uint64_t at = k->heap + 2 + CIFF_ENTRY;

	while (at + 4 <= k->end) {
		size_t got, i = 0;
		const unsigned char *p = bytes_view(k->ciff.b, at, BYTES_WINDOW, &got);

		for (; p && i + 4 <= got; i++)
			if (may_end(k, at + i, ciff_u32(&k->ciff, p + i)))
				break;
		if (!p || got < 4)
			return 0;
		if (i + 4 <= got && at + i + 4 <= k->end &&
		    ends_heap(k, at + i, ciff_u32(&k->ciff, p + i)))
			return at + i + 4;
		at += i + 4 <= got ? i + 1 : i;
	}
	return 0;
}

static uint64_t
find_end(const struct walker *k)
{
	uint64_t last = k->end - 4;
	const unsigned char *p = k->end - k->heap >= 16 ? bytes_exact(k->ciff.b, last, 4) : NULL;
	uint32_t directory = p ? ciff_u32(&k->ciff, p) : 0;

	if (p && may_end(k, last, directory) && ends_heap(k, last, directory))
		return k->end;
	return search_end(k);
}

/* Its directory is lost: as far as there is coded data. */
static void
judge_part(const struct walker *k, struct media_walk *w)
{
	uint64_t size = k->ciff.b->size - k->start, where;

	if (entropy_search(k->ciff.b, k->start, k->heap, k->end, false, &where) != ENTROPY_DENSE)
		verdict_damaged(w, where - k->start, DOUBT,
				"other data stands where the sensor's should, and no directory "
				"behind it");
	else if (size <= LENGTH_MAX)
		verdict_truncated(w, size, DOUBT,
				  "coded data up to where the bytes end, before its directory");
	else
		verdict_damaged(w, k->heap - k->start, DOUBT, "it has no directory");
}

static void
judge(struct walker *k, struct media_walk *w, bool deep)
{
	uint64_t end = find_end(k), where;

	if (!end) {
		judge_part(k, w);
		return;
	}
	if (ciff_each(&k->ciff, k->heap, end)) {
		verdict_damaged(w, end - k->start, PART_CONFIDENCE,
				"what its directories name does not lie in their heaps");
		return;
	}
	w->width = k->width;
	w->height = k->height;
	if (deep && k->raw_size &&
	    entropy_search(k->ciff.b, k->start, k->raw, k->raw + k->raw_size, false, &where) ==
		    ENTROPY_TEXT)
		verdict_damaged(w, where - k->start, PART_CONFIDENCE,
				"text stands in the sensor's data");
	else
		verdict_whole(w, end - k->start, ALL_CONFIDENCE,
			      "its directories were found, and all that they name is there");
}

static bool
open_heap(struct walker *k, struct bytes *b, uint64_t start)
{
	unsigned char first[MEDIA_HEAD];
	size_t n = bytes_read(b, start, first, sizeof first);

	k->ciff.take = take;
	if (!head(first, n))
		return false;
	k->start = start;
	k->heap = start + ciff_open(&k->ciff, b, start);
	k->end = b->size - start > LENGTH_MAX ? start + LENGTH_MAX : b->size;
	return true;
}

static void
follow(struct bytes *b, uint64_t start, struct media_walk *w, bool deep)
{
	struct walker k = {.start = 0};

	verdict_begin(w);
	if (!open_heap(&k, b, start))
		return;
	w->mime = "image/x-canon-crw";
	if (k.heap >= k.end)
		verdict_truncated(w, b->size - start, DOUBT, "the bytes end within its head");
	else
		judge(&k, w, deep);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, false);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	follow(b, start, w, true);
}

struct lister {
	struct ciff ciff;
	struct media_blocks *out;
};

static void
take_picture(struct ciff *self, unsigned number, uint64_t at, uint64_t n)
{
	struct lister *l = (struct lister *)self;

	if (number == CIFF_JPEG)
		blocks_add_jpeg(l->out, self->b, at, n, "JpgFromRaw");
	else if (number == CIFF_THUMBNAIL)
		blocks_add_jpeg(l->out, self->b, at, n, "ThumbnailImage");
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct walker k = {.start = 0};
	struct lister l = {.out = out};
	uint64_t end;

	out->n = 0;
	if (!open_heap(&k, b, 0) || k.heap >= k.end || !(end = find_end(&k)))
		return;
	l.ciff = k.ciff;
	l.ciff.take = take_picture;
	(void)ciff_each(&l.ciff, k.heap, end);
}

static void
tags(struct bytes *b, struct media_tags *out)
{
	struct walker k = {.start = 0};
	uint64_t end;

	if (open_heap(&k, b, 0) && k.heap < k.end && (end = find_end(&k)) != 0)
		ciff_tags(b, 0, end, "CanonRaw", out);
}

static const struct media_signature signatures[] = {{"HEAPCCDR", 8, 6}, {NULL, 0, 0}};

const struct media_format media_crw = {
	.name = "crw",
	.extensions = "crw",
	.mime = "image/x-canon-crw",
	.signatures = signatures,
	.max_length = LENGTH_MAX,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
	.tags = tags,
};
