/* SPDX-License-Identifier: Apache-2.0 */
#include "system/xml_file.h"

#include <expat.h>
#include <string.h>

#include "base/buffer.h"

#define DEPTH_MAX 64

struct reading {
	XML_Parser parser;
	void (*see)(void *ctx, const struct xml_event *x);
	void *ctx;
	struct buffer names;	  /* of the elements that are open, each with a NUL */
	size_t starts[DEPTH_MAX]; /* of their names */
	unsigned depth;
	struct buffer text;
};

static struct span
element(const struct reading *r)
{
	return r->depth ? span_of(r->names.data + r->starts[r->depth - 1]) : span_of("");
}

static void
flush_text(struct reading *r)
{
	struct span value = system_trim(buffer_span(&r->text));
	const struct xml_event x = {element(r), {NULL, 0}, value};

	if (value.n)
		r->see(r->ctx, &x);
	buffer_clear(&r->text);
}

static void
on_start(void *data, const char *name, const char **attributes)
{
	struct reading *r = data;

	flush_text(r);
	if (r->depth == DEPTH_MAX) {
		XML_StopParser(r->parser, XML_FALSE);
		return;
	}
	r->starts[r->depth++] = r->names.n;
	buffer_add(&r->names, name, strlen(name) + 1);
	for (size_t i = 0; attributes[i]; i += 2) {
		const struct xml_event x = {element(r), span_of(attributes[i]),
					    span_of(attributes[i + 1])};

		r->see(r->ctx, &x);
	}
}

static void
on_end(void *data, const char *name)
{
	struct reading *r = data;

	(void)name;
	flush_text(r);
	if (r->depth)
		r->names.n = r->starts[--r->depth];
}

static void
on_text(void *data, const char *p, int n)
{
	struct reading *r = data;

	buffer_add(&r->text, p, (size_t)n);
}

/* Entities are the way to make XML grow without end. */
static void
on_doctype(void *data, const char *name, const char *system, const char *public, int internal)
{
	struct reading *r = data;

	(void)name;
	(void)system;
	(void)public;
	if (internal)
		XML_StopParser(r->parser, XML_FALSE);
}

int
xml_read_text(struct span text, void (*see)(void *ctx, const struct xml_event *x), void *ctx)
{
	struct reading r = {.parser = XML_ParserCreate(NULL), .see = see, .ctx = ctx};
	int status = -1;

	if (!r.parser)
		return -1;
	XML_SetUserData(r.parser, &r);
	XML_SetElementHandler(r.parser, on_start, on_end);
	XML_SetCharacterDataHandler(r.parser, on_text);
	XML_SetStartDoctypeDeclHandler(r.parser, on_doctype);
	if (XML_Parse(r.parser, text.p, (int)text.n, 1) == XML_STATUS_OK)
		status = 0;
	XML_ParserFree(r.parser);
	buffer_release(&r.names);
	buffer_release(&r.text);
	return status;
}

void
xml_file_read(struct bytes *bytes, void (*see)(void *ctx, const struct xml_event *x), void *ctx,
	      struct system_facts *out)
{
	size_t n = bytes->size < XML_FILE_MAX ? (size_t)bytes->size : (size_t)XML_FILE_MAX;
	struct buffer text = BUFFER_EMPTY;
	struct span s;
	int status;

	text.n = bytes_read(bytes, 0, buffer_reserve(&text, n + 1), n);
	s = buffer_span(&text);
	status = s.n >= 4 && memcmp(s.p, "ABX\0", 4) == 0 ? xml_read_binary(s, see, ctx)
							  : xml_read_text(s, see, ctx);
	if (status)
		system_note(out, "%.*s breaks on the way: what stands before that was read",
			    (int)out->path.n, out->path.p);
	buffer_release(&text);
}
