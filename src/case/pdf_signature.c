/* SPDX-License-Identifier: Apache-2.0 */
#include "case/pdf_signature.h"

#include <inttypes.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "case/der.h"

/* Where the newest signature stands: hex digits in [from, to), all other bytes signed. */
struct place {
	size_t from, to;
};

/* ---- Finding ---- */

static size_t
find_last(struct span pdf, const char *word)
{
	size_t n = strlen(word);
	for (size_t at = pdf.n >= n ? pdf.n - n + 1 : 0; at-- > 0;)
		if (memcmp(pdf.p + at, word, n) == 0)
			return at;
	return pdf.n;
}

/* 1, 0 there is none, -1 it does not cover the whole file. */
static int
find_place(struct span pdf, struct place *place, struct error *e)
{
	size_t at = find_last(pdf, "/ByteRange");
	char text[120] = "";
	unsigned long long a, b, c, d;
	if (at == pdf.n)
		return 0;
	size_t n = pdf.n - at - 10 < sizeof text - 1 ? pdf.n - at - 10 : sizeof text - 1;
	memcpy(text, pdf.p + at + 10, n);
	if (sscanf(text, " [ %19llu %19llu %19llu %19llu ]", &a, &b, &c, &d) != 4)
		return error_set(e, ERROR_INPUT, "the signature does not say what it covers");
	if (a != 0 || c > pdf.n || d != pdf.n - c || b + 2 > c || pdf.p[b] != '<' ||
	    pdf.p[c - 1] != '>')
		return error_set(e, ERROR_INPUT,
				 "the signature does not cover the whole file: something was added "
				 "to it or cut off");
	*place = (struct place){(size_t)b + 1, (size_t)c - 1};
	return 1;
}

static int
read_der(struct span pdf, const struct place *place, struct buffer *der, struct error *e)
{
	size_t n = (place->to - place->from) / 2;
	unsigned char *p = (unsigned char *)buffer_reserve(der, n);
	size_t whole = 0;
	if ((place->to - place->from) % 2 == 0 && text_unhex(pdf.p + place->from, 2 * n, p) == 0)
		whole = der_length((struct span){(const char *)p, n});
	for (size_t i = whole; i < n; i++)
		if (p[i])
			whole = 0;
	der->n += whole;
	return whole ? 0 : error_set(e, ERROR_INPUT, "the signature's digits are damaged");
}

int
pdf_signature_find(struct span pdf, struct buffer *der, struct error *e)
{
	struct place place;
	int found = find_place(pdf, &place, e);
	return found <= 0 ? found : read_der(pdf, &place, der, e) ? -1 : 1;
}

/* ---- Checking ---- */

static void
signed_bytes(struct span pdf, const struct place *place, struct buffer *out)
{
	buffer_add(out, pdf.p, place->from - 1);
	buffer_add(out, pdf.p + place->to + 1, pdf.n - place->to - 1);
}

static int
check_stamp(struct pdf_checked *out, const char *ca, struct error *e)
{
	unsigned char digest[32];
	if (!out->cms.token.n)
		return 0;
	SHA256((const unsigned char *)out->cms.value.data, out->cms.value.n, digest);
	out->stamped = true;
	return stamp_check_token(buffer_span(&out->cms.token), digest, ca, &out->stamp, e);
}

int
pdf_signature_check(struct span pdf, const char *ca, struct pdf_checked *out, struct error *e)
{
	struct buffer der = BUFFER_EMPTY;
	struct place place;
	*out = (struct pdf_checked){0};
	int found = find_place(pdf, &place, e);
	if (found == 1 && read_der(pdf, &place, &der, e))
		found = -1;
	if (found == 1) {
		struct buffer content = BUFFER_EMPTY;
		signed_bytes(pdf, &place, &content);
		if (cms_check(buffer_span(&der), buffer_span(&content), ca, 0, &out->cms, e) ||
		    check_stamp(out, ca, e))
			found = -1;
		buffer_release(&content);
	}
	buffer_release(&der);
	return found;
}

void
pdf_checked_release(struct pdf_checked *c)
{
	cms_checked_release(&c->cms);
	stamp_checked_release(&c->stamp);
}

/* ---- A token ---- */

int
pdf_add_token(struct span pdf, struct span token, struct buffer *out, struct error *e)
{
	struct buffer der = BUFFER_EMPTY, with = BUFFER_EMPTY;
	struct place place;
	int found = find_place(pdf, &place, e);
	if (found == 0)
		error_set(e, ERROR_INPUT, "it is not signed");
	int result = found == 1 && read_der(pdf, &place, &der, e) == 0 &&
				     cms_add_token(buffer_span(&der), token, &with, e) == 0
			     ? 0
			     : -1;
	if (result == 0 && 2 * with.n > place.to - place.from)
		result = error_set(
			e, ERROR_INPUT,
			"the time stamp is too long for the room that the signature left");
	if (result == 0) {
		buffer_add(out, pdf.p, place.from);
		text_hex(out, with.data, with.n);
		while (out->n < place.to)
			buffer_add_byte(out, '0');
		buffer_add(out, pdf.p + place.to, pdf.n - place.to);
	}
	buffer_release(&der);
	buffer_release(&with);
	return result;
}
