/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text that holds a file (base/encoded.h) as something that can be carved: the coded file itself
 * where every byte is looked at, and from its own beginning a page, a message or a card with such a
 * file in it. Texts without one are left alone.
 */
#include "base/encoded.h"

#include <string.h>

#include "media/media.h"
#include "media/verdict.h"

const struct media_format media_encoded;

#define TEXT_MOST ((uint64_t)64 << 20)

/* No picture is smaller, but a word of prose that looks like the beginning of one is. */
#define FILE_LEAST 64u

static bool
head(const unsigned char *p, size_t n)
{
	if (n < ENCODED_HEAD)
		return false;
	for (size_t i = 0; i < ENCODED_HEAD; i++)
		if (!encoded_is_text(p[i]))
			return false;
	return true;
}

/* Where the text ends that begins at `at`. */
static uint64_t
text_end(struct bytes *b, uint64_t at)
{
	const unsigned char *p;
	size_t n, i = 0;

	while (i == 0 && (p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL) {
		while (i < n && encoded_is_text(p[i]))
			i++;
		at += i;
		i = i < n;
	}
	return at;
}

/* Do the decoded bytes begin as one of our formats does, and not their first few alone? */
static bool
begins_file(struct bytes *b, uint64_t at, enum encoding how)
{
	unsigned char first[MEDIA_HEAD];
	struct decoding d;
	size_t n;

	decoding_start(&d, b, at, how);
	n = decoding_read(&d, first, sizeof first);
	for (size_t i = 0; media_formats[i]; i++)
		if (media_formats[i] != &media_encoded && media_formats[i]->head(first, n))
			return true;
	return false;
}

/* Coded files end where quotes, tags or messages do; prose goes on with other signs. */
static bool
ends_well(struct bytes *b, uint64_t end)
{
	static const char closing[] = "\"'<>)]};,&=-\n\r";
	const unsigned char *p = bytes_exact(b, end, 1);
	const unsigned char *before = end ? bytes_exact(b, end - 1, 1) : NULL;

	return !p || !*p || strchr(closing, *p) || (before && (*before == '=' || *before == '\n'));
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, ENCODED_HEAD);
	enum encoding how = p ? encoded_begins(p, ENCODED_HEAD, NULL) : ENCODED_NOT;
	uint64_t end, at = start, n;

	verdict_begin(w);
	if (!p || !head(p, ENCODED_HEAD))
		return;
	if (how != ENCODED_NOT) {
		n = decoding_size(b, start, how, &end);
		if (n < FILE_LEAST || !begins_file(b, start, how) || !ends_well(b, end))
			return;
		w->mime = "text/plain";
		verdict_whole(w, end - start, 0.9, "a file of %llu bytes coded as text",
			      (unsigned long long)n);
		return;
	}
	end = text_end(b, start);
	if (!encoded_find(b, &at, end))
		return;
	w->mime = "text/plain";
	verdict_whole(w, end - start, 0.9, "text with a coded file %llu bytes behind its beginning",
		      (unsigned long long)(at - start));
}

#define S(text)                                                                                    \
	{                                                                                          \
		text, sizeof text - 1, 0                                                           \
	}

static const struct media_signature signatures[] = {
	S("/9j/"),	    S("\\/9j\\/"),    S("iVBORw0KGgo"),	  S("R0lGODlh"),     S("R0lGODdh"),
	S("UklGR"),	    S("UEsDB"),	      S("JVBERi0"),	  S("0M8R4KGx"),     S("ffd8ff"),
	S("FFD8FF"),	    S("89504e47"),    S("89504E47"),	  S("<!DOCTYPE"),    S("<!doctype"),
	S("<html"),	    S("<HTML"),	      S("<svg"),	  S("<?xml"),	     S("{\\rtf"),
	S("BEGIN:VCARD"),   S("From "),	      S("From: "),	  S("Return-Path:"), S("Received:"),
	S("Delivered-To:"), S("Message-ID:"), S("MIME-Version:"), {NULL, 0, 0}};

const struct media_format media_encoded = {.name = "text",
					   .extensions = "",
					   .mime = "text/plain",
					   .signatures = signatures,
					   .max_length = TEXT_MOST,
					   .holder = true,
					   .head = head,
					   .walk = walk};
