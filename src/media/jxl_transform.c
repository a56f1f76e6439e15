/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/memory.h"
#include "media/jxl_modular.h"

enum { COLOURS, PALETTE, SQUEEZE };

#define TRANSFORMS_MAX 64
#define SQUEEZED_SIDE  8 /* both sides are squeezed until they are no longer */

static uint32_t
read_first(struct jxl_bits *r)
{
	static const struct jxl_u32 first = {{0, 8, 72, 1096}, {3, 6, 10, 13}};

	return jxl_u32(r, &first);
}

bool
jxl_modular_add(struct jxl_modular *m, struct jxl_channel channel)
{
	if (m->n >= JXL_CHANNELS_MAX)
		return false;
	if (!m->v)
		m->v = memory_zero(JXL_CHANNELS_MAX, sizeof *m->v);
	m->v[m->n++] = channel;
	return true;
}

/* Puts a channel in at a place; false: there are too many. */
static bool
insert(struct jxl_modular *m, unsigned at, struct jxl_channel channel)
{
	if (at > m->n || !jxl_modular_add(m, channel))
		return false;
	memmove(m->v + at + 1, m->v + at, (m->n - 1 - at) * sizeof *m->v);
	m->v[at] = channel;
	return true;
}

static bool
are_alike(const struct jxl_modular *m, uint32_t first, uint32_t n)
{
	if (n > m->n || first > m->n - n)
		return false;
	for (uint32_t i = first + 1; i < first + n; i++)
		if (m->v[i].width != m->v[first].width || m->v[i].height != m->v[first].height)
			return false;
	return true;
}

static void
read_colours(struct jxl_modular *m, struct jxl_bits *r)
{
	static const struct jxl_u32 type = {{6, 0, 2, 10}, {0, 2, 4, 6}};
	uint32_t first = read_first(r);

	r->broken |= jxl_u32(r, &type) >= 42 || !are_alike(m, first, 3);
}

/* Channels become places in a palette, which becomes a channel. */
static void
read_palette(struct jxl_modular *m, struct jxl_bits *r)
{
	static const struct jxl_u32 channels = {{1, 3, 4, 1}, {0, 0, 0, 13}};
	static const struct jxl_u32 colours = {{0, 256, 1280, 5376}, {8, 10, 12, 16}};
	static const struct jxl_u32 deltas = {{0, 1, 257, 1281}, {0, 8, 10, 16}};
	uint32_t first = read_first(r), n = jxl_u32(r, &channels), width = jxl_u32(r, &colours);

	width += jxl_u32(r, &deltas);
	r->broken |= jxl_read(r, 4) >= 14 || !are_alike(m, first, n);
	if (r->broken || r->over)
		return;
	if (first < m->meta) {
		r->broken |= first + n > m->meta;
		m->meta += 2;
		m->meta -= n < m->meta ? n : m->meta;
	} else {
		m->meta++;
	}
	memmove(m->v + first + 1, m->v + first + n, (m->n - first - n) * sizeof *m->v);
	m->n -= n - 1;
	r->broken |= !insert(m, 0, (struct jxl_channel){width, n, -1, 0, NULL});
}

struct squeeze {
	bool across, in_place;
	uint32_t first, n;
};

/* Each channel is halved, and gets one with what is left of it. */
static bool
squeeze(struct jxl_modular *m, const struct squeeze *s)
{
	uint32_t at = s->in_place ? s->first + s->n : m->n;

	if (s->n > m->n || s->first > m->n - s->n)
		return false;
	if (s->first < m->meta) {
		if (s->first + s->n > m->meta || !s->in_place)
			return false;
		m->meta += s->n;
	}
	for (uint32_t i = 0; i < s->n; i++) {
		struct jxl_channel *c = &m->v[s->first + i], rest;

		if (c->shift_x > 30 || c->shift_y > 30)
			return false;
		if (s->across) {
			c->shift_x += c->shift_x >= 0;
			rest = *c;
			rest.width = c->width / 2;
			c->width -= rest.width;
		} else {
			c->shift_y += c->shift_y >= 0;
			rest = *c;
			rest.height = c->height / 2;
			c->height -= rest.height;
		}
		if (!insert(m, at + i, rest))
			return false;
	}
	return true;
}

static bool
squeeze_as_usual(struct jxl_modular *m)
{
	struct squeeze s = {.first = m->meta, .n = m->n - m->meta, .in_place = true};
	const struct jxl_channel *c = m->v + m->meta;
	uint32_t width, height;
	bool holds = true;

	if (m->meta >= m->n)
		return false;
	width = c->width;
	height = c->height;
	if (s.n > 2 && c[1].width == width && c[1].height == height) {
		struct squeeze chroma = {true, false, m->meta + 1, 2};

		holds = squeeze(m, &chroma);
		chroma.across = false;
		holds = holds && squeeze(m, &chroma);
	}
	if (width <= height && height > SQUEEZED_SIDE) {
		holds = holds && squeeze(m, &s);
		height = (height + 1) / 2;
	}
	while (holds && (width > SQUEEZED_SIDE || height > SQUEEZED_SIDE)) {
		s.across = true;
		holds = width <= SQUEEZED_SIDE || squeeze(m, &s);
		width = width > SQUEEZED_SIDE ? (width + 1) / 2 : width;
		s.across = false;
		holds = holds && (height <= SQUEEZED_SIDE || squeeze(m, &s));
		height = height > SQUEEZED_SIDE ? (height + 1) / 2 : height;
	}
	return holds;
}

static void
read_squeezes(struct jxl_modular *m, struct jxl_bits *r)
{
	static const struct jxl_u32 count = {{0, 1, 9, 41}, {0, 4, 6, 8}};
	static const struct jxl_u32 channels = {{1, 2, 3, 4}, {0, 0, 0, 4}};
	uint32_t n = jxl_u32(r, &count);

	if (n == 0)
		r->broken |= !squeeze_as_usual(m);
	for (; n && !r->broken && !r->over; n--) {
		struct squeeze s = {.across = jxl_bool(r)};

		s.in_place = jxl_bool(r);
		s.first = read_first(r);
		s.n = jxl_u32(r, &channels);
		r->broken |= !squeeze(m, &s);
	}
}

void
jxl_transforms_read(struct jxl_modular *m, struct jxl_bits *r)
{
	static const struct jxl_u32 count = {{0, 1, 2, 18}, {0, 0, 4, 8}};
	uint32_t n = jxl_u32(r, &count);

	r->broken |= n > TRANSFORMS_MAX;
	for (; n && !r->broken && !r->over; n--) {
		switch (jxl_read(r, 2)) {
		case COLOURS:
			read_colours(m, r);
			break;
		case PALETTE:
			read_palette(m, r);
			break;
		case SQUEEZE:
			read_squeezes(m, r);
			break;
		default:
			r->broken = true;
		}
	}
}
