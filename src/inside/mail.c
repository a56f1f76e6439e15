/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages (RFC 5322, MIME: RFC 2045) one by one or in a mailbox, and web archives (MHTML): the
 * parts that are base64. No tree of parts is built: wherever a head says that base64 follows, it is
 * taken at its word, so that cut and broken messages give what they have.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "inside/base64.h"
#include "inside/kinds.h"

#define LINE_MAX_KEPT 4096u

struct mail {
	struct holder holder; /* first */
	struct bytes *bytes;
	uint64_t at;
	unsigned parts;
	/* Of the head being read. */
	bool base64;
	struct buffer line, name;
	struct base64 data;
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
	static const char transfer[] = "Content-Transfer-Encoding:";
	const char *text = buffer_text(&x->line);

	if (strncasecmp(text, transfer, sizeof transfer - 1) == 0)
		x->base64 = strcasestr(text, "base64") != NULL;
	take_name(x);
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct mail *x = (struct mail *)h;

	(void)e;
	while (next_line(x)) {
		if (x->line.n && !(x->line.n > 2 && memcmp(x->line.data, "--", 2) == 0)) {
			read_head_line(x);
			continue;
		}
		if (x->line.n == 0 && x->base64) {
			uint64_t end;

			m->key = x->at;
			m->size = base64_size(x->bytes, x->at, &end);
			m->sized = true;
			m->data = MEMBER_PACKED;
			buffer_add_format(&m->name, "%u", ++x->parts);
			if (x->name.n) {
				buffer_add_byte(&m->name, '-');
				buffer_add(&m->name, x->name.data, x->name.n);
			}
			x->at = end;
			x->base64 = false;
			buffer_clear(&x->name);
			if (m->size)
				return 1;
			member_clear(m);
		}
		if (x->line.n) { /* a boundary: a new head begins */
			x->base64 = false;
			buffer_clear(&x->name);
		}
	}
	return 0;
}

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct mail *x = (struct mail *)h;

	if (key >= x->bytes->size)
		return error_set(e, ERROR_INPUT, "no part of the message begins at %llu",
				 (unsigned long long)key);
	base64_start(&x->data, x->bytes, key);
	return 0;
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	(void)e;
	*got = base64_read(&((struct mail *)h)->data, buf, n);
	return 0;
}

const struct holder_kind holder_mail = {.name = "mail",
					.head = head,
					.open = open_mail,
					.next = next,
					.find = find,
					.read = read_on,
					.close = close_mail};
