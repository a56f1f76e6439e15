/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of a winnow-1 stream, seen as spans: the scanner finds the byte range of each top-level
 * value and nothing is ever parsed and printed again, so foreign keys, odd numbers, duplicate keys
 * and white space pass through byte for byte. See winnow-record(5).
 */
#ifndef WINNOW_RECORD_RECORD_H
#define WINNOW_RECORD_RECORD_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/span.h"

#define RECORD_LINE_MAX	 ((size_t)16 << 20) /* bytes, with the newline */
#define RECORD_DEPTH_MAX 64

struct record_member {
	struct span key;   /* between the quotes, escapes not undone */
	struct span value; /* raw JSON text, no white space around it */
};

/* Everything in it points into the line given to record_scan(). Reuse one for many lines. */
struct record {
	struct span line; /* without the newline */
	struct record_member *members;
	size_t n, cap;
	size_t close;	   /* offset in line of the last brace */
	bool escaped_keys; /* some key is written with escapes */
};

/* clang-format off */
#define RECORD_EMPTY {{NULL, 0}, NULL, 0, 0, 0, false}
/* clang-format on */

/*
 * Scans a line (without its newline) that must hold one JSON object (RFC 8259) and nothing else but
 * white space. The whole line is checked, nested values too: grammar, UTF-8, depth; a newline
 * inside is refused. Numbers may be of any size, keys may come twice. -1 with ERROR_INPUT and the
 * byte offset where it broke; the record is empty then.
 */
int record_scan(struct record *r, const char *line, size_t n, struct error *e);
void record_release(struct record *r);

/* The last value of a key (names written with escapes are compared decoded); {NULL, 0}: absent. */
struct span record_value(const struct record *r, const char *key);

/*
 * The last member before `before` with this key; r->n: there is none. before r->n: the
 * one that counts.
 */
size_t record_find(const struct record *r, struct span key, size_t before);

/* Is "record" this kind? */
bool record_is(const struct record *r, const char *kind);

/*
 * A raw JSON string value with its escapes undone, appended; -1 when it is not a string. A
 * surrogate without its partner becomes U+FFFD; \u0000 becomes a NUL byte.
 */
int record_unquote(struct span value, struct buffer *out);

/*
 * The value of a key as text (appended), number or parsed JSON: 0, or -1 when absent or
 * of another type.
 */
int record_text(const struct record *r, const char *key, struct buffer *out);
/* A name written by json_member_name(): the bytes it had on the evidence, valid UTF-8 or not. */
int record_name(const struct record *r, const char *key, struct buffer *out);
int record_u64(const struct record *r, const char *key, uint64_t *out);
json_t *record_json(const struct record *r, const char *key); /* new reference or NULL */
json_t *record_parse(struct span value); /* one raw value; new reference or NULL */

#endif
