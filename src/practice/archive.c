/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/archive.h"

#include <stdlib.h>

#include "base/memory.h"
#include "practice/content.h"

/* An archive being made of the contents of a recipe. */
struct job {
	const struct recipe *recipe;
	const struct content *content;
	struct facts *facts; /* of all contents */
	struct place *places;
	struct buffer *out;
	struct zip *zip;       /* or NULL */
	struct thumbs *thumbs; /* or NULL */
};

static struct packing
packing_of(const struct job *j, const struct archive_member *m, struct span bytes)
{
	return (struct packing){.path = m->path,
				.modified = &m->modified,
				.bytes = bytes,
				.stored = m->stored,
				.password = j->content->archive->password,
				.seed = j->recipe->seed};
}

static int
check_room(const struct job *j, struct error *e)
{
	if (j->out->n > RECIPE_CONTENT_MAX)
		return error_set(e, ERROR_INPUT, "the archive '%s' would be larger than %llu bytes",
				 j->content->name, (unsigned long long)RECIPE_CONTENT_MAX);
	return 0;
}

static int
add_member(const struct job *j, const struct packing *p, size_t i, struct error *e)
{
	struct place *place = &j->places[i];

	place->at = i;
	if (j->zip)
		return zip_add(j->zip, p, place, e);
	if (j->thumbs)
		thumbs_add(j->thumbs, p);
	else if (j->content->archive->kind == ARCHIVE_THUMBCACHE)
		thumbcache_add(j->out, p, place);
	else
		tar_add(j->out, p, place);
	return 0;
}

/* Each member is made, added and thrown away again. */
static int
for_each_member(const struct job *j, struct error *e)
{
	const struct archive *a = j->content->archive;
	struct buffer bytes = BUFFER_EMPTY;
	int status = 0;

	for (size_t i = 0; i < a->n && !status; i++) {
		struct packing p;

		buffer_clear(&bytes);
		if ((status = content_make(j->recipe, a->members[i].content, &bytes, j->facts, e)))
			break;
		p = packing_of(j, &a->members[i], buffer_span(&bytes));
		status = add_member(j, &p, i, e);
		if (!status)
			status = check_room(j, e);
	}
	buffer_release(&bytes);
	return status;
}

static int
make_zip(const struct job *j, struct error *e)
{
	const struct archive *a = j->content->archive;
	struct zip z = {.out = j->out, .directory = BUFFER_EMPTY};
	struct job inner = *j;
	int status = 0;

	inner.zip = &z;
	if (a->kind == ARCHIVE_DOCX)
		status = office_add(&z, a, &j->recipe->time, e);
	if (!status)
		status = for_each_member(&inner, e);
	zip_end(&z);
	return status;
}

static int
make_tar(const struct job *j, struct error *e)
{
	struct buffer plain = BUFFER_EMPTY;
	struct job inner = *j;
	int status;

	inner.out = &plain;
	status = for_each_member(&inner, e);
	tar_end(&plain);
	if (!status && j->content->archive->kind == ARCHIVE_TAR_GZ) {
		for (size_t i = 0; i < j->content->archive->n; i++)
			j->places[i].plain = false;
		status = deflate_gzip(buffer_span(&plain), j->out, e);
	} else if (!status) {
		buffer_add(j->out, plain.data, plain.n);
	}
	buffer_release(&plain);
	return status;
}

static int
make_cache(const struct job *j, struct error *e)
{
	int status;

	thumbcache_begin(j->out);
	status = for_each_member(j, e);
	thumbcache_end(j->out, j->content->archive->n);
	return status;
}

static int
make_thumbs(const struct job *j, struct error *e)
{
	struct thumbs t = THUMBS_EMPTY;
	struct job inner = *j;
	int status;

	inner.thumbs = &t;
	status = for_each_member(&inner, e);
	if (thumbs_end(&t, j->out, j->places, e))
		status = -1;
	return status;
}

int
archive_make(const struct recipe *recipe, size_t index, struct buffer *out, struct facts *facts,
	     struct error *e)
{
	static int (*const make[])(const struct job *j, struct error *e) = {
		[ARCHIVE_ZIP] = make_zip,	   [ARCHIVE_TAR] = make_tar,
		[ARCHIVE_TAR_GZ] = make_tar,	   [ARCHIVE_DOCX] = make_zip,
		[ARCHIVE_THUMBCACHE] = make_cache, [ARCHIVE_THUMBS] = make_thumbs};
	const struct content *c = &recipe->contents[index];
	struct job j = {.recipe = recipe, .content = c, .facts = facts, .out = out};
	int status;

	j.places = memory_zero(c->archive->n + 1, sizeof *j.places);
	status = make[c->archive->kind](&j, e);
	free(facts[index].places);
	facts[index].places = j.places;
	return status;
}
