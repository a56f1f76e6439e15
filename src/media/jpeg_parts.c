/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_parts.h"

#include <string.h>

#include "media/blocks.h"
#include "media/tiff_ifd.h"
#include "media/verdict.h"

#define MPF_ENTRY  0xb002 /* the tag that lists the pictures, 16 bytes each */
#define MPF_BYTES  16
#define MPF_MAX	   32 /* pictures of one file */
#define MPF_HEADER 4  /* "MPF\0" before its TIFF header */

/* Samsung: blocks, then a directory SEFH … SEFT that points back at them. */
#define SAMSUNG_MAX	    ((uint64_t)256 << 20)
#define SAMSUNG_ENTRIES_MAX 64

/* A broken film stands behind a picture that was walked to its end. */
#define FILM_CONFIDENCE 0.8

/* Files begin on sectors. */
#define SECTOR 512

extern const struct media_format media_isobmff;

struct part {
	uint64_t at, size; /* in the bytes that hold the file */
};

/* Reads the index: how many pictures behind the first it names. */
static size_t
read_mpf(struct bytes *b, uint64_t start, const struct jpeg_segment *s, struct part *parts)
{
	const unsigned char *p = s->size > MPF_HEADER ? bytes_exact(b, s->body, MPF_HEADER) : NULL;
	uint64_t base = s->body + MPF_HEADER;
	struct tiff_entry e;
	struct tiff_ifd d;
	struct tiff t;
	size_t n = 0;

	if (!p || memcmp(p, "MPF", 4) != 0 || tiff_open(&t, b, base, s->size - MPF_HEADER) ||
	    tiff_ifd_at(&t, t.first, &d) || tiff_find(&d, MPF_ENTRY, &e))
		return 0;
	p = tiff_value(&t, &e);
	for (uint64_t i = 0; p && i < e.size / MPF_BYTES && n < MPF_MAX; i++, p += MPF_BYTES) {
		uint32_t size = tiff_u32(&t, p + 4), at = tiff_u32(&t, p + 8);

		if (at != 0 && size != 0 && base + at > start)
			parts[n++] = (struct part){base + at, size};
	}
	return n;
}

void
jpeg_parts_list(struct bytes *b, uint64_t start, const struct jpeg_segment *s,
		struct media_blocks *out)
{
	struct part parts[MPF_MAX];
	size_t n = read_mpf(b, start, s, parts);

	for (size_t i = 0; i < n; i++)
		blocks_add(out, b, MEDIA_THUMBNAIL, parts[i].at, parts[i].size, "MPF");
}

/* The pictures of the index that are there; *end moves behind the last. Their number. */
static unsigned
add_pictures(struct bytes *b, uint64_t start, const struct jpeg_segment *mpf,
	     void (*walk_one)(struct bytes *, uint64_t, struct media_walk *), uint64_t *end)
{
	struct part parts[MPF_MAX];
	size_t n = mpf->size ? read_mpf(b, start, mpf, parts) : 0;
	unsigned found = 0;
	struct media_walk w;

	for (size_t i = 0; i < n; i++) {
		if (parts[i].at < *end)
			continue;
		walk_one(b, parts[i].at, &w);
		if (w.state != MEDIA_WHOLE || w.length > parts[i].size)
			continue;
		found++;
		*end = parts[i].at +
		       (parts[i].size <= b->size - parts[i].at ? parts[i].size : w.length);
	}
	return found;
}

/* Does the directory at `at` hold, and point at blocks that lie behind `from`? Its end, or 0. */
static uint64_t
samsung_directory(struct bytes *b, uint64_t at, uint64_t from)
{
	const unsigned char *p = bytes_exact(b, at, 12);
	uint32_t n;

	if (!p || memcmp(p, "SEFH", 4) != 0)
		return 0;
	n = le32(p + 8);
	if (n == 0 || n > SAMSUNG_ENTRIES_MAX)
		return 0;
	p = bytes_exact(b, at, 12 + (size_t)n * 12 + 8);
	if (!p || memcmp(p + 12 + (size_t)n * 12 + 4, "SEFT", 4) != 0)
		return 0;
	if (le32(p + 12 + (size_t)n * 12) != 12 + n * 12)
		return 0;
	for (uint32_t i = 0; i < n; i++) {
		const unsigned char *q = p + 12 + (size_t)i * 12;

		if (le32(q + 4) > at - from || le32(q + 8) > le32(q + 4))
			return 0;
	}
	return at + 12 + (uint64_t)n * 12 + 8;
}

/* A block's head: two zeros, its kind, the length of its name, the name. */
static bool
samsung_begins(struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 12);

	if (!p || le16(p) != 0 || le16(p + 2) == 0 || le32(p + 4) == 0 || le32(p + 4) > 64)
		return false;
	for (size_t i = 8; i < 12; i++)
		if (p[i] < 0x20 || p[i] > 0x7e)
			return false;
	return true;
}

static bool
add_samsung(struct bytes *b, uint64_t *end)
{
	uint64_t limit = b->size - *end < SAMSUNG_MAX ? b->size : *end + SAMSUNG_MAX, at = *end;
	size_t n;

	if (!samsung_begins(b, *end))
		return false;
	while (at < limit) {
		const unsigned char *p = bytes_view(b, at, (size_t)1 << 20, &n);
		const unsigned char *q = p && n >= 4 ? memmem(p, n, "SEFH", 4) : NULL;
		uint64_t found;

		if (!p || n < 4)
			return false;
		if (!q) {
			at += n - 3;
			continue;
		}
		at += (uint64_t)(q - p);
		found = samsung_directory(b, at, *end);
		if (found) {
			*end = found;
			return true;
		}
		at += 4;
	}
	return false;
}

/* A film right behind the pictures, as telephones append it to a photo: how it holds. */
static enum media_state
add_film(struct bytes *b, uint64_t start, uint64_t *end, struct media_walk *film)
{
	const unsigned char *p = bytes_exact(b, *end, 16);

	film->state = MEDIA_NOT;
	if (!p || memcmp(p + 4, "ftyp", 4) != 0 || !media_isobmff.head(p, 16))
		return MEDIA_NOT;
	media_isobmff.walk(b, *end, film);
	if (film->state != MEDIA_NOT)
		media_isobmff.check(b, *end, film);
	if (film->state == MEDIA_NOT || strncmp(film->mime, "video/", 6) != 0)
		return MEDIA_NOT;
	/* on a sector it may be a file of its own */
	if (film->state != MEDIA_WHOLE && (*end - start) % SECTOR == 0)
		return MEDIA_NOT;
	*end += film->length;
	return film->state;
}

/* The pictures are whole, the film behind them is not. */
static void
tell_broken_film(struct media_walk *w, uint64_t at, const struct media_walk *film)
{
	uint64_t broke = at + (film->broke > film->length ? film->broke : film->length);

	if (film->state == MEDIA_TRUNCATED)
		verdict_truncated(w, broke, FILM_CONFIDENCE, "the film behind the picture: %s",
				  film->why);
	else
		verdict_damaged(w, broke, FILM_CONFIDENCE, "the film behind the picture: %s",
				film->why);
	w->length = at + film->length;
}

void
jpeg_parts_add(struct bytes *b, uint64_t start, const struct jpeg_segment *mpf,
	       void (*walk_one)(struct bytes *b, uint64_t start, struct media_walk *w),
	       struct media_walk *w)
{
	uint64_t end = start + w->length;
	unsigned pictures = add_pictures(b, start, mpf, walk_one, &end);
	uint64_t film_at = end - start;
	struct media_walk film;
	enum media_state how = add_film(b, start, &end, &film);
	bool samsung = how != MEDIA_DAMAGED && how != MEDIA_TRUNCATED && add_samsung(b, &end);

	w->length = end - start;
	if (how == MEDIA_DAMAGED || how == MEDIA_TRUNCATED)
		tell_broken_film(w, film_at, &film);
	if (pictures)
		verdict_add(w, "further pictures walked: %u", pictures);
	if (how == MEDIA_WHOLE)
		verdict_add(w, "a film behind it walked");
	if (samsung)
		verdict_add(w, "Samsung trailer walked");
}
