/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/finding.h"

#include <string.h>

#include "base/memory.h"

struct flat_walk {
	uint64_t length, broke;
	double confidence;
	uint32_t state, width, height, holds_files;
	char mime[FINDING_MIME_MAX], why[sizeof(((struct media_walk *)0)->why)];
};

struct flat_find {
	uint64_t start, end;
	uint32_t format, cut_short;
};

void
intake_take(struct intake *in, void *out, size_t n)
{
	if (in->broken || n > in->n) {
		in->broken = true;
		memset(out, 0, n);
		return;
	}
	memcpy(out, in->p, n);
	in->p += n;
	in->n -= n;
}

/* ---- The verdict ---- */

static void
copy_text(char *to, size_t size, const char *from)
{
	size_t n = from ? strnlen(from, size - 1) : 0;

	memcpy(to, from ? from : "", n);
	memset(to + n, 0, size - n);
}

void
finding_write_walk(struct buffer *out, const struct media_walk *walk)
{
	struct flat_walk flat = {walk->length,		walk->broke, walk->confidence,
				 (uint32_t)walk->state, walk->width, walk->height,
				 walk->holds_files,	{0},	     {0}};

	copy_text(flat.mime, sizeof flat.mime, walk->mime);
	copy_text(flat.why, sizeof flat.why, walk->why);
	buffer_add(out, &flat, sizeof flat);
}

void
finding_read_walk(struct intake *in, struct media_walk *walk, char mime[FINDING_MIME_MAX])
{
	struct flat_walk flat;

	intake_take(in, &flat, sizeof flat);
	in->broken |= flat.state > MEDIA_DAMAGED || !(flat.confidence >= 0 && flat.confidence <= 1);
	copy_text(mime, FINDING_MIME_MAX, flat.mime);
	*walk = (struct media_walk){
		.state = in->broken ? MEDIA_NOT : (enum media_state)flat.state,
		.mime = mime,
		.length = flat.length,
		.broke = flat.broke,
		.confidence = in->broken ? 0 : flat.confidence,
		.width = flat.width,
		.height = flat.height,
		.holds_files = flat.holds_files != 0,
	};
	copy_text(walk->why, sizeof walk->why, flat.why);
}

/* ---- The find ---- */

static uint32_t
format_index(const struct media_format *format)
{
	uint32_t i = 0;

	while (media_formats[i] && media_formats[i] != format)
		i++;
	return i;
}

static const struct media_format *
format_at(uint32_t index)
{
	for (uint32_t i = 0; media_formats[i]; i++)
		if (i == index)
			return media_formats[i];
	return NULL;
}

void
finding_write(struct buffer *out, const struct find *find)
{
	const struct flat_find flat = {find->start, find->end, format_index(find->format),
				       find->cut_short};

	buffer_add(out, &flat, sizeof flat);
	finding_write_walk(out, &find->walk);
}

void
finding_read(struct intake *in, uint64_t size, struct find *find, char mime[FINDING_MIME_MAX])
{
	struct flat_find flat;

	intake_take(in, &flat, sizeof flat);
	*find = (struct find){.format = format_at(flat.format),
			      .start = flat.start,
			      .end = flat.end,
			      .cut_short = flat.cut_short != 0};
	finding_read_walk(in, &find->walk, mime);
	if (!find->format || find->start > find->end || find->start >= size || find->end > size ||
	    (find->walk.state != MEDIA_NOT && find->walk.length != find->end - find->start))
		in->broken = true;
}

/* ---- Pieces ---- */

void
finding_write_pieces(struct buffer *out, const struct piece *v, size_t n)
{
	uint64_t count = n;

	buffer_add(out, &count, sizeof count);
	buffer_add(out, v, n * sizeof *v);
}

static bool
pieces_hold(const struct piece *v, size_t n, uint64_t size)
{
	uint64_t offset = 0;

	for (size_t i = 0; i < n; i++) {
		if (v[i].start >= v[i].end || v[i].end > size || v[i].offset != offset)
			return false;
		offset += v[i].end - v[i].start;
	}
	return true;
}

struct piece *
finding_read_pieces(struct intake *in, uint64_t size, size_t *n)
{
	struct piece *v;
	uint64_t count;

	*n = 0;
	intake_take(in, &count, sizeof count);
	if (count > in->n / sizeof *v)
		in->broken = true;
	if (in->broken || count == 0)
		return NULL;
	v = memory_new((size_t)count * sizeof *v);
	intake_take(in, v, (size_t)count * sizeof *v);
	*n = (size_t)count;
	in->broken |= !pieces_hold(v, *n, size);
	return v;
}
