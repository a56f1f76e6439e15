/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The case as CASE/UCO 1.4.0 in JSON-LD, for programs that join what several tools have found. It
 * holds what a report is about: pictures, videos and all that a set knows; --all-items gives every
 * item. The order of a graph means nothing, so items are written as they pass.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/memory.h"
#include "record/json.h"
#include "report/case_graph.h"
#include "report/renderer.h"

#define UCO "https://ontology.unifiedcyberontology.org/uco/"

struct graph {
	struct buffer out;
};

static const char *const prefixes[][2] = {
	{"case-investigation", "https://ontology.caseontology.org/case/investigation/"},
	{"uco-action", UCO "action/"},
	{"uco-configuration", UCO "configuration/"},
	{"uco-core", UCO "core/"},
	{"uco-identity", UCO "identity/"},
	{"uco-location", UCO "location/"},
	{"uco-observable", UCO "observable/"},
	{"uco-tool", UCO "tool/"},
	{"uco-types", UCO "types/"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
	{"kb", "http://example.org/kb/"},
};

/* The program that wrote the graph comes first; everything else stands behind a comma. */
static int
begin(struct rendering *r, struct error *e)
{
	struct graph *g = memory_zero(1, sizeof *g);
	struct graph_name tool = graph_name("tool", "winnow-report", PACKAGE_VERSION, NULL);

	r->state = g;
	buffer_add_text(&g->out, "{\"@context\":{");
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		json_member_text(&g->out, prefixes[i][0], prefixes[i][1]);
	buffer_add_text(&g->out, "},\n\"@graph\":[\n");
	graph_open(&g->out, &tool, "uco-tool:Tool");
	graph_text(&g->out, "uco-core:name", "winnow-report");
	graph_text(&g->out, "uco-tool:version", PACKAGE_VERSION);
	graph_close(&g->out);
	return output_write(r->output, buffer_span(&g->out), e);
}

static void
end(struct rendering *r)
{
	struct graph *g = r->state;

	if (!g)
		return;
	buffer_release(&g->out);
	free(g);
}

static bool
begins_with(struct span text, const char *start)
{
	return text.n >= strlen(start) && memcmp(text.p, start, strlen(start)) == 0;
}

static bool
is_wanted(const struct rendering *r, const struct record *record)
{
	struct span mime = record_value(record, "mime");

	return r->options->all_items || begins_with(mime, "\"image/") ||
	       begins_with(mime, "\"video/") || record_value(record, "matches").n > 2;
}

static int
item(struct rendering *r, const struct record *record, struct error *e)
{
	struct graph *g = r->state;

	if (!is_wanted(r, record))
		return 0;
	buffer_clear(&g->out);
	case_item(&g->out, record);
	return output_write(r->output, buffer_span(&g->out), e);
}

static int
finish(struct rendering *r, const struct facts *facts, struct error *e)
{
	struct graph *g = r->state;

	buffer_clear(&g->out);
	case_facts(&g->out, facts);
	buffer_add_text(&g->out, "\n]}\n");
	return output_write(r->output, buffer_span(&g->out), e);
}

const struct renderer renderer_case = {
	.name = "case",
	.file = "report.case.jsonld",
	.extensions = "jsonld case",
	.help = N_("the case as CASE/UCO 1.4.0 (JSON-LD): exhibits, acts, items, cameras"),
	.begin = begin,
	.item = item,
	.finish = finish,
	.close = end,
};
