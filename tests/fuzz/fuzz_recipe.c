/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a recipe: it is read or refused in words, and what was read stays inside its
 * bounds: paths lead nowhere but into the volume, references point to contents that are there,
 * sizes are bounded.
 */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "practice/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_path(const char *path)
{
	assert(path[0] && path[0] != '/');
	assert(!strstr(path, "//") && !strstr(path, "/../") && strncmp(path, "../", 3));
	assert(strcmp(path, "..") && path[strlen(path) - 1] != '/');
}

static void
check_volume(const struct recipe *r, const struct volume_spec *v)
{
	assert(v->size && v->size <= RECIPE_DISK_MAX);
	for (size_t i = 0; i < v->n; i++) {
		const struct plant *p = &v->plants[i];

		assert(!p->path == (p->kind == PLANT_FREE));
		if (p->path)
			check_path(p->path);
		assert(p->kind == PLANT_DIR || p->content < r->ncontents);
		assert(p->fragments >= 1 && p->fragments <= RECIPE_FRAGMENT_MAX);
		assert(!p->interleaved || (i > 0 && p[-1].fragments > 1));
	}
}

static void
check_content(const struct recipe *r, size_t i)
{
	const struct content *c = &r->contents[i];
	const struct picture *p = &c->picture;

	assert(c->bytes <= RECIPE_CONTENT_MAX);
	assert(c->kind != CONTENT_CUT || c->from < i);
	assert((c->kind == CONTENT_ARCHIVE) == (c->archive != NULL));
	for (size_t m = 0; c->archive && m < c->archive->n; m++) {
		check_path(c->archive->members[m].path);
		assert(c->archive->members[m].content < i);
	}
	assert(!c->archive || c->archive->nesting <= RECIPE_NESTING_MAX);
	assert(c->movie.frames <= RECIPE_FRAMES_MAX);
	if (c->kind != CONTENT_PICTURE)
		return;
	assert(p->width >= 8 && p->height >= 8);
	assert((uint64_t)p->width * p->height <= RECIPE_PIXELS_MAX);
	assert(p->position.latitude >= -90000000 && p->position.latitude <= 90000000);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = {0};
	struct recipe r;

	if (recipe_parse(&r, "recipe", (const char *)data, size, &e))
		assert(e.kind == ERROR_INPUT && e.text[0]);
	else
		assert(r.nvolumes > 0);
	for (size_t i = 0; i < r.nvolumes; i++)
		check_volume(&r, &r.volumes[i]);
	for (size_t i = 0; i < r.ncontents; i++)
		check_content(&r, i);
	recipe_release(&r);
	return 0;
}
