/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The facts that a file's metadata states, as JSON values by group and tag, in the order of its
 * blocks. Of several facts of one name the first holds.
 */
#ifndef WINNOW_STAGE_EXIF_FACTS_H
#define WINNOW_STAGE_EXIF_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

#define FACT_TAG_MAX 48

/* Bytes of JSON that one item's facts may take; what comes after is dropped and counted. */
#define FACTS_MAX ((size_t)1 << 20)

struct fact {
	const char *group; /* static: "IFD0", "ExifIFD", … */
	char tag[FACT_TAG_MAX];
	size_t at, n;	   /* its value in facts.text */
	uint32_t mark;	   /* of group and tag */
	uint32_t tag_mark; /* of the tag alone */
	bool standard;	   /* the picture's own, under the name that Exif gives it */
};

struct facts {
	struct buffer text;
	struct fact *v;
	size_t n, cap;
	uint64_t groups; /* a bit for each group that has facts; some share one */
	uint32_t *slots; /* by name, open addressing: index + 1; 0: free; twice as many as cap */
	/* What could not be given as it stands. */
	unsigned dropped, undefined;	    /* too much; rationals without value */
	char first_undefined[FACT_TAG_MAX]; /* the first such tag */
	/* What is damaged: values and directories that do not lie inside their block. */
	unsigned outside, lost, untyped;
	char first_outside[FACT_TAG_MAX], first_lost[FACT_TAG_MAX];
};

void facts_clear(struct facts *f); /* for the next item; keeps memory */
void facts_release(struct facts *f);

/*
 * The caller appends one JSON value to f->text between these two. facts_end() keeps it under this
 * name, or drops it when it is empty, one too many, or there already.
 */
size_t facts_begin(struct facts *f);
void facts_end(struct facts *f, size_t begun, const char *group, const char *tag);

/* The value, or {NULL, 0}. Valid until the next fact is added. */
struct span facts_value(const struct facts *f, const char *group, const char *tag);

/*
 * A value that is a string, its escapes undone, or a number as it stands: appended; -1:
 * there is none.
 */
int facts_text(const struct facts *f, const char *group, const char *tag, struct buffer *out);

/* Up to n numbers of a value that is a number or a list of them; how many, 0 when it is neither. */
size_t facts_numbers(const struct facts *f, const char *group, const char *tag, double *out,
		     size_t n);

/* As JSON objects: all facts keyed Group:Tag, and the standard tags of the picture alone. */
void facts_write_all(const struct facts *f, struct buffer *out);
void facts_write_standard(const struct facts *f, struct buffer *out);

#endif
