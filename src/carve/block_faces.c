/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/block_faces.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "carve/scan.h"

/* Of larger regions nothing is remembered: 16 GiB in sectors, 128 GiB in clusters of 4 KiB. */
#define BLOCKS_MAX ((uint64_t)1 << 25)

/* The first bytes tell text and zeros. */
#define SAMPLE 64u

void
block_faces_open(struct block_faces *f, uint64_t start, uint64_t end, uint32_t size)
{
	uint64_t n = (end - start) / size + 1;

	if (f->v && f->start == start && f->n == n && f->size == size)
		return;
	block_faces_release(f);
	*f = (struct block_faces){.start = start, .size = size};
	if (n > BLOCKS_MAX)
		return;
	f->n = n;
	f->v = memory_zero((size_t)n, 1);
	f->marks = memory_zero((size_t)n, 1);
}

void
block_faces_release(struct block_faces *f)
{
	scanner_free(&f->scanner);
	free(f->marks);
	free(f->v);
	*f = (struct block_faces){0};
}

static bool
is_text(const unsigned char *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if ((p[i] < 0x20 || p[i] > 0x7e) && p[i] != '\n' && p[i] != '\r' && p[i] != '\t')
			return false;
	return true;
}

static unsigned char
look(const unsigned char *p, size_t n)
{
	const unsigned char *q = p, *end = p + n;

	if (n >= SAMPLE && p[0] == 0 && memcmp(p, p + 1, SAMPLE - 1) == 0)
		return FACE_ZERO;
	if (n >= SAMPLE && is_text(p, SAMPLE))
		return FACE_TEXT;
	while ((q = memchr(q, 0xff, (size_t)(end - q))) && q + 1 < end) {
		if (q[1] != 0 && q[1] != 0xff)
			return q[1] >= FACE_MARKER ? q[1] : FACE_WRONG;
		q += q[1] == 0 ? 2 : 1;
	}
	return FACE_CODED;
}

unsigned char
block_face(struct block_faces *f, struct bytes *space, uint64_t at, uint32_t size)
{
	unsigned char *known = NULL, face;
	const unsigned char *p;
	size_t n;

	if (f && f->v && size == f->size && at >= f->start && (at - f->start) / size < f->n)
		known = &f->v[(at - f->start) / size];
	if (known && *known != FACE_UNKNOWN)
		return *known;
	p = bytes_view(space, at, size, &n);
	face = p ? look(p, n) : FACE_NONE;
	if (known)
		*known = face;
	return face;
}
