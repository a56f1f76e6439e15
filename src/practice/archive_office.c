/* SPDX-License-Identifier: Apache-2.0 */
/* A Word document (ECMA-376, Office Open XML) of one paragraph and its members as pictures. */
#include <string.h>

#include "practice/archive.h"

#define HEAD   "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE "http://schemas.openxmlformats.org/"
#define INCH   914400 /* English metric units */

static void
add_escaped(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			buffer_add_text(out, "&amp;");
		else if (*text == '<')
			buffer_add_text(out, "&lt;");
		else if (*text == '"')
			buffer_add_text(out, "&quot;");
		else
			buffer_add_byte(out, *text == '\n' ? ' ' : *text);
	}
}

static void
content_types(struct buffer *out, const struct archive *a)
{
	(void)a;
	buffer_add_text(
		out, HEAD
		"<Types xmlns=\"" OFFICE "package/2006/content-types\">"
		"<Default Extension=\"rels\" ContentType=\"application/"
		"vnd.openxmlformats-package.relationships+xml\"/>"
		"<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
		"<Default Extension=\"jpeg\" ContentType=\"image/jpeg\"/>"
		"<Default Extension=\"jpg\" ContentType=\"image/jpeg\"/>"
		"<Default Extension=\"png\" ContentType=\"image/png\"/>"
		"<Default Extension=\"gif\" ContentType=\"image/gif\"/>"
		"<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd."
		"openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");
}

static void
package_links(struct buffer *out, const struct archive *a)
{
	(void)a;
	buffer_add_text(out, HEAD "<Relationships xmlns=\"" OFFICE "package/2006/relationships\">"
				  "<Relationship Id=\"rId1\" Type=\"" OFFICE
				  "officeDocument/2006/relationships/officeDocument\" "
				  "Target=\"word/document.xml\"/></Relationships>");
}

static void
add_drawing(struct buffer *out, size_t i)
{
	buffer_add_format(
		out,
		"<w:p><w:r><w:drawing><wp:inline><wp:extent cx=\"%d\" cy=\"%d\"/>"
		"<wp:docPr id=\"%zu\" name=\"Picture %zu\"/><a:graphic><a:graphicData uri=\"" OFFICE
		"drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"%zu\" "
		"name=\"Picture %zu\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
		"r:embed=\"rId%zu\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
		"<pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%d\" cy=\"%d\"/></a:xfrm>"
		"<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>"
		"</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
		4 * INCH, 3 * INCH, i + 1, i + 1, i + 1, i + 1, i + 1, 4 * INCH, 3 * INCH);
}

static void
document(struct buffer *out, const struct archive *a)
{
	buffer_add_text(out, HEAD "<w:document xmlns:w=\"" OFFICE "wordprocessingml/2006/main\" "
				  "xmlns:r=\"" OFFICE "officeDocument/2006/relationships\" "
				  "xmlns:wp=\"" OFFICE "drawingml/2006/wordprocessingDrawing\" "
				  "xmlns:a=\"" OFFICE "drawingml/2006/main\" "
				  "xmlns:pic=\"" OFFICE
				  "drawingml/2006/picture\"><w:body><w:p><w:r><w:t>");
	add_escaped(out, a->words ? a->words : "");
	buffer_add_text(out, "</w:t></w:r></w:p>");
	for (size_t i = 0; i < a->n; i++)
		add_drawing(out, i);
	buffer_add_text(out, "</w:body></w:document>");
}

static void
document_links(struct buffer *out, const struct archive *a)
{
	buffer_add_text(out, HEAD "<Relationships xmlns=\"" OFFICE "package/2006/relationships\">");
	for (size_t i = 0; i < a->n; i++) {
		buffer_add_format(out,
				  "<Relationship Id=\"rId%zu\" Type=\"" OFFICE
				  "officeDocument/2006/relationships/image\" Target=\"/",
				  i + 1);
		add_escaped(out, a->members[i].path);
		buffer_add_text(out, "\"/>");
	}
	buffer_add_text(out, "</Relationships>");
}

int
office_add(struct zip *z, const struct archive *a, const struct moment *time, struct error *e)
{
	static const struct {
		const char *path;
		void (*write)(struct buffer *out, const struct archive *a);
	} parts[] = {{"[Content_Types].xml", content_types},
		     {"_rels/.rels", package_links},
		     {"word/document.xml", document},
		     {"word/_rels/document.xml.rels", document_links}};
	struct buffer text = BUFFER_EMPTY;
	int status = 0;

	for (size_t i = 0; i < sizeof parts / sizeof *parts && !status; i++) {
		struct packing p = {.path = parts[i].path, .modified = time};
		struct place place;

		buffer_clear(&text);
		parts[i].write(&text, a);
		p.bytes = buffer_span(&text);
		status = zip_add(z, &p, &place, e);
	}
	buffer_release(&text);
	return status;
}
