/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The marks of a JSON text: its braces, brackets, colons and commas outside strings, in order.
 * Found 64 bytes at a time with masks of one bit a byte, so that what lies between the marks is
 * hardly looked at byte by byte.
 *
 * Checked on the way: that a string stands alone between two marks but for white space, its escape
 * sequences, UTF-8, and that there is no control character in a string and no newline anywhere. The
 * verdict on this comes at the end, from marks_finish(): until then nothing of it may be relied on.
 */
#ifndef WINNOW_RECORD_MARKS_H
#define WINNOW_RECORD_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct marks {
	const char *text;
	size_t n;
	size_t next_block; /* where the next 64 bytes begin */
	uint64_t bits;	   /* marks of the current block not handed out yet */
	size_t block;	   /* where it begins */
	/* What the last byte of the block before means for the first of the next: 0 or 1 each. */
	uint64_t escaped, after_quote, after_mark;
	uint64_t in_string; /* all ones: the next block begins inside a string */
	bool backslashes;   /* one was seen */
	size_t not_ascii;   /* start of the first block with a byte over 0x7F; n: none */
	size_t bad;	    /* offset of the first thing that must not be; SIZE_MAX: nothing */
	const char *why;    /* what it is */
};

void marks_start(struct marks *m, const char *text, size_t n);

/* Goes on to the next block with marks; false at the end of the text. */
bool marks_fill(struct marks *m);

/* The offset of the next mark; n at the end. */
static inline size_t
marks_next(struct marks *m)
{
	if (m->bits == 0 && !marks_fill(m))
		return m->n;
	size_t at = m->block + (size_t)__builtin_ctzll(m->bits);
	m->bits &= m->bits - 1;
	return at;
}

/*
 * After the last mark: 0, or -1 with bad and why filled when something was wrong between the marks.
 */
int marks_finish(struct marks *m);

#endif
