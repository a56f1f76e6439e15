/* SPDX-License-Identifier: Apache-2.0 */
#include "report/making.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/edition.h"

struct making {
	struct report *report;
	struct render_options options;
	struct rendering *renderings;
	size_t open;
};

/* What the report says of where the full listings are. */
static void
set_pointers(struct making *m, const struct making_config *config)
{
	bool csv = false;
	for (size_t i = 0; i < config->nformats; i++)
		csv |= strcmp(config->formats[i]->name, "csv") == 0;
	bool items = csv && config->all_items;
	m->options.all_items = config->all_items;
	m->options.edition = config->edition;
	m->options.all_hits = csv && !items ? "report.csv" : "winnow-report -f csv";
	m->options.all_items_where = items ? "report.csv" : "winnow-report -f csv --all-items";
}

static int
each_item(void *ctx, const struct record *record, struct error *e)
{
	struct making *m = ctx;
	for (size_t i = 0; i < m->open; i++)
		if (rendering_item(&m->renderings[i], record, e) < 0)
			return -1;
	return 0;
}

/* A format that cannot keep to the edition would give away what the others withhold. */
static int
check_edition(const struct making_config *config, struct error *e)
{
	enum edition edition = config->edition;
	for (size_t i = 0; i < config->nformats && edition != EDITION_FULL; i++) {
		const struct renderer *r = config->formats[i];
		if (r->editions & EDITION_BIT(edition))
			continue;
		return error_set(e, ERROR_USAGE, "-f %s has a full edition only: %s", r->name,
				 r->full_only ? r->full_only : "it writes what the records hold");
	}
	if (edition == EDITION_STATISTICS && config->all_items)
		return error_set(e, ERROR_USAGE, "--all-items: the statistics edition only counts");
	if (edition == EDITION_STATISTICS && config->counting_file)
		return error_set(e, ERROR_USAGE,
				 "--counting: the statistics edition suppresses small counts");
	return 0;
}

static int
open_one(struct making *m, const struct making_config *config, const struct renderer *renderer,
	 const char *path, struct error *e)
{
	struct rendering *r = &m->renderings[m->open];
	if (rendering_open(r, renderer, &m->options, config->folder, path, e) < 0)
		return -1;
	m->open++;
	return 0;
}

/* The first language has the format's own file, each further one a file beside it. */
static int
open_further(struct making *m, const struct making_config *config, struct error *e)
{
	const struct language_list *spoken = report_languages(m->report);
	struct rendering *first = &m->renderings[m->open - 1];
	first->language = spoken->v[0];
	for (size_t i = 1; i < spoken->n; i++) {
		struct buffer name = BUFFER_EMPTY;
		int result = 0;
		if (!rendering_name(first, spoken->v[i]->code, &name))
			result = error_set(e, ERROR_USAGE,
					   "-f %s makes a file for each language: name one with -o",
					   first->renderer->name);
		else
			result = open_one(m, config, first->renderer, buffer_text(&name), e);
		buffer_release(&name);
		if (result < 0)
			return -1;
		m->renderings[m->open - 1].language = spoken->v[i];
	}
	return 0;
}

static int
open_format(struct making *m, const struct making_config *config, const struct renderer *renderer,
	    const char *path, struct error *e)
{
	if (open_one(m, config, renderer, path, e) < 0)
		return -1;
	bool apart = renderer->one_language && report_languages(m->report)->n > 1;
	return apart ? open_further(m, config, e) : 0;
}

static int
open_all(struct making *m, const struct making_config *config, struct error *e)
{
	if (check_edition(config, e) < 0 ||
	    (config->counting_file &&
	     report_counting_file(m->report, config->counting_file, e) < 0))
		return -1;
	report_edition(m->report, config->edition);
	for (size_t i = 0; i < config->nlanguages; i++)
		if (report_language(m->report, config->languages[i], e) < 0)
			return -1;
	if (config->case_file && report_case_file(m->report, config->case_file, e) < 0)
		return -1;
	for (size_t i = 0; i < config->nfields; i++)
		if (report_case_field(m->report, config->fields[i], e) < 0)
			return -1;
	for (size_t i = 0; i < config->nformats; i++) {
		const struct renderer *renderer = config->formats[i];
		const char *path = config->nformats > 1 ? renderer->file : config->path;
		if (open_format(m, config, renderer, path, e) < 0)
			return -1;
	}
	return 0;
}

int
making_open(struct making **out, const struct making_config *config, struct error *e)
{
	struct making *m = memory_zero(1, sizeof *m);
	m->renderings = memory_zero(config->nformats * LANGUAGES_MAX + 1, sizeof *m->renderings);
	m->report = report_new();
	if (config->bare)
		report_allow_bare(m->report);
	report_each_item(m->report, each_item, m);
	set_pointers(m, config);
	*out = m;
	if (open_all(m, config, e) == 0)
		return 0;
	making_abandon(out);
	return -1;
}

int
making_read(struct making *m, struct line_reader *reader, struct error *e)
{
	return report_read(m->report, reader, e);
}

static int
finish_one(struct making *m, struct rendering *r, const struct facts *facts, struct error *e)
{
	struct facts alone;
	if (!r->language)
		return rendering_finish(r, facts, e);
	report_speak(m->report, r->language, &alone);
	return rendering_finish(r, &alone, e);
}

int
making_finish(struct making **making, struct error *why, struct error *e)
{
	struct making *m = *making;
	const struct facts *facts = report_finish(m->report);
	int status = facts_status(facts, why);
	while (status >= 0 && m->open > 0)
		if (finish_one(m, &m->renderings[--m->open], facts, e) < 0)
			status = -1;
	making_abandon(making);
	return status;
}

void
making_abandon(struct making **making)
{
	struct making *m = *making;
	if (!m)
		return;
	while (m->open > 0)
		rendering_abandon(&m->renderings[--m->open]);
	free(m->renderings);
	report_free(&m->report);
	free(m);
	*making = NULL;
}
