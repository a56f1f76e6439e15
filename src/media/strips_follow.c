/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "media/bmp_runs.h"
#include "media/follow.h"
#include "media/media.h"
#include "media/packbits.h"
#include "media/strips.h"

/* Plain rows are judged in parts of sectors. */
#define SECTOR 512u

/* So many of them must be known before one is strange. */
#define KNOWN_LEAST 4u

/* A JPEG strip that is larger is not taken into memory. */
#define JPEG_MAX ((uint64_t)4 << 20)

/* Decoding costs so much more than following codes, each byte unpacked, and copying a stream. */
#define JPEG_COST   24u
#define UNPACK_COST 3u
#define STREAM_COST 2048u

struct strips_follow {
	const struct strips *s;
	size_t i;
	bool begun;
	struct strip x; /* the one at hand, as it is coded */
	uint64_t at;	/* goes on here */
	uint64_t made;	/* bytes unpacked, or rows where they are coded one by one */
	uint64_t loose_row;
	uint64_t broke; /* other data begins before it */
	uint64_t more;	/* work beside the bytes gone over */
	struct bmp_runs runs;
	struct follow_lzw lzw;
	z_stream *z;
	uint32_t seen[256]; /* sectors of plain rows, by their distance to those above */
	uint32_t known;
	uint64_t forgiven;
};

enum step {
	STEP_DONE, /* the strip is over */
	STEP_ENDS, /* the bytes do */
	STEP_BREAKS
};

struct strips_follow *
strips_follow_new(const struct strips *s)
{
	struct strips_follow *f = memory_zero(1, sizeof *f);

	f->s = s;
	return f;
}

static void
drop_stream(struct strips_follow *f)
{
	if (f->z)
		inflateEnd(f->z);
	free(f->z);
	f->z = NULL;
}

void
strips_follow_free(struct strips_follow **f)
{
	if (*f)
		drop_stream(*f);
	free(*f);
	*f = NULL;
}

void
strips_follow_copy(struct strips_follow *to, const struct strips_follow *from)
{
	drop_stream(to);
	*to = *from;
	if (!from->z)
		return;
	to->z = memory_zero(1, sizeof *to->z);
	if (inflateCopy(to->z, from->z) != Z_OK) {
		free(to->z);
		to->z = NULL;
	}
}

const struct strip *
strips_follow_at(const struct strips_follow *f)
{
	return f->i < f->s->n ? (f->begun ? &f->x : &f->s->v[f->i]) : NULL;
}

void
strips_follow_forgive(struct strips_follow *f, uint64_t before)
{
	f->forgiven = before;
}

unsigned
strips_follow_usual(const struct strips_follow *f)
{
	uint32_t below = 0;
	unsigned step = 0;

	if (f->known < KNOWN_LEAST)
		return 255;
	while (step < 255 && (below += f->seen[step]) < f->known - f->known / 10)
		step++;
	return step;
}

/* ---- Plain rows ---- */

/* Does the row that a byte lies in stand below another one of the same picture? */
static bool
has_above(const struct strip *x, uint64_t at)
{
	return (at - x->at) / x->row % (x->plane ? x->plane : UINT64_MAX) != 0;
}

/* One sector; false: it does not go on from what stands above it. */
static bool
plain_sector(struct strips_follow *f, struct bytes *b, const struct strip *x, size_t n)
{
	unsigned char here[SECTOR], above[SECTOR];
	unsigned sum = 0, count = 0, step, usual = strips_follow_usual(f);
	unsigned phase = x->wide > 1 && x->low_first ? x->wide - 1 : 0;

	if (!has_above(x, f->at) || !has_above(x, f->at + n - 1) ||
	    bytes_read(b, f->at, here, n) != n || bytes_read(b, f->at - x->row, above, n) != n)
		return true;
	for (size_t i = (x->wide - (f->at - x->at) % x->wide + phase) % x->wide; i < n;
	     i += x->wide, count++)
		sum += (unsigned)abs(here[i] - above[i]);
	step = count ? sum / count : 0;
	if (usual != 255 && step > 2 * usual + 6 && f->at >= f->forgiven)
		return false;
	f->seen[step]++;
	f->known++;
	return true;
}

static enum step
plain(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	while (f->at < end) {
		uint64_t next = (f->at / SECTOR + 1) * SECTOR;

		next = next < x->at + x->size ? next : x->at + x->size;
		if (next > end)
			return STEP_ENDS;
		if (!plain_sector(f, b, x, (size_t)(next - f->at)))
			return STEP_BREAKS;
		f->at = next;
	}
	return f->at >= x->at + x->size ? STEP_DONE : STEP_ENDS;
}

/* ---- Codes ---- */

static enum step
coded(struct strips_follow *f, const struct strip *x, const struct follow *w, enum follow_end how)
{
	uint64_t due = x->rows && !x->loose ? x->row * x->rows : 0;

	f->more += (w->made - f->made) * UNPACK_COST;
	f->at = w->at;
	f->made = w->made;
	if (how == FOLLOW_BREAKS)
		return STEP_BREAKS;
	if (how == FOLLOW_DONE)
		return f->made < due ? STEP_BREAKS : STEP_DONE;
	if (f->at < x->at + x->size)
		return STEP_ENDS;
	return due && f->made >= due ? STEP_DONE : STEP_BREAKS;
}

static enum step
lzw(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	struct follow w = {b, f->at, end, x->rows ? x->row * x->rows : UINT64_MAX, f->made};
	enum follow_end how;

	if (f->at == x->at)
		follow_lzw_begin(&f->lzw);
	how = follow_lzw_run(&f->lzw, &w);
	return coded(f, x, &w, how);
}

static enum step
deflate_stream(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	struct follow w = {b, f->at, end, 0, 0};
	enum follow_end how = FOLLOW_ENDS;

	if (f->at == x->at || !f->z) {
		drop_stream(f);
		f->z = memory_zero(1, sizeof *f->z);
		if (inflateInit(f->z) != Z_OK)
			return STEP_BREAKS;
	}
	f->more += STREAM_COST;
	while (how == FOLLOW_ENDS && w.at < end) {
		uint64_t left = end - w.at;
		size_t n;
		const unsigned char *p =
			bytes_view(b, w.at, left < BYTES_WINDOW ? (size_t)left : BYTES_WINDOW, &n);

		if (!p)
			break;
		how = follow_inflate(f->z, p, n);
		w.at += n - f->z->avail_in;
		if (x->rows && !x->loose && f->z->total_out > x->row * x->rows)
			how = FOLLOW_BREAKS;
	}
	w.made = f->z->total_out;
	return coded(f, x, &w, how);
}

static enum step
packed_row(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	uint64_t at = f->at, made = packbits_follow(b, &at, end, x->row);

	f->broke = at;
	if (made > x->row)
		return STEP_BREAKS;
	if (made < x->row)
		return end < x->at + x->size ? STEP_ENDS : STEP_BREAKS;
	f->at = at;
	f->made++;
	return STEP_DONE;
}

static enum step
packed(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	enum step how = STEP_DONE;

	while (how == STEP_DONE && f->made < x->rows)
		how = packed_row(f, b, x, end);
	return how;
}

/* One of those; some writers add a code that makes nothing, others halve samples of 16 bits. */
static bool
counted_row(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t n)
{
	uint64_t at = f->at, end = at + n, due = x->loose ? f->loose_row : x->row;
	uint64_t made = packbits_follow(b, &at, end, due ? due : UINT64_MAX);

	if (n == 0 || end - at > 1 || made == 0)
		return false;
	if (x->loose && f->loose_row == 0)
		f->loose_row = made;
	else if (made != due && (x->loose || x->wide != 2 || made * 2 != due))
		return false;
	return true;
}

/* Rows whose packed lengths stand in a table. */
static enum step
counted(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	for (; f->made < x->rows; f->made++) {
		const unsigned char *p = bytes_exact(b, x->counts + f->made * x->count, x->count);
		uint64_t n = !p ? 0 : x->count == 4 ? be32(p) : be16(p);

		if (!p || n > end - f->at)
			return end < x->at + x->size || !p ? STEP_ENDS : STEP_BREAKS;
		if (!counted_row(f, b, x, n)) {
			f->broke = f->at + n;
			return STEP_BREAKS;
		}
		f->at += n;
	}
	return STEP_DONE;
}

static enum step
runs(struct strips_follow *f, struct bytes *b, const struct strip *x)
{
	enum bmp_run how;

	if (f->at == x->at)
		f->runs = (struct bmp_runs){.at = x->at,
					    .end = x->at + x->size,
					    .width = x->row,
					    .rows = x->rows,
					    .four = x->wide == 4};
	f->runs.b = b;
	do {
		how = bmp_runs_step(&f->runs);
	} while (how == BMP_RUN_GOES_ON);
	f->at = f->runs.at;
	if (how == BMP_RUN_DONE)
		return f->at == x->at + x->size ? STEP_DONE : STEP_BREAKS;
	return how == BMP_RUN_ENDS && f->at + 2 < x->at + x->size ? STEP_ENDS : STEP_BREAKS;
}

/* ---- JPEG ---- */

/* The strip with the tables before it, as far as there are bytes. */
static unsigned char *
whole_jpeg(const struct strips *s, struct bytes *b, const struct strip *x, uint64_t end, size_t *n)
{
	size_t skip = s->tables_size ? 2 : 0, size = (size_t)(end - x->at);
	unsigned char *p;

	if (size <= skip)
		return NULL;
	p = memory_new(s->tables_size + size);
	if (s->tables_size)
		memcpy(p, s->tables, s->tables_size);
	*n = s->tables_size + bytes_read(b, x->at + skip, p + s->tables_size, size - skip);
	return p;
}

/* Followed anew each time: strips are short. f->at: as far as it holds. */
static enum step
jpeg(struct strips_follow *f, struct bytes *b, const struct strip *x, uint64_t end)
{
	const struct media_format *format = media_by_name("jpeg");
	const struct strips *s = f->s;
	struct bytes_memory m;
	struct media_walk w;
	unsigned char *p;
	uint64_t held;
	size_t n = 0;

	if (end - x->at > JPEG_MAX)
		return STEP_DONE;
	p = whole_jpeg(s, b, x, end, &n);
	if (!p)
		return STEP_ENDS;
	f->more += n * JPEG_COST;
	bytes_memory_init(&m, p, n);
	format->walk(&m.bytes, 0, &w);
	if (w.state != MEDIA_NOT)
		format->check(&m.bytes, 0, &w);
	free(p);
	held = w.state == MEDIA_NOT ? 0 : w.broke > w.length ? w.broke : w.length;
	held = held > s->tables_size ? held - s->tables_size + (s->tables_size ? 2 : 0) : 0;
	f->broke = x->at + held;
	if (w.state == MEDIA_WHOLE)
		return STEP_DONE;
	return w.state == MEDIA_TRUNCATED && end < x->at + x->size ? STEP_ENDS : STEP_BREAKS;
}

/* ---- Channels ---- */

enum {
	CHANNEL_RAW,
	CHANNEL_RLE,
};

/* Do the packed rows of a channel fill it? Where the table is not all there, they may. */
static bool
counts_fit(struct bytes *b, const struct strip *x, uint64_t size)
{
	uint64_t sum = 0, at = x->counts, end = at + x->rows * x->count;

	if (size == UINT64_MAX || end > b->size)
		return true;
	for (; at < end; at += x->count) {
		const unsigned char *p = bytes_exact(b, at, x->count);

		sum += !p ? 0 : x->count == 4 ? be32(p) : be16(p);
	}
	return sum == size - (end - x->counts);
}

/* Behind the two bytes that say how a channel is coded. */
static enum step
open_channel(struct strips_follow *f, struct bytes *b)
{
	const unsigned char *p = bytes_exact(b, f->x.at, 2);
	uint64_t size = f->x.size == UINT64_MAX ? UINT64_MAX : f->x.size - 2;
	struct strip *x = &f->x;

	if (!p)
		return STEP_ENDS;
	x->at += 2;
	switch (be16(p)) {
	case CHANNEL_RAW:
		x->coding =
			size == UINT64_MAX || size == x->row * x->rows ? STRIP_PLAIN : STRIP_OTHER;
		x->size = size == UINT64_MAX ? x->row * x->rows : size;
		return STEP_DONE;
	case CHANNEL_RLE:
		x->coding = STRIP_COUNTED;
		x->counts = x->at;
		x->at += x->rows * x->count;
		x->size = size == UINT64_MAX ? UINT64_MAX - x->at : size - x->rows * x->count;
		return counts_fit(b, x, size) ? STEP_DONE : STEP_BREAKS;
	case 2:
	case 3:
		x->coding = STRIP_DEFLATE;
		x->size = size == UINT64_MAX ? UINT64_MAX - x->at : size;
		return STEP_DONE;
	default:
		return STEP_BREAKS;
	}
}

/* ---- All strips ---- */

static enum step
begin(struct strips_follow *f, struct bytes *b)
{
	enum step how = STEP_DONE;

	f->x = f->s->v[f->i];
	if (f->x.coding == STRIP_CHANNEL)
		how = open_channel(f, b);
	f->at = f->x.at;
	f->made = f->loose_row = 0;
	f->begun = how == STEP_DONE;
	return how;
}

static enum step
follow_strip(struct strips_follow *f, struct bytes *b, const struct strip *x)
{
	uint64_t end = x->at + x->size;

	end = end < b->size ? end : b->size;
	switch (x->coding) {
	case STRIP_PLAIN:
		return plain(f, b, x, end);
	case STRIP_LZW:
		return lzw(f, b, x, end);
	case STRIP_DEFLATE:
		return deflate_stream(f, b, x, end);
	case STRIP_PACKBITS:
		return packed(f, b, x, end);
	case STRIP_COUNTED:
		return counted(f, b, x, end);
	case STRIP_RUNS:
		return runs(f, b, x);
	case STRIP_JPEG:
		return jpeg(f, b, x, end);
	default:
		return end == x->at + x->size ? STEP_DONE : STEP_ENDS;
	}
}

/* Where other data begins at the latest. */
static uint64_t
broke_at(const struct strips_follow *f, const struct bytes *b)
{
	uint64_t broke = f->broke > f->at ? f->broke : f->at;

	return broke < b->size ? broke : b->size;
}

static uint64_t
run(struct strips_follow *f, struct bytes *b)
{
	for (; f->i < f->s->n; f->i++, f->begun = false) {
		const struct strip *x = &f->s->v[f->i];
		enum step how;

		if (x->at >= b->size)
			return b->size;
		f->broke = 0;
		how = f->begun ? STEP_DONE : begin(f, b);
		if (how == STEP_DONE)
			how = follow_strip(f, b, &f->x);
		if (how == STEP_ENDS)
			return b->size;
		if (how == STEP_BREAKS)
			return broke_at(f, b);
	}
	return UINT64_MAX;
}

uint64_t
strips_follow_run(struct strips_follow *f, struct bytes *b, uint64_t *work)
{
	uint64_t at = f->at, held;

	f->more = 0;
	held = run(f, b);
	*work = f->more + (f->at > at ? f->at - at : 0);
	return held;
}
