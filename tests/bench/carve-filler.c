/* SPDX-License-Identifier: Apache-2.0 */
#include "carve-filler.h"

#include <stdbool.h>
#include <string.h>

uint64_t
dice(uint64_t *seed, uint64_t below)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return below ? (*seed >> 11) % below : 0;
}

static void
fill_noise(uint64_t *seed, unsigned char *to, size_t n)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t v = dice(seed, 0);

		v = *seed * 0x2545f4914f6cdd1dull;
		memcpy(to + i, &v, n - i < 8 ? n - i : 8);
	}
}

static void
fill_text(uint64_t *seed, unsigned char *to, size_t n)
{
	static const char *const words[] = {
		"the",	 "invoice", "of",     "grain", "JFIF",	   "Exif",  "RIFF",  "ftypisom",
		"BM",	 "GIF89a",  "II*",    "moov",  "mdat",	   "PNG",   "WEBP",  "and",
		"chaff", "\n",	    "2020",   "was",   "received", "8BPS",  "%PDF",  "ftypheic",
		"house", "jP  ",    "number", "MM",    "without",  "FLV\1", "</td>", "{\"a\":1}",
	};
	size_t i = 0;

	while (i < n) {
		const char *w = words[dice(seed, sizeof words / sizeof *words)];
		size_t length = strlen(w);

		length = n - i < length ? n - i : length;
		memcpy(to + i, w, length);
		i += length;
		if (i < n)
			to[i++] = ' ';
	}
}

/* Up to the end of its scan header; 0 where that is far away, behind a thumbnail for instance. */
static size_t
jpeg_head(const unsigned char *d, size_t n)
{
	size_t at = 2;
	bool scan = false;

	while (!scan && at + 4 < n && d[at] == 0xff) {
		scan = d[at + 1] == 0xda;
		at += 2 + ((size_t)d[at + 2] << 8 | d[at + 3]);
	}
	return scan && at <= n ? at : 0;
}

/*
 * No picture of its own is in a head. Nothing tells a whole BMP from its head with noise behind it,
 * so of that there is less.
 */
void
filler_head(struct filler_heads *heads, const char *format, const unsigned char *data,
	    uint64_t size)
{
	size_t most = sizeof heads->v->bytes, n = 0;

	if (heads->n == FILLER_HEADS || size < 2 * most)
		return;
	if (strcmp(format, "jpeg") == 0)
		n = jpeg_head(data, most);
	if (n == 0)
		n = strcmp(format, "bmp") == 0 ? 12 : 64;
	memcpy(heads->v[heads->n].bytes, data, n);
	heads->v[heads->n++].size = n;
}

/* Heads without bodies, most of them where a file would begin. */
static void
fill_near_miss(uint64_t *seed, const struct filler_heads *heads, unsigned char *to, size_t n)
{
	size_t at = 0;

	if (dice(seed, 2))
		fill_noise(seed, to, n);
	else
		fill_text(seed, to, n);
	while (heads->n && at < n) {
		size_t k = dice(seed, heads->n), size = heads->v[k].size;

		if (dice(seed, 3) == 0)
			size = 4 + dice(seed, 12);
		memcpy(to + at, heads->v[k].bytes, size < n - at ? size : n - at);
		at += 512 * (1 + dice(seed, 40)) + (dice(seed, 4) ? 0 : dice(seed, 512));
	}
}

void
filler(uint64_t *seed, const struct filler_heads *heads, unsigned char *to, size_t n)
{
	switch (dice(seed, 5)) {
	case 0:
	case 1:
		fill_noise(seed, to, n);
		break;
	case 2:
		fill_text(seed, to, n);
		break;
	case 3:
		memset(to, 0, n);
		break;
	default:
		fill_near_miss(seed, heads, to, n);
	}
}
