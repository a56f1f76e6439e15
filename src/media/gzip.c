/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzip (RFC 1952) as something that can be carved. Nothing but unpacking tells where it ends; the
 * checksum behind the data then says that it was all there.
 */
#include <stdlib.h>
#include <zlib.h>

#include "base/memory.h"
#include "media/media.h"
#include "media/verdict.h"

#define PART ((size_t)64 << 10)

/* What is made of nearly nothing (zeros) must not keep the walk for ever. */
#define UNPACKED_FREE  ((uint64_t)256 << 20)
#define UNPACKED_RATIO 40u

static bool
head(const unsigned char *p, size_t n)
{
	/* Of the flags three bits stay zero; XFL is 0, 2 or 4; systems are few. */
	return n >= 18 && p[0] == 0x1f && p[1] == 0x8b && p[2] == 8 && (p[3] & 0xe0) == 0 &&
	       (p[8] & ~6) == 0 && (p[9] <= 13 || p[9] == 255);
}

struct unpacking {
	struct bytes *b;
	uint64_t at, made;
	z_stream z;
	unsigned char *out;
};

/* One member: Z_STREAM_END, or how it broke (Z_BUF_ERROR: the bytes end). */
static int
unpack(struct unpacking *u, uint64_t start)
{
	const unsigned char *p;
	int r = Z_BUF_ERROR;
	size_t n;

	while ((p = bytes_view(u->b, u->at, BYTES_WINDOW, &n)) != NULL) {
		u->z.next_in = (z_const Bytef *)p;
		u->z.avail_in = (uInt)n;
		do {
			u->z.next_out = u->out;
			u->z.avail_out = (uInt)PART;
			r = inflate(&u->z, Z_NO_FLUSH);
			u->made += PART - u->z.avail_out;
		} while (r == Z_OK && u->z.avail_out == 0);
		u->at += n - u->z.avail_in;
		if (r != Z_OK && !(r == Z_BUF_ERROR && u->z.avail_in == 0))
			return r;
		if (u->made > UNPACKED_FREE + (u->at - start) * UNPACKED_RATIO)
			return Z_MEM_ERROR;
		r = Z_BUF_ERROR;
	}
	return r;
}

static bool
another(struct unpacking *u)
{
	const unsigned char *p = bytes_exact(u->b, u->at, 18);

	return p && head(p, 18) && inflateReset(&u->z) == Z_OK;
}

static void
judge(const struct unpacking *u, uint64_t start, uint64_t whole, int r, struct media_walk *w)
{
	if (whole)
		verdict_whole(w, whole - start, 0.97, "unpacked to its end, the checksum is right");
	else if (r == Z_BUF_ERROR)
		verdict_truncated(w, u->at - start, 0.75, "unpacked as far as it goes");
	else if (u->made >= PART)
		verdict_damaged(w, u->at - start, 0.7, "unpacked to where it breaks");
	else
		*w = (struct media_walk){.state = MEDIA_NOT};
	w->frames = u->made > 0;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, 18);
	struct unpacking u = {.b = b, .at = start};
	uint64_t whole = 0;
	int r;

	verdict_begin(w);
	if (!p || !head(p, 18) || inflateInit2(&u.z, 16 + MAX_WBITS) != Z_OK)
		return;
	w->mime = "application/gzip";
	u.out = memory_new(PART);
	do {
		r = unpack(&u, start);
		whole = r == Z_STREAM_END ? u.at : whole;
	} while (r == Z_STREAM_END && another(&u));
	judge(&u, start, whole, r, w);
	inflateEnd(&u.z);
	free(u.out);
}

static const struct media_signature signatures[] = {{"\x1f\x8b\x08", 3, 0}, {NULL, 0, 0}};

const struct media_format media_gzip = {.name = "gz",
					.extensions = "",
					.mime = "application/gzip",
					.signatures = signatures,
					.max_length = (uint64_t)16 << 30,
					.holder = true,
					.head = head,
					.walk = walk};
