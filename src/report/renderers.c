/* SPDX-License-Identifier: Apache-2.0 */
#include "report/renderer.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"

const struct renderer *const report_renderers[] = {&renderer_html,
#ifdef HAVE_PDF
						   &renderer_pdf,
#endif
						   &renderer_csv,
						   &renderer_text,
						   &renderer_vics,
						   &renderer_dfxml,
						   &renderer_case,
						   &renderer_sqlite,
						   NULL};

const struct renderer *
renderer_by_name(const char *name)
{
	for (size_t i = 0; report_renderers[i]; i++)
		if (strcmp(report_renderers[i]->name, name) == 0)
			return report_renderers[i];
	return NULL;
}

static bool
has_word(const char *words, const char *word)
{
	size_t n = strlen(word);
	while (*words) {
		size_t length = strcspn(words, " ");
		if (length == n && strncasecmp(words, word, n) == 0)
			return true;
		words += length + (words[length] ? 1 : 0);
	}
	return false;
}

const struct renderer *
renderer_by_path(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	if (!dot || dot < slash || !dot[1])
		return NULL;
	for (size_t i = 0; report_renderers[i]; i++)
		if (has_word(report_renderers[i]->extensions, dot + 1))
			return report_renderers[i];
	return NULL;
}

int
rendering_open(struct rendering *r, const struct renderer *renderer,
	       const struct render_options *options, int dir, const char *path, struct error *e)
{
	*r = (struct rendering){.renderer = renderer,
				.options = options,
				.dir = dir,
				.path = path ? memory_string(path) : NULL};
	if ((renderer->ready && renderer->ready(e) < 0) ||
	    output_open(&r->output, dir, path, e) < 0 ||
	    (renderer->begin && renderer->begin(r, e) < 0)) {
		rendering_abandon(r);
		return -1;
	}
	return 0;
}

int
rendering_item(struct rendering *r, const struct record *record, struct error *e)
{
	return r->renderer->item ? r->renderer->item(r, record, e) : 0;
}

static void
name_beside(const char *path, const char *suffix, struct buffer *out)
{
	const char *slash = strrchr(path, '/'), *dot = strrchr(path, '.');
	bool extension = dot && dot > path && (!slash || dot > slash + 1);
	size_t stem = extension ? (size_t)(dot - path) : strlen(path);
	buffer_add(out, path, stem);
	buffer_add_format(out, "-%s%s", suffix, path + stem);
}

bool
rendering_name(const struct rendering *r, const char *suffix, struct buffer *out)
{
	if (!r->path || !output_is_file(r->output))
		return false;
	name_beside(r->path, suffix, out);
	return true;
}

int
rendering_beside(struct rendering *r, const char *suffix, struct output **out, struct error *e)
{
	struct buffer name = BUFFER_EMPTY;
	bool there = rendering_name(r, suffix, &name);
	assert(there);
	int result = output_open(out, r->dir, buffer_text(&name), e);
	buffer_release(&name);
	if (result < 0)
		return -1;
	r->beside = memory_resize_array(r->beside, r->nbeside + 1, sizeof(struct output *));
	r->beside[r->nbeside++] = *out;
	return 0;
}

static void
close_state(struct rendering *r)
{
	if (r->renderer && r->renderer->close)
		r->renderer->close(r);
	r->state = NULL;
}

static bool
remove_stale(const struct rendering *r, const char *suffix)
{
	struct buffer name = BUFFER_EMPTY;
	name_beside(r->path, suffix, &name);
	bool gone = output_remove_stale(r->dir, buffer_text(&name));
	buffer_release(&name);
	return gone;
}

/* What a longer report of the same name left here would pass for a part of this one. */
static void
remove_rest_of_longer(const struct rendering *r)
{
	char suffix[32];
	bool gone = r->renderer->numbered;
	for (size_t page = r->nbeside + 2; gone; page++) {
		snprintf(suffix, sizeof suffix, "%zu", page);
		gone = remove_stale(r, suffix);
	}
	if (r->renderer->beside && r->nbeside == 0)
		(void)remove_stale(r, r->renderer->beside);
}

int
rendering_finish(struct rendering *r, const struct facts *facts, struct error *e)
{
	if (r->renderer->finish(r, facts, e) < 0) {
		rendering_abandon(r);
		return -1;
	}
	close_state(r);
	int result = 0;
	for (size_t i = 0; result == 0 && i < r->nbeside; i++)
		result = output_commit(&r->beside[i], e);
	bool file = output_is_file(r->output);
	if (result == 0)
		result = output_commit(&r->output, e);
	if (result == 0 && file)
		remove_rest_of_longer(r);
	rendering_abandon(r);
	return result;
}

void
rendering_abandon(struct rendering *r)
{
	close_state(r);
	for (size_t i = 0; i < r->nbeside; i++)
		output_abandon(&r->beside[i]);
	free(r->beside);
	free(r->path);
	r->beside = NULL;
	r->path = NULL;
	r->nbeside = 0;
	output_abandon(&r->output);
}
