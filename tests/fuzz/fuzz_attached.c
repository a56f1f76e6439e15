/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is attached to a case that came from somebody else. The first byte says what the rest is: h
 * the log of an acquisition; c a signature over nothing; t a time stamp's reply; k a bare token;
 * p a PDF; m a manifest's text.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "case/der.h"
#include "case/hash_log.h"
#include "case/manifest.h"
#include "case/pdf_signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
take_digest(void *ctx, const char *hex, size_t n)
{
	size_t *count = ctx;

	require(strlen(hex) == n && (n == 32 || n == 40 || n == 64));
	require(strspn(hex, "0123456789abcdef") == n);
	++*count;
}

static void
check_log(struct span text)
{
	size_t count = 0;

	require(hash_log_each(text, "folder/disk.raw", take_digest, &count) == count);
}

static void
check_signature(struct span der)
{
	struct cms_checked c;
	struct error e = {0};
	struct buffer out = BUFFER_EMPTY;

	require(cms_check(der, span_of(""), NULL, 0, &c, &e) == 0 || e.text[0]);
	cms_checked_release(&c);
	error_clear(&e);
	require(cms_add_token(der, span_of("\x30\x00"), &out, &e) == 0 || e.text[0]);
	buffer_release(&out);
	require(der_length(der) <= der.n);
}

static void
check_stamp(struct span bytes, bool token)
{
	static const unsigned char digest[32] = {0};
	struct stamp_checked s;
	struct error e = {0};
	struct buffer out = BUFFER_EMPTY;
	int r = token ? stamp_check_token(bytes, digest, NULL, &s, &e)
		      : stamp_check(bytes, digest, bytes, NULL, &s, &e);

	require(r == 0 || e.text[0]);
	stamp_checked_release(&s);
	error_clear(&e);
	require(token || stamp_token(bytes, &out, &e) == 0 || e.text[0]);
	buffer_release(&out);
}

static void
check_pdf(struct span pdf)
{
	struct pdf_checked c;
	struct error e = {0};
	struct buffer der = BUFFER_EMPTY, out = BUFFER_EMPTY;
	int r = pdf_signature_check(pdf, NULL, &c, &e);

	require(r >= 0 || e.text[0]);
	pdf_checked_release(&c);
	error_clear(&e);
	if (pdf_signature_find(pdf, &der, &e) == 1 &&
	    pdf_add_token(pdf, span_of("\x30\x00"), &out, &e) == 0)
		require(out.n == pdf.n);
	buffer_release(&der);
	buffer_release(&out);
}

/* What can be read is written the same, once it is in order. */
static void
check_manifest(struct span text)
{
	struct manifest one, two;
	struct error e = {0};
	struct buffer a = BUFFER_EMPTY, b = BUFFER_EMPTY;

	if (manifest_parse(&one, text, &e) < 0)
		return;
	manifest_text(&one, &a);
	require(manifest_parse(&two, buffer_span(&a), &e) == 0 && two.n == one.n);
	manifest_text(&two, &b);
	require(a.n == b.n && (a.n == 0 || memcmp(a.data, b.data, a.n) == 0));
	manifest_release(&one);
	manifest_release(&two);
	buffer_release(&a);
	buffer_release(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct span rest = {size ? (const char *)data + 1 : "", size ? size - 1 : 0};

	switch (size ? data[0] : 0) {
	case 'h':
		check_log(rest);
		break;
	case 'c':
		check_signature(rest);
		break;
	case 't':
	case 'k':
		check_stamp(rest, data[0] == 'k');
		break;
	case 'p':
		check_pdf(rest);
		break;
	case 'm':
		check_manifest(rest);
		break;
	default:
		break;
	}
	return 0;
}
