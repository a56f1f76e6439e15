/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pictures in PDF (ISO 32000): image XObjects, and files attached to it. The file is not read by
 * its cross-reference table but from stream to stream, so that broken, cut and updated documents
 * give what they have. A picture that is a JPEG or JPEG 2000 as it stands is plain; one behind
 * further filters is unpacked; pixels without a picture format are given as PNG.
 */
#include "inside/pdf_parts.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "inside/kinds.h"

#define DICTIONARY_MAX ((size_t)4096)

struct pdf {
	struct holder holder; /* first */
	struct bytes *bytes;
	uint64_t at;
	unsigned images, attached;
	struct buffer data; /* of the picture that is read */
	size_t given;
	uint64_t unpacked; /* so far, of all pictures */
};

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	(void)b;
	return n > 16 && memmem(p, n < 1024 ? n : 1024, "%PDF-", 5);
}

static int
open_pdf(struct holder **out, struct bytes *b, struct error *e)
{
	struct pdf *x = memory_zero(1, sizeof *x);
	const size_t tail = 2048;
	const unsigned char *p;
	size_t n;

	(void)e;
	*out = &x->holder;
	x->bytes = b;
	p = bytes_view(b, b->size > tail ? b->size - tail : 0, tail, &n);
	if (p && memmem(p, n, "/Encrypt", 8))
		memcpy(x->holder.note, PDF_ENCRYPTED, sizeof PDF_ENCRYPTED);
	return 0;
}

static void
close_pdf(struct holder *h)
{
	struct pdf *x = (struct pdf *)h;

	buffer_release(&x->data);
	free(x);
}

/* ---- From stream to stream ---- */

/* Where `word` stands next; size: nowhere. */
static uint64_t
find_word(struct bytes *b, uint64_t at, const char *word)
{
	size_t word_n = strlen(word), n;
	const unsigned char *p;

	while ((p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL && n >= word_n) {
		const unsigned char *hit = memmem(p, n, word, word_n);

		if (hit)
			return at + (uint64_t)(hit - p);
		at += n - word_n + 1;
	}
	return b->size;
}

/* Data begins behind the end of the line. */
static uint64_t
data_at(struct bytes *b, uint64_t keyword)
{
	const unsigned char *p;
	size_t n;

	keyword += 6;
	p = bytes_view(b, keyword, 2, &n);
	if (p && n == 2 && p[0] == '\r' && p[1] == '\n')
		return keyword + 2;
	return p && (p[0] == '\r' || p[0] == '\n') ? keyword + 1 : keyword;
}

/* The length that the dictionary tells, if the data ends there; else up to the next "endstream". */
static uint64_t
data_size(struct bytes *b, uint64_t at, const struct pdf_image *image)
{
	uint64_t end;

	if (image->length_known && image->length <= b->size - at) {
		end = find_word(b, at + image->length, "endstream");
		if (end - (at + image->length) <= 4)
			return image->length;
	}
	end = find_word(b, at, "endstream");
	for (unsigned i = 0; i < 2 && end > at; i++) {
		const unsigned char *p = bytes_exact(b, end - 1, 1);

		if (!p || (*p != '\n' && *p != '\r'))
			break;
		end--;
	}
	return end - at;
}

/* The dictionary before the keyword, and where the data is; false: no stream begins here. */
static bool
read_stream(struct pdf *x, uint64_t keyword, struct pdf_image *image)
{
	size_t n = keyword < DICTIONARY_MAX ? (size_t)keyword : DICTIONARY_MAX;
	char text[DICTIONARY_MAX + 1];
	const char *from = text;

	n = bytes_read(x->bytes, keyword - n, text, n);
	if (n < 4 || memcmp(text + n - 3, "end", 3) == 0)
		return false;
	text[n] = '\0';
	for (char *p = text; (p = memmem(p, n - (size_t)(p - text), " obj", 4)) != NULL; p += 4)
		from = p + 4;
	if (!memmem(from, n - (size_t)(from - text), ">>", 2))
		return false;
	pdf_read_dictionary(image, from, n - (size_t)(from - text));
	image->at = data_at(x->bytes, keyword);
	if (image->at > x->bytes->size)
		return false;
	image->size = data_size(x->bytes, image->at, image);
	return true;
}

static void
describe(struct pdf *x, const struct pdf_image *image, uint64_t keyword, struct member *m)
{
	bool file = image->attached || image->last == PDF_DCT || image->last == PDF_JPX;

	if (image->attached)
		buffer_add_format(&m->name, "attached-%u", ++x->attached);
	else
		buffer_add_format(&m->name, "image-%u.%s", ++x->images,
				  image->last == PDF_DCT   ? "jpg"
				  : image->last == PDF_JPX ? "jp2"
							   : "png");
	m->key = keyword;
	m->data = MEMBER_PACKED;
	if (file && image->nfilters == 0) {
		m->data = MEMBER_PLAIN;
		m->sized = true;
		m->size = image->size;
		member_add_extent(m, image->at, image->size);
	} else if (!file) {
		member_note(m, false,
			    "pixels that stand in the PDF without a picture format, given as PNG");
	}
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct pdf *x = (struct pdf *)h;
	struct pdf_image image;

	(void)e;
	for (;;) {
		uint64_t keyword = find_word(x->bytes, x->at, "stream");

		if (keyword >= x->bytes->size)
			return 0;
		x->at = keyword + 6;
		if (!read_stream(x, keyword, &image))
			continue;
		x->at = image.at + image.size;
		if (image.readable) {
			describe(x, &image, keyword, m);
			return 1;
		}
	}
}

/* ---- Unpacking ---- */

/* A few bytes of a document can be made to unpack for hours: no picture alone shows that. */
static bool
may_unpack(const struct pdf *x)
{
	uint64_t times = x->unpacked > PDF_UNPACKED_FREE ? x->unpacked - PDF_UNPACKED_FREE : 0;

	return times / PDF_UNPACKED_RATIO <= x->bytes->size;
}

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct pdf *x = (struct pdf *)h;
	struct pdf_image image;

	buffer_clear(&x->data);
	x->given = 0;
	if (key >= x->bytes->size || !read_stream(x, key, &image) || !image.readable)
		return error_set(e, ERROR_INPUT, "no picture of the PDF begins at %llu",
				 (unsigned long long)key);
	if (!may_unpack(x))
		return error_set(e, ERROR_INPUT,
				 "the pictures before it unpack to too much, as is made to harm");
	return pdf_unpack(x->bytes, &image, &x->data, &x->unpacked, e);
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	struct pdf *x = (struct pdf *)h;

	(void)e;
	if (n > x->data.n - x->given)
		n = x->data.n - x->given;
	if (n)
		memcpy(buf, x->data.data + x->given, n);
	x->given += n;
	*got = n;
	return 0;
}

const struct holder_kind holder_pdf = {.name = "pdf",
				       .head = head,
				       .open = open_pdf,
				       .next = next,
				       .find = find,
				       .read = read_on,
				       .close = close_pdf};
