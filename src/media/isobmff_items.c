/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The items of a HEIF file (ISO/IEC 23008-12): `iinf` names them, `iloc` says where their bytes
 * lie, `iprp` how large the pictures are.
 */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/blocks.h"
#include "media/isobmff_samples.h"

#define ITEMS_MAX      65536
#define EXTENTS_MAX    65536
#define PROPERTIES_MAX 65536
#define LOOKUPS_MAX    64 /* items of interest whose place is looked up */

/* Reads forward through one box; what lies past its end reads as zeros and sets `over`. */
struct cursor {
	struct bytes *b;
	uint64_t at, end;
	bool over;
};

static uint64_t
take(struct cursor *c, unsigned n)
{
	const unsigned char *p;
	uint64_t v = 0;

	if (n == 0)
		return 0;
	p = c->end - c->at >= n ? bytes_exact(c->b, c->at, n) : NULL;
	if (!p) {
		c->over = true;
		c->at = c->end;
		return 0;
	}
	for (unsigned i = 0; i < n; i++)
		v = v << 8 | p[i];
	c->at += n;
	return v;
}

/* A box whose body begins with a version and flags, seen from behind them. */
static struct cursor
open_full_box(struct bytes *b, const struct isobox *box, unsigned *version)
{
	struct cursor c = {b, box->body, box->end < b->size ? box->end : b->size, false};

	*version = (unsigned)(take(&c, 4) >> 24);
	return c;
}

/* An item's place: what iloc says of one item, reduced to its first extent and its end. */
struct place {
	uint32_t id;
	unsigned method;   /* 0: from the file's start, 1: in the idat box, 2: in another item */
	uint64_t at, size; /* of the first extent */
	uint64_t reach;	   /* the furthest end of its extents */
	uint64_t extents;
};

struct locations {
	struct cursor c;
	unsigned version, offset_n, length_n, base_n, index_n;
	uint64_t left; /* items */
};

static int
open_locations(struct bytes *b, const struct isobox *meta, struct locations *l)
{
	struct isobox iloc;
	unsigned sizes;

	memset(l, 0, sizeof *l);
	if (isobox_find(b, meta->body + 4, meta->end, "iloc", &iloc))
		return -1;
	l->c = open_full_box(b, &iloc, &l->version);
	sizes = (unsigned)take(&l->c, 2);
	l->offset_n = sizes >> 12;
	l->length_n = sizes >> 8 & 15;
	l->base_n = sizes >> 4 & 15;
	l->index_n = l->version ? sizes & 15 : 0;
	l->left = take(&l->c, l->version < 2 ? 2 : 4);
	if (l->offset_n > 8 || l->length_n > 8 || l->base_n > 8 || l->index_n > 8 ||
	    l->version > 2 || l->left > ITEMS_MAX)
		return -1;
	return 0;
}

/* 1 a place, 0 no more, -1 broken. */
static int
next_location(struct locations *l, struct place *place)
{
	uint64_t base, extents;

	memset(place, 0, sizeof *place);
	if (l->left == 0)
		return 0;
	l->left--;
	place->id = (uint32_t)take(&l->c, l->version < 2 ? 2 : 4);
	if (l->version)
		place->method = (unsigned)take(&l->c, 2) & 15;
	take(&l->c, 2); /* which file: always this one */
	base = take(&l->c, l->base_n);
	extents = place->extents = take(&l->c, 2);
	if (extents && l->index_n + l->offset_n + l->length_n == 0)
		extents = 1; /* they all say the same, in no bytes */
	for (uint64_t i = 0; i < extents && i < EXTENTS_MAX && !l->c.over; i++) {
		uint64_t at, size, end;

		take(&l->c, l->index_n);
		at = take(&l->c, l->offset_n);
		size = take(&l->c, l->length_n);
		if (__builtin_add_overflow(base, at, &at) || __builtin_add_overflow(at, size, &end))
			return -1;
		if (i == 0) {
			place->at = at;
			place->size = size;
		}
		place->reach = end > place->reach ? end : place->reach;
	}
	return l->c.over ? -1 : 1;
}

/* The largest `ispe` property: a full box of two 32-bit numbers. */
static void
take_sizes(struct bytes *b, const struct isobox *meta, struct isoitems *items)
{
	struct isobox iprp, ipco, ispe;
	uint64_t at;

	if (isobox_find(b, meta->body + 4, meta->end, "iprp", &iprp) ||
	    isobox_find(b, iprp.body, iprp.end, "ipco", &ipco))
		return;
	for (at = ipco.body; isobox_find(b, at, ipco.end, "ispe", &ispe) == 0; at = ispe.end) {
		const unsigned char *p = bytes_exact(b, ispe.body + 4, 8);

		if (p && (uint64_t)be32(p) * be32(p + 4) > (uint64_t)items->width * items->height) {
			items->width = be32(p);
			items->height = be32(p + 4);
		}
	}
}

void
isobmff_items(struct bytes *b, const struct isobox *meta, struct isoitems *items)
{
	struct locations l;
	struct place place;
	int r;

	memset(items, 0, sizeof *items);
	take_sizes(b, meta, items);
	if (open_locations(b, meta, &l)) {
		items->broken = true;
		return;
	}
	while ((r = next_location(&l, &place)) > 0) {
		items->n++;
		if (place.method == 0 && place.reach > items->furthest)
			items->furthest = place.reach;
	}
	items->broken = r < 0;
}

/* An item's type, and for `mime` items the content type, out of its infe box. */
static bool
read_entry(struct bytes *b, const struct isobox *infe, uint32_t *id, char type[5], char mime[32])
{
	unsigned version;
	struct cursor c = open_full_box(b, infe, &version);
	size_t n = 0;
	uint64_t ch;

	if (version < 2)
		return false;
	*id = (uint32_t)take(&c, version == 2 ? 2 : 4);
	take(&c, 2); /* protection */
	for (size_t i = 0; i < 4; i++)
		type[i] = (char)take(&c, 1);
	type[4] = '\0';
	while (take(&c, 1)) /* its name */
		continue;
	while (n < 31 && (ch = take(&c, 1)))
		mime[n++] = (char)ch;
	mime[n] = '\0';
	return true;
}

static bool
place_of(struct bytes *b, const struct isobox *meta, uint32_t id, struct place *place)
{
	struct locations l;

	if (open_locations(b, meta, &l))
		return false;
	while (next_location(&l, place) > 0)
		if (place->id == id)
			return place->method == 0 && place->size > 0;
	return false;
}

/*
 * An Exif item: how far its TIFF header is, four bytes, then the block, mostly with
 * "Exif" before it.
 */
static void
add_exif(struct bytes *b, const struct place *place, struct media_blocks *out)
{
	const unsigned char *p = place->size > 4 ? bytes_exact(b, place->at, 4) : NULL;
	uint64_t skip;

	if (!p)
		return;
	skip = 4 + (uint64_t)be32(p);
	if (skip < place->size)
		blocks_add_exif(out, b, place->at + skip, place->size - skip, "Exif item");
}

void
isobmff_item_blocks(struct bytes *b, const struct isobox *meta, struct media_blocks *out)
{
	char type[5], mime[32];
	struct isobox iinf, infe;
	struct place place;
	unsigned version;
	uint64_t at, n;
	struct cursor c;
	unsigned lookups = 0;
	bool exif, jpeg;
	uint32_t id;

	if (isobox_find(b, meta->body + 4, meta->end, "iinf", &iinf))
		return;
	c = open_full_box(b, &iinf, &version);
	n = take(&c, version ? 4 : 2);
	at = c.at;
	for (uint64_t i = 0; i < n && i < ITEMS_MAX && out->n < MEDIA_BLOCKS_MAX; i++) {
		if (isobox_find(b, at, iinf.end, "infe", &infe))
			return;
		at = infe.end;
		if (!read_entry(b, &infe, &id, type, mime))
			continue;
		exif = strcmp(type, "Exif") == 0;
		jpeg = strcmp(type, "jpeg") == 0; /* mostly a thumbnail beside coded tiles */
		if (!exif && !jpeg &&
		    (strcmp(type, "mime") != 0 || strcmp(mime, "application/rdf+xml") != 0))
			continue;
		if (lookups++ == LOOKUPS_MAX)
			return;
		if (!place_of(b, meta, id, &place))
			continue;
		if (exif)
			add_exif(b, &place, out);
		else if (jpeg)
			blocks_add(out, b, MEDIA_THUMBNAIL, place.at, place.size, "jpeg item");
		else
			blocks_add(out, b, MEDIA_XMP, place.at, place.size, "mime item");
	}
}

/* ---- Items whose bytes can be judged ---- */

struct entry {
	uint32_t id;
	char type[5];
};

static int
by_id(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The types of all items, in order of their numbers; the caller frees *out. */
static size_t
read_entries(struct bytes *b, const struct isobox *meta, struct entry **out)
{
	struct isobox iinf, infe;
	size_t n = 0, cap = 0;
	unsigned version;
	struct cursor c;
	char mime[32];
	uint64_t at;

	*out = NULL;
	if (isobox_find(b, meta->body + 4, meta->end, "iinf", &iinf))
		return 0;
	c = open_full_box(b, &iinf, &version);
	take(&c, version ? 4 : 2);
	for (at = c.at; n < ITEMS_MAX && !isobox_find(b, at, iinf.end, "infe", &infe);
	     at = infe.end) {
		if (n == cap) {
			cap = cap ? cap * 2 : 64;
			*out = memory_resize_array(*out, cap, sizeof **out);
		}
		n += read_entry(b, &infe, &(*out)[n].id, (*out)[n].type, mime);
	}
	if (n)
		qsort(*out, n, sizeof **out, by_id);
	return n;
}

/* ---- What decodes them ---- */

/* The decoder configuration that `ipma` gives an item. */
struct config {
	uint32_t id;
	struct isobox box; /* type[0] == 0: none that is known */
};

static int
by_item(const void *a, const void *b)
{
	const struct config *x = a, *y = b;

	return (x->id > y->id) - (x->id < y->id);
}

/* The boxes of ipco that are configurations, by their number; the caller frees them. */
static size_t
read_properties(struct bytes *b, const struct isobox *ipco, struct isobox **out)
{
	uint64_t at = ipco->body;
	size_t n = 0, cap = 0;
	struct isobox box;

	*out = NULL;
	while (n < PROPERTIES_MAX && at < ipco->end && isobox_at(b, at, ipco->end, &box) > 0 &&
	       box.end <= ipco->end) {
		if (n == cap) {
			cap = cap ? cap * 2 : 16;
			*out = memory_resize_array(*out, cap, sizeof **out);
		}
		(*out)[n] = box;
		if (!isobox_is(&box, "hvcC") && !isobox_is(&box, "avcC") &&
		    !isobox_is(&box, "av1C"))
			(*out)[n].type[0] = '\0';
		n++;
		at = box.end;
	}
	return n;
}

/* One item's list of property numbers. */
static struct config
read_association(struct cursor *c, bool wide_id, bool wide_index, const struct isobox *property,
		 size_t properties)
{
	struct config item = {.id = (uint32_t)take(c, wide_id ? 4 : 2)};
	unsigned n = (unsigned)take(c, 1);

	for (; n && !c->over; n--) {
		uint64_t i = take(c, wide_index ? 2 : 1) & (wide_index ? 0x7fff : 0x7f);

		if (i && i <= properties && property[i - 1].type[0])
			item.box = property[i - 1];
	}
	return item;
}

/* All items that have one, in order of their numbers; the caller frees *out. */
static size_t
read_configs(struct bytes *b, const struct isobox *meta, struct config **out)
{
	struct isobox iprp, ipco, ipma, *property;
	size_t n = 0, properties;
	struct cursor c;
	uint64_t items;
	bool wide_id, wide_index;

	*out = NULL;
	if (isobox_find(b, meta->body + 4, meta->end, "iprp", &iprp) ||
	    isobox_find(b, iprp.body, iprp.end, "ipco", &ipco) ||
	    isobox_find(b, iprp.body, iprp.end, "ipma", &ipma))
		return 0;
	c = (struct cursor){b, ipma.body, ipma.end < b->size ? ipma.end : b->size, false};
	wide_id = take(&c, 1) > 0;
	wide_index = take(&c, 3) & 1;
	items = take(&c, 4);
	if (items > ITEMS_MAX || c.over)
		return 0;
	properties = read_properties(b, &ipco, &property);
	*out = memory_zero(items + 1, sizeof **out);
	while (n < items && !c.over) {
		(*out)[n] = read_association(&c, wide_id, wide_index, property, properties);
		if ((*out)[n].box.type[0])
			n++;
		else
			items--;
	}
	free(property);
	qsort(*out, n, sizeof **out, by_item);
	return n;
}

/* The track that stands for all items of a coding and configuration; its index, or SIZE_MAX. */
static size_t
track_of(struct isosamples *s, struct bytes *b, const char *type, const struct isobox *config)
{
	const unsigned char *p = config ? bytes_exact(b, config->body, 23) : NULL;
	struct isotrack *t;

	for (size_t i = 0; i < s->ntracks; i++)
		if (strcmp(s->tracks[i].type, type) == 0 &&
		    s->tracks[i].config_at == (config ? config->body : 0))
			return i;
	t = isosamples_track(s);
	if (!t)
		return SIZE_MAX;
	memcpy(t->type, type, 5);
	t->coding = isocoding_of(type);
	t->picture = t->coding != ISO_OTHER;
	t->still = true;
	t->length_size = p ? (p[t->coding == ISO_AVC ? 4 : 21] & 3u) + 1 : 4;
	if (config) {
		t->config_at = config->body;
		t->config_size = config->end - config->body;
	}
	return s->ntracks - 1;
}

void
isosamples_add_items(struct isosamples *s, struct bytes *b, const struct isobox *meta)
{
	struct entry *entries, key, *found;
	struct config *configs, wanted, *config;
	size_t n = read_entries(b, meta, &entries), nconfigs, track;
	struct locations l;
	struct place place;

	nconfigs = n ? read_configs(b, meta, &configs) : 0;
	if (n && open_locations(b, meta, &l) == 0) {
		while (next_location(&l, &place) > 0) {
			key.id = wanted.id = place.id;
			found = bsearch(&key, entries, n, sizeof *entries, by_id);
			if (!found || place.method || place.extents != 1)
				continue;
			config = nconfigs ? bsearch(&wanted, configs, nconfigs, sizeof *configs,
						    by_item)
					  : NULL;
			track = track_of(s, b, found->type, config ? &config->box : NULL);
			if (track != SIZE_MAX)
				isosamples_add(s, place.at, place.size, track);
		}
	}
	if (n)
		free(configs);
	free(entries);
}
