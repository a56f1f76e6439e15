/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that hold files, written by our own hand so that the same bytes come out everywhere (but
 * for what another version of zlib packs otherwise): ZIP after PKWARE's APPNOTE 6.3, tar after
 * POSIX (ustar).
 */
#ifndef WINNOW_PRACTICE_ARCHIVE_H
#define WINNOW_PRACTICE_ARCHIVE_H

#include "base/buffer.h"
#include "practice/compound.h"
#include "practice/recipe.h"

/* Where a member lies in its archive. */
struct place {
	uint64_t at; /* what winnow-ls finds it by: the local head in a ZIP, the number in a tar */
	uint64_t data; /* its bytes, when they lie plainly */
	bool plain;
};

/* What is put into an archive. */
struct packing {
	const char *path;
	const struct moment *modified;
	struct span bytes;
	bool stored;
	const char *password; /* NULL: none */
	uint64_t seed;	      /* of the random bytes that encryption begins with */
};

/* A ZIP under way: its directory grows beside it. */
struct zip {
	struct buffer *out, directory;
	unsigned n;
};
int zip_add(struct zip *z, const struct packing *p, struct place *place, struct error *e);
void zip_end(struct zip *z);

void tar_add(struct buffer *out, const struct packing *p, struct place *place);
void tar_end(struct buffer *out);

/* thumbcache_256.db of Windows 7, after libwtcdb's description. */
void thumbcache_begin(struct buffer *out);
void thumbcache_add(struct buffer *out, const struct packing *p, struct place *place);
void thumbcache_end(struct buffer *out, size_t members);

/*
 * Thumbs.db of Windows XP, after [MS-CFB] and vinetto's description: a stream a picture, which is
 * named by its number from the back, and in "Catalog" the names of the files.
 */
struct thumbs {
	struct compound streams;
	struct buffer catalog;
};
#define THUMBS_EMPTY                                                                               \
	{                                                                                          \
		COMPOUND_EMPTY, BUFFER_EMPTY                                                       \
	}
#define THUMBS_NAME_MAX 24
void thumbs_add(struct thumbs *t, const struct packing *p);
/* Fills in where each member lies, and releases t, whatever comes. */
int thumbs_end(struct thumbs *t, struct buffer *out, struct place *places, struct error *e);
/* The stream of the i-th member, from 0. */
void thumbs_name(size_t i, char out[THUMBS_NAME_MAX]);

/* PKWARE's encryption of 1989, which any tool can undo and nobody should rely on. */
void zip_encrypt(unsigned char *p, size_t n, const char *password);

/* Packs from in to out: raw deflate, or gzip without time and name. */
int deflate_raw(struct span in, struct buffer *out, struct error *e);
int deflate_gzip(struct span in, struct buffer *out, struct error *e);

/* The parts of a Word document beside its pictures: [Content_Types].xml first. */
int office_add(struct zip *z, const struct archive *a, const struct moment *time, struct error *e);

#endif
