/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/lvm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/label.h"
#include "evidence/lvm_text.h"
#include "evidence/volume_list.h"

#define SECTOR	    512
#define LABEL_LOOK  4 /* sectors that the label may stand in */
#define AREAS_MAX   16
#define TEXT_MAX    ((uint64_t)4 << 20)
#define VOLUMES_MAX 256
#define UUID	    32

/* A logical volume as far as it has been told. */
struct logical {
	struct span name;
	uint64_t start, extents; /* on this disk, in extents */
	bool elsewhere;		 /* in pieces, on another disk, or more than plain */
};

/* One segment as it is told, key by key. */
struct segment {
	struct span name, volume;
	uint64_t extents, at;
	bool striped, here;
	unsigned stripes;
};

struct lvm {
	char uuid[UUID];		/* of this physical volume */
	struct span own;		/* its name in the text: "pv0" */
	uint64_t extent_sectors, first; /* first: sector of extent 0 */
	struct span pv;			/* being told */
	uint64_t pv_first;
	struct segment segment;
	struct logical v[VOLUMES_MAX];
	size_t n;
};

/* ---- What the text tells ---- */

static bool
is(struct span s, const char *word)
{
	return s.n == strlen(word) && memcmp(s.p, word, s.n) == 0;
}

static bool
equal(struct span a, struct span b)
{
	return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static uint64_t
number(struct span s)
{
	unsigned long long v = 0;

	return text_to_u64(s.p, s.n, &v) ? 0 : v;
}

/* Identifiers are written with dashes, and stand in the header without. */
static bool
is_own_id(const struct lvm *x, struct span value)
{
	size_t n = 0;

	for (size_t i = 0; i < value.n; i++) {
		if (value.p[i] == '-' || value.p[i] == '"')
			continue;
		if (n == UUID || value.p[i] != x->uuid[n++])
			return false;
	}
	return n == UUID;
}

static void
tell_physical(struct lvm *x, struct span name, struct span key, struct span value)
{
	if (is(key, "id") && is_own_id(x, value))
		x->own = name;
	else if (is(key, "pe_start") && equal(name, x->own))
		x->first = number(value);
}

static struct logical *
logical_of(struct lvm *x, struct span name)
{
	if (x->n && equal(x->v[x->n - 1].name, name))
		return &x->v[x->n - 1];
	if (x->n == VOLUMES_MAX)
		return NULL;
	x->v[x->n] = (struct logical){.name = name};
	return &x->v[x->n++];
}

/* A segment is told: it goes on where the one before it ended, or the volume is in pieces. */
static void
end_segment(struct lvm *x)
{
	struct segment s = x->segment;
	struct logical *v = s.name.p ? logical_of(x, s.volume) : NULL;

	x->segment = (struct segment){.stripes = 1};
	if (!v)
		return;
	if (!s.striped || !s.here || s.stripes != 1 ||
	    (v->extents && s.at != v->start + v->extents)) {
		v->elsewhere = true;
		return;
	}
	if (v->extents == 0)
		v->start = s.at;
	v->extents += s.extents;
}

/* stripes = [ "pv0", 0 ] */
static void
tell_stripes(struct lvm *x, struct span value)
{
	const char *open = memchr(value.p, '"', value.n), *close, *comma;
	const char *end = value.p + value.n;

	close = open ? memchr(open + 1, '"', (size_t)(end - open - 1)) : NULL;
	comma = close ? memchr(close, ',', (size_t)(end - close)) : NULL;
	if (!comma)
		return;
	x->segment.here =
		x->own.p && equal((struct span){open + 1, (size_t)(close - open - 1)}, x->own);
	x->segment.at = strtoull(comma + 1, NULL, 10); /* the list ends in a bracket */
}

static void
tell_segment(struct lvm *x, const struct lvm_place *place, struct span key, struct span value)
{
	if (x->segment.name.p != place->section[3].p) {
		end_segment(x);
		x->segment.name = place->section[3];
		x->segment.volume = place->section[2];
	}
	if (is(key, "extent_count"))
		x->segment.extents = number(value);
	else if (is(key, "type"))
		x->segment.striped = is(value, "\"striped\"");
	else if (is(key, "stripe_count"))
		x->segment.stripes = (unsigned)number(value);
	else if (is(key, "stripes"))
		tell_stripes(x, value);
}

static void
tell(void *ctx, const struct lvm_place *place, struct span key, struct span value)
{
	struct lvm *x = ctx;

	if (place->depth == 1 && is(key, "extent_size"))
		x->extent_sectors = number(value);
	else if (place->depth == 3 && is(place->section[1], "physical_volumes"))
		tell_physical(x, place->section[2], key, value);
	else if (place->depth == 4 && is(place->section[1], "logical_volumes"))
		tell_segment(x, place, key, value);
}

/* ---- Where the text stands ---- */

/* The header that the label points at, or 0; it holds the identifier and the areas. */
static uint64_t
find_header(const struct volume *v, struct bytes *image)
{
	for (uint64_t i = 0; i < LABEL_LOOK; i++) {
		const unsigned char *p = label_bytes(v, image, i * SECTOR, SECTOR);

		if (p && memcmp(p, "LABELONE", 8) == 0 && memcmp(p + 24, "LVM2 001", 8) == 0 &&
		    le32(p + 20) <= SECTOR - UUID)
			return i * SECTOR + le32(p + 20);
	}
	return 0;
}

/* The first metadata area: behind the list of data areas, each 16 bytes, zeros ending both. */
static uint64_t
find_area(const struct volume *v, struct bytes *image, uint64_t header)
{
	const unsigned char *p;
	unsigned lists = 0;

	for (uint64_t i = 0; i < AREAS_MAX; i++) {
		p = label_bytes(v, image, header + UUID + 8 + i * 16, 16);
		if (!p)
			return 0;
		if (lists == 1)
			return le64(p);
		lists += le64(p) == 0;
	}
	return 0;
}

/* The text lies in a ring behind the area's own sector. */
static char *
read_text(const struct volume *v, struct bytes *image, uint64_t area, size_t *n)
{
	static const char magic[] = " LVM2 x[5A%r0N*>";
	const unsigned char *p = area ? label_bytes(v, image, area, SECTOR) : NULL;
	uint64_t size, at, length, front;
	char *text;

	if (!p || memcmp(p + 4, magic, 16) != 0)
		return NULL;
	size = le64(p + 32);
	at = le64(p + 40);
	length = le64(p + 48);
	if (size <= SECTOR || at < SECTOR || at >= size || length == 0 || length > TEXT_MAX ||
	    length > size - SECTOR || area > v->size || size > v->size - area)
		return NULL;
	front = length < size - at ? length : size - at;
	text = memory_zero(1, (size_t)length + 1);
	bytes_read(image, v->offset + area + at, text, (size_t)front);
	bytes_read(image, v->offset + area + SECTOR, text + front, (size_t)(length - front));
	*n = (size_t)length;
	return text;
}

/* ---- Volumes ---- */

static bool
place_of(const struct lvm *x, const struct logical *l, const struct volume *pv, uint64_t *offset,
	 uint64_t *size)
{
	uint64_t start;

	return !l->elsewhere && l->extents &&
	       !__builtin_mul_overflow(x->extent_sectors, SECTOR, size) &&
	       !__builtin_mul_overflow(*size, l->start, &start) &&
	       !__builtin_mul_overflow(*size, l->extents, size) &&
	       !__builtin_mul_overflow(x->first, (uint64_t)SECTOR, offset) &&
	       !__builtin_add_overflow(*offset, start, offset) && *offset <= pv->size &&
	       *size <= pv->size - *offset;
}

static void
add_one(struct volume_list *list, size_t i, const struct lvm *x, const struct logical *l,
	unsigned number_of)
{
	uint64_t offset, size;
	char name[VOLUME_NAME_MAX];
	struct volume *v;
	size_t k;

	if (!place_of(x, l, &list->v[i], &offset, &size)) {
		volume_note(list, i, NOTE_WARNING,
			    "not examined: the logical volume %.*s lies in pieces, on other disks "
			    "or otherwise than plainly; it is not put together",
			    (int)(l->name.n < 100 ? l->name.n : 100), l->name.p);
		return;
	}
	snprintf(name, sizeof name, "%.30s.%u", list->v[i].name, number_of);
	offset += list->v[i].offset;
	k = volume_add(list, name); /* the list may move */
	v = &list->v[k];
	v->offset = offset;
	v->size = size;
	snprintf(v->table, sizeof v->table, "lvm2");
	snprintf(v->description, sizeof v->description, "%.*s",
		 (int)(l->name.n < 79 ? l->name.n : 79), l->name.p);
}

void
lvm_add_volumes(struct volume_list *list, size_t i, struct image *image)
{
	struct bytes *bytes = image_bytes(image);
	struct lvm *x = memory_zero(1, sizeof *x);
	uint64_t header = find_header(&list->v[i], bytes);
	const unsigned char *p = header ? label_bytes(&list->v[i], bytes, header, UUID) : NULL;
	char *text = NULL;
	size_t n = 0;

	if (p) {
		memcpy(x->uuid, p, UUID);
		text = read_text(&list->v[i], bytes, find_area(&list->v[i], bytes, header), &n);
	}
	if (text) {
		lvm_text_read((struct span){text, n}, tell, x);
		end_segment(x);
	}
	for (size_t k = 0; k < x->n; k++)
		add_one(list, i, x, &x->v[k], (unsigned)k + 1);
	free(text);
	free(x);
}
