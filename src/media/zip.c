/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ZIP (PKWARE APPNOTE.TXT 6.3.10) as something that can be carved: members one behind the other,
 * then the directory that names them again, then its end. What is inside is told by inside/zip.c;
 * what the file is called (a document, a program) is left to libmagic.
 */
#include <stdio.h>
#include <string.h>
#include <zlib.h>

#include "media/media.h"

#define LOCAL_SIZE    30u
#define CENTRAL_SIZE  46u
#define END_SIZE      22u
#define NAME_MAX_HERE 1024u
#define MEMBERS_MOST  10000000u

struct zip_walk {
	struct bytes *b;
	uint64_t start, at;
	uint32_t members, named; /* with data there; in the directory */
};

static bool
known_method(unsigned method)
{
	return method == 0 || method == 8 || method == 9 || method == 12 || method == 14 ||
	       method == 93 || method == 95 || method == 98 || method == 99;
}

/* A local head: its version, method and lengths are such as they are written. */
static bool
is_local(const unsigned char *p, size_t n)
{
	return n >= LOCAL_SIZE && memcmp(p, "PK\3\4", 4) == 0 && p[4] <= 63 && p[5] <= 20 &&
	       known_method(le16(p + 8)) && le16(p + 26) >= 1 && le16(p + 26) <= NAME_MAX_HERE;
}

static bool
head(const unsigned char *p, size_t n)
{
	return is_local(p, n);
}

/* ---- Members ---- */

/* Where deflated data of unknown length ends; 0: it breaks. */
static uint64_t
inflate_end(struct bytes *b, uint64_t at)
{
	unsigned char out[16384];
	z_stream z = {.zalloc = NULL};
	const unsigned char *p;
	uint64_t end = 0;
	int r = Z_OK;
	size_t n;

	if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
		return 0;
	while (r == Z_OK && (p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL) {
		if (n > BYTES_WINDOW)
			n = BYTES_WINDOW;
		z.next_in = (z_const Bytef *)p;
		z.avail_in = (uInt)n;
		do {
			z.next_out = out;
			z.avail_out = sizeof out;
			r = inflate(&z, Z_NO_FLUSH);
		} while (r == Z_OK && (z.avail_in || z.avail_out == 0));
		at += n - z.avail_in;
		if (r == Z_BUF_ERROR && z.avail_in == 0)
			r = Z_OK;
	}
	if (r == Z_STREAM_END)
		end = at;
	inflateEnd(&z);
	return end;
}

/*
 * Behind data whose length the head left open: with or without a signature, lengths of 32 or 64
 * bits.
 */
static uint64_t
behind_descriptor(struct bytes *b, uint64_t at)
{
	static const unsigned sizes[] = {16, 24, 12, 20};

	for (size_t i = 0; i < 4; i++) {
		const unsigned char *p = bytes_exact(b, at, sizes[i] + 4u);

		if (!p || (i < 2 && memcmp(p, "PK\7\10", 4) != 0))
			continue;
		if (memcmp(p + sizes[i], "PK\3\4", 4) == 0 ||
		    memcmp(p + sizes[i], "PK\1\2", 4) == 0)
			return at + sizes[i];
	}
	return 0;
}

/* The end of stored data whose length is told behind it. */
static uint64_t
stored_end(struct bytes *b, uint64_t at)
{
	const uint64_t from = at;
	const unsigned char *p;
	size_t n;

	while ((p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL && n >= 16) {
		for (size_t i = 0; i + 16 <= n; i++)
			if (p[i] == 'P' && memcmp(p + i, "PK\7\10", 4) == 0 &&
			    le32(p + i + 8) == (uint32_t)(at + i - from))
				return at + i;
		at += n - 15;
	}
	return 0;
}

/* The packed length of a member that has it in its extra field; 0: not there. */
static uint64_t
length64(struct bytes *b, uint64_t at, size_t n)
{
	const unsigned char *p = n >= 20 ? bytes_exact(b, at, n) : NULL;

	for (size_t i = 0; p && i + 4 <= n; i += 4u + le16(p + i + 2))
		if (le16(p + i) == 1 && le16(p + i + 2) >= 16 && i + 20 <= n)
			return le64(p + i + 12);
	return 0;
}

/* Goes past one member; false: it is not all there. */
static bool
pass_member(struct zip_walk *w, const unsigned char *p)
{
	unsigned flags = le16(p + 6), method = le16(p + 8);
	uint64_t packed = le32(p + 18);
	size_t extra = le16(p + 28);
	uint64_t data = w->at + LOCAL_SIZE + le16(p + 26) + extra, end;

	if (packed == UINT32_MAX)
		packed = length64(w->b, data - extra, extra);
	if (flags & 8 && packed == 0) {
		end = method == 8   ? inflate_end(w->b, data)
		      : method == 0 ? stored_end(w->b, data)
				    : 0;
		end = end ? behind_descriptor(w->b, end) : 0;
	} else {
		end = packed <= w->b->size ? data + packed : 0;
		if (end && flags & 8 && end < w->b->size)
			end = behind_descriptor(w->b, end);
	}
	if (end <= w->at || end > w->b->size)
		return false;
	w->at = end;
	w->members++;
	return true;
}

/* ---- The directory ---- */

static bool
pass_entry(struct zip_walk *w, const unsigned char *p)
{
	uint64_t end = w->at + CENTRAL_SIZE + le16(p + 28) + le16(p + 30) + le16(p + 32);

	if (le16(p + 28) == 0 || le16(p + 28) > NAME_MAX_HERE || end > w->b->size)
		return false;
	w->at = end;
	w->named++;
	return true;
}

/* Zip64's own end record and its locator. */
static bool
pass_end64(struct zip_walk *w, const unsigned char *p)
{
	uint64_t n = memcmp(p, "PK\6\7", 4) == 0 ? 20 : 12 + le64(p + 4);

	if (n > 4096 || n > w->b->size - w->at)
		return false;
	w->at += n;
	return true;
}

static bool
pass_end(struct zip_walk *w, const unsigned char *p, struct media_walk *out)
{
	unsigned count = le16(p + 10);

	if (count != UINT16_MAX && count != (w->named & UINT16_MAX))
		return false;
	w->at += END_SIZE + le16(p + 20);
	if (w->at > w->b->size)
		w->at -= le16(p + 20);
	out->state = MEDIA_WHOLE;
	out->confidence = w->named == w->members ? 0.98 : 0.9;
	snprintf(out->why, sizeof out->why, "%u members, a directory of %u, and its end",
		 w->members, w->named);
	return true;
}

/* One element; false: the walk is over, *out says how. */
static bool
step(struct zip_walk *w, struct media_walk *out)
{
	const unsigned char *p = bytes_exact(w->b, w->at, LOCAL_SIZE);
	const unsigned char *end = p ? p : bytes_exact(w->b, w->at, END_SIZE);

	if (p && w->named == 0 && is_local(p, LOCAL_SIZE))
		return w->members < MEMBERS_MOST && pass_member(w, p);
	if (p && memcmp(p, "PK\1\2", 4) == 0) {
		p = bytes_exact(w->b, w->at, CENTRAL_SIZE);
		return p && w->members && pass_entry(w, p);
	}
	if (p && w->named && (memcmp(p, "PK\6\6", 4) == 0 || memcmp(p, "PK\6\7", 4) == 0))
		return pass_end64(w, p);
	if (end && w->members && memcmp(end, "PK\5\6", 4) == 0)
		pass_end(w, end, out);
	return false;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *out)
{
	struct zip_walk w = {.b = b, .start = start, .at = start};

	*out = (struct media_walk){.state = MEDIA_NOT, .mime = "application/zip"};
	while (step(&w, out))
		;
	out->length = w.at - start;
	out->frames = w.members;
	if (out->state == MEDIA_WHOLE)
		return;
	if (w.members == 0) {
		*out = (struct media_walk){.state = MEDIA_NOT};
		return;
	}
	out->broke = out->length;
	out->state = w.at >= b->size ? MEDIA_TRUNCATED : MEDIA_DAMAGED;
	out->confidence = 0.75;
	snprintf(out->why, sizeof out->why, "%u members, then it %s", w.members,
		 out->state == MEDIA_TRUNCATED ? "ends" : "breaks");
}

static const struct media_signature signatures[] = {{"PK\3\4", 4, 0}, {NULL, 0, 0}};

const struct media_format media_zip = {.name = "zip",
				       .extensions = "",
				       .mime = "application/zip",
				       .signatures = signatures,
				       .max_length = (uint64_t)16 << 30,
				       .holder = true,
				       .head = head,
				       .walk = walk};
