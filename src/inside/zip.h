/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ZIP (PKWARE APPNOTE.TXT 6.3.10), also under its other names: Office, OpenDocument, EPUB, JAR,
 * APK. An own reader, since a member is found again by where its local header lies, with no look
 * at the members before it, and stored ones need no reader at all. Methods other than deflate are
 * libarchive's.
 */
#ifndef WINNOW_INSIDE_ZIP_H
#define WINNOW_INSIDE_ZIP_H

#include <zlib.h>

#include "inside/kinds.h"

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8, ZIP_AES = 99 };
enum { ZIP_FLAG_ENCRYPTED = 1, ZIP_FLAG_DESCRIPTOR = 8, ZIP_FLAG_UTF8 = 0x800 };

#define ZIP_LOCAL_SIZE	 30u
#define ZIP_CENTRAL_SIZE 46u

/* What both heads of a member say, 64-bit values put in. */
struct zip_entry {
	unsigned flags, method;
	uint32_t crc;
	uint64_t packed, size;
	uint64_t
		local; /* where the local header lies in the bytes; central heads: as they say it */
	uint64_t data; /* local heads: where the data begins */
	uint64_t end;  /* where the head ends, name and extra fields included */
	uint32_t attributes;
	unsigned char made_by;
	bool sizes_known; /* false: a local head that leaves them to a descriptor */
};

/* Where the central directory lies. */
struct zip_directory {
	bool found;
	uint64_t at, end;
	uint64_t shift; /* what stands before the archive: added to all offsets */
};

void zip_find_directory(struct bytes *b, struct zip_directory *d);

/* false: there is none at `at`. m: takes name, times and notes; may be NULL. */
bool zip_read_central(struct bytes *b, uint64_t at, struct zip_entry *x, struct member *m);
bool zip_read_local(struct bytes *b, uint64_t at, struct zip_entry *x, struct member *m);

/* ---- One member being unpacked (zip_data.c) ---- */

struct zip_data {
	struct bytes *bytes;
	uint64_t at, end; /* of the packed bytes still to come */
	unsigned method;
	z_stream z;
	bool inflating, ended;
	struct bytes_slice slice; /* what is libarchive's */
	struct holder *odd;
};

/* x: a local head. end: nothing of the member lies there or behind. */
int zip_data_start(struct zip_data *d, struct bytes *b, const struct zip_entry *x, uint64_t end,
		   struct error *e);
int zip_data_read(struct zip_data *d, unsigned char *buf, size_t n, size_t *got, struct error *e);
void zip_data_end(struct zip_data *d);

#endif
