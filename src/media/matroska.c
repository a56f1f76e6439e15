/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matroska and WebM (RFC 9559): an EBML head, then a segment of clusters with what describes them
 * before and behind. Live recordings do not know the sizes of their segment and clusters; they end
 * where no element of theirs stands any more.
 */
#include "media/matroska.h"

#include <string.h>

#include "media/blocks.h"
#include "media/chain.h"
#include "media/tags.h"

#define HEAD_SIZE_MAX 4096

struct mkv {
	struct chain c;
	uint64_t segment_end; /* UINT64_MAX: not known */
	uint64_t cluster;     /* where the cluster at hand begins; 0: in none */
	uint64_t cluster_end;
	uint64_t summed; /* clusters whose CRC-32 agreed */
	uint64_t clusters;
	bool webm, segment;
	struct mkv_tracks tracks;
	uint64_t time; /* of the cluster */
	struct film_times times[MKV_TRACKS_MAX];
	uint32_t leaps; /* blocks whose time did not go on */
};

static bool
head(const unsigned char *p, size_t n)
{
	uint64_t size = 0;
	size_t used = n > 5 ? ebml_number(p + 4, n - 4, &size) : 0;

	return n >= 5 && be32(p) == EBML_HEADER && (used || n < 12) && size <= HEAD_SIZE_MAX;
}

/* The document's type; false: it is neither. */
static bool
take_type(struct mkv *k, const struct ebml *header)
{
	uint64_t at = header->body;
	char type[16] = "";
	struct ebml el;

	while (ebml_child(k->c.b, &at, header->end, &el)) {
		uint64_t n = el.end - el.body;

		if (el.id == EBML_DOCTYPE && n < sizeof type)
			bytes_read(k->c.b, el.body, type, (size_t)n);
	}
	k->webm = strcmp(type, "webm") == 0;
	return k->webm || strcmp(type, "matroska") == 0;
}

static bool
begin(struct chain *c)
{
	struct mkv *k = (struct mkv *)c;
	struct ebml header;

	if (ebml_at(c->b, c->at, &header) <= 0 || header.id != EBML_HEADER ||
	    header.end - header.body > HEAD_SIZE_MAX || header.end > c->b->size ||
	    !ebml_children_fill(c->b, &header) || !take_type(k, &header))
		return false;
	c->at = header.end;
	k->segment_end = c->at; /* so that step() looks for the segment first */
	return true;
}

/* The segment is over, or did not begin yet: another one, or the end of the file. */
static bool
between_segments(struct mkv *k)
{
	struct chain *c = &k->c;
	struct ebml el;
	int r = ebml_at(c->b, c->at, &el);

	if (r > 0 && el.id == MKV_SEGMENT) {
		k->segment = true;
		k->segment_end = el.end;
		c->at = el.body;
		return true;
	}
	if (r > 0 && !k->segment && el.id == EBML_VOID && el.end <= c->b->size) {
		c->at = k->segment_end = el.end;
		return true;
	}
	if (!k->segment)
		return r == 0 ? chain_ends(c) : chain_breaks(c, c->at, "no segment stands");
	if (c->frames == 0)
		return chain_breaks(c, c->at, "the segment ends without a frame");
	if (k->summed == k->clusters)
		return chain_whole(c, c->at, 0.97, "elements fill the segment, all sums agree");
	return chain_whole(c, c->at, c->look ? 0.93 : 0.9, "elements fill the segment");
}

/* May a recording whose sizes nobody wrote down end here? */
static bool
may_end(const struct mkv *k)
{
	return k->segment_end == UINT64_MAX && k->c.frames &&
	       (!k->cluster || k->cluster_end == UINT64_MAX);
}

/* No element stands at c->at: the end of a recording whose size nobody wrote down, or a break. */
static bool
stops(struct mkv *k, const char *what)
{
	if (may_end(k) && k->c.at == k->c.b->size)
		return chain_whole(&k->c, k->c.at, 0.7, "elements up to the last of a recording");
	if (may_end(k)) { /* what its last frame holds cannot be told from other bytes */
		chain_breaks(&k->c, k->c.at,
			     "elements up to the last of a recording without an end");
		k->c.w->length = k->c.at - k->c.start;
		k->c.w->confidence = 0.8;
		return false;
	}
	return chain_breaks(&k->c, k->c.at, what);
}

static bool
leave_cluster(struct mkv *k)
{
	struct chain *c = &k->c;
	struct ebml cluster = {.id = MKV_CLUSTER, .at = k->cluster, .end = c->at};
	bool has = false;

	if (c->look && k->cluster_end != UINT64_MAX) {
		ebml_at(c->b, k->cluster, &cluster);
		if (!ebml_crc_holds(c->b, &cluster, &has)) {
			c->sure = k->cluster;
			return chain_breaks(c, c->at, "the sum of a cluster does not agree");
		}
		if (has)
			c->sure = c->at;
	}
	k->summed += has;
	k->cluster = 0;
	return true;
}

static bool
is_child(uint32_t id)
{
	return id == MKV_SIMPLE_BLOCK || id == MKV_BLOCK_GROUP || id == MKV_TIMESTAMP ||
	       id == MKV_POSITION || id == MKV_PREVIOUS_SIZE || id == MKV_SILENT_TRACKS ||
	       id == MKV_ENCRYPTED_BLOCK || id == EBML_VOID || id == EBML_CRC32;
}

/* Films leap in time, too, but seldom: of two places the one where it goes on is better. */
static void
follow_time(struct mkv *k, const struct ebml *block)
{
	size_t track;
	int64_t time;

	if (mkv_block_time(k->c.b, block, &k->tracks, &track, &time) && k->time <= INT32_MAX &&
	    !film_time_goes_on(&k->times[track], (int64_t)k->time + time))
		k->leaps++;
}

/* One element of a cluster. */
static bool
child_holds(struct mkv *k, const struct ebml *el)
{
	struct chain *c = &k->c;

	switch (el->id) {
	case MKV_SIMPLE_BLOCK:
		c->frames++;
		follow_time(k, el);
		return mkv_block_holds(c, el, &k->tracks);
	case MKV_BLOCK_GROUP:
		c->frames++;
		return mkv_group_holds(c, el, &k->tracks);
	case MKV_TIMESTAMP:
		k->time = ebml_unsigned(c->b, el);
		return el->end - el->body <= 8;
	case MKV_POSITION:
	case MKV_PREVIOUS_SIZE:
		return el->end - el->body <= 8;
	case EBML_CRC32:
		return el->end - el->body == 4;
	default:
		return true;
	}
}

static bool
is_part(uint32_t id)
{
	return id == EBML_VOID || id == EBML_CRC32 || id == MKV_SEEK_HEAD || id == MKV_INFO ||
	       id == MKV_TRACKS || id == MKV_CUES || id == MKV_ATTACHMENTS || id == MKV_CHAPTERS ||
	       id == MKV_TAGS;
}

/* One of the segment's own elements but a cluster. */
static bool
part_holds(struct mkv *k, const struct ebml *el)
{
	struct chain *c = &k->c;
	bool has;

	if (el->id == EBML_VOID)
		return true;
	if (el->id == EBML_CRC32)
		return el->end - el->body == 4;
	if (!ebml_children_fill(c->b, el) || (c->look && !ebml_crc_holds(c->b, el, &has)))
		return false;
	if (el->id != MKV_TRACKS)
		return true;
	if (!mkv_tracks_read(c->b, el, &k->tracks))
		return false;
	c->w->width = k->tracks.width;
	c->w->height = k->tracks.height;
	if (k->tracks.video)
		c->w->mime = k->webm ? "video/webm" : "video/x-matroska";
	else
		c->w->mime = k->webm ? "audio/webm" : "audio/x-matroska";
	for (size_t i = 0; i < k->tracks.n; i++)
		c->w->holds_files |= k->tracks.v[i].frame.codec == FILM_JPEG;
	return true;
}

static bool
enter_cluster(struct mkv *k, const struct ebml *el)
{
	if (!k->c.w->mime)
		return chain_breaks(&k->c, k->c.at, "a cluster before any track");
	k->cluster = el->at;
	k->cluster_end = el->end;
	k->clusters++;
	k->c.elements++;
	k->c.sure = el->at;
	k->c.at = el->body;
	return true;
}

/* An element with its head in hand that fits where it stands. */
static bool
take(struct mkv *k, const struct ebml *el)
{
	struct chain *c = &k->c;
	bool inside = k->cluster != 0;

	if (!inside && el->id == MKV_CLUSTER)
		return enter_cluster(k, el);
	if (el->end == UINT64_MAX || !(inside ? is_child(el->id) : is_part(el->id)))
		return stops(k, "no element of the segment stands");
	if (el->end > c->b->size)
		return chain_ends(c);
	if (!(inside ? child_holds(k, el) : part_holds(k, el)))
		return stops(k, inside ? "no element of a cluster stands"
				       : "an element does not hold up");
	c->elements++;
	c->sure = c->at;
	c->at = el->end;
	return true;
}

static bool
step(struct chain *c)
{
	struct mkv *k = (struct mkv *)c;
	struct ebml el;
	int r;

	if (k->cluster && c->at == k->cluster_end && !leave_cluster(k))
		return false;
	if (!k->cluster && c->at == k->segment_end)
		return between_segments(k);
	r = ebml_at(c->b, c->at, &el);
	if (r == 0)
		return c->at == c->b->size && may_end(k) ? stops(k, "") : chain_ends(c);
	if (r < 0)
		return stops(k, "no element stands");
	if (k->cluster && k->cluster_end == UINT64_MAX && el.id > EBML_VOID &&
	    (is_part(el.id) || el.id == MKV_CLUSTER) && !leave_cluster(k))
		return false;
	if (el.end != UINT64_MAX && el.end > (k->cluster ? k->cluster_end : k->segment_end))
		return chain_breaks(c, c->at, "an element reaches past what holds it");
	return take(k, &el);
}

static uint64_t
strain(const struct chain *c)
{
	return 8 * (uint64_t)((const struct mkv *)c)->leaps;
}

extern const struct media_format media_matroska;

const struct media_chain chain_matroska = {
	.format = &media_matroska,
	.state = sizeof(struct mkv),
	.begin = begin,
	.step = step,
	.strain = strain,
	.firm = 3,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_matroska, b, start, w, LOOK_HEADS);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_matroska, b, start, w, LOOK_INSIDE);
}

/* ---- Attached pictures ---- */

enum {
	ATTACHED_FILE = 0x61a7,
	FILE_MIME = 0x4660,
	FILE_DATA = 0x465c,
};

static void
add_attached(struct bytes *b, const struct ebml *file, struct media_blocks *out)
{
	uint64_t at = file->body;
	struct ebml el, data = {0};
	char type[6] = "";

	while (ebml_child(b, &at, file->end, &el)) {
		if (el.id == FILE_MIME && el.end - el.body >= sizeof type)
			bytes_read(b, el.body, type, sizeof type);
		else if (el.id == FILE_DATA)
			data = el;
	}
	if (memcmp(type, "image/", sizeof type) == 0)
		blocks_add(out, b, MEDIA_THUMBNAIL, data.body, data.end - data.body, "attachment");
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	uint64_t at = 0, inner;
	struct ebml el, file;

	out->n = 0;
	while (out->n < MEDIA_BLOCKS_MAX && ebml_at(b, at, &el) > 0) {
		at = el.id == MKV_SEGMENT ? el.body : el.end;
		if (el.end == UINT64_MAX && el.id != MKV_SEGMENT)
			return;
		if (el.id != MKV_ATTACHMENTS)
			continue;
		for (inner = el.body; ebml_child(b, &inner, el.end, &file);)
			if (file.id == ATTACHED_FILE)
				add_attached(b, &file, out);
	}
}

static const struct media_signature signatures[] = {{"\x1a\x45\xdf\xa3", 4, 0}, {NULL, 0, 0}};

const struct media_format media_matroska = {
	.name = "mkv",
	.extensions = "mkv webm mka mk3d mks",
	.mime = "video/x-matroska",
	.signatures = signatures,
	.max_length = (uint64_t)256 << 30,
	.head = head,
	.walk = walk,
	.check = check,
	.blocks = blocks,
	.tags = matroska_tags,
};
