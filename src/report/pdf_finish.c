/* SPDX-License-Identifier: Apache-2.0 */
#include "report/pdf_finish.h"

#include <qpdf/qpdf-c.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/text.h"
#include "report/icc.h"
#include "report/pdf_confine.h"
#include "report/xml.h"

#define BLOCK ((size_t)1 << 16)

#define MAPPED_MAX                                                                                 \
	((off_t)1 << 27) /* a listing beyond that is read as a file, to keep memory small */

struct finishing {
	qpdf_data q;
	const struct pdf_about *about;
	size_t figures; /* described so far */
	void *mapped;	/* the drawn file, or MAP_FAILED */
	size_t mapped_size;
};

/* ---- Small objects ---- */

static void
put(struct finishing *f, qpdf_oh dict, const char *key, qpdf_oh value)
{
	qpdf_oh_replace_key(f->q, dict, key, value);
	qpdf_oh_release(f->q, value);
}

static void
put_parsed(struct finishing *f, qpdf_oh dict, const char *key, const char *source)
{
	put(f, dict, key, qpdf_oh_parse(f->q, source));
}

static void
put_text(struct finishing *f, qpdf_oh dict, const char *key, const char *text)
{
	if (text && *text)
		put(f, dict, key, qpdf_oh_new_unicode_string(f->q, text));
}

/* With the given dictionary entries, as PDF source. */
static qpdf_oh
new_stream(struct finishing *f, const char *entries, struct span data)
{
	qpdf_oh stream = qpdf_oh_new_stream(f->q), null = qpdf_oh_new_null(f->q);
	qpdf_oh given = qpdf_oh_parse(f->q, entries), dict = qpdf_oh_get_dict(f->q, stream);
	qpdf_oh_replace_stream_data(f->q, stream, (const unsigned char *)data.p, data.n, null,
				    null);
	qpdf_oh_begin_dict_key_iter(f->q, given);
	while (qpdf_oh_dict_more_keys(f->q)) {
		const char *key = qpdf_oh_dict_next_key(f->q);
		put(f, dict, key, qpdf_oh_get_key(f->q, given, key));
	}
	qpdf_oh_release(f->q, dict);
	qpdf_oh_release(f->q, given);
	qpdf_oh_release(f->q, null);
	return stream;
}

/* ---- Pages ---- */

/* The last page's drawing as a form that every page can show. */
static qpdf_oh
take_total(struct finishing *f, size_t last)
{
	unsigned char *data = NULL;
	size_t n = 0;
	qpdf_oh page = qpdf_get_page_n(f->q, last);
	qpdf_oh_get_page_content_data(f->q, page, &data, &n);
	qpdf_oh form = new_stream(f, "<< /Type /XObject /Subtype /Form >>",
				  (struct span){(const char *)data, n});
	qpdf_oh dict = qpdf_oh_get_dict(f->q, form);
	put(f, dict, "/BBox", qpdf_oh_get_key(f->q, page, "/MediaBox"));
	put(f, dict, "/Resources", qpdf_oh_get_key(f->q, page, "/Resources"));
	qpdf_oh_release(f->q, dict);
	qpdf_remove_page(f->q, page);
	qpdf_oh_release(f->q, page);
	free(data);
	return form;
}

/* PDF/A wants annotations that are printed. */
static void
print_links(struct finishing *f, qpdf_oh page)
{
	qpdf_oh links = qpdf_oh_get_key(f->q, page, "/Annots");
	int n = qpdf_oh_is_array(f->q, links) ? qpdf_oh_get_array_n_items(f->q, links) : 0;
	for (int i = 0; i < n; i++) {
		qpdf_oh link = qpdf_oh_get_array_item(f->q, links, i);
		put(f, link, "/F", qpdf_oh_new_integer(f->q, 4));
		qpdf_oh_release(f->q, link);
	}
	qpdf_oh_release(f->q, links);
}

static void
add_total(struct finishing *f, qpdf_oh page, qpdf_oh form, qpdf_oh before, qpdf_oh after)
{
	qpdf_oh resources = qpdf_oh_get_key(f->q, page, "/Resources");
	qpdf_oh objects = qpdf_oh_get_key(f->q, resources, "/XObject");
	if (!qpdf_oh_is_dictionary(f->q, objects)) {
		qpdf_oh_release(f->q, objects);
		objects = qpdf_oh_new_dictionary(f->q);
		qpdf_oh_replace_key(f->q, resources, "/XObject", objects);
	}
	qpdf_oh_replace_key(f->q, objects, "/AllPages", form);
	qpdf_oh contents = qpdf_oh_get_key(f->q, page, "/Contents");
	qpdf_oh all = qpdf_oh_new_array(f->q);
	qpdf_oh_append_item(f->q, all, before);
	qpdf_oh_append_item(f->q, all, contents);
	qpdf_oh_append_item(f->q, all, after);
	put(f, page, "/Contents", all);
	qpdf_oh_release(f->q, contents);
	qpdf_oh_release(f->q, objects);
	qpdf_oh_release(f->q, resources);
}

static void
finish_pages(struct finishing *f)
{
	size_t n = (size_t)qpdf_get_num_pages(f->q);
	qpdf_oh form = take_total(f, --n);
	qpdf_oh before = new_stream(f, "<< >>", span_of("q\n"));
	qpdf_oh after =
		new_stream(f, "<< >>", span_of("\nQ\n/Artifact BMC q /AllPages Do Q EMC\n"));
	if (f->about->contents_at > 0) {
		qpdf_oh page = qpdf_get_page_n(f->q, n - 1);
		qpdf_oh there = qpdf_get_page_n(f->q, f->about->contents_at - 1);
		qpdf_remove_page(f->q, page);
		qpdf_add_page_at(f->q, f->q, page, QPDF_TRUE, there);
		qpdf_oh_release(f->q, there);
		qpdf_oh_release(f->q, page);
	}
	for (size_t i = 0; i < n; i++) {
		qpdf_oh page = qpdf_get_page_n(f->q, i);
		print_links(f, page);
		add_total(f, page, form, before, after);
		qpdf_oh_release(f->q, page);
	}
}

/* ---- What the document says of itself ---- */

static void
add_xmp(struct finishing *f, qpdf_oh root)
{
	const struct pdf_about *a = f->about;
	struct buffer x = BUFFER_EMPTY;
	buffer_add_text(&x,
			"<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
			"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
			"xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
			"<rdf:Description rdf:about=\"\" "
			"xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" "
			"xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
			"xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
			"xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
			"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>\n"
			"<dc:format>application/pdf</dc:format>\n"
			"<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
	xml_escape(&x, span_of(a->title));
	buffer_add_text(&x, "</rdf:li></rdf:Alt></dc:title>\n");
	if (a->author) {
		buffer_add_text(&x, "<dc:creator><rdf:Seq><rdf:li>");
		xml_escape(&x, span_of(a->author));
		buffer_add_text(&x, "</rdf:li></rdf:Seq></dc:creator>\n");
	}
	buffer_add_text(&x, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">");
	xml_escape(&x, span_of(a->subject));
	buffer_add_format(&x,
			  "</rdf:li></rdf:Alt></dc:description>\n"
			  "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n"
			  "<pdf:Producer>winnow-report " PACKAGE_VERSION "</pdf:Producer>\n"
			  "<xmp:CreatorTool>winnow-report " PACKAGE_VERSION "</xmp:CreatorTool>\n",
			  a->language);
	if (*a->date)
		buffer_add_format(&x,
				  "<xmp:CreateDate>%.19sZ</xmp:CreateDate>"
				  "<xmp:ModifyDate>%.19sZ</xmp:ModifyDate>\n",
				  a->date, a->date);
	buffer_add_text(&x, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>");
	put(f, root, "/Metadata",
	    new_stream(f, "<< /Type /Metadata /Subtype /XML >>", buffer_span(&x)));
	buffer_release(&x);
}

static void
add_intent(struct finishing *f, qpdf_oh root)
{
	struct buffer icc = BUFFER_EMPTY;
	icc_srgb(&icc);
	qpdf_oh intents = qpdf_oh_new_array(f->q);
	qpdf_oh intent = qpdf_oh_parse(
		f->q, "<< /Type /OutputIntent /S /GTS_PDFA1 "
		      "/OutputConditionIdentifier (sRGB) /Info (sRGB IEC61966-2.1) >>");
	put(f, intent, "/DestOutputProfile", new_stream(f, "<< /N 3 >>", buffer_span(&icc)));
	qpdf_oh_append_item(f->q, intents, intent);
	qpdf_oh_release(f->q, intent);
	put(f, root, "/OutputIntents", intents);
	buffer_release(&icc);
}

static void
add_info(struct finishing *f)
{
	const struct pdf_about *a = f->about;
	qpdf_oh trailer = qpdf_get_trailer(f->q), info = qpdf_oh_get_key(f->q, trailer, "/Info");
	qpdf_oh_remove_key(f->q, info, "/CreationDate"); /* cairo asks the clock */
	qpdf_oh_remove_key(f->q, info, "/ModDate");
	put_text(f, info, "/Title", a->title);
	put_text(f, info, "/Author", a->author);
	put_text(f, info, "/Subject", a->subject);
	put_text(f, info, "/Creator", "winnow-report " PACKAGE_VERSION);
	put_text(f, info, "/Producer", "winnow-report " PACKAGE_VERSION);
	if (strlen(a->date) >= 19) {
		const char *t = a->date;
		struct buffer date = BUFFER_EMPTY;
		buffer_add_format(&date, "D:%.4s%.2s%.2s%.2s%.2s%.2sZ", t, t + 5, t + 8, t + 11,
				  t + 14, t + 17);
		put_text(f, info, "/CreationDate", buffer_text(&date));
		put_text(f, info, "/ModDate", buffer_text(&date));
		buffer_release(&date);
	}
	qpdf_oh_release(f->q, info);
	qpdf_oh_release(f->q, trailer);
}

static bool
is_kind(struct finishing *f, qpdf_oh element, const char *name)
{
	qpdf_oh kind = qpdf_oh_get_key_if_dict(f->q, element, "/S");
	bool is = qpdf_oh_is_name_and_equals(f->q, kind, name);
	qpdf_oh_release(f->q, kind);
	return is;
}

static size_t
count_kids(struct finishing *f, qpdf_oh kids)
{
	return qpdf_oh_is_array(f->q, kids) ? (size_t)qpdf_oh_get_array_n_items(f->q, kids) : 0;
}

/* A heading cell beside a value is that of its row. */
static void
add_scopes(struct finishing *f, qpdf_oh row)
{
	qpdf_oh kids = qpdf_oh_get_key(f->q, row, "/K");
	size_t n = count_kids(f, kids), heads = 0;
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n; i++) {
			qpdf_oh cell = qpdf_oh_get_array_item(f->q, kids, (int)i);
			bool head = is_kind(f, cell, "/TH");
			heads += head && pass == 0;
			if (head && pass == 1)
				put_parsed(f, cell, "/A",
					   heads < n ? "<< /O /Table /Scope /Row >>"
						     : "<< /O /Table /Scope /Column >>");
			qpdf_oh_release(f->q, cell);
		}
	qpdf_oh_release(f->q, kids);
}

/*
 * Figures get the words that stand for them, in the order of the document; heading cells get what
 * they are the head of.
 */
static void
describe(struct finishing *f, qpdf_oh element, unsigned depth)
{
	if (!qpdf_oh_is_dictionary(f->q, element) || depth > 8)
		return;
	if (is_kind(f, element, "/Figure") && f->about->alternatives[f->figures])
		put_text(f, element, "/Alt", f->about->alternatives[f->figures++]);
	if (is_kind(f, element, "/TR")) {
		add_scopes(f, element);
		return;
	}
	qpdf_oh kids = qpdf_oh_get_key(f->q, element, "/K");
	size_t n = count_kids(f, kids);
	for (size_t i = 0; i < n; i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(f->q, kids, (int)i);
		describe(f, kid, depth + 1);
		qpdf_oh_release(f->q, kid);
	}
	if (n == 0)
		describe(f, kids, depth + 1);
	qpdf_oh_release(f->q, kids);
}

/* cairo hangs all elements on the root; readers want one document there. */
static void
finish_structure(struct finishing *f, qpdf_oh root)
{
	qpdf_oh tree = qpdf_oh_get_key(f->q, root, "/StructTreeRoot");
	if (qpdf_oh_is_dictionary(f->q, tree)) {
		qpdf_oh kids = qpdf_oh_get_key(f->q, tree, "/K");
		qpdf_oh plain = qpdf_oh_parse(f->q, "<< /Type /StructElem /S /Document >>");
		qpdf_oh document = qpdf_make_indirect_object(f->q, plain);
		qpdf_oh_replace_key(f->q, document, "/P", tree);
		qpdf_oh_replace_key(f->q, document, "/K", kids);
		size_t n = count_kids(f, kids);
		for (size_t i = 0; i < n; i++) {
			qpdf_oh kid = qpdf_oh_get_array_item(f->q, kids, (int)i);
			qpdf_oh_replace_key(f->q, kid, "/P", document);
			qpdf_oh_release(f->q, kid);
		}
		qpdf_oh_replace_key(f->q, tree, "/K", document);
		describe(f, document, 0);
		qpdf_oh_release(f->q, document);
		qpdf_oh_release(f->q, plain);
		qpdf_oh_release(f->q, kids);
		put_parsed(f, root, "/MarkInfo", "<< /Marked true >>");
	}
	qpdf_oh_release(f->q, tree);
}

static void
finish_root(struct finishing *f)
{
	qpdf_oh root = qpdf_get_root(f->q);
	put_text(f, root, "/Lang", f->about->language);
	put_parsed(f, root, "/ViewerPreferences", "<< /DisplayDocTitle true >>");
	add_xmp(f, root);
	add_intent(f, root);
	finish_structure(f, root);
	qpdf_oh_release(f->q, root);
	add_info(f);
}

/* ---- Files ---- */

/* libqpdf takes names only. */
static const char *
name_of(char out[32], FILE *file)
{
	snprintf(out, 32, "/proc/self/fd/%d", fileno(file));
	return out;
}

static int
failed(struct finishing *f, struct error *e)
{
	const char *why = "unknown";
	if (qpdf_has_error(f->q))
		why = qpdf_get_error_message_detail(f->q, qpdf_get_error(f->q));
	return error_set(e, ERROR_SYSTEM, "the PDF cannot be finished: %s", why);
}

static int
hand_on(FILE *from, struct output *out, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	int result = 0;
	size_t n;
	rewind(from);
	while (result == 0 && (n = fread(buffer_reserve(&b, BLOCK), 1, BLOCK, from)) > 0)
		result = output_write(out, (struct span){b.data, n}, e);
	if (result == 0 && ferror(from))
		result = error_system(e, "the scratch file of the PDF");
	buffer_release(&b);
	return result;
}

/* libqpdf seeks for every character it takes back: in a mapping that costs nothing. */
static int
read_drawn(struct finishing *f, FILE *drawn)
{
	struct stat st;
	char name[32];
	if (fstat(fileno(drawn), &st) == 0 && st.st_size > 0 && st.st_size <= MAPPED_MAX) {
		f->mapped_size = (size_t)st.st_size;
		f->mapped = mmap(NULL, f->mapped_size, PROT_READ, MAP_SHARED, fileno(drawn), 0);
	}
	if (f->mapped == MAP_FAILED)
		return qpdf_read(f->q, name_of(name, drawn), NULL);
	return qpdf_read_memory(f->q, "drawn", f->mapped, f->mapped_size, NULL);
}

static int
rewrite(struct finishing *f, FILE *drawn, FILE *finished, struct error *e)
{
	char name[32];
	if (read_drawn(f, drawn) & QPDF_ERRORS)
		return failed(f, e);
	finish_pages(f);
	finish_root(f);
	if (qpdf_has_error(f->q) || qpdf_init_write(f->q, name_of(name, finished)) & QPDF_ERRORS)
		return failed(f, e);
	qpdf_set_deterministic_ID(f->q, QPDF_TRUE);
	qpdf_set_object_stream_mode(f->q, qpdf_o_disable);
	qpdf_set_minimum_pdf_version(f->q, "1.7");
	return qpdf_write(f->q) & QPDF_ERRORS ? failed(f, e) : 0;
}

int
pdf_finish(FILE *drawn, const struct pdf_about *about, struct output *out, struct error *e)
{
	struct finishing f = {.q = qpdf_init(), .about = about, .mapped = MAP_FAILED};
	FILE *finished = pdf_scratch(about->folder);
	int result;
	qpdf_silence_errors(f.q);
	qpdf_set_suppress_warnings(f.q, QPDF_TRUE);
	if (!finished)
		result = error_system(e, "a scratch file for the PDF");
	else
		result = rewrite(&f, drawn, finished, e);
	qpdf_cleanup(&f.q);
	if (f.mapped != MAP_FAILED)
		munmap(f.mapped, f.mapped_size);
	if (result == 0)
		result = hand_on(finished, out, e);
	if (finished)
		fclose(finished);
	return result;
}
