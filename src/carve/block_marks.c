/* SPDX-License-Identifier: Apache-2.0 */
/* The marks that block_faces.h remembers. */
#include "carve/block_faces.h"

#include "carve/scan.h"
#include "media/png.h"

/* So much around a place is gone through together; what is seen of it lies in one view mostly. */
#define STRETCH ((uint64_t)65536)

/* What is known of a block beside its marks. */
#define ASKED 0x40u
#define KNOWN 0x80u

#define HITS 1024

/* ---- What is looked for ---- */

/*
 * Each mark as a format of its own, in the order of their bits. Only what is rare in foreign data
 * is worth it: with the types of movies' boxes, many of them words, looking took ten times as long.
 */
static const struct media_format directory = {
	.name = "directory",
	.signatures = (const struct media_signature[]){{"\0\1\3\0\1\0\0\0", 8, 0},
						       {"\0\1\4\0\1\0\0\0", 8, 0},
						       {"\1\0\0\3\0\0\0\1", 8, 0},
						       {"\1\0\0\4\0\0\0\1", 8, 0},
						       {NULL, 0, 0}}};
static const struct media_format start_code = {
	.name = "start",
	.signatures = (const struct media_signature[]){{"\0\0\1", 3, 0}, {NULL, 0, 0}}};

static struct scanner *
make_scanner(void)
{
	struct media_signature chunks[PNG_KNOWN_TYPES + 1] = {{NULL, 0, 0}};
	const struct media_format chunk = {.name = "chunk", .signatures = chunks};
	const struct media_format *const marks[] = {&chunk, &directory, &start_code};

	for (size_t i = 0; i < PNG_KNOWN_TYPES; i++)
		chunks[i] = (struct media_signature){png_known_types + 4 * i, 4, 0};
	return scanner_new(marks, sizeof marks / sizeof *marks, MARK_ALL);
}

/* ---- Looking ---- */

static size_t
index_of(const struct block_faces *f, uint64_t address)
{
	return (size_t)((address - f->start) / f->size);
}

static void
mark_hits(struct block_faces *f, uint64_t at, const struct scan_hit *hits, size_t n)
{
	for (size_t i = 0; i < n; i++)
		f->marks[index_of(f, at + hits[i].at)] |= (unsigned char)hits[i].formats;
}

/* What begins in one view of [at, end); how much of it there was, 0: it cannot be told. */
static uint64_t
look_through(struct block_faces *f, struct bytes *space, uint64_t at, uint64_t end)
{
	size_t reach = scanner_reach(f->scanner), n, nhits, decided;
	const unsigned char *p = bytes_view(space, at, (size_t)(end - at) + reach - 1, &n);
	struct scan_hit hits[HITS];

	if (!p)
		return 0;
	decided = at + n == space->size ? n : n < reach ? 0 : n - reach + 1;
	if (decided > end - at)
		decided = (size_t)(end - at);
	for (size_t k = 0; k < decided;) {
		k = scanner_find(f->scanner, p, n, k, decided, 1, hits, HITS, &nhits);
		mark_hits(f, at, hits, nhits);
	}
	return decided;
}

/* All blocks of the stretch become known, those that cannot be read with all marks. */
static void
learn(struct block_faces *f, struct bytes *space, size_t block)
{
	uint64_t per = f->size < STRETCH ? STRETCH / f->size : 1;
	uint64_t first = block / per * per, end = first + per < f->n ? first + per : f->n;
	uint64_t at = f->start + first * f->size, stop = f->start + end * f->size, got = 1;

	if (!f->scanner)
		f->scanner = make_scanner();
	for (stop = stop < space->size ? stop : space->size; at < stop && got; at += got)
		got = look_through(f, space, at, stop);
	for (uint64_t i = first; i < end; i++)
		f->marks[i] |= KNOWN;
	for (size_t i = index_of(f, at); at < stop && i < end; i++)
		f->marks[i] |= MARK_ALL;
}

bool
block_marks_meet(struct block_faces *f, struct bytes *space, uint64_t from, uint64_t to,
		 unsigned mark)
{
	size_t i, last;

	if (!f || !f->marks || from < f->start || index_of(f, to - 1) >= f->n)
		return true;
	for (i = index_of(f, from), last = index_of(f, to - 1); i <= last; i++) {
		if (!(f->marks[i] & (ASKED | KNOWN))) {
			f->marks[i] |= ASKED;
			return true;
		}
		if (!(f->marks[i] & KNOWN))
			learn(f, space, i);
		if (f->marks[i] & mark)
			return true;
	}
	return false;
}
