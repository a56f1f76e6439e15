/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages (RFC 5322, MIME: RFC 2045) one by one or in a mailbox, and web archives (MHTML): the
 * parts that are base64 or, when they are files, quoted-printable, and what uuencode put between
 * the lines. No tree of parts is built: wherever a head says that coded text follows, it is taken
 * at its word, so that cut and broken messages give what they have.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "inside/kinds.h"
#include "inside/transfer.h"

#define LINE_MAX_KEPT 4096u

struct mail {
	struct holder holder; /* first */
	struct bytes *bytes;
	uint64_t at;
	unsigned parts;
	/* Of the head being read. */
	enum transfer_coding coding;
	bool file; /* it is said to be one: no text of the message */
	struct buffer line, name;
	struct transfer data;
};

static bool
contains(const unsigned char *p, size_t n, const char *word)
{
	size_t word_n = strlen(word);

	for (size_t i = 0; i + word_n <= n; i++)
		if (strncasecmp((const char *)p + i, word, word_n) == 0)
			return true;
	return false;
}

static bool
is_head_name(unsigned char c)
{
	return c == '-' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The first line is a head's or a mailbox's, and somewhere MIME is spoken of. */
static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	size_t i = 0;

	(void)b;
	if (n < 64 || memchr(p, 0, n))
		return false;
	while (i < n && i < 80 && is_head_name(p[i]))
		i++;
	if (!(i >= 2 && i < n && p[i] == ':') && memcmp(p, "From ", 5) != 0)
		return false;
	return contains(p, n, "\nmime-version:") || contains(p, n, "\ncontent-type:") ||
	       contains(p, n, "\nreceived:") || contains(p, n, "\nmessage-id:") ||
	       (memcmp(p, "From ", 5) == 0 && contains(p, n, "\nfrom:"));
}

static int
open_mail(struct holder **out, struct bytes *b, struct error *e)
{
	struct mail *x = memory_zero(1, sizeof *x);

	(void)e;
	*out = &x->holder;
	x->bytes = b;
	return 0;
}

static void
close_mail(struct holder *h)
{
	struct mail *x = (struct mail *)h;

	buffer_release(&x->line);
	buffer_release(&x->name);
	free(x);
}

/* ---- Lines ---- */

/* The next line without its end; of a long one the beginning. false: no more. */
static bool
next_line(struct mail *x)
{
	const unsigned char *p;
	bool any = false;
	size_t n;

	buffer_clear(&x->line);
	while ((p = bytes_view(x->bytes, x->at, LINE_MAX_KEPT, &n)) != NULL) {
		const unsigned char *end = memchr(p, '\n', n);
		size_t part = end ? (size_t)(end - p) : n;

		any = true;
		if (x->line.n < LINE_MAX_KEPT)
			buffer_add(&x->line, p, part);
		x->at += part + (end != NULL);
		if (end)
			break;
	}
	while (x->line.n && x->line.data[x->line.n - 1] == '\r')
		x->line.n--;
	return any;
}

/* What stands behind name= in the line, quotes taken off. */
static void
take_name(struct mail *x)
{
	static const char *const keys[] = {"filename=", "name="};
	const char *text = buffer_text(&x->line);

	for (size_t i = 0; i < 2; i++) {
		const char *at = strcasestr(text, keys[i]), *end;

		if (!at)
			continue;
		at += strlen(keys[i]);
		end = *at == '"' ? strchr(++at, '"') : at + strcspn(at, "; \t");
		if (!end)
			end = at + strlen(at);
		buffer_clear(&x->name);
		buffer_add(&x->name, at, (size_t)(end - at));
		return;
	}
}

static void
read_head_line(struct mail *x)
{
	static const char transfer[] = "Content-Transfer-Encoding:", type[] = "Content-Type:";
	const char *text = buffer_text(&x->line);

	if (strncasecmp(text, transfer, sizeof transfer - 1) == 0)
		x->coding = strcasestr(text, "base64")		   ? TRANSFER_BASE64
			    : strcasestr(text, "quoted-printable") ? TRANSFER_QUOTED
								   : TRANSFER_PLAIN;
	if (strncasecmp(text, type, sizeof type - 1) == 0)
		x->file = strcasestr(text, "image/") || strcasestr(text, "video/") ||
			  strcasestr(text, "application/");
	take_name(x);
}

/* "begin 644 name.jpg" */
static bool
begins_uu(struct mail *x)
{
	const char *p = buffer_text(&x->line);

	if (x->line.n < 11 || memcmp(p, "begin ", 6) != 0)
		return false;
	for (size_t i = 6; i < 9; i++)
		if (p[i] < '0' || p[i] > '7')
			return false;
	if (p[9] != ' ')
		return false;
	buffer_clear(&x->name);
	buffer_add_text(&x->name, p + 10);
	return true;
}

static void
forget_head(struct mail *x)
{
	x->coding = TRANSFER_PLAIN;
	x->file = false;
	buffer_clear(&x->name);
}

/* A key is where the coded text begins, and how it is coded. */
#define KEY_CODING 4u

static bool
take_part(struct mail *x, struct member *m, enum transfer_coding coding)
{
	uint64_t end;

	m->key = x->at * KEY_CODING + (unsigned)coding;
	m->size = transfer_size(x->bytes, x->at, coding, &end);
	m->sized = true;
	m->data = MEMBER_PACKED;
	buffer_add_format(&m->name, "%u", ++x->parts);
	if (x->name.n) {
		buffer_add_byte(&m->name, '-');
		buffer_add(&m->name, x->name.data, x->name.n);
	}
	x->at = end;
	forget_head(x);
	if (m->size)
		return true;
	member_clear(m);
	return false;
}

static bool
is_file(const struct mail *x)
{
	return x->coding == TRANSFER_BASE64 ||
	       (x->coding == TRANSFER_QUOTED && (x->file || x->name.n));
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct mail *x = (struct mail *)h;

	(void)e;
	while (next_line(x)) {
		bool boundary = x->line.n > 2 && memcmp(x->line.data, "--", 2) == 0;

		if (begins_uu(x)) {
			if (take_part(x, m, TRANSFER_UU))
				return 1;
		} else if (x->line.n == 0 && is_file(x)) {
			if (take_part(x, m, x->coding))
				return 1;
		} else if (boundary) { /* a new head begins */
			forget_head(x);
		} else if (x->line.n) {
			read_head_line(x);
		}
	}
	return 0;
}

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct mail *x = (struct mail *)h;

	if (key / KEY_CODING >= x->bytes->size || key % KEY_CODING == TRANSFER_PLAIN)
		return error_set(e, ERROR_INPUT, "no part of the message begins at %llu",
				 (unsigned long long)(key / KEY_CODING));
	transfer_start(&x->data, x->bytes, key / KEY_CODING,
		       (enum transfer_coding)(key % KEY_CODING));
	return 0;
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	(void)e;
	*got = transfer_read(&((struct mail *)h)->data, buf, n);
	return 0;
}

const struct holder_kind holder_mail = {.name = "mail",
					.head = head,
					.open = open_mail,
					.next = next,
					.find = find,
					.read = read_on,
					.close = close_mail};
