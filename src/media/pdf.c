/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PDF (ISO 32000) as something that can be carved: it ends with the last %%EOF whose startxref
 * leads back to a table of references in it. Files that were updated have several, and those for
 * the web have one near their beginning.
 */
#include <stdlib.h>
#include <string.h>

#include "media/blocks.h"
#include "media/verdict.h"

#define TAIL	  64u
#define ENDS_MOST 4096u
#define GAP	  32u

static bool
head(const unsigned char *p, size_t n)
{
	return n >= 16 && memcmp(p, "%PDF-", 5) == 0 && (p[5] == '1' || p[5] == '2') &&
	       p[6] == '.' && p[7] >= '0' && p[7] <= '9';
}

/* Where "%%EOF" stands next; size: nowhere. */
static uint64_t
find_end(struct bytes *b, uint64_t at)
{
	const unsigned char *p;
	size_t n;

	while ((p = bytes_view(b, at, BYTES_WINDOW, &n)) != NULL && n >= 5) {
		const unsigned char *hit = memmem(p, n, "%%EOF", 5);

		if (hit)
			return at + (uint64_t)(hit - p);
		at += n - 4;
	}
	return b->size;
}

/* A table "xref", or the object of a stream that is one ("12 0 obj"). */
static bool
is_table(struct bytes *b, uint64_t at)
{
	const unsigned char *p = bytes_exact(b, at, 16);

	if (p && memcmp(p, "xref", 4) == 0)
		return true;
	return p && p[0] >= '0' && p[0] <= '9' && memmem(p, 16, " obj", 4);
}

enum end { END_NONE, END_LOOSE, END_FIRM };

/*
 * What stands before the %%EOF at `end`: startxref and a number that leads to a table. Of a file
 * for the web the first one has a 0.
 */
static enum end
judge_end(struct bytes *b, uint64_t start, uint64_t end)
{
	size_t n = end - start < TAIL ? (size_t)(end - start) : TAIL;
	char text[TAIL + 1];
	const char *at;
	uint64_t to;

	n = bytes_read(b, end - n, text, n);
	text[n] = '\0';
	at = memmem(text, n, "startxref", 9);
	if (!at)
		return END_LOOSE;
	to = strtoull(at + 9, NULL, 10);
	if (to == 0)
		return END_LOOSE;
	return to < end - start && is_table(b, start + to) ? END_FIRM : END_NONE;
}

/* Behind %%EOF and the end of its line. */
static uint64_t
behind(struct bytes *b, uint64_t end)
{
	const unsigned char *p;
	size_t n;

	end += 5;
	p = bytes_view(b, end, 2, &n);
	if (p && n == 2 && p[0] == '\r' && p[1] == '\n')
		return end + 2;
	return p && n && (p[0] == '\r' || p[0] == '\n') ? end + 1 : end;
}

/* An update follows: objects are numbered. */
static bool
goes_on(struct bytes *b, uint64_t at)
{
	unsigned char p[GAP];
	size_t n = bytes_read(b, at, p, sizeof p), i = 0;

	while (i < n && (p[i] == '\r' || p[i] == '\n' || p[i] == ' '))
		i++;
	return i < n &&
	       ((p[i] >= '0' && p[i] <= '9') || memcmp(p + i, "xref", n - i < 4 ? n - i : 4) == 0);
}

static void
walk(struct bytes *b, uint64_t start, struct media_walk *w)
{
	const unsigned char *p = bytes_exact(b, start, 16);
	uint64_t at = start, end, last = 0;
	bool firm = false;

	verdict_begin(w);
	if (!p || !head(p, 16))
		return;
	w->mime = "application/pdf";
	for (unsigned i = 0; i < ENDS_MOST && (end = find_end(b, at)) < b->size; i++) {
		enum end kind = judge_end(b, start, end);

		at = behind(b, end);
		if (kind == END_NONE) /* another file's */
			break;
		last = at;
		firm = firm || kind == END_FIRM;
		if (!goes_on(b, at))
			break;
	}
	if (firm)
		verdict_whole(w, last - start, 0.92,
			      "its end leads back to its table of references");
	else if (last)
		verdict_whole(w, last - start, 0.6, "from its head to an end");
	else
		verdict_truncated(w, b->size - start, 0.5, "it has no end");
}

/* ---- Metadata that stands plainly in it: XMP, and the boxes of C2PA ---- */

#define LOOKED_AT  ((uint64_t)8 << 20) /* at its beginning, and at its end, where updates stand */
#define PACKET	   "<?xpacket begin"
#define PACKET_END "<?xpacket end"
#define MANIFEST   "jumdc2pa" /* in a box "jumb" that begins 12 bytes before */

/* Where the last of these words stands in [at, end); UINT64_MAX: nowhere. */
static uint64_t
find_last(struct bytes *b, uint64_t at, uint64_t end, const char *word)
{
	uint64_t found = UINT64_MAX;
	size_t size = strlen(word), got;
	const unsigned char *p;

	while (at < end && (p = bytes_view(b, at, BYTES_WINDOW, &got)) != NULL && got >= size) {
		const unsigned char *from = p, *hit;

		while ((hit = memmem(from, (size_t)(p + got - from), word, size)) != NULL) {
			found = at + (uint64_t)(hit - p);
			from = hit + size;
		}
		at += got - size + 1;
	}
	return found;
}

/* At the end, where what counts stands after updates, or else at the beginning. */
static uint64_t
find_word(struct bytes *b, const char *word)
{
	uint64_t end = b->size, split = end > LOOKED_AT ? end - LOOKED_AT : 0;
	uint64_t found = find_last(b, split, end, word);

	if (found == UINT64_MAX && split)
		found = find_last(b, 0, split < LOOKED_AT ? split : LOOKED_AT, word);
	return found;
}

static void
blocks(struct bytes *b, struct media_blocks *out)
{
	uint64_t packet = find_word(b, PACKET), manifest = find_word(b, MANIFEST), end;
	const unsigned char *p;

	out->n = 0;
	if (packet != UINT64_MAX) {
		end = find_last(b, packet,
				b->size - packet > LOOKED_AT ? packet + LOOKED_AT : b->size,
				PACKET_END);
		if (end != UINT64_MAX)
			blocks_add(out, b, MEDIA_XMP, packet, end - packet, "PDF");
	}
	if (manifest == UINT64_MAX || manifest < 12)
		return;
	p = bytes_exact(b, manifest - 12, 8);
	if (p && memcmp(p + 4, "jumb", 4) == 0)
		blocks_add(out, b, MEDIA_JUMBF, manifest - 12, be32(p), "PDF");
}

static const struct media_signature signatures[] = {{"%PDF-", 5, 0}, {NULL, 0, 0}};

const struct media_format media_pdf = {.name = "pdf",
				       .extensions = "",
				       .mime = "application/pdf",
				       .signatures = signatures,
				       .max_length = (uint64_t)1 << 30,
				       .holder = true,
				       .head = head,
				       .walk = walk,
				       .blocks = blocks};
