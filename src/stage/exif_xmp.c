/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_xmp.h"

#include <ctype.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "record/json.h"

#define DEPTH_MAX      32
#define PROPERTIES_MAX 2000
#define TEXT_MAX       ((size_t)64 << 10) /* of one value */
#define FEED_LEAST     ((uint64_t)64 << 10)
#define FEED_MOST      ((uint64_t)16 << 20)

#define RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define XML "http://www.w3.org/XML/1998/namespace"

/* Namespaces and the groups that exiftool, and so everybody, calls them by. */
static const struct {
	const char *uri, *group;
} spaces[] = {
	{"http://purl.org/dc/elements/1.1/", "XMP-dc"},
	{"http://ns.adobe.com/xap/1.0/", "XMP-xmp"},
	{"http://ns.adobe.com/xap/1.0/mm/", "XMP-xmpMM"},
	{"http://ns.adobe.com/xap/1.0/rights/", "XMP-xmpRights"},
	{"http://ns.adobe.com/xap/1.0/sType/ResourceRef#", "XMP-stRef"},
	{"http://ns.adobe.com/xap/1.0/sType/ResourceEvent#", "XMP-stEvt"},
	{"http://ns.adobe.com/exif/1.0/", "XMP-exif"},
	{"http://cipa.jp/exif/1.0/", "XMP-exifEX"},
	{"http://ns.adobe.com/exif/1.0/aux/", "XMP-aux"},
	{"http://ns.adobe.com/tiff/1.0/", "XMP-tiff"},
	{"http://ns.adobe.com/photoshop/1.0/", "XMP-photoshop"},
	{"http://ns.adobe.com/camera-raw-settings/1.0/", "XMP-crs"},
	{"http://ns.adobe.com/xmp/1.0/DynamicMedia/", "XMP-xmpDM"},
	{"http://ns.adobe.com/lightroom/1.0/", "XMP-lr"},
	{"http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/", "XMP-iptcCore"},
	{"http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "XMP-iptcExt"},
	{"http://ns.microsoft.com/photo/1.0", "XMP-microsoft"},
	{"http://ns.microsoft.com/photo/1.0/", "XMP-microsoft"},
	{"http://ns.google.com/photos/1.0/camera/", "XMP-GCamera"},
	{"http://ns.google.com/photos/1.0/container/", "XMP-Container"},
	{"http://ns.google.com/photos/1.0/panorama/", "XMP-GPano"},
	{"http://ns.google.com/photos/1.0/depthmap/", "XMP-GDepth"},
	{"http://ns.google.com/photos/1.0/creations/", "XMP-GCreations"},
	{"http://ns.apple.com/faceinfo/1.0/", "XMP-apple-fi"},
	{"http://www.dji.com/drone-dji/1.0/", "XMP-drone-dji"},
	{"http://www.metadataworkinggroup.com/schemas/regions/", "XMP-mwg-rs"},
	{"http://ns.adobe.com/xmp/note/", "XMP-xmpNote"},
	{"adobe:ns:meta/", "XMP-x"},
	{"http://purl.org/dc/terms/", "XMP-dcterms"},
	{"http://digikam.org/ns/1.0/", "XMP-digiKam"},
	{"http://ns.acdsee.com/iptc/1.0/", "XMP-acdsee"},
	{"http://ns.useplus.org/ldf/xmp/1.0/", "XMP-plus"},
	{"http://www.dji.com/drone-dji/1.0", "XMP-drone-dji"},
	{"http://pix4d.com/camera/1.0/", "XMP-Camera"},
	{"http://ns.panasonic.com/metadata/", "XMP-panasonic"},
	{"http://ns.flir.com/xmp/1.0/", "XMP-FLIR"},
	{"http://www.metadataworkinggroup.com/schemas/collections/", "XMP-mwg-coll"},
	{"http://cv.iptc.org/", "XMP-iptc"},
	{"http://ns.camerabits.com/photomechanic/1.0/", "XMP-photomech"},
	{"http://xmp.gettyimages.com/gift/1.0/", "XMP-getty"},
	{"http://gettyimages.com/xmp/1.0/", "XMP-getty"},
	{"http://ns.nikon.com/BASIC_PARAM", "XMP-NikonBasic"},
	{"http://ns.microsoft.com/photo/1.2/t/RegionInfo#", "XMP-MPRI"},
	{"http://ns.microsoft.com/photo/1.2/", "XMP-MP"},
	{"http://ns.adobe.com/DICOM/", "XMP-DICOM"},
	{"http://ns.oppo.com/photos/1.0/camera/", "XMP-OpCamera"},
	{"http://ns.xiaomi.com/photos/1.0/camera/", "XMP-xiaomi"},
	{"http://ns.apple.com/HDRGainMap/1.0/", "XMP-HDRGainMap"},
	{"http://ns.adobe.com/hdr-gain-map/1.0/", "XMP-hdrgm"},
	{"http://ns.google.com/photos/dd/1.0/device/", "XMP-Device"},
	{"http://ns.google.com/photos/1.0/image/", "XMP-GImage"},
	{"http://ns.google.com/photos/1.0/audio/", "XMP-GAudio"},
	{"http://ns.adobe.com/xap/1.0/bj/", "XMP-xmpBJ"},
	{"http://ns.adobe.com/pdfx/1.3/", "XMP-pdfx"},
	{"http://ns.adobe.com/pdf/1.3/", "XMP-pdf"},
};

/* One fact in the making. */
struct property {
	const char *group;
	char tag[FACT_TAG_MAX];
	struct buffer values; /* JSON strings, commas between them */
	unsigned n;
};

/* What an element is for. */
enum role {
	ENVELOPE, /* x:xmpmeta, rdf:RDF, rdf:Description at the top */
	PROPERTY, /* has a name of its own */
	ARRAY,	  /* rdf:Bag, Seq, Alt */
	ITEM,	  /* rdf:li */
	STRUCT,	  /* rdf:Description within a property */
};

struct level {
	enum role role;
	const char *group; /* of the outermost property */
	size_t name;	   /* how much of `name` was there before this element */
	bool parts;	   /* it has had elements or attributes that are values: its text is none */
};

struct reader {
	XML_Parser parser;
	struct facts *facts;
	struct property *properties;
	size_t n, room;
	struct level level[DEPTH_MAX];
	unsigned depth;
	struct buffer name; /* of the property at hand: HistoryAction */
	struct buffer text;
	bool alternative; /* within the second and later of rdf:Alt: other languages */
	bool mending;	  /* what no XML may hold becomes a question mark */
};

/* ---- Facts ---- */

static struct property *
property_of(struct reader *r, const char *group, const char *tag)
{
	struct property *p;

	for (size_t i = 0; i < r->n; i++)
		if (r->properties[i].group == group && strcmp(r->properties[i].tag, tag) == 0)
			return &r->properties[i];
	if (r->n == PROPERTIES_MAX)
		return NULL;
	if (r->n == r->room) {
		r->room = r->room ? r->room * 2 : 32;
		r->properties = memory_resize_array(r->properties, r->room, sizeof *r->properties);
	}
	p = &r->properties[r->n++];
	*p = (struct property){.group = group};
	snprintf(p->tag, sizeof p->tag, "%s", tag);
	return p;
}

/* Exif's rationals, "926/1000", become numbers as they do in Exif itself. */
static bool
add_ratio(const char *group, const char *text, size_t n, struct buffer *out)
{
	char copy[32];
	long above, below;
	int end = 0;

	if (n >= sizeof copy ||
	    (strncmp(group, "XMP-exif", 8) != 0 && strcmp(group, "XMP-tiff") != 0))
		return false;
	memcpy(copy, text, n);
	copy[n] = '\0';
	if (sscanf(copy, "%10ld/%10ld%n", &above, &below, &end) != 2 || (size_t)end != n ||
	    below == 0)
		return false;
	if (above % below == 0)
		buffer_add_format(out, "%ld", above / below);
	else
		json_add_double(out, (double)above / (double)below);
	return true;
}

/* Some writers state a property twice with one value: that is no list. */
static bool
is_repeated(const struct reader *r, const struct property *p, size_t first)
{
	return r->depth && r->level[r->depth - 1].role != ITEM && p->values.n == 2 * first + 1 &&
	       memcmp(p->values.data, p->values.data + first + 1, first) == 0;
}

static void
add_value(struct reader *r, const char *group, const char *text, size_t n)
{
	struct property *p;
	size_t before;

	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	while (n && isspace((unsigned char)*text)) {
		text++;
		n--;
	}
	p = n && n <= TEXT_MAX && r->name.n ? property_of(r, group, buffer_text(&r->name)) : NULL;
	if (!p || p->values.n > FACTS_MAX)
		return;
	before = p->values.n;
	if (p->n++)
		buffer_add_byte(&p->values, ',');
	if (!add_ratio(group, text, n, &p->values))
		json_add_string(&p->values, text, n);
	if (p->n == 2 && is_repeated(r, p, before)) {
		p->values.n = before;
		p->n = 1;
	}
}

static void
hand_over(struct reader *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct property *p = &r->properties[i];
		size_t begun = facts_begin(r->facts);

		buffer_add_text(&r->facts->text, p->n > 1 ? "[" : "");
		buffer_add(&r->facts->text, p->values.data, p->values.n);
		buffer_add_text(&r->facts->text, p->n > 1 ? "]" : "");
		if (p->n)
			facts_end(r->facts, begun, p->group, p->tag);
	}
}

/* ---- Names ---- */

/* "uri local" as expat gives it; uri_n: the bytes of the uri. */
static const char *
local_name(const char *name, size_t *uri_n)
{
	const char *blank = strrchr(name, ' ');

	*uri_n = blank ? (size_t)(blank - name) : 0;
	return blank ? blank + 1 : name;
}

static bool
in_space(const char *name, const char *uri, const char **local)
{
	size_t n;

	*local = local_name(name, &n);
	return n == strlen(uri) && memcmp(name, uri, n) == 0;
}

static const char *
group_of(const char *name)
{
	size_t n;

	local_name(name, &n);
	for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++)
		if (strlen(spaces[i].uri) == n && memcmp(spaces[i].uri, name, n) == 0)
			return spaces[i].group;
	return "XMP";
}

/* Appends a name, its first letter large: fields of structures are put together so. */
static void
push_name(struct reader *r, const char *local)
{
	size_t n = strlen(local);

	if (n == 0 || r->name.n + n >= FACT_TAG_MAX)
		return;
	buffer_add_byte(&r->name, (char)toupper((unsigned char)*local));
	buffer_add(&r->name, local + 1, n - 1);
}

static void
cut_name(struct reader *r, size_t n)
{
	r->name.n = n;
	buffer_text(&r->name);
}

/* ---- What expat calls ---- */

static enum role
role_of(const struct reader *r, const char *name)
{
	const struct level *above = r->depth ? &r->level[r->depth - 1] : NULL;
	const char *local;

	if (in_space(name, RDF, &local)) {
		if (strcmp(local, "li") == 0)
			return ITEM;
		if (strcmp(local, "Bag") == 0 || strcmp(local, "Seq") == 0 ||
		    strcmp(local, "Alt") == 0)
			return ARRAY;
		return above && above->role != ENVELOPE ? STRUCT : ENVELOPE;
	}
	if (in_space(name, "adobe:ns:meta/", &local) &&
	    (strcmp(local, "xmpmeta") == 0 || strcmp(local, "xapmeta") == 0))
		return ENVELOPE;
	return PROPERTY;
}

/* Attributes that are properties or fields, and not RDF's or XML's own. */
static void
take_attributes(struct reader *r, const char *group, const char **attributes)
{
	const char *local;

	for (size_t i = 0; attributes[i]; i += 2) {
		size_t before = r->name.n;

		if (in_space(attributes[i], XML, &local) || strcmp(attributes[i], "about") == 0 ||
		    (in_space(attributes[i], RDF, &local) && strcmp(local, "resource") != 0))
			continue;
		if (!in_space(attributes[i], RDF, &local))
			push_name(r, local);
		add_value(r, group ? group : group_of(attributes[i]), attributes[i + 1],
			  strlen(attributes[i + 1]));
		cut_name(r, before);
		if (r->depth)
			r->level[r->depth - 1].parts = true;
	}
}

static void XMLCALL
begin_element(void *ctx, const char *name, const char **attributes)
{
	struct reader *r = ctx;
	struct level *above = r->depth ? &r->level[r->depth - 1] : NULL, *l;
	const char *local;

	if (r->depth == DEPTH_MAX) {
		XML_StopParser(r->parser, XML_FALSE);
		return;
	}
	if (above && above->role != ENVELOPE)
		above->parts = true;
	enum role role = role_of(r, name);
	l = &r->level[r->depth++];
	*l = (struct level){role, above ? above->group : NULL, r->name.n, false};
	if (role == PROPERTY) {
		if (!l->group)
			l->group = group_of(name);
		in_space(name, RDF, &local);
		push_name(r, local);
	}
	buffer_clear(&r->text);
	take_attributes(r, l->group, attributes);
}

static void XMLCALL
end_element(void *ctx, const char *name)
{
	struct reader *r = ctx;
	struct level *l = &r->level[r->depth - 1];

	(void)name;
	if ((l->role == PROPERTY || l->role == ITEM) && !l->parts && l->group)
		add_value(r, l->group, buffer_text(&r->text), r->text.n);
	buffer_clear(&r->text);
	cut_name(r, l->name);
	r->depth--;
}

static void XMLCALL
take_text(void *ctx, const char *text, int n)
{
	struct reader *r = ctx;

	if (n > 0 && r->text.n + (size_t)n <= TEXT_MAX)
		buffer_add(&r->text, text, (size_t)n);
}

/* XMP has no document type; whoever declares entities is up to something. */
static void XMLCALL
refuse_doctype(void *ctx, const char *name, const char *system, const char *public, int subset)
{
	struct reader *r = ctx;

	(void)name;
	(void)system;
	(void)public;
	(void)subset;
	XML_StopParser(r->parser, XML_FALSE);
}

/* ---- The packet ---- */

static bool
is_blank(unsigned char c)
{
	return c == 0 || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Without the blanks and NULs at its end. */
static uint64_t
trimmed(struct bytes *b, uint64_t offset, uint64_t size)
{
	unsigned char part[1024];

	while (size) {
		size_t n = size < sizeof part ? (size_t)size : sizeof part, left;

		left = bytes_read(b, offset + size - n, part, n);
		if (left < n)
			return size;
		while (left && is_blank(part[left - 1]))
			left--;
		size -= n - left;
		if (left)
			return size;
	}
	return 0;
}

/*
 * Where the text ends: not with the packet's closing instruction, before which there is room for
 * changes, kilobytes of blanks as a rule.
 */
static uint64_t
text_end(struct bytes *b, uint64_t offset, uint64_t size)
{
	unsigned char last[64];
	const unsigned char *mark;
	size_t n;

	size = trimmed(b, offset, size);
	n = size < sizeof last ? (size_t)size : sizeof last;
	n = bytes_read(b, offset + size - n, last, n);
	mark = n > 2 && memcmp(last + n - 2, "?>", 2) == 0 ? memmem(last, n, "<?xpacket end", 13)
							   : NULL;
	return mark ? trimmed(b, offset, size - n + (size_t)(mark - last)) : size;
}

/* GIMP makes an element of Exif's TIFF/EPStandardID; a name has no slash in it. */
static void
mend_names(unsigned char *p, size_t n)
{
	bool name = false;

	for (size_t i = 1; i + 1 < n; i++) {
		if (p[i - 1] == '<')
			name = true;
		else if (is_blank(p[i]) || p[i] == '>')
			name = false;
		else if (name && p[i] == '/' && p[i + 1] != '>')
			p[i] = '-';
	}
}

/* In place. Of a character at the end the rest may be still to come. */
static void
mend(unsigned char *p, size_t n)
{
	size_t at = 0, good;

	for (size_t i = 0; i < n; i++)
		if (p[i] < ' ' && !is_blank(p[i]))
			p[i] = '?';
		else if (p[i] == 0)
			p[i] = ' ';
	while ((good = text_utf8_prefix((const char *)p + at, n - at)) + 3 < n - at) {
		at += good;
		p[at] = '?';
	}
}

/*
 * expat looks at a tag anew whenever it is given more of it, so each part is as large as all before
 * it: a picture as base64 in one attribute would take quadratic time.
 */
static int
feed(struct reader *r, struct bytes *b, uint64_t offset, uint64_t size)
{
	uint64_t done = 0, n;
	void *part;

	do {
		n = done < FEED_LEAST ? FEED_LEAST : done < FEED_MOST ? done : FEED_MOST;
		n = n < size - done ? n : size - done;
		part = XML_GetBuffer(r->parser, (int)n);
		if (!part || bytes_read(b, offset + done, part, (size_t)n) < n)
			return -1;
		done += n;
		if (r->mending) {
			mend_names(part, (size_t)n);
			mend(part, (size_t)n);
		}
		if (XML_ParseBuffer(r->parser, (int)n, done == size) != XML_STATUS_OK)
			return -1;
	} while (done < size);
	return 0;
}

/* -1 with *broke where it ends; *foreign: by a byte that no XML may hold. */
static int
read_packet(struct reader *r, struct bytes *b, uint64_t offset, uint64_t size, uint64_t *broke,
	    bool *foreign)
{
	int status;

	r->parser = XML_ParserCreateNS(NULL, ' ');
	XML_SetUserData(r->parser, r);
	XML_SetElementHandler(r->parser, begin_element, end_element);
	XML_SetCharacterDataHandler(r->parser, take_text);
	XML_SetStartDoctypeDeclHandler(r->parser, refuse_doctype);
	status = feed(r, b, offset, size);
	*broke = status ? (uint64_t)XML_GetCurrentByteIndex(r->parser) : 0;
	*foreign = status && XML_GetErrorCode(r->parser) == XML_ERROR_INVALID_TOKEN;
	XML_ParserFree(r->parser);
	return status;
}

static void
release(struct reader *r)
{
	for (size_t i = 0; i < r->n; i++)
		buffer_release(&r->properties[i].values);
	free(r->properties);
	buffer_release(&r->name);
	buffer_release(&r->text);
}

int
exif_xmp_read(struct bytes *b, uint64_t offset, uint64_t size, struct facts *facts, uint64_t *broke)
{
	struct reader r = {.facts = facts};
	uint64_t further;
	bool foreign;
	int status;

	size = text_end(b, offset, size);
	status = read_packet(&r, b, offset, size, broke, &foreign);
	if (foreign) { /* Latin-1 and the like: what stands behind it is a fact still */
		release(&r);
		r = (struct reader){.facts = facts, .mending = true};
		(void)read_packet(&r, b, offset, size, &further, &foreign);
	}
	hand_over(&r);
	release(&r);
	return status;
}
