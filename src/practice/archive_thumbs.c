/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "practice/archive.h"
#include "practice/bits.h"
#include "practice/disk.h"
#include "practice/rng.h"
#include "practice/utf16.h"

/* ---- thumbcache_256.db ---- */

#define VERSION_7  21u
#define CACHE_256  2u
#define HEAD	   24u
#define ENTRY	   48u
#define NAME_UNITS 255u

void
thumbcache_begin(struct buffer *out)
{
	buffer_add_text(out, "CMMM");
	add_le32(out, VERSION_7);
	add_le32(out, CACHE_256);
	add_le32(out, HEAD);
	add_zeros(out, HEAD - 16);
}

/* The hash that names an entry is Windows' own affair; here it is made of the name. */
void
thumbcache_add(struct buffer *out, const struct packing *p, struct place *place)
{
	struct rng g = rng_named(p->seed, p->path);
	unsigned char head[ENTRY] = "CMMM";
	uint16_t units[NAME_UNITS];
	size_t n = utf16_from_utf8(p->path, strlen(p->path), units, NAME_UNITS);

	put_le32(head + 4, (uint32_t)(ENTRY + 2 * n + p->bytes.n));
	put_le64(head + 8, rng_next(&g));
	put_le32(head + 16, (uint32_t)(2 * n));
	put_le32(head + 24, (uint32_t)p->bytes.n);
	buffer_add(out, head, sizeof head);
	for (size_t i = 0; i < n; i++)
		add_le16(out, units[i]);
	place->data = out->n;
	place->plain = true;
	buffer_add(out, p->bytes.p, p->bytes.n);
}

void
thumbcache_end(struct buffer *out, size_t members)
{
	set_le32(out, 16, (uint32_t)out->n);
	set_le32(out, 20, (uint32_t)members);
}

/* ---- Thumbs.db ---- */

#define CATALOG_HEAD	16u
#define CATALOG_VERSION 7u
#define CATALOG_ENTRY	20u /* without the name */
#define THUMB_HEAD	12u
#define THUMB_SIDE	96u

void
thumbs_name(size_t i, char out[THUMBS_NAME_MAX])
{
	char digits[THUMBS_NAME_MAX];
	int n = snprintf(digits, sizeof digits, "%zu", i + 1);

	for (int k = 0; k < n; k++)
		out[k] = digits[n - 1 - k];
	out[n] = '\0';
}

static void
catalog_add(struct buffer *catalog, size_t i, const struct packing *p)
{
	uint16_t units[NAME_UNITS];
	size_t n = utf16_from_utf8(p->path, strlen(p->path), units, NAME_UNITS);
	uint64_t time = moment_ntfs(p->modified);

	add_le32(catalog, (uint32_t)(CATALOG_ENTRY + 2 * n));
	add_le32(catalog, (uint32_t)i + 1);
	add_le32(catalog, (uint32_t)time);
	add_le32(catalog, (uint32_t)(time >> 32));
	for (size_t k = 0; k < n; k++)
		add_le16(catalog, units[k]);
	add_zeros(catalog, 4);
}

/* Its place in the file is known when that is written. */
void
thumbs_add(struct thumbs *t, const struct packing *p)
{
	struct buffer *out = &t->streams.bytes;
	size_t i = t->streams.n;
	char name[THUMBS_NAME_MAX];

	thumbs_name(i, name);
	compound_begin_stream(&t->streams, name);
	add_le32(out, THUMB_HEAD);
	add_le32(out, (uint32_t)i + 1);
	add_le32(out, (uint32_t)p->bytes.n);
	buffer_add(out, p->bytes.p, p->bytes.n);
	catalog_add(&t->catalog, i, p);
}

int
thumbs_end(struct thumbs *t, struct buffer *out, struct place *places, struct error *e)
{
	size_t n = t->streams.n;
	int status;

	compound_begin_stream(&t->streams, "Catalog");
	add_le16(&t->streams.bytes, CATALOG_HEAD);
	add_le16(&t->streams.bytes, CATALOG_VERSION);
	add_le32(&t->streams.bytes, (uint32_t)n);
	add_le32(&t->streams.bytes, THUMB_SIDE);
	add_le32(&t->streams.bytes, THUMB_SIDE);
	buffer_add(&t->streams.bytes, t->catalog.data, t->catalog.n);
	status = compound_write(&t->streams, out, e);
	for (size_t i = 0; i < n; i++) {
		places[i].data = t->streams.streams[i].offset + THUMB_HEAD;
		places[i].plain = true;
	}
	compound_release(&t->streams);
	buffer_release(&t->catalog);
	return status;
}
