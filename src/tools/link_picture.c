/* SPDX-License-Identifier: Apache-2.0 */
/* Exhibits and what ties them, as a graph to look at. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/json.h"
#include "report/xml.h"
#include "tools/link_tool.h"

/* A link over more exhibits ties each to the next ones only: all pairs would be a black picture. */
#define NEIGHBOURS ((size_t)50)

/* ---- Counting ---- */

static struct tie *
tie_of(struct tie_list *t, size_t a, size_t b)
{
	char key[48];
	int length = snprintf(key, sizeof key, "%zu %zu", a, b);
	struct span text = {key, (size_t)length};
	size_t i;

	if (!t->index) {
		t->index = index_new();
		t->keys = text_pool_new();
	}
	i = index_find(t->index, text);
	if (i != INDEX_NONE)
		return &t->v[i];
	if (t->n == t->cap) {
		t->cap = t->cap ? t->cap * 2 : 64;
		t->v = memory_resize_array(t->v, t->cap, sizeof *t->v);
	}
	index_add(t->index, span_of(text_pool_string(t->keys, text)), t->n);
	t->v[t->n] = (struct tie){.a = a, .b = b};
	return &t->v[t->n++];
}

void
ties_add(struct tie_list *t, const struct link *link)
{
	for (size_t i = 0; i < link->nmembers; i++)
		for (size_t k = i + 1; k < link->nmembers && k <= i + NEIGHBOURS; k++)
			tie_of(t, link->members[i].exhibit, link->members[k].exhibit)
				->by[link->kind]++;
}

void
ties_release(struct tie_list *t)
{
	index_free(&t->index);
	text_pool_free(&t->keys);
	free(t->v);
	*t = (struct tie_list){0};
}

/* "12 equal, 3 similar, 1 device" */
static void
describe(struct buffer *out, const struct tie *tie)
{
	static const struct {
		enum link_kind kind;
		const char *word;
	} words[] = {{LINK_PDQ, "similar"},
		     {LINK_DEVICE, "device"},
		     {LINK_LENS, "lens"},
		     {LINK_OWNER, "owner"},
		     {LINK_PLACE, "place"}};
	uint64_t equal = tie->by[LINK_SHA256] + tie->by[LINK_SHA1] + tie->by[LINK_MD5];

	if (equal)
		buffer_add_format(out, "%llu equal", (unsigned long long)equal);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (tie->by[words[i].kind])
			buffer_add_format(out, "%s%llu %s", out->n ? ", " : "",
					  (unsigned long long)tie->by[words[i].kind],
					  words[i].word);
}

static struct span
file_name(const struct link_exhibit *x)
{
	const char *slash = strrchr(x->evidence, '/');

	return span_of(slash && slash[1] ? slash + 1 : x->evidence);
}

/* ---- DOT ---- */

void
ties_as_dot(struct buffer *out, const struct link_context *x, const struct tie_list *t)
{
	struct buffer label = BUFFER_EMPTY;

	buffer_add_text(out, "graph exhibits {\n\tnode [shape=box];\n");
	for (size_t i = 0; i < x->nexhibits; i++) {
		struct span name = file_name(&x->exhibits[i]);

		buffer_add_format(out, "\te%zu [label=", i);
		json_add_string(out, name.p, name.n); /* DOT's strings are escaped alike */
		buffer_add_text(out, "];\n");
	}
	for (size_t i = 0; i < t->n; i++) {
		buffer_clear(&label);
		describe(&label, &t->v[i]);
		buffer_add_format(out, "\te%zu -- e%zu [label=\"%s\"];\n", t->v[i].a, t->v[i].b,
				  buffer_text(&label));
	}
	buffer_add_text(out, "}\n");
	buffer_release(&label);
}

/* ---- SVG: exhibits in a ring ---- */

#define MARGIN	   140.0 /* room for names outside the ring */
#define RADIUS_MIN 140.0
#define SPACING	   60.0 /* between neighbours on the ring */

struct ring {
	double radius, middle;
	size_t n;
};

static double
angle(const struct ring *r, size_t i)
{
	return 2 * M_PI * (double)i / (double)(r->n ? r->n : 1) - M_PI / 2;
}

static double
across(const struct ring *r, size_t i, double distance)
{
	return r->middle + distance * cos(angle(r, i));
}

static double
down(const struct ring *r, size_t i, double distance)
{
	return r->middle + distance * sin(angle(r, i));
}

/* The more ties, the thicker, but no more than can be told apart. */
static double
thickness(const struct tie *tie)
{
	uint64_t sum = 0;

	for (size_t k = 0; k < LINK_KINDS; k++)
		sum += tie->by[k];
	return 1 + log2((double)sum + 1) / 2;
}

static void
draw_tie(struct buffer *out, const struct ring *r, const struct tie *tie)
{
	double x1 = across(r, tie->a, r->radius), y1 = down(r, tie->a, r->radius);
	double x2 = across(r, tie->b, r->radius), y2 = down(r, tie->b, r->radius);
	struct buffer label = BUFFER_EMPTY;

	describe(&label, tie);
	buffer_add_format(out,
			  "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" "
			  "stroke-width=\"%.1f\"><title>%s</title></line>\n",
			  x1, y1, x2, y2, thickness(tie), buffer_text(&label));
	buffer_add_format(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>\n",
			  (x1 + x2) / 2, (y1 + y2) / 2 - 4, buffer_text(&label));
	buffer_release(&label);
}

static void
draw_exhibit(struct buffer *out, const struct ring *r, const struct link_exhibit *x, size_t i)
{
	double side = cos(angle(r, i));
	const char *anchor = side > 0.3 ? "start" : side < -0.3 ? "end" : "middle";

	buffer_add_format(out, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"7\"/>\n",
			  across(r, i, r->radius), down(r, i, r->radius));
	buffer_add_format(out, "<text class=\"name\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">",
			  across(r, i, r->radius + 14), down(r, i, r->radius + 20) + 4, anchor);
	xml_escape(out, file_name(x));
	buffer_add_text(out, "</text>\n");
}

void
ties_as_svg(struct buffer *out, const struct link_context *x, const struct tie_list *t)
{
	struct ring r = {.n = x->nexhibits};
	double size;

	r.radius = fmax(RADIUS_MIN, SPACING * (double)r.n / (2 * M_PI));
	r.middle = r.radius + MARGIN;
	size = 2 * r.middle;
	buffer_add_format(out,
			  "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" "
			  "width=\"%.0f\" height=\"%.0f\" role=\"img\">\n",
			  size, size, size, size);
	buffer_add_text(out, "<title>Exhibits and what ties them</title>\n<style>text{font:12px "
			     "sans-serif;fill:#333;paint-order:stroke;stroke:#fff;stroke-width:3px}"
			     ".name{font-weight:bold;fill:#000}line{stroke:#58a}circle{fill:#036}"
			     "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	for (size_t i = 0; i < t->n; i++)
		draw_tie(out, &r, &t->v[i]);
	for (size_t i = 0; i < x->nexhibits; i++)
		draw_exhibit(out, &r, &x->exhibits[i], i);
	buffer_add_text(out, "</svg>\n");
}
