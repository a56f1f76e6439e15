/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writing JSON text piece by piece into a buffer. The caller keeps commas and braces right; strings
 * are escaped so that the result is one line of valid UTF-8.
 */
#ifndef WINNOW_RECORD_JSON_H
#define WINNOW_RECORD_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/*
 * "…" with everything escaped that must be, and what could steer the terminal it is shown on (DEL,
 * C1) or break a line there (U+2028, U+2029); invalid UTF-8 becomes U+FFFD.
 */
void json_add_string(struct buffer *b, const char *p, size_t n);
void json_add_text(struct buffer *b, const char *s); /* NUL-terminated; NULL writes null */
void json_add_u64(struct buffer *b, uint64_t v);
void json_add_bool(struct buffer *b, bool v);
/* Shortest decimal that reads back as v; not for integers. v must be finite. */
void json_add_double(struct buffer *b, double v);
/*
 * A jansson value, compact, keys in insertion order, numbers as above; depth
 * at most RECORD_DEPTH_MAX.
 */
void json_add_value(struct buffer *b, const json_t *v);

/* The text of a member; "" where the object has none, or it is no string, or object is NULL. */
const char *json_string_of(const json_t *object, const char *key);

/*
 * Object members. Each writes a comma first where one is needed: not at the start of the buffer or
 * of a line, nor after '{', '[', ',' or ':'.
 *
 *	buffer_add_byte(b, '{');
 *	json_key(b, "id");
 *	json_add_text(b, id);
 *	…
 *	buffer_add_byte(b, '}');
 */
void json_key(struct buffer *b, const char *key);
void json_comma(struct buffer *b); /* before an array element */
void json_member_text(struct buffer *b, const char *key, const char *s);
void json_member_span(struct buffer *b, const char *key, struct span s);
void json_member_u64(struct buffer *b, const char *key, uint64_t v);
void json_member_bool(struct buffer *b, const char *key, bool v);
void json_member_raw(struct buffer *b, const char *key, struct span json);
/*
 * A name as it stands on the evidence: "key" in display form and, when it is not valid UTF-8,
 * "key_bytes" in hex beside it. record_name() reads it back.
 */
void json_member_name(struct buffer *b, const char *key, const char *p, size_t n);
void json_member_path(struct buffer *b, const char *key,
		      const char *path); /* the same, NUL-terminated */

#endif
