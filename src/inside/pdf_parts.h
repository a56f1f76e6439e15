/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the reader of PDF share. */
#ifndef WINNOW_INSIDE_PDF_PARTS_H
#define WINNOW_INSIDE_PDF_PARTS_H

#include "inside/holder.h"

#define PDF_ENCRYPTED	"the PDF is encrypted: its pictures are not examined"
#define PDF_FILTERS_MAX 4
#define PDF_DATA_MAX	((size_t)128 << 20) /* of one picture, unpacked */

/* Of all pictures and all filters together: so much, and so many times the size of the document. */
#define PDF_UNPACKED_FREE  ((uint64_t)1 << 30)
#define PDF_UNPACKED_RATIO 64u

enum pdf_filter { PDF_NONE, PDF_FLATE, PDF_A85, PDF_AHX, PDF_RUNS, PDF_DCT, PDF_JPX, PDF_OTHER };

/* What a stream's dictionary says of it. */
struct pdf_image {
	uint64_t at, size; /* of the data */
	uint64_t length;
	bool length_known, is_image;
	bool attached; /* a file of any kind */
	bool readable; /* we know its filters, and what its pixels mean */
	enum pdf_filter filters[PDF_FILTERS_MAX]; /* to be undone first, in order */
	unsigned nfilters;
	enum pdf_filter last; /* PDF_DCT, PDF_JPX: what is left is a file; else pixels */
	uint32_t width, height, bits;
	bool predicted; /* rows with PNG's filter bytes before them */
};

void pdf_read_dictionary(struct pdf_image *image, const char *p, size_t n);

/* The picture as a file, appended; what the filters unpacked on the way is added to *unpacked. */
int pdf_unpack(struct bytes *b, const struct pdf_image *image, struct buffer *out,
	       uint64_t *unpacked, struct error *e);

/* Pixels as PNG; -1 when there are not as many as the dictionary says. */
int pdf_make_png(const struct pdf_image *image, const struct buffer *pixels, struct buffer *out,
		 struct error *e);

#endif
