/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Entries of the hash sharing service of the National Center for Missing & Exploited Children,
 * version 2: XML, namespace https://hashsharing.ncmec.org/hashsharing/v2.
 *
 *	<queryResult><images count="2" maxTimestamp="…">
 *		<image><member id="42">Name</member><timestamp>…</timestamp><id>image1</id>
 *			<classification>A1</classification>
 *			<fingerprints><md5>…</md5><sha1>…</sha1><pdna>…</pdna></fingerprints></image>
 *		<deletedImage><member id="42">Name</member><id>image2</id>…</deletedImage>
 *	</images><videos>…</videos></queryResult>
 *
 * An entry is known by member and id; one that comes again replaces the one before, and a deleted
 * one takes it back. Read by expat; a document type declaration, which no reply has, is refused.
 */
#include <expat.h>
#include <stdio.h>
#include <string.h>

#include "hashset/list_record.h"

#define DEPTH_MAX 64

struct ncmec {
	struct list *list;
	XML_Parser parser;
	struct list_record record;
	struct buffer text;	     /* of the element at hand */
	struct buffer member, id;    /* of the entry */
	unsigned depth, entry_depth; /* entry_depth 0: outside of entries */
	bool in_fingerprints;
	struct error *e;
	bool failed;
};

static bool
accepts(struct span head)
{
	return list_has_text(head, "hashsharing.ncmec.org") ||
	       (list_has_text(head, "<queryResult") && list_has_text(head, "<fingerprints"));
}

static void
stop(struct ncmec *n)
{
	n->failed = true;
	XML_StopParser(n->parser, XML_FALSE);
}

/* Names come as "namespace|name". */
static const char *
local_name(const char *name)
{
	const char *bar = strrchr(name, '|');
	return bar ? bar + 1 : name;
}

static void
start_entry(struct ncmec *n, bool deleted)
{
	list_record_clear(&n->record);
	buffer_clear(&n->member);
	buffer_clear(&n->id);
	n->record.row.action = deleted ? LIST_DELETE : LIST_REPLACE;
	n->entry_depth = n->depth;
	n->in_fingerprints = false;
	n->list->record++;
}

static void XMLCALL
on_start(void *ctx, const char *name, const char **attributes)
{
	struct ncmec *n = ctx;
	name = local_name(name);
	if (++n->depth > DEPTH_MAX) {
		error_set(n->e, ERROR_INPUT, "%s is nested too deeply", n->list->name);
		stop(n);
		return;
	}
	buffer_clear(&n->text);
	bool deleted = strcmp(name, "deletedImage") == 0 || strcmp(name, "deletedVideo") == 0;
	if (!n->entry_depth &&
	    (deleted || strcmp(name, "image") == 0 || strcmp(name, "video") == 0))
		start_entry(n, deleted);
	if (n->entry_depth && strcmp(name, "fingerprints") == 0)
		n->in_fingerprints = true;
	if (!n->entry_depth || strcmp(name, "member") != 0)
		return;
	for (size_t i = 0; attributes[i]; i += 2) {
		if (strcmp(local_name(attributes[i]), "id") == 0 && n->member.n == 0)
			buffer_add_text(&n->member, attributes[i + 1]);
	}
}

static void XMLCALL
on_text(void *ctx, const char *text, int length)
{
	struct ncmec *n = ctx;
	if (n->entry_depth && n->text.n + (size_t)length <= LIST_VALUE_MAX)
		buffer_add(&n->text, text, (size_t)length);
}

static void
give(struct ncmec *n)
{
	struct buffer name = BUFFER_EMPTY;
	if (n->id.n > 0) {
		buffer_add(&name, n->member.data, n->member.n);
		buffer_add_byte(&name, '/');
		buffer_add(&name, n->id.data, n->id.n);
		list_record_id(&n->record, buffer_span(&name));
	} else if (n->record.row.action == LIST_REPLACE) {
		n->record.row.action = LIST_ADD;
	}
	if (list_record_give(n->list, &n->record, n->e))
		stop(n);
	buffer_release(&name);
}

/* Blanks and line breaks around a value belong to the document's looks. */
static struct span
trimmed(struct span s)
{
	while (s.n > 0 && strchr(" \t\r\n", s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && strchr(" \t\r\n", s.p[s.n - 1]))
		s.n--;
	return s;
}

static void
take_value(struct ncmec *n, const char *name, struct span text)
{
	if (n->in_fingerprints && n->depth > n->entry_depth + 1)
		list_record_named(&n->record, span_of(name), text);
	else if (n->depth != n->entry_depth + 1)
		return;
	else if (strcmp(name, "id") == 0 && n->id.n == 0)
		buffer_add(&n->id, text.p, text.n);
	else if (strcmp(name, "classification") == 0)
		list_record_category(&n->record, text);
	else if (strcmp(name, "member") == 0)
		list_record_detail(&n->record, "source", text);
}

static void XMLCALL
on_end(void *ctx, const char *name)
{
	struct ncmec *n = ctx;
	name = local_name(name);
	if (n->entry_depth && n->depth == n->entry_depth) {
		n->entry_depth = 0;
		give(n);
	} else if (n->entry_depth) {
		if (strcmp(name, "fingerprints") == 0)
			n->in_fingerprints = false;
		else
			take_value(n, name, trimmed(buffer_span(&n->text)));
	}
	buffer_clear(&n->text);
	n->depth--;
}

/* Entities are declared in one: there is nothing that a reply could need it for. */
static void XMLCALL
on_doctype(void *ctx, const char *name, const char *system, const char *public, int internal)
{
	struct ncmec *n = ctx;
	(void)name, (void)system, (void)public, (void)internal;
	error_set(n->e, ERROR_INPUT, "%s has a document type declaration, which is not read",
		  n->list->name);
	stop(n);
}

static int
parse(struct ncmec *n, struct span block, bool last, struct error *e)
{
	if (XML_Parse(n->parser, block.p, (int)block.n, last) == XML_STATUS_OK && !n->failed)
		return 0;
	return error_set(e, ERROR_INPUT, "%s is broken XML: %s (line %lu)", n->list->name,
			 XML_ErrorString(XML_GetErrorCode(n->parser)),
			 (unsigned long)XML_GetCurrentLineNumber(n->parser));
}

static int
read_all(struct ncmec *n, struct error *e)
{
	struct lines *lines = &n->list->lines;
	struct span block;
	int more;
	while ((more = lines_block(lines, &block, e)) > 0) {
		if (parse(n, block, false, e))
			return -1;
	}
	return more < 0 ? -1 : parse(n, (struct span){"", 0}, true, e);
}

static int
import(struct list *l, struct error *e)
{
	struct ncmec n = {.list = l, .e = e};
	struct list_header header = {.has_category = true, .scheme = "ncmec"};
	if (list_header(l, &header, e))
		return -1;
	/* What was UTF-16 is UTF-8 by now, whatever the document says of itself. */
	n.parser = XML_ParserCreateNS(l->lines.encoding == LINES_UTF8 ? NULL : "UTF-8", '|');
	if (!n.parser)
		return error_set(e, ERROR_SYSTEM, "expat cannot be started");
	XML_SetUserData(n.parser, &n);
	XML_SetElementHandler(n.parser, on_start, on_end);
	XML_SetCharacterDataHandler(n.parser, on_text);
	XML_SetStartDoctypeDeclHandler(n.parser, on_doctype);
	int status = read_all(&n, e);
	XML_ParserFree(n.parser);
	list_record_release(&n.record);
	buffer_release(&n.text);
	buffer_release(&n.member);
	buffer_release(&n.id);
	return status;
}

const struct list_format list_ncmec = {"ncmec", "NCMEC hash sharing", accepts, import, "record"};
