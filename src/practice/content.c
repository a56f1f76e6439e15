/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/content.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "practice/picture.h"
#include "practice/rng.h"

static int
digest(const EVP_MD *kind, const struct buffer *b, char *hex, struct error *e)
{
	unsigned char value[EVP_MAX_MD_SIZE];
	struct buffer text = BUFFER_EMPTY;
	unsigned n = 0;

	if (EVP_Digest(buffer_span(b).p, b->n, value, &n, kind, NULL) != 1)
		return error_set(e, ERROR_SYSTEM, "OpenSSL could not compute a digest");
	text_hex(&text, value, n);
	memcpy(hex, text.data, text.n);
	hex[text.n] = 0;
	buffer_release(&text);
	return 0;
}

static int
make_facts(const struct buffer *b, struct facts *facts, struct error *e)
{
	if (facts->known)
		return 0;
	facts->size = b->n;
	facts->known = true;
	return digest(EVP_md5(), b, facts->md5, e) || digest(EVP_sha1(), b, facts->sha1, e) ||
			       digest(EVP_sha256(), b, facts->sha256, e)
		       ? -1
		       : 0;
}

static void
make_text(const struct content *c, struct buffer *out)
{
	do {
		buffer_add_text(out, c->words);
		buffer_add_byte(out, '\n');
	} while (out->n < c->bytes);
	if (c->bytes)
		out->n = (size_t)c->bytes;
}

static void
make_noise(const struct recipe *recipe, const struct content *c, struct buffer *out)
{
	struct rng g = rng_named(recipe->seed, c->name);

	rng_fill(&g, (unsigned char *)buffer_reserve(out, (size_t)c->bytes), (size_t)c->bytes);
	out->n += (size_t)c->bytes;
}

static int
make_bytes(const struct recipe *recipe, size_t index, struct buffer *out, struct facts *facts,
	   struct error *e)
{
	const struct content *c = &recipe->contents[index];

	switch (c->kind) {
	case CONTENT_PICTURE:
		return picture_make(&c->picture, c->name, recipe->seed, out, &facts[index].likeness,
				    e);
	case CONTENT_TEXT:
		make_text(c, out);
		return 0;
	case CONTENT_NOISE:
		make_noise(recipe, c, out);
		return 0;
	case CONTENT_CUT:
		if (make_bytes(recipe, c->from, out, facts, e))
			return -1;
		if (out->n < c->bytes)
			return error_set(e, ERROR_INPUT,
					 "'%s' has only %zu bytes for '%s' to cut from",
					 recipe->contents[c->from].name, out->n, c->name);
		out->n = (size_t)c->bytes;
		return 0;
	case CONTENT_ARCHIVE:
		return archive_make(recipe, index, out, facts, e);
	case CONTENT_MOVIE:
		return movie_make(recipe, c, out, e);
	}
	return 0;
}

int
content_make(const struct recipe *recipe, size_t index, struct buffer *out, struct facts *facts,
	     struct error *e)
{
	assert(index < recipe->ncontents && out->n == 0);
	if (make_bytes(recipe, index, out, facts, e))
		return -1;
	return make_facts(out, &facts[index], e);
}

void
facts_release(struct facts *facts, size_t n)
{
	for (size_t i = 0; facts && i < n; i++)
		free(facts[i].places);
	free(facts);
}

const struct picture *
content_picture(const struct recipe *recipe, size_t index)
{
	const struct content *c = &recipe->contents[index];

	if (c->kind == CONTENT_CUT)
		c = &recipe->contents[c->from];
	return c->kind == CONTENT_PICTURE ? &c->picture : NULL;
}

const struct content *
content_original(const struct recipe *recipe, size_t index)
{
	const struct content *c = &recipe->contents[index];

	return c->kind == CONTENT_PICTURE && (c->picture.alteration.of || c->picture.like)
		       ? &recipe->contents[c->from]
		       : NULL;
}

const char *
content_mime(const struct recipe *recipe, size_t index)
{
	static const char *const pictures[] = {"image/jpeg", "image/png", "image/gif", "image/webp",
					       "image/heic"};
	static const char *const movies[] = {"video/mp4", "video/quicktime", "video/x-msvideo"};
	static const char *const archives[] = {
		"application/zip",
		"application/x-tar",
		"application/gzip",
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/octet-stream",
		"application/x-ole-storage"};
	const struct picture *p = content_picture(recipe, index);
	const struct content *c = &recipe->contents[index];

	if (p)
		return pictures[p->format];
	if (c->kind == CONTENT_CUT)
		c = &recipe->contents[c->from];
	if (c->kind == CONTENT_MOVIE)
		return movies[c->movie.kind];
	if (c->kind == CONTENT_ARCHIVE)
		return archives[c->archive->kind];
	return c->kind == CONTENT_TEXT ? "text/plain" : "application/octet-stream";
}

void
filler_make(enum filler filler, struct rng *g, unsigned char *p, size_t n)
{
	static const char *const words[] = {"rice ",   "field ",  "river ", "boat ",  "lantern ",
					    "market ", "bridge ", "tea ",   "cloud ", "stone\n"};

	if (filler == FILLER_ZEROS)
		memset(p, 0, n);
	if (filler == FILLER_RANDOM)
		rng_fill(g, p, n);
	while (filler == FILLER_TEXT && n) {
		const char *word = words[rng_below(g, sizeof words / sizeof *words)];
		size_t k = strlen(word) < n ? strlen(word) : n;

		memcpy(p, word, k);
		p += k;
		n -= k;
	}
}
