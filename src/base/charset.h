/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Code pages of one or two bytes a letter, for names from before Unicode. Tables are made by
 * iconv(3) from bytes of our own, before anything hostile is read, and decoding is a look-up.
 */
#ifndef WINNOW_BASE_CHARSET_H
#define WINNOW_BASE_CHARSET_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

struct charset;

/*
 * By the name that iconv knows it by: "CP932", "GBK", "BIG5", "CP949", "CP866", "CP1258", "TCVN" …
 * Fails for names that it does not know, and for encodings that are no such code page (UTF-16,
 * ISO-2022-JP, three bytes a letter). charset_free() frees it.
 */
int charset_open(struct charset **out, const char *name, struct error *e);
void charset_free(struct charset **charset);

/* Appends the bytes as UTF-8; U+FFFD stands for what is no letter there. */
void charset_decode(const struct charset *charset, const unsigned char *p, size_t n,
		    struct buffer *out);

#endif
