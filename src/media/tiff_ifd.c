/* SPDX-License-Identifier: Apache-2.0 */
#include "media/tiff_ifd.h"

#include <string.h>

uint16_t
tiff_u16(const struct tiff *t, const unsigned char *p)
{
	return t->big_endian ? be16(p) : le16(p);
}

uint32_t
tiff_u32(const struct tiff *t, const unsigned char *p)
{
	return t->big_endian ? be32(p) : le32(p);
}

static uint64_t
word(const struct tiff *t, const unsigned char *p)
{
	if (!t->big)
		return tiff_u32(t, p);
	return t->big_endian ? be64(p) : le64(p);
}

/* n bytes at `at` from the structure's start, which must lie inside. */
static const unsigned char *
inside(const struct tiff *t, uint64_t at, size_t n)
{
	if (at > t->size || t->size - at < n)
		return NULL;
	return bytes_exact(t->b, t->start + at, n);
}

/* 42, BigTIFF's 43, and what Olympus and Panasonic write instead. */
static bool
known_magic(uint16_t magic)
{
	return magic == 42 || magic == 43 || magic == 0x4f52 || magic == 0x5352 || magic == 0x55;
}

int
tiff_open(struct tiff *t, struct bytes *b, uint64_t start, uint64_t size)
{
	uint64_t rest = start < b->size ? b->size - start : 0;
	const unsigned char *p;

	*t = (struct tiff){.b = b, .start = start, .size = size < rest ? size : rest};
	p = inside(t, 0, 8);
	if (!p || (memcmp(p, "II", 2) != 0 && memcmp(p, "MM", 2) != 0))
		return -1;
	t->big_endian = p[0] == 'M';
	t->magic = tiff_u16(t, p + 2);
	if (!known_magic(t->magic))
		return -1;
	t->big = t->magic == 43;
	if (!t->big) {
		t->first = tiff_u32(t, p + 4);
		return 0;
	}
	if (tiff_u16(t, p + 4) != 8 || tiff_u16(t, p + 6) != 0)
		return -1;
	p = inside(t, 8, 8);
	if (!p)
		return -1;
	t->first = word(t, p);
	return 0;
}

int
tiff_ifd_at(const struct tiff *t, uint64_t at, struct tiff_ifd *d)
{
	size_t head = t->big ? 8 : 2, foot = t->big ? 8 : 4, each = t->big ? 20 : 12;
	const unsigned char *p = inside(t, at, head);

	*d = (struct tiff_ifd){.t = t, .at = at};
	if (!p)
		return -1;
	d->n = t->big ? word(t, p) : tiff_u16(t, p);
	if (d->n == 0 || d->n > TIFF_ENTRIES_MAX)
		return -1;
	d->end = at + head + d->n * each;
	if (d->end > t->size)
		return -1;
	/* the link behind the entries may be missing where nothing follows */
	p = inside(t, d->end, foot);
	if (p) {
		d->next = word(t, p);
		d->end += foot;
	}
	return 0;
}

static unsigned
type_size(uint16_t type)
{
	static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
					      8, 4, 8, 4, 0, 0, 8, 8, 8};

	return type < sizeof sizes ? sizes[type] : 0;
}

int
tiff_entry_at(const struct tiff_ifd *d, uint64_t i, struct tiff_entry *e)
{
	const struct tiff *t = d->t;
	size_t each = t->big ? 20 : 12, room = t->big ? 8 : 4;
	uint64_t at = d->at + (t->big ? 8 : 2) + i * each;
	const unsigned char *p = inside(t, at, each);

	if (!p)
		return -1;
	e->tag = tiff_u16(t, p);
	e->type = tiff_u16(t, p + 2);
	e->count = word(t, p + 4);
	if (type_size(e->type) == 0)
		return -1;
	if (__builtin_mul_overflow(e->count, type_size(e->type), &e->size))
		return -1;
	e->at = e->size <= room ? at + each - room : word(t, p + each - room);
	e->outside = e->at > t->size || t->size - e->at < e->size;
	return 0;
}

int
tiff_find(const struct tiff_ifd *d, uint16_t tag, struct tiff_entry *e)
{
	for (uint64_t i = 0; i < d->n; i++)
		if (tiff_entry_at(d, i, e) == 0 && e->tag == tag)
			return 0;
	return -1;
}

uint64_t
tiff_number(const struct tiff *t, const struct tiff_entry *e, uint64_t i)
{
	unsigned size = type_size(e->type);
	const unsigned char *p;

	if (i >= e->count || e->outside)
		return 0;
	p = inside(t, e->at + i * size, size);
	if (!p)
		return 0;
	switch (e->type) {
	case TIFF_BYTE:
	case TIFF_UNDEFINED:
		return *p;
	case TIFF_SHORT:
		return tiff_u16(t, p);
	case TIFF_LONG:
	case TIFF_SLONG: /* some writers type offsets so */
	case TIFF_IFD:
		return tiff_u32(t, p);
	case TIFF_LONG8:
	case TIFF_IFD8:
		return t->big_endian ? be64(p) : le64(p);
	default:
		return 0;
	}
}

uint64_t
tiff_number_of(const struct tiff_ifd *d, uint16_t tag, uint64_t otherwise)
{
	struct tiff_entry e;

	return tiff_find(d, tag, &e) == 0 ? tiff_number(d->t, &e, 0) : otherwise;
}

const unsigned char *
tiff_value(const struct tiff *t, const struct tiff_entry *e)
{
	if (e->outside || e->size == 0 || e->size > BYTES_WINDOW)
		return NULL;
	return inside(t, e->at, (size_t)e->size);
}
