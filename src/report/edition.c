/* SPDX-License-Identifier: Apache-2.0 */
#include "report/edition.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/sha256.h"

static const char *const names[] = {
	[EDITION_FULL] = "full", [EDITION_COURT] = "court", [EDITION_STATISTICS] = "statistics"};

int
edition_by_name(const char *name, enum edition *out)
{
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i], name) == 0) {
			*out = (enum edition)i;
			return 0;
		}
	return -1;
}

const char *
edition_name(enum edition edition)
{
	return names[edition];
}

/* ---- Single values ---- */

const char *
edition_file(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash && slash[1] ? slash + 1 : path;
}

void
edition_id(struct buffer *out, const char *id, const char *path)
{
	const char *member = strchr(id, '!'), *volume = strchr(id, '/');
	const char *name = path && *path ? edition_file(path) : NULL;
	const char *from = NULL;
	char hex[SHA256_HEX_MAX];
	if (member)
		from = member + 1;
	else if (name && strlen(name) > 2 && strstr(id, name))
		from = volume ? volume + 1 : id;
	if (!from) {
		buffer_add_text(out, id);
		return;
	}
	sha256_bytes(span_of(from), hex);
	buffer_add(out, id, (size_t)(from - id));
	buffer_add_format(out, "#%.16s", hex);
}

void
edition_degrees(struct buffer *out, const char *degrees)
{
	const char *p = degrees + (*degrees == '-');
	size_t whole = strspn(p, "0123456789");
	if (whole == 0 || p[whole + strspn(p + whole, ".0123456789")] != '\0')
		return;
	const char *point = p[whole] == '.' ? p + whole : "";
	buffer_add_format(out, "%s%.*s.%c", p == degrees ? "" : "-", (int)whole, p,
			  *point && point[1] ? point[1] : '0');
}

/* ---- Facts ---- */

static const char *
kept(struct facts *f, struct buffer *b)
{
	const char *text = text_pool_string(f->pool, buffer_span(b));
	buffer_clear(b);
	return text;
}

static void
coarsen(struct facts *f, const char **degrees, struct buffer *b)
{
	edition_degrees(b, *degrees);
	*degrees = kept(f, b);
}

static void
withhold_hit(struct facts *f, struct hit *h, struct buffer *b)
{
	for (size_t i = 0; i < h->nparts; i++) {
		edition_id(b, h->parts[i].id, h->parts[i].path);
		h->parts[i].id = kept(f, b);
		h->parts[i].path = "";
	}
	h->nnames = 0;
	h->notes = "";
	coarsen(f, &h->latitude, b);
	coarsen(f, &h->longitude, b);
}

static void
withhold_notes(struct facts *f, struct note_list *l, struct buffer *b)
{
	for (size_t i = 0; i < l->n; i++) {
		if (!l->v[i].of_item)
			continue;
		edition_id(b, l->v[i].where, l->v[i].path);
		l->v[i].where = kept(f, b);
		l->v[i].message = "";
	}
}

/* Each word of a command line that is a path becomes its last part; quoted words are one. */
static const char *
withhold_folders(struct facts *f, const char *command, struct buffer *b)
{
	size_t word = 0;
	bool quoted = false;
	for (const char *p = command; *p; p++) {
		if (*p == '\'')
			quoted = !quoted;
		bool last = p[1] == '\0' || p[1] == '\'' || p[1] == ' ';
		if (*p == '/' && !last) {
			b->n = word;
			continue;
		}
		buffer_add_byte(b, *p);
		if ((*p == ' ' && !quoted) || *p == '=' || (*p == '\'' && quoted))
			word = b->n;
	}
	return kept(f, b);
}

static void
withhold_all(struct facts *f)
{
	struct buffer b = BUFFER_EMPTY;
	for (size_t i = 0; i < f->nhits; i++)
		withhold_hit(f, &f->hits[i], &b);
	for (size_t i = 0; i < f->ndevices; i++)
		f->devices[i].owner = "";
	for (size_t i = 0; i < f->nvolumes; i++)
		f->volumes[i].label = "";
	systems_withhold(f);
	for (size_t i = 0; i < f->nevidence; i++)
		f->evidence[i].path = edition_file(f->evidence[i].path);
	for (size_t i = 0; i < f->nsets; i++)
		f->sets[i].file = edition_file(f->sets[i].file);
	for (size_t i = 0; i < f->nruns; i++)
		f->runs[i].command = withhold_folders(f, f->runs[i].command, &b);
	withhold_notes(f, &f->errors, &b);
	withhold_notes(f, &f->warnings, &b);
	buffer_release(&b);
}

/* Counts say nothing of a case: only whose they are. */
static void
withhold_case(struct case_data *c)
{
	for (size_t i = 0; case_fields[i].section; i++)
		if (strcmp(case_fields[i].section, "agency") != 0) {
			free(c->values[i]);
			c->values[i] = NULL;
		}
}

void
edition_apply(struct facts *f, enum edition edition)
{
	f->edition = edition;
	if (edition == EDITION_STATISTICS)
		withhold_case(f->case_data);
	if (edition != EDITION_FULL)
		withhold_all(f);
}
