/* SPDX-License-Identifier: Apache-2.0 */
/* Adding a signature to a PDF. libqpdf reads the file; what is added is written here. */
#include <config.h>

#include "case/pdf_signature.h"

#ifdef HAVE_PDF

#include <openssl/sha.h>
#include <qpdf/qpdf-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define ROOM_DER ((size_t)16384) /* bytes: signature, certificates, time stamp */
#define RANGE	 "/ByteRange [0 %010zu %010zu %010zu]"

struct adding {
	qpdf_data q;
	struct span pdf;
	struct buffer *out;
	qpdf_oh root, page, trailer;
	int root_id, page_id, value_id, field_id; /* objects of the addition */
	int root_generation, page_generation;
	size_t offsets[4]; /* in the order of those ids */
	size_t range, contents;
	unsigned long long before; /* where the file's newest table stands */
	bool stream;		   /* that table is a stream */
};

bool
pdf_can_sign(void)
{
	return true;
}

/* ---- What the file says ---- */

static int
find_table(struct adding *a, struct error *e)
{
	char tail[1100] = "";
	size_t n = a->pdf.n < sizeof tail - 1 ? a->pdf.n : sizeof tail - 1;
	char *at = NULL;
	memcpy(tail, a->pdf.p + a->pdf.n - n, n);
	for (size_t i = 0; i + 9 <= n; i++)
		if (memcmp(tail + i, "startxref", 9) == 0)
			at = tail + i;
	if (!at || sscanf(at + 9, "%19llu", &a->before) != 1 || a->before + 4 > a->pdf.n)
		return error_set(e, ERROR_INPUT, "the PDF has no table of its objects at its end");
	a->stream = memcmp(a->pdf.p + a->before, "xref", 4) != 0;
	return 0;
}

static int
read_file(struct adding *a, struct error *e)
{
	qpdf_set_suppress_warnings(a->q, QPDF_TRUE);
	qpdf_silence_errors(a->q);
	if (qpdf_read_memory(a->q, "report", a->pdf.p, a->pdf.n, NULL) & QPDF_ERRORS ||
	    qpdf_get_num_pages(a->q) < 1)
		return error_set(e, ERROR_INPUT, "the PDF cannot be read");
	if (qpdf_is_encrypted(a->q))
		return error_set(e, ERROR_INPUT, "the PDF is encrypted");
	a->root = qpdf_get_root(a->q);
	a->page = qpdf_get_page_n(a->q, 0);
	a->trailer = qpdf_get_trailer(a->q);
	if (qpdf_oh_has_key(a->q, a->root, "/AcroForm"))
		return error_set(e, ERROR_INPUT, "the PDF has a form or a signature already");
	a->root_id = qpdf_oh_get_object_id(a->q, a->root);
	a->page_id = qpdf_oh_get_object_id(a->q, a->page);
	a->root_generation = qpdf_oh_get_generation(a->q, a->root);
	a->page_generation = qpdf_oh_get_generation(a->q, a->page);
	a->value_id =
		qpdf_oh_get_int_value_as_int(a->q, qpdf_oh_get_key(a->q, a->trailer, "/Size"));
	a->field_id = a->value_id + 1;
	if (a->root_id < 1 || a->page_id < 1 || a->value_id < 2 || a->value_id > 8000000)
		return error_set(e, ERROR_INPUT,
				 "the PDF's objects are not numbered as they should be");
	return find_table(a, e);
}

/* ---- What is added ---- */

static void
begin_object(struct adding *a, size_t which, int id, int generation)
{
	a->offsets[which] = a->out->n;
	buffer_add_format(a->out, "%d %d obj\n", id, generation);
}

/* A dictionary as it stands, open at its end. */
static void
add_open_dictionary(struct adding *a, qpdf_oh dictionary)
{
	const char *text = qpdf_oh_unparse_resolved(a->q, dictionary);
	size_t n = strlen(text);
	while (n > 2 && strncmp(text + n - 2, ">>", 2) != 0)
		n--;
	buffer_add(a->out, text, n - 2);
}

static void
add_root(struct adding *a)
{
	begin_object(a, 0, a->root_id, a->root_generation);
	add_open_dictionary(a, a->root);
	buffer_add_format(a->out, " /AcroForm << /Fields [ %d 0 R ] /SigFlags 3 >> >>\nendobj\n",
			  a->field_id);
}

static void
add_page(struct adding *a)
{
	struct buffer annotations = BUFFER_EMPTY;
	if (qpdf_oh_has_key(a->q, a->page, "/Annots")) {
		qpdf_oh old = qpdf_oh_get_key(a->q, a->page, "/Annots");
		const char *text = qpdf_oh_unparse_resolved(a->q, old);
		const char *open = strchr(text, '['), *close = strrchr(text, ']');
		if (open && close > open)
			buffer_add(&annotations, open + 1, (size_t)(close - open - 1));
		qpdf_oh_remove_key(a->q, a->page, "/Annots");
	}
	begin_object(a, 1, a->page_id, a->page_generation);
	add_open_dictionary(a, a->page);
	buffer_add_text(a->out, " /Annots [");
	buffer_add(a->out, annotations.data, annotations.n);
	buffer_add_format(a->out, " %d 0 R ] >>\nendobj\n", a->field_id);
	buffer_release(&annotations);
}

/* "2026-11-23T05:30:00Z" as D:20261123053000Z */
static void
add_date(struct buffer *out, const char *when)
{
	buffer_add_text(out, "/M (D:");
	for (const char *p = when; *p; p++)
		if (*p >= '0' && *p <= '9')
			buffer_add_byte(out, *p);
	buffer_add_text(out, "Z)");
}

static void
add_value(struct adding *a, const char *when)
{
	begin_object(a, 2, a->value_id, 0);
	buffer_add_text(a->out, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter "
				"/ETSI.CAdES.detached ");
	add_date(a->out, when);
	buffer_add_byte(a->out, ' ');
	a->range = a->out->n;
	buffer_add_format(a->out, RANGE, (size_t)0, (size_t)0, (size_t)0);
	buffer_add_text(a->out, " /Contents ");
	a->contents = a->out->n;
	buffer_add_byte(a->out, '<');
	memset(buffer_reserve(a->out, 2 * ROOM_DER), '0', 2 * ROOM_DER);
	a->out->n += 2 * ROOM_DER;
	buffer_add_text(a->out, "> >>\nendobj\n");
}

static void
add_field(struct adding *a)
{
	begin_object(a, 3, a->field_id, 0);
	buffer_add_format(a->out,
			  "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature1) /V %d 0 R "
			  "/F 132 /Rect [ 0 0 0 0 ] /P %d %d R >>\nendobj\n",
			  a->value_id, a->page_id, a->page_generation);
}

/* ---- The table ---- */

struct entry {
	int id, generation;
	size_t offset;
};

static int
compare_entries(const void *x, const void *y)
{
	return ((const struct entry *)x)->id - ((const struct entry *)y)->id;
}

static size_t
entries_of(const struct adding *a, struct entry entries[5])
{
	const struct entry all[] = {
		{a->root_id, a->root_generation, a->offsets[0]},
		{a->page_id, a->page_generation, a->offsets[1]},
		{a->value_id, 0, a->offsets[2]},
		{a->field_id, 0, a->offsets[3]},
	};
	memcpy(entries, all, sizeof all);
	qsort(entries, 4, sizeof *entries, compare_entries);
	return 4;
}

/* What the trailer said of the file, without what is said anew or was of the stream. */
static void
add_trailer(struct adding *a, int size)
{
	static const char *const anew[] = {"/Size",  "/Prev",	"/XRefStm", "/Type",	   "/W",
					   "/Index", "/Filter", "/Length",  "/DecodeParms"};
	for (size_t i = 0; i < sizeof anew / sizeof *anew; i++)
		qpdf_oh_remove_key(a->q, a->trailer, anew[i]);
	add_open_dictionary(a, a->trailer);
	buffer_add_format(a->out, " /Size %d /Prev %llu", size, a->before);
}

static void
add_plain_table(struct adding *a)
{
	struct entry entries[5];
	size_t n = entries_of(a, entries), at = a->out->n;
	buffer_add_text(a->out, "xref\n");
	for (size_t i = 0; i < n; i++)
		buffer_add_format(a->out, "%d 1\n%010zu %05d n \n", entries[i].id,
				  entries[i].offset, entries[i].generation);
	buffer_add_text(a->out, "trailer\n");
	add_trailer(a, a->field_id + 1);
	buffer_add_format(a->out, " >>\nstartxref\n%zu\n%%%%EOF\n", at);
}

static void
add_row(struct buffer *rows, size_t offset, int generation)
{
	buffer_add_byte(rows, 1);
	for (int shift = 24; shift >= 0; shift -= 8)
		buffer_add_byte(rows, (char)(offset >> shift & 0xFF));
	buffer_add_byte(rows, (char)(generation >> 8 & 0xFF));
	buffer_add_byte(rows, (char)(generation & 0xFF));
}

/* A file whose table is a stream goes on with one. */
static void
add_stream_table(struct adding *a)
{
	struct entry entries[5];
	struct buffer rows = BUFFER_EMPTY;
	size_t n = entries_of(a, entries), at = a->out->n;
	entries[n++] = (struct entry){a->field_id + 1, 0, at};
	buffer_add_format(a->out, "%d 0 obj\n", a->field_id + 1);
	add_trailer(a, a->field_id + 2);
	buffer_add_text(a->out, " /Type /XRef /W [ 1 4 2 ] /Index [");
	for (size_t i = 0; i < n; i++) {
		buffer_add_format(a->out, " %d 1", entries[i].id);
		add_row(&rows, entries[i].offset, entries[i].generation);
	}
	buffer_add_format(a->out, " ] /Length %zu >>\nstream\n", rows.n);
	buffer_add(a->out, rows.data, rows.n);
	buffer_add_format(a->out, "\nendstream\nendobj\nstartxref\n%zu\n%%%%EOF\n", at);
	buffer_release(&rows);
}

/* ---- Signing ---- */

static void
fill_range(struct adding *a)
{
	char text[120];
	size_t behind = a->contents + 2 + 2 * ROOM_DER;
	int n = snprintf(text, sizeof text, RANGE, a->contents, behind, a->out->n - behind);
	memcpy(a->out->data + a->range, text, (size_t)n);
}

static void
digest_of(const struct adding *a, unsigned char digest[32])
{
	size_t behind = a->contents + 2 + 2 * ROOM_DER;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	EVP_DigestUpdate(ctx, a->out->data, a->contents);
	EVP_DigestUpdate(ctx, a->out->data + behind, a->out->n - behind);
	EVP_DigestFinal_ex(ctx, digest, NULL);
	EVP_MD_CTX_free(ctx);
}

static int
put_signature(struct adding *a, const struct signer *s, struct error *e)
{
	unsigned char digest[32];
	struct buffer der = BUFFER_EMPTY, hex = BUFFER_EMPTY;
	fill_range(a);
	digest_of(a, digest);
	int result = cms_sign(s, digest, NULL, &der, e);
	if (result == 0 && der.n > ROOM_DER)
		result = error_set(e, ERROR_INPUT,
				   "the certificates are too long for a signature in a PDF");
	if (result == 0) {
		text_hex(&hex, der.data, der.n);
		memcpy(a->out->data + a->contents + 1, hex.data, hex.n);
	}
	buffer_release(&der);
	buffer_release(&hex);
	return result;
}

int
pdf_sign(struct span pdf, const struct signer *s, const char *when, struct buffer *out,
	 struct error *e)
{
	struct adding a = {.q = qpdf_init(), .pdf = pdf, .out = out};
	int result = read_file(&a, e);
	if (result == 0) {
		buffer_add(out, pdf.p, pdf.n);
		if (pdf.n && pdf.p[pdf.n - 1] != '\n')
			buffer_add_byte(out, '\n');
		add_root(&a);
		add_page(&a);
		add_value(&a, when);
		add_field(&a);
		if (a.stream)
			add_stream_table(&a);
		else
			add_plain_table(&a);
		result = put_signature(&a, s, e);
	}
	qpdf_cleanup(&a.q);
	return result;
}

#else

bool
pdf_can_sign(void)
{
	return false;
}

int
pdf_sign(struct span pdf, const struct signer *s, const char *when, struct buffer *out,
	 struct error *e)
{
	(void)pdf;
	(void)s;
	(void)when;
	(void)out;
	return error_set(e, ERROR_SYSTEM, "this build cannot sign PDF files: it has no libqpdf");
}

#endif
