/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ASF, WMV and WMA (Microsoft, Advanced Systems Format Specification 01.20.03): a header object, a
 * data object of packets of one size, and indexes.
 */
#include "media/asf.h"

#include <string.h>

#include "media/blocks.h"
#include "media/chain.h"
#include "media/tags.h"

#define OBJECT_HEAD 24
#define HEADER_HEAD 30
#define DATA_HEAD   50
#define HEADER_MAX  ((uint64_t)64 << 20)
#define OBJECTS_MAX 65536

enum kind {
	KIND_OTHER,
	KIND_HEADER,
	KIND_DATA,
	KIND_INDEX,
	KIND_FILE,
	KIND_STREAM,
	KIND_EXTENSION,
	KIND_CONTENT,
	KIND_LIBRARY,
};

static const struct {
	char guid[17];
	enum kind kind;
} guids[] = {
	{"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", KIND_HEADER},
	{"\x36\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", KIND_DATA},
	{"\x90\x08\x00\x33\xb1\xe5\xcf\x11\x89\xf4\x00\xa0\xc9\x03\x49\xcb", KIND_INDEX},
	{"\xd3\x29\xe2\xd6\xda\x35\xd1\x11\x90\x34\x00\xa0\xc9\x03\x49\xbe", KIND_INDEX},
	{"\xf8\x03\xb1\xfe\xad\x12\x64\x4c\x84\x0f\x2a\x1d\x2f\x7a\xd4\x8c", KIND_INDEX},
	{"\xd0\x3f\xb7\x3c\x4a\x0c\x03\x48\x95\x3d\xed\xf7\xb6\x22\x8f\x0c", KIND_INDEX},
	{"\xa1\xdc\xab\x8c\x47\xa9\xcf\x11\x8e\xe4\x00\xc0\x0c\x20\x53\x65", KIND_FILE},
	{"\x91\x07\xdc\xb7\xb7\xa9\xcf\x11\x8e\xe6\x00\xc0\x0c\x20\x53\x65", KIND_STREAM},
	{"\xb5\x03\xbf\x5f\x2e\xa9\xcf\x11\x8e\xe3\x00\xc0\x0c\x20\x53\x65", KIND_EXTENSION},
	{"\x40\xa4\xd0\xd2\x07\xe3\xd2\x11\x97\xf0\x00\xa0\xc9\x5e\xa8\x50", KIND_CONTENT},
	{"\x94\x1c\x23\x44\x98\x94\xd1\x49\xa1\x41\x1d\x13\x4e\x45\x70\x54", KIND_LIBRARY},
};

/* Stream type "video". */
static const char video[] = "\xc0\xef\x19\xbc\x4d\x5b\xcf\x11\xa8\xfd\x00\x80\x5f\x5c\x44\x2b";

struct object {
	enum kind kind;
	uint64_t at, body, size, end; /* body: behind the head of 24 bytes */
};

struct asf {
	struct chain c;
	uint64_t file_size, packets; /* as stated; 0: not */
	uint32_t packet;	     /* bytes of each */
	bool broadcast, picture, in_data;
	bool open;	   /* the data's size was not stated */
	uint64_t data_end; /* 0: not known */
	uint64_t indexes;
	struct asf_state state;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= HEADER_HEAD && memcmp(p, guids[0].guid, 16) == 0 &&
	       le64(p + 16) >= HEADER_HEAD + OBJECT_HEAD && le64(p + 16) <= HEADER_MAX &&
	       p[28] == 1 && p[29] == 2;
}

/* 1 an object's head stands at `at`, 0 the bytes end within it, -1 its size cannot be. */
static int
object_at(struct bytes *b, uint64_t at, struct object *o)
{
	const unsigned char *p = bytes_exact(b, at, OBJECT_HEAD);

	if (!p)
		return 0;
	*o = (struct object){KIND_OTHER, at, at + OBJECT_HEAD, le64(p + 16), 0};
	for (size_t i = 0; i < sizeof guids / sizeof *guids; i++)
		if (memcmp(p, guids[i].guid, 16) == 0)
			o->kind = guids[i].kind;
	return __builtin_add_overflow(at, o->size, &o->end) || o->size < OBJECT_HEAD ? -1 : 1;
}

/* ---- The header ---- */

static bool
take_file(struct asf *k, const struct object *o)
{
	const unsigned char *p = o->size >= 104 ? bytes_exact(k->c.b, o->body, 80) : NULL;

	if (!p)
		return false;
	k->file_size = le64(p + 16);
	k->packets = le64(p + 32);
	k->broadcast = p[64] & 1;
	k->packet = le32(p + 68);
	return k->packet == le32(p + 72) && k->packet >= 64 && k->packet <= BYTES_WINDOW;
}

static bool
take_stream(struct asf *k, const struct object *o)
{
	const unsigned char *p = o->size >= 78 ? bytes_exact(k->c.b, o->body, 54) : NULL;
	uint32_t width, height;

	if (!p || le32(p + 40) > o->size - 78)
		return false;
	if (memcmp(p, video, 16) != 0)
		return true;
	k->picture = true;
	if (le32(p + 40) < 11 || !(p = bytes_exact(k->c.b, o->body + 54, 8)))
		return true;
	width = le32(p);
	height = le32(p + 4);
	if (width < 65536 && height < 65536) {
		k->c.w->width = width;
		k->c.w->height = height;
	}
	return true;
}

/* Objects from `at` on fill the room up to `end` exactly. */
static bool
objects_fill(struct asf *k, uint64_t at, uint64_t end)
{
	struct object o;

	for (unsigned i = 0; at < end && i < OBJECTS_MAX; i++) {
		if (object_at(k->c.b, at, &o) <= 0 || o.end > end)
			return false;
		if (o.kind == KIND_FILE && !take_file(k, &o))
			return false;
		if (o.kind == KIND_STREAM && !take_stream(k, &o))
			return false;
		at = o.end;
	}
	return at == end;
}

static bool
begin(struct chain *c)
{
	struct asf *k = (struct asf *)c;
	unsigned char p[HEADER_HEAD];
	struct object o;

	if (bytes_read(c->b, c->at, p, sizeof p) != sizeof p || !head(p, sizeof p) ||
	    object_at(c->b, c->at, &o) <= 0 || o.end > c->b->size ||
	    !objects_fill(k, c->at + HEADER_HEAD, o.end) || k->packet == 0)
		return false;
	k->state.strict = c->look == LOOK_STRICT;
	c->w->mime = k->picture ? "video/x-ms-wmv" : "audio/x-ms-wma";
	c->at = c->sure = o.end;
	return true;
}

/* ---- Packets and indexes ---- */

static bool
enter_data(struct asf *k, const struct object *o)
{
	const unsigned char *p = bytes_exact(k->c.b, o->at, DATA_HEAD);
	uint64_t n = p ? le64(p + 40) : 0;

	if (!p)
		return chain_ends(&k->c);
	if (o->size >= DATA_HEAD && !(k->broadcast && n == 0)) {
		k->data_end = o->end;
		if ((o->size - DATA_HEAD) % k->packet)
			return chain_breaks(&k->c, k->c.at, "the data are not whole packets");
	}
	k->in_data = true;
	k->c.at += DATA_HEAD;
	return true;
}

/* What some writers leave of the protocol at the end of a recording: "$E", its length, zeros. */
#define WIRE_END 12
static bool
over_the_wire(const struct asf *k)
{
	const unsigned char *p = bytes_exact(k->c.b, k->c.at, WIRE_END);

	return p && memcmp(p, "$E\x08\0\0\0\0\0\0\0\x08\0", WIRE_END) == 0;
}

/* Behind the data only what is known stands, and no further than the header says. */
static bool
finish(struct asf *k)
{
	struct chain *c = &k->c;
	bool exact = k->file_size == c->at - c->start;

	if (!exact && !k->broadcast && k->file_size > c->at - c->start && k->indexes == 0 &&
	    k->file_size - (c->at - c->start) < ((uint64_t)1 << 32))
		return c->b->size - c->at < OBJECT_HEAD
			       ? chain_ends(c)
			       : chain_breaks(c, c->at, "the file goes on, but no object stands");
	if (k->open && over_the_wire(k))
		c->at += WIRE_END;
	return chain_whole(c, c->at,
			   exact     ? 0.97
			   : k->open ? 0.8
				     : 0.93,
			   "payloads fill every packet");
}

static bool
step_object(struct asf *k)
{
	struct chain *c = &k->c;
	struct object o;
	int r = 0;

	if (k->data_end && (k->file_size == c->at - c->start))
		return finish(k);
	r = object_at(c->b, c->at, &o);
	if (r == 0 && !k->data_end)
		return chain_ends(c);
	if (r > 0 && o.kind == KIND_DATA && !k->data_end)
		return enter_data(k, &o);
	if (!k->data_end)
		return chain_breaks(c, c->at, "no data object stands");
	if (r <= 0 || o.kind != KIND_INDEX)
		return finish(k);
	if (o.end > c->b->size)
		return chain_ends(c);
	k->indexes++;
	c->elements++;
	c->sure = c->at;
	c->at = o.end;
	return true;
}

/* Packets without a stated end: the recording ends where none stands. */
static bool
packets_stop(struct asf *k)
{
	if (k->data_end || k->c.frames == 0)
		return chain_breaks(&k->c, k->c.at, "a packet does not hold");
	k->data_end = k->c.at;
	k->in_data = false;
	k->open = true;
	if (asf_open_objects(&k->state))
		return chain_breaks(&k->c, k->c.at, "the packets end within an object");
	return true;
}

/* Less than a packet is left: is it what may follow the packets? */
static bool
stops_short(const struct asf *k)
{
	struct object o;

	return over_the_wire(k) || (object_at(k->c.b, k->c.at, &o) > 0 && o.kind == KIND_INDEX);
}

static bool
step(struct chain *c)
{
	struct asf *k = (struct asf *)c;
	const unsigned char *p;

	if (k->in_data && c->at == k->data_end)
		k->in_data = false;
	if (!k->in_data)
		return step_object(k);
	p = bytes_exact(c->b, c->at, k->packet);
	if (!p && (k->data_end || (c->at < c->b->size && !stops_short(k))))
		return chain_ends(c);
	if (!p)
		return packets_stop(k);
	if (!asf_packet_holds(p, k->packet, &k->state))
		return packets_stop(k);
	c->elements++;
	c->frames = k->state.payloads;
	c->sure = c->at;
	c->at += k->packet;
	return true;
}

/* Over a packet; which objects it begins and ends is not known. */
static bool
skip(struct chain *c)
{
	struct asf *k = (struct asf *)c;

	if (!k->in_data || (k->data_end && k->data_end - c->at < k->packet))
		return false;
	asf_forget_objects(&k->state);
	c->at += k->packet;
	return true;
}

extern const struct media_format media_asf;

const struct media_chain chain_asf = {
	.format = &media_asf,
	.state = sizeof(struct asf),
	.begin = begin,
	.step = step,
	.skip = skip,
	.firm = 2,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_asf, b, start, w, LOOK_INSIDE);
}

/* ---- Attached pictures ---- */

/* UTF-16 text up to its end; bytes with the terminator, 0: it does not end. */
static size_t
text_size(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i + 2 <= n; i += 2)
		if (p[i] == 0 && p[i + 1] == 0)
			return i + 2;
	return 0;
}

/* A value "WM/Picture": a type, a size, two texts, the picture. */
static void
add_picture(struct bytes *b, uint64_t at, uint64_t n, struct media_blocks *out)
{
	unsigned char p[1024];
	size_t got = bytes_read(b, at, p, (size_t)(n < sizeof p ? n : sizeof p)), skip = 5, text;
	uint32_t size = got > 5 ? le32(p + 1) : 0;

	for (unsigned i = 0; i < 2; i++) {
		text = skip < got ? text_size(p + skip, got - skip) : 0;
		if (text == 0)
			return;
		skip += text;
	}
	if (size <= n - skip)
		blocks_add(out, b, MEDIA_THUMBNAIL, at + skip, size, "WM/Picture");
}

static const char picture_name[] = "W\0M\0/\0P\0i\0c\0t\0u\0r\0e\0\0";

static bool
is_picture_name(struct bytes *b, uint64_t at, size_t n)
{
	const unsigned char *p = bytes_exact(b, at, sizeof picture_name);

	return p && n == sizeof picture_name && memcmp(p, picture_name, n) == 0;
}

/* Extended content descriptions: a count, then name, type and value each behind its length. */
static void
list_content(struct bytes *b, const struct object *o, struct media_blocks *out)
{
	const unsigned char *p = bytes_exact(b, o->body, 2);
	unsigned count = p ? le16(p) : 0;
	uint64_t at = o->body + 2;

	for (; count && at < o->end; count--) {
		unsigned name, size;
		bool picture;

		p = bytes_exact(b, at, 2);
		name = p ? le16(p) : 0;
		picture = is_picture_name(b, at + 2, name);
		at += 2 + (uint64_t)name;
		p = bytes_exact(b, at, 4);
		if (!p)
			return;
		size = le16(p + 2);
		at += 4;
		if (picture)
			add_picture(b, at, size, out);
		at += size;
	}
}

/* The metadata library: a count, then language, stream, lengths, type, name and value. */
static void
list_library(struct bytes *b, const struct object *o, struct media_blocks *out)
{
	const unsigned char *p = bytes_exact(b, o->body, 2);
	unsigned count = p ? le16(p) : 0;
	uint64_t at = o->body + 2;

	for (; count && at < o->end; count--) {
		unsigned name;
		uint32_t size;
		bool picture;

		p = bytes_exact(b, at, 12);
		if (!p)
			return;
		name = le16(p + 4);
		size = le32(p + 8);
		picture = is_picture_name(b, at + 12, name);
		at += 12 + (uint64_t)name;
		if (picture && size <= o->end - at)
			add_picture(b, at, size, out);
		at += size;
	}
}

static void
list_objects(struct bytes *b, uint64_t at, uint64_t end, unsigned depth, struct media_blocks *out)
{
	struct object o;

	for (unsigned i = 0; at < end && i < OBJECTS_MAX; i++) {
		if (object_at(b, at, &o) <= 0 || o.end > end)
			return;
		if (o.kind == KIND_CONTENT)
			list_content(b, &o, out);
		else if (o.kind == KIND_LIBRARY)
			list_library(b, &o, out);
		else if (o.kind == KIND_EXTENSION && depth == 0)
			list_objects(b, o.body + 22, o.end, 1, out);
		at = o.end;
	}
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	struct object o;

	out->n = 0;
	if (object_at(b, 0, &o) > 0 && o.kind == KIND_HEADER && o.end <= b->size)
		list_objects(b, HEADER_HEAD, o.end, 0, out);
}

static const struct media_signature signatures[] = {
	{"\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c", 16, 0}, {NULL, 0, 0}};

const struct media_format media_asf = {
	.name = "asf",
	.extensions = "wmv asf wma wm",
	.mime = "video/x-ms-wmv",
	.signatures = signatures,
	.max_length = (uint64_t)64 << 30,
	.head = head,
	.walk = walk,
	.blocks = blocks,
	.tags = asf_tags,
};
