/* SPDX-License-Identifier: Apache-2.0 */
/* Text from evidence made safe to show or to keep: UTF-8 checks, masking, hex. */
#ifndef WINNOW_BASE_TEXT_H
#define WINNOW_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/*
 * The code point at p and how many bytes it takes; 0 when what stands there is not UTF-8 or n is 0.
 */
size_t text_next(const char *p, size_t n, uint32_t *code);

/* Strict UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool text_is_utf8(const char *p, size_t n);

/* How many bytes from p on are valid UTF-8: n, or the offset of the first that is not. */
size_t text_utf8_prefix(const char *p, size_t n);

/* Appends p as valid UTF-8; each byte that cannot be part of it becomes U+FFFD. */
void text_to_utf8(struct buffer *out, const char *p, size_t n);

/*
 * Appends p for a person's terminal or a one-line message: control characters (C0, DEL, C1),
 * line and paragraph separators, bidirectional overrides and isolates, and invalid bytes become
 * \xHH or \u{H}.
 */
void text_mask(struct buffer *out, const char *p, size_t n);

void text_hex(struct buffer *out, const void *p, size_t n); /* lower-case */
/* n hex digits (n even, either case) to n/2 bytes; -1 when a character is not a hex digit. */
int text_unhex(const char *p, size_t n, unsigned char *out);

/* Decimal, no sign, no blanks, whole string, fits: 0 / -1. */
int text_to_u64(const char *p, size_t n, unsigned long long *out);
/* As above with an optional suffix K M G T (powers of 1024). */
int text_to_size(const char *p, size_t n, unsigned long long *out);

/* "1.5 GiB" and the like, for people. */
void text_human_size(struct buffer *out, unsigned long long n);

#endif
