/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AVI (Microsoft; OpenDML 1.02): a RIFF form of a header list and the film's chunks, followed by
 * further forms "AVIX" where it is longer than 1 GiB.
 */
#include <string.h>

#include "media/riff.h"
#include "media/verdict.h"

struct walker {
	struct bytes *b;
	uint64_t start, at, end; /* end: of the form at hand */
	uint64_t chunks, forms;
	bool film; /* a movi list was met */
	struct media_walk *w;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 24 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "AVI LIST", 8) == 0 &&
	       memcmp(p + 20, "hdrl", 4) == 0;
}

static bool
breaks(struct walker *k, uint64_t at, const char *what)
{
	verdict_damaged(k->w, at - k->start, k->chunks > 64 ? 0.7 : 0.5,
			"%s (whole chunks before: %llu)", what, (unsigned long long)k->chunks);
	return false;
}

static bool
ends(struct walker *k, uint64_t at)
{
	if (at > k->b->size) /* a padding byte is missing */
		at = k->b->size;
	verdict_truncated(k->w, at - k->start, k->chunks > 64 ? 0.7 : 0.5,
			  "the bytes end (whole chunks before: %llu)",
			  (unsigned long long)k->chunks);
	return false;
}

/* The main header: 56 bytes behind the head of the list, and the sizes in it. */
static bool
main_header_fits(struct walker *k)
{
	const unsigned char *p = bytes_exact(k->b, k->start + 24, 8 + 40);

	if (!p || memcmp(p, "avih", 4) != 0 || le32(p + 4) < 40)
		return false;
	k->w->width = le32(p + 8 + 32);
	k->w->height = le32(p + 8 + 36);
	return k->w->width && k->w->height && k->w->width < 65536 && k->w->height < 65536;
}

/* At the end of a form: a further one, or the end of the file. */
static bool
next_form(struct walker *k)
{
	uint64_t end = riff_form(k->b, k->at, "AVIX");

	k->forms++;
	if (!end && k->at > k->b->size)
		return ends(k, k->at);
	if (!end) {
		if (!k->film)
			return breaks(k, k->at, "the form ends without a film");
		verdict_whole(k->w, k->at - k->start, k->chunks > 8 ? 0.9 : 0.7,
			      "the chunks fill their forms exactly (forms: %llu, chunks: %llu)",
			      (unsigned long long)k->forms, (unsigned long long)k->chunks);
		return false;
	}
	k->at += 12;
	k->end = end;
	return true;
}

/* Lists whose chunks are walked one by one: the film, and its records. */
static bool
is_opened(struct walker *k, const struct riff_chunk *c)
{
	const unsigned char *p =
		strcmp(c->type, "LIST") == 0 ? bytes_exact(k->b, c->body, 4) : NULL;
	bool movi = p && memcmp(p, "movi", 4) == 0;

	k->film |= movi;
	return c->size >= 4 && (movi || (p && memcmp(p, "rec ", 4) == 0));
}

static bool
step(struct walker *k)
{
	struct riff_chunk c;
	int r;

	if (k->at >= k->end)
		return next_form(k);
	r = riff_chunk_at(k->b, k->at, &c);
	if (r == 0)
		return ends(k, k->at);
	if (r < 0 || c.body + c.size > k->end)
		return breaks(k, k->at, "no chunk of the form stands");
	if (is_opened(k, &c)) {
		k->at = c.body + 4;
		return true;
	}
	if (c.body + c.size > k->b->size)
		return ends(k, k->at);
	k->chunks++;
	k->at = c.next < k->end ? c.next : k->end;
	return true;
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	struct walker k = {.b = b, .start = start, .at = start + 12, .w = w};
	unsigned char first[24];

	verdict_begin(w);
	if (bytes_read(b, start, first, sizeof first) != sizeof first ||
	    !head(first, sizeof first) || !main_header_fits(&k)) {
		verdict_begin(w);
		return;
	}
	w->mime = "video/x-msvideo";
	k.end = riff_form(b, start, "AVI ");
	while (step(&k))
		continue;
}

static const struct media_signature signatures[] = {{"AVI LIST", 8, 8}, {NULL, 0, 0}};

const struct media_format media_avi = {
	.name = "avi",
	.extensions = "avi divx",
	.mime = "video/x-msvideo",
	.signatures = signatures,
	.max_length = (uint64_t)64 << 30,
	.head = head,
	.walk = walk,
};
