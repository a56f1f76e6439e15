/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/heic.h"

#include "practice/bits.h"

#define ITEMS_MAX 3
#define TIFF_AT	  6 /* in an Exif block */

enum item_role { ITEM_PICTURE, ITEM_THUMBNAIL, ITEM_EXIF };

struct item {
	enum item_role role;
	const struct raster *raster;
	struct hevc hevc;
	struct buffer data; /* as it stands in the file */
	size_t place;	    /* of its offset in iloc */
};

struct heic {
	struct item items[ITEMS_MAX]; /* numbered from 1 */
	unsigned n;
	struct buffer *out;
};

static struct item *
add_item(struct heic *h, enum item_role role, const struct raster *raster)
{
	struct item *i = &h->items[h->n++];

	*i = (struct item){.role = role, .raster = raster};
	if (raster) {
		hevc_make(raster, &i->hevc);
		add_be32(&i->data, (uint32_t)i->hevc.slice.n);
		buffer_add(&i->data, i->hevc.slice.data, i->hevc.slice.n);
	}
	return i;
}

static void
add_head(struct heic *h)
{
	size_t box = box_begin(h->out, "ftyp");

	buffer_add_text(h->out, "heic");
	add_be32(h->out, 0);
	buffer_add_text(h->out, "mif1heic");
	box_end(h->out, box);
}

static void
add_handler(struct heic *h)
{
	size_t box = box_begin_full(h->out, "hdlr", 0, 0);

	add_be32(h->out, 0);
	buffer_add_text(h->out, "pict");
	add_zeros(h->out, 13);
	box_end(h->out, box);
	box = box_begin_full(h->out, "pitm", 0, 0);
	add_be16(h->out, 1);
	box_end(h->out, box);
}

static void
add_names(struct heic *h)
{
	size_t box = box_begin_full(h->out, "iinf", 0, 0);

	add_be16(h->out, h->n);
	for (unsigned i = 0; i < h->n; i++) {
		bool exif = h->items[i].role == ITEM_EXIF;
		size_t entry = box_begin_full(h->out, "infe", 2, exif);

		add_be16(h->out, i + 1);
		add_be16(h->out, 0);
		buffer_add_text(h->out, exif ? "Exif" : "hvc1");
		add_zeros(h->out, 1);
		box_end(h->out, entry);
	}
	box_end(h->out, box);
}

/* The thumbnail and the Exif block speak of the picture. */
static void
add_references(struct heic *h)
{
	size_t box;

	if (h->n < 2)
		return;
	box = box_begin_full(h->out, "iref", 0, 0);
	for (unsigned i = 1; i < h->n; i++) {
		size_t one = box_begin(h->out, h->items[i].role == ITEM_EXIF ? "cdsc" : "thmb");

		add_be16(h->out, i + 1);
		add_be16(h->out, 1);
		add_be16(h->out, 1);
		box_end(h->out, one);
	}
	box_end(h->out, box);
}

/* ---- Properties ---- */

static void
add_sets(struct buffer *out, const struct hevc *v)
{
	const struct {
		unsigned type;
		const struct buffer *nal;
	} sets[] = {{32, &v->vps}, {33, &v->sps}, {34, &v->pps}};

	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		buffer_add_byte(out, (char)(0x80 | sets[i].type)); /* all of them are here */
		add_be16(out, 1);
		add_be16(out, (unsigned)sets[i].nal->n);
		buffer_add(out, sets[i].nal->data, sets[i].nal->n);
	}
}

static void
add_configuration(struct buffer *out, const struct hevc *v)
{
	size_t box = box_begin(out, "hvcC");

	buffer_add_byte(out, 1);
	buffer_add_byte(out, HEVC_PROFILE);
	add_be32(out, HEVC_COMPATIBLE);
	add_be16(out, 0x9000);
	add_be32(out, 0);
	buffer_add_byte(out, (char)v->level);
	add_be16(out, 0xf000);
	buffer_add(out, "\xfc\xfd\xf8\xf8", 4); /* no parallelism, 4:2:0, 8 bits, 8 bits */
	add_be16(out, 0);
	buffer_add_byte(out, 0x0f); /* one layer, lengths of four bytes */
	buffer_add_byte(out, 3);
	add_sets(out, v);
	box_end(out, box);
}

static void
add_extent(struct buffer *out, const struct raster *r)
{
	size_t box = box_begin_full(out, "ispe", 0, 0);

	add_be32(out, r->width);
	add_be32(out, r->height);
	box_end(out, box);
}

/* sRGB, BT.601 factors, full range. */
static void
add_colour(struct buffer *out)
{
	size_t box = box_begin(out, "colr");

	buffer_add_text(out, "nclx");
	add_be16(out, 1);
	add_be16(out, 13);
	add_be16(out, 6);
	buffer_add_byte(out, (char)0x80);
	box_end(out, box);
	box = box_begin_full(out, "pixi", 0, 0);
	buffer_add(out, "\3\10\10\10", 4);
	box_end(out, box);
}

/* Properties 1 and 2 are of all pictures; then two for each. */
static void
add_properties(struct heic *h)
{
	struct buffer *out = h->out;
	size_t all = box_begin(out, "iprp"), box = box_begin(out, "ipco");
	unsigned pictures = 0;

	add_colour(out);
	for (unsigned i = 0; i < h->n; i++) {
		if (h->items[i].role == ITEM_EXIF)
			continue;
		add_configuration(out, &h->items[i].hevc);
		add_extent(out, h->items[i].raster);
		pictures++;
	}
	box_end(out, box);
	box = box_begin_full(out, "ipma", 0, 0);
	add_be32(out, pictures);
	for (unsigned i = 0; i < pictures; i++) {
		const unsigned char own = (unsigned char)(3 + 2 * i);
		const unsigned char list[] = {4, 0x80 | own, (unsigned char)(own + 1), 1, 2};

		add_be16(out, i + 1);
		buffer_add(out, list, sizeof list);
	}
	box_end(out, box);
	box_end(out, all);
}

/* ---- Places ---- */

static void
add_places(struct heic *h)
{
	size_t box = box_begin_full(h->out, "iloc", 0, 0);

	add_be16(h->out, 0x4400);
	add_be16(h->out, h->n);
	for (unsigned i = 0; i < h->n; i++) {
		add_be16(h->out, i + 1);
		add_be16(h->out, 0);
		add_be16(h->out, 1);
		h->items[i].place = h->out->n;
		add_be32(h->out, 0);
		add_be32(h->out, (uint32_t)h->items[i].data.n);
	}
	box_end(h->out, box);
}

static void
add_data(struct heic *h)
{
	size_t box = box_begin(h->out, "mdat");

	for (unsigned i = 0; i < h->n; i++) {
		set_be32(h->out, h->items[i].place, (uint32_t)h->out->n);
		buffer_add(h->out, h->items[i].data.data, h->items[i].data.n);
	}
	box_end(h->out, box);
}

void
heic_encode(const struct raster *r, const struct raster *thumbnail, struct span exif,
	    struct buffer *out)
{
	struct heic h = {.out = out};
	size_t meta;

	add_item(&h, ITEM_PICTURE, r);
	if (thumbnail)
		add_item(&h, ITEM_THUMBNAIL, thumbnail);
	if (exif.n) {
		struct item *i = add_item(&h, ITEM_EXIF, NULL);

		add_be32(&i->data, TIFF_AT);
		buffer_add(&i->data, exif.p, exif.n);
	}
	add_head(&h);
	meta = box_begin_full(out, "meta", 0, 0);
	add_handler(&h);
	add_places(&h);
	add_names(&h);
	add_references(&h);
	add_properties(&h);
	box_end(out, meta);
	add_data(&h);
	for (unsigned i = 0; i < h.n; i++) {
		hevc_release(&h.items[i].hevc);
		buffer_release(&h.items[i].data);
	}
}
