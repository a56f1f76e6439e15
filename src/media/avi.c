/* SPDX-License-Identifier: Apache-2.0 */
/*
 * AVI (Microsoft; OpenDML 1.02): a RIFF form of a header list, the film's chunks and their index,
 * followed by further forms "AVIX" where it is longer than 1 GiB. A recording whose end nobody
 * wrote down has no sizes of form and film, or none but zero.
 */
#include "media/avi.h"

#include <string.h>

#include "media/chain.h"
#include "media/riff.h"
#include "media/tags.h"

struct avi {
	struct chain c;
	uint64_t form_end;	    /* UINT64_MAX: not known */
	uint64_t movi;		    /* where the first film list's type stands; 0: not met */
	uint64_t film_end, rec_end; /* of the lists at hand; 0: in none */
	uint64_t forms;
	uint64_t entries; /* of the index, all of which point to their chunks */
	bool index_wrong;
	struct avi_streams streams;
};

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 24 && memcmp(p, "RIFF", 4) == 0 && memcmp(p + 8, "AVI LIST", 8) == 0 &&
	       memcmp(p + 20, "hdrl", 4) == 0;
}

static bool
is_open(uint32_t size)
{
	return size == 0 || size == UINT32_MAX;
}

static bool
begin(struct chain *c)
{
	struct avi *k = (struct avi *)c;
	const unsigned char *p = bytes_exact(c->b, c->start, 24);
	uint32_t size = p ? le32(p + 4) : 0;

	if (!p || !head(p, 24) || !avi_streams_read(c->b, c->start + 12, &k->streams))
		return false;
	k->form_end = is_open(size) ? UINT64_MAX : c->start + 8 + size;
	c->w->mime = "video/x-msvideo";
	c->w->width = k->streams.width;
	c->w->height = k->streams.height;
	for (size_t i = 0; i < k->streams.n; i++)
		c->w->holds_files |= k->streams.v[i].codec == FILM_JPEG;
	c->at = c->start + 12;
	return true;
}

/* ---- The end ---- */

static bool
finish(struct avi *k)
{
	struct chain *c = &k->c;

	if (!k->movi)
		return chain_breaks(c, c->at, "the form ends without a film");
	if (k->entries && !k->index_wrong)
		return chain_whole(c, c->at, c->frames > 8 ? 0.96 : 0.9,
				   "chunks fill their forms, and the index points to each");
	if (k->form_end == UINT64_MAX)
		return chain_whole(c, c->at, 0.7, "chunks up to the last one of a recording");
	return chain_whole(c, c->at, c->frames > 8 ? 0.9 : 0.7, "chunks fill their forms");
}

/* At the end of a form: a further one, or the end of the file. */
static bool
next_form(struct avi *k)
{
	struct chain *c = &k->c;
	uint64_t end = riff_form(c->b, c->at, "AVIX");
	const unsigned char *p;

	k->forms++;
	if (!end && c->at > c->b->size)
		return chain_ends(c);
	if (!end)
		return finish(k);
	p = bytes_exact(c->b, c->at, 8);
	k->form_end = p && is_open(le32(p + 4)) ? UINT64_MAX : end;
	c->sure = c->at;
	c->at += 12;
	return true;
}

/* No chunk stands: an open recording ends here. */
static bool
stops(struct avi *k, const char *what)
{
	if (k->form_end == UINT64_MAX && k->c.frames && (!k->film_end || k->film_end == UINT64_MAX))
		return finish(k);
	return chain_breaks(&k->c, k->c.at, what);
}

/* ---- Chunks ---- */

static bool
enter(struct avi *k, const struct riff_chunk *x, uint64_t *list_end)
{
	*list_end = is_open(x->size) ? UINT64_MAX : x->body + x->size;
	k->c.sure = x->at;
	k->c.at = x->body + 4;
	return true;
}

static bool
pass(struct avi *k, const struct riff_chunk *x)
{
	struct chain *c = &k->c;

	c->elements++;
	c->sure = c->at;
	c->at = x->next;
	return true;
}

/* A chunk of the film. */
static bool
take_frame(struct avi *k, const struct riff_chunk *x)
{
	struct chain *c = &k->c;

	if (!avi_is_film(x->type))
		return stops(k, "no chunk of a film stands");
	if (x->body + x->size > c->b->size)
		return chain_ends(c);
	if (c->look && !avi_frame_holds(&k->streams, c, x))
		return chain_breaks(c, x->body + x->size, "a frame is not what its codec says");
	c->frames += avi_is_frame(x->type) && x->size;
	return pass(k, x);
}

/* A chunk of the form. */
static bool
take_part(struct avi *k, const struct riff_chunk *x)
{
	struct chain *c = &k->c;

	if (x->body + x->size > c->b->size)
		return chain_ends(c);
	if (c->look && k->movi && strcmp(x->type, "idx1") == 0 && k->forms == 0 &&
	    !avi_index_holds(c->b, c->start, k->movi, x, &k->entries))
		k->index_wrong = true;
	return pass(k, x);
}

static bool
take(struct avi *k, const struct riff_chunk *x)
{
	bool list = strcmp(x->type, "LIST") == 0;
	const unsigned char *p = list ? bytes_exact(k->c.b, x->body, 4) : NULL;

	if (list && !p)
		return chain_ends(&k->c);
	if (k->film_end && list && memcmp(p, "rec ", 4) == 0)
		return enter(k, x, &k->rec_end);
	if (k->film_end == UINT64_MAX && strcmp(x->type, "idx1") == 0) {
		k->film_end = k->rec_end = 0;
		return take_part(k, x);
	}
	if (k->film_end)
		return take_frame(k, x);
	if (list && memcmp(p, "movi", 4) == 0) {
		if (!k->movi)
			k->movi = x->body;
		return enter(k, x, &k->film_end);
	}
	return take_part(k, x);
}

/* Leaves the lists that end here; the place where the innermost one that is left ends. */
static uint64_t
leave_lists(struct avi *k)
{
	struct chain *c = &k->c;

	if (k->film_end && c->at >= k->film_end) {
		if (k->film_end == k->form_end - 1) /* its padding byte */
			c->at = k->form_end;
		k->film_end = k->rec_end = 0;
	}
	if (k->rec_end && c->at >= k->rec_end)
		k->rec_end = 0;
	return k->rec_end ? k->rec_end : k->film_end ? k->film_end : k->form_end;
}

static bool
step(struct chain *c)
{
	struct avi *k = (struct avi *)c;
	uint64_t end = leave_lists(k);
	struct riff_chunk x;
	int r;

	if (c->at >= k->form_end)
		return next_form(k);
	r = riff_chunk_at(c->b, c->at, &x);
	if (r == 0)
		return c->at == c->b->size
			       ? (k->form_end == UINT64_MAX ? stops(k, "") : chain_ends(c))
			       : chain_ends(c);
	if (r < 0)
		return stops(k, "no chunk stands");
	if (x.body + x.size > end && !(is_open(x.size) && strcmp(x.type, "LIST") == 0))
		return stops(k, "a chunk reaches past what holds it");
	if (x.next > end)
		x.next = end; /* a padding byte is missing */
	return take(k, &x);
}

extern const struct media_format media_avi;

const struct media_chain chain_avi = {
	.format = &media_avi,
	.state = sizeof(struct avi),
	.begin = begin,
	.step = step,
	.firm = 2,
};

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_avi, b, start, w, LOOK_HEADS);
}

static void
check(struct bytes *b, uint64_t start, struct media_walk *w)
{
	chain_walk(&chain_avi, b, start, w, LOOK_INSIDE);
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
	.blocks = riff_blocks,
	.tags = riff_tags,
	.check = check,
};
