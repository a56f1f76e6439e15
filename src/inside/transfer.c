/* SPDX-License-Identifier: Apache-2.0 */
#include "inside/transfer.h"

#include <string.h>

#define LINE_MOST ((size_t)1000)

void
transfer_start(struct transfer *t, struct bytes *b, uint64_t at, enum transfer_coding coding)
{
	*t = (struct transfer){.coding = coding, .bytes = b, .at = at};
	if (coding == TRANSFER_BASE64)
		decoding_start(&t->base64, b, at, ENCODED_BASE64);
}

/* ---- Quoted-printable ---- */

static int
digit(unsigned char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* p[0..n): a line with its end; a boundary ends the part, and the line end before it is its own. */
static void
quoted_line(struct transfer *t, const unsigned char *p, size_t n)
{
	size_t text = n;

	while (text && (p[text - 1] == '\n' || p[text - 1] == '\r'))
		text--;
	if (text > 2 && p[0] == '-' && p[1] == '-') {
		t->ended = true;
		return;
	}
	for (size_t i = 0; i < t->nkept; i++)
		t->line[t->n++] = t->kept[i];
	t->nkept = 0;
	for (size_t i = 0; i < text; i++) {
		if (p[i] == '=' && i + 1 == text)
			return; /* the line goes on in the next one */
		if (p[i] == '=' && i + 2 < text && digit(p[i + 1]) >= 0 && digit(p[i + 2]) >= 0) {
			t->line[t->n++] = (unsigned char)(digit(p[i + 1]) << 4 | digit(p[i + 2]));
			i += 2;
		} else {
			t->line[t->n++] = p[i];
		}
	}
	while (text < n && t->nkept < sizeof t->kept)
		t->kept[t->nkept++] = p[text++];
}

/* ---- uuencode ---- */

static unsigned
six(unsigned char c)
{
	return (c - 0x20u) & 63;
}

static void
uu_line(struct transfer *t, const unsigned char *p, size_t n)
{
	size_t bytes = n ? six(p[0]) : 0;

	if (n == 0 || p[0] < 0x20 || p[0] > 0x60 || bytes == 0 ||
	    (n > 3 && memcmp(p, "end", 3) == 0)) {
		t->ended = true;
		return;
	}
	for (size_t i = 1; t->n < bytes && i + 4 <= n; i += 4) {
		unsigned v =
			six(p[i]) << 18 | six(p[i + 1]) << 12 | six(p[i + 2]) << 6 | six(p[i + 3]);

		t->line[t->n++] = (unsigned char)(v >> 16);
		t->line[t->n++] = (unsigned char)(v >> 8);
		t->line[t->n++] = (unsigned char)v;
	}
	if (t->n > bytes)
		t->n = bytes;
}

/* ---- Both ---- */

/* The next line decoded into t->line; false: the end. */
static bool
next_line(struct transfer *t)
{
	const unsigned char *p, *end;
	size_t n;

	t->n = t->given = 0;
	while (t->n == 0 && !t->ended) {
		p = bytes_view(t->bytes, t->at, LINE_MOST, &n);
		if (!p)
			return false;
		end = memchr(p, '\n', n);
		if (end)
			n = (size_t)(end - p) + 1;
		if (t->coding == TRANSFER_QUOTED)
			quoted_line(t, p, n);
		else
			uu_line(t, p, n);
		if (!t->ended)
			t->at += n;
	}
	return t->n > 0;
}

size_t
transfer_read(struct transfer *t, unsigned char *out, size_t n)
{
	size_t done = 0;

	if (t->coding == TRANSFER_BASE64)
		return decoding_read(&t->base64, out, n);
	while (done < n && (t->given < t->n || next_line(t))) {
		size_t part = t->n - t->given;

		if (part > n - done)
			part = n - done;
		memcpy(out + done, t->line + t->given, part);
		t->given += part;
		done += part;
	}
	return done;
}

uint64_t
transfer_size(struct bytes *b, uint64_t at, enum transfer_coding coding, uint64_t *end)
{
	unsigned char scratch[4096];
	struct transfer t;
	uint64_t size = 0;
	size_t got;

	if (coding == TRANSFER_BASE64)
		return decoding_size(b, at, ENCODED_BASE64, end);
	transfer_start(&t, b, at, coding);
	while ((got = transfer_read(&t, scratch, sizeof scratch)) > 0)
		size += got;
	*end = t.at > at ? t.at : at;
	return size;
}
