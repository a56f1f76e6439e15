/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The picture data of a PNG as rows: unpacked, and looked at no further than each row's filter,
 * which must be one of five. That, a code that cannot stand there and the checksum at the end tell
 * where foreign bytes begin, some rows behind the place.
 */
#ifndef WINNOW_MEDIA_PNG_ROWS_H
#define WINNOW_MEDIA_PNG_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zlib.h>

enum png_rows_state {
	PNG_ROWS_MORE, /* good so far */
	PNG_ROWS_DONE, /* the data is over, with all rows and its checksum */
	PNG_ROWS_BAD,
};

struct png_rows {
	z_stream z;
	uint32_t width, height;
	unsigned bits; /* of a pixel */
	bool interlaced;
	unsigned pass;	   /* of seven when interlaced */
	uint64_t rows;	   /* of the pass that are still to come, with the one at hand */
	uint64_t row_left; /* bytes of the row at hand that are still to come; 0: none is begun */
	uint64_t row_size; /* of the rows of the pass, with the filter */
	uint64_t total;	   /* compressed bytes taken */
	uint64_t good;	   /* of them, before the last row began that had a good filter */
	enum png_rows_state state;
};

/* ihdr: the 13 bytes of the header, which were found to fit. */
void png_rows_begin(struct png_rows *r, const unsigned char *ihdr);
enum png_rows_state png_rows_feed(struct png_rows *r, const unsigned char *p, size_t n);
void png_rows_end(struct png_rows *r);

#endif
