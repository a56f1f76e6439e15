/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the toolkit knows of media formats. One file a format in this folder, one line in formats.c;
 * winnow-type, winnow-carve and winnow-exif all ask here.
 *
 * media/ knows bytes (base/bytes.h), never evidence, and believes nothing: every length is checked
 * against what is left, every loop makes progress, recursion is bounded.
 */
#ifndef WINNOW_MEDIA_MEDIA_H
#define WINNOW_MEDIA_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/* What head() may look at; less only where the source ends before. */
#define MEDIA_HEAD ((size_t)64)

enum media_state {
	MEDIA_NOT,	 /* not this format: its head did not hold up */
	MEDIA_WHOLE,	 /* walked to its end */
	MEDIA_TRUNCATED, /* good as far as it goes, but the bytes end before the structure does */
	MEDIA_DAMAGED,	 /* the structure breaks at `broke` */
};

struct media_walk {
	enum media_state state;
	const char *mime; /* static; set unless MEDIA_NOT */
	uint64_t length; /* from `start`: up to and with the last byte that belongs to the file; for
			    truncated and damaged ones up to where the structure last held */
	uint64_t broke;	 /* from `start`: where it broke; 0 when whole */
	double confidence; /* 0..1, how sure the walk is that this is one real file of this length
			    */
	char why[200];	   /* what was checked, or what broke: a short English phrase */
	uint32_t width, height; /* pixels, 0 when unknown */
	uint32_t frames;  /* coded pictures of a movie, or strips of one picture whose size is lost,
			    that were seen to hold; 0: not looked for */
	bool unmarked;	  /* good to its last byte, and only for want of a mark not said to be whole
			   */
	bool holds_files; /* its data is a row of whole files (motion JPEG): finds in it are parts
			     of it */
};

/* A run of metadata inside a file, for stages that read it. */
enum media_block_kind {
	MEDIA_EXIF_TIFF, /* an Exif body from its TIFF header on (no "Exif\0\0") */
	MEDIA_XMP,	 /* an XMP packet */
	MEDIA_IPTC,
	MEDIA_COMMENT,	 /* plain text, or PNG's tEXt, zTXt, iTXt chunks with their keyword */
	MEDIA_JUMBF,	 /* JUMBF boxes, C2PA's as a rule; "APP11": the segments that hold them,
			     "sub-blocks": GIF's */
	MEDIA_THUMBNAIL, /* an embedded picture: a file in its own right */
};
struct media_block {
	enum media_block_kind kind;
	uint64_t offset, size; /* from the file's start */
	const char *where;     /* static: "APP1", "eXIf", …; "brob": packed with Brotli */
};
#define MEDIA_BLOCKS_MAX 64
struct media_blocks {
	size_t n;
	struct media_block v[MEDIA_BLOCKS_MAX];
};

/* How a container's own text is coded. */
enum media_text {
	MEDIA_UTF8,
	MEDIA_UTF16LE,
	MEDIA_UTF16BE,
	MEDIA_MAC_ROMAN, /* or UTF-8 by writers who did not know better */
};

/*
 * Takes the named values of a container: whoever lists them embeds this first. group and tag are
 * those that exiftool uses; tag is copied, group static. Text is as stored, whatever bytes.
 */
struct media_tags {
	void (*text)(struct media_tags *self, const char *group, const char *tag,
		     const unsigned char *p, size_t n, enum media_text coding);
	/* Seconds since 1970, of a clock whose zone the format says to be UTC. */
	void (*time)(struct media_tags *self, const char *group, const char *tag, int64_t seconds);
	void (*number)(struct media_tags *self, const char *group, const char *tag, double value);
};

/* A byte pattern that every file of a format begins with, for the scanner of carve/. */
struct media_signature {
	const char *bytes; /* n bytes */
	size_t n;	   /* 2..16; 0 ends the list */
	size_t at;	   /* offset of the pattern from the file's start */
};

struct media_format {
	const char *name;	/* "jpeg"; what -f takes */
	const char *extensions; /* lower-case, blanks between: "jpg jpeg jpe jfif" */
	const char *mime;	/* the usual one; walk() may give a finer one */
	const struct media_signature *signatures;
	bool holder; /* it is carved for the files in it; media_identify() does not know it */
	uint64_t max_length; /* a longer one is not believed when carving */
	bool resumes; /* a stream: what follows any of its many heads looks like a file of its own
		       */

	/* Could a file of this format begin here? n >= MEDIA_HEAD unless the source ends. Cheap. */
	bool (*head)(const unsigned char *p, size_t n);

	/*
	 * Walks the structure of a file that begins at `start` of `b` and may not go past
	 * b->size. Trailing parts that belong to the file are counted in, padding is not. Never
	 * fails: *w says.
	 */
	void (*walk)(struct bytes *b, uint64_t start, struct media_walk *w);

	/*
	 * A closer and dearer look at what walk() found at the same place, where the format allows
	 * one (JPEG: is every entropy-coded unit decodable?): *w gets surer or becomes damaged.
	 * NULL: walk() says all there is to say.
	 */
	void (*check)(struct bytes *b, uint64_t start, struct media_walk *w);

	/*
	 * Lists the metadata blocks of a file that fills b; what it cannot follow it leaves
	 * out. NULL: none.
	 */
	void (*blocks)(struct bytes *b, struct media_blocks *out);

	/* Gives the named values that the container itself keeps; order as stored. NULL: none. */
	void (*tags)(struct bytes *b, struct media_tags *out);
};

/* NULL-terminated, in order of how common they are. */
extern const struct media_format *const media_formats[];

const struct media_format *media_by_name(const char *name);
/* By the extension of a path (case folded), or NULL. */
const struct media_format *media_by_extension(const char *path);

/*
 * The format whose head() and walk() both accept a file at `start`, with the walk's
 * result; or NULL.
 */
const struct media_format *media_identify(struct bytes *b, uint64_t start, struct media_walk *w);

/* "whole", "truncated", "damaged"; NULL for MEDIA_NOT. */
const char *media_state_name(enum media_state s);

#endif
