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

/* Each member is made, added and thrown away again. */
static int
for_each_member(const struct job *j, struct zip *z, struct error *e)
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
		if (z)
			status = zip_add(z, &p, &j->places[i], e);
		else if (a->kind == ARCHIVE_THUMBCACHE)
			thumbcache_add(j->out, &p, &j->places[i]);
		else
			tar_add(j->out, &p, &j->places[i]);
		j->places[i].at = z ? j->places[i].at : i;
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
	int status = 0;

	if (a->kind == ARCHIVE_DOCX)
		status = office_add(&z, a, &j->recipe->time, e);
	if (!status)
		status = for_each_member(j, &z, e);
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
	status = for_each_member(&inner, NULL, e);
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
	status = for_each_member(j, NULL, e);
	thumbcache_end(j->out, j->content->archive->n);
	return status;
}

int
archive_make(const struct recipe *recipe, size_t index, struct buffer *out, struct facts *facts,
	     struct error *e)
{
	const struct content *c = &recipe->contents[index];
	struct job j = {recipe, c, facts, memory_zero(c->archive->n + 1, sizeof *j.places), out};
	bool tar = c->archive->kind == ARCHIVE_TAR || c->archive->kind == ARCHIVE_TAR_GZ;
	int status = tar				      ? make_tar(&j, e)
		     : c->archive->kind == ARCHIVE_THUMBCACHE ? make_cache(&j, e)
							      : make_zip(&j, e);

	free(facts[index].places);
	facts[index].places = j.places;
	return status;
}
