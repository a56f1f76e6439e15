/* SPDX-License-Identifier: Apache-2.0 */
/* The sums of chunks in pieces; see join_png.h. */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "carve/join_png.h"

#define BLOCKS_MAX ((size_t)1 << 16) /* of one chunk */
#define LOOK_COST  16		     /* bytes of budget for a look at one block */
#define STEP_COST  4		     /* and for one step of matching */
#define REACH_MOST ((size_t)1 << 14) /* blocks that a middle run may lie out of order */
#define NO_BLOCK   SIZE_MAX

/* a * b in the field of CRC-32. */
static uint32_t
times(uint32_t a, uint32_t b)
{
	return (uint32_t)crc32_combine_op(b, 0, a);
}

/* What a sum is multiplied by when n bytes follow. */
static uint32_t
power(uint64_t n)
{
	return (uint32_t)crc32_combine_gen((z_off_t)n);
}

/* Bytes of the chunk's data in its i-th block. */
static size_t
part(const struct png_join *j, const struct png_gap *g, size_t i)
{
	uint64_t size = j->task->blocks->size, at = g->edge + i * size;
	uint64_t left = g->data_end > at ? g->data_end - at : 0;

	return (size_t)(left < size ? left : size);
}

/* The sum over the first n bytes of a block. false: the budget is out. */
static bool
block_sum(const struct png_join *j, size_t block, size_t n, uint32_t *sum)
{
	uint64_t at = j->task->blocks->at[block], end = at + n;
	uLong crc = crc32(0, NULL, 0);
	const unsigned char *p;
	size_t got;

	if (!join_spend(j->task->budget, n, 0))
		return false;
	for (; at < end; at += got) {
		p = bytes_view(j->task->space, at, (size_t)(end - at), &got);
		if (!p)
			return false;
		crc = crc32(crc, p, (uInt)got);
	}
	*sum = (uint32_t)crc;
	return true;
}

/* ---- The chunk ---- */

/* The sum of what the pieces hold of type and data. */
static bool
sum_of_pieces(struct png_join *j, const struct png_gap *g, uint32_t *sum)
{
	uint64_t at = g->chunk.at + 4, end = g->edge < g->data_end ? g->edge : g->data_end;
	uLong crc = crc32(0, NULL, 0);
	const unsigned char *p;
	size_t n;

	for (; at < end; at += n) {
		p = bytes_view(&j->pieces->bytes, at,
			       end - at < BYTES_WINDOW ? (size_t)(end - at) : BYTES_WINDOW, &n);
		if (!p || !join_spend(j->task->budget, n, 0))
			return false;
		crc = crc32(crc, p, (uInt)n);
	}
	*sum = (uint32_t)crc;
	return true;
}

static bool
sum_front(struct png_join *j, struct png_gap *g)
{
	size_t left = j->task->blocks->n - j->next;
	uint32_t sum;

	g->most = left < g->m ? left : g->m;
	g->front = memory_new((g->m + 1) * sizeof *g->front);
	if (!sum_of_pieces(j, g, &sum))
		return false;
	g->front[0] = times(times(g->shift[0], power(part(j, g, 0))), sum);
	for (size_t k = 0; k < g->most; k++) {
		if (!block_sum(j, j->next + k, part(j, g, k), &sum))
			return false;
		g->front[k + 1] = g->front[k] ^ times(g->shift[k], sum);
	}
	return true;
}

bool
png_gap_open(struct png_gap *g, struct png_join *j, const struct png_chunk *chunk)
{
	uint64_t size = j->task->blocks->size, edge = j->pieces->bytes.size;
	uint64_t end = chunk->body + chunk->size + 4, needs = (end - edge + size - 1) / size;
	uint32_t step = power(size);

	*g = (struct png_gap){.chunk = *chunk, .edge = edge, .data_end = end - 4, .end = end};
	if (end <= edge || needs > BLOCKS_MAX)
		return false;
	g->m = (size_t)needs;
	g->shift = memory_new(g->m * sizeof *g->shift);
	g->shift[g->m - 1] = power(0);
	for (size_t i = g->m - 1; i > 0; i--) {
		size_t n = part(j, g, i);

		g->shift[i - 1] = times(g->shift[i], n == size ? step : power(n));
	}
	while (g->inner + 1 < g->m && part(j, g, g->inner) == size)
		g->inner++;
	return sum_front(j, g);
}

void
png_gap_release(struct png_gap *g)
{
	free(g->shift);
	free(g->front);
	*g = (struct png_gap){0};
}

size_t
png_runs_block(const struct png_join *j, const struct png_gap *g, const struct png_runs *runs,
	       size_t i)
{
	if (i < runs->first)
		return j->next + i;
	return i < runs->second ? runs->middle + i : runs->last - (g->m - 1 - i);
}

/* The checksum as it stands in the chunk. */
static bool
stored_sum(const struct png_join *j, const struct png_gap *g, const struct png_runs *runs,
	   uint32_t *sum)
{
	uint64_t size = j->task->blocks->size;
	unsigned char p[4];

	for (unsigned k = 0; k < 4; k++) {
		uint64_t at = g->data_end + k;
		struct bytes *b = at < g->edge ? &j->pieces->bytes : j->task->space;

		if (at >= g->edge) {
			uint64_t over = at - g->edge;
			size_t block = png_runs_block(j, g, runs, (size_t)(over / size));

			at = j->task->blocks->at[block] + over % size;
		}
		if (bytes_read(b, at, &p[k], 1) < 1)
			return false;
	}
	*sum = be32(p);
	return true;
}

bool
png_gap_plain(struct png_join *j, struct png_gap *g)
{
	const struct png_runs runs = {g->m, g->m, 0, 0};
	uint32_t sum;

	return g->most == g->m && stored_sum(j, g, &runs, &sum) && sum == g->front[g->m];
}

/* ---- Two runs ---- */

/* Can a block hold the end of the chunk? As much as it has of the next one's head stands there. */
static bool
may_end(const struct png_join *j, const struct png_gap *g, size_t block)
{
	uint64_t size = j->task->blocks->size;
	uint64_t from = g->end - (g->edge + (g->m - 1) * size), at;
	size_t n = size - from < 8 ? (size_t)(size - from) : 8;
	unsigned char p[8];

	if (strcmp(g->chunk.type, "IEND") == 0 || n == 0)
		return true;
	at = j->task->blocks->at[block] + from;
	if (n == 8 && !join_could_stand(j->task, MARK_CHUNK, at + 4, at + 5, n))
		return false;
	if (bytes_read(j->task->space, at, p, n) < n)
		return false;
	if (p[0] > 0x7f || (n > 4 && !png_type_is_known(p + 4, n - 4)))
		return false;
	return n < 8 || (be32(p) <= PNG_CHUNK_MAX && (memcmp(p + 4, "IEND", 4) != 0 || !be32(p)));
}

/* The break may stand before any block of the chunk whose run up to this last one adds up. */
static bool
match_tail(struct png_join *j, struct png_gap *g, size_t last, struct png_runs *runs)
{
	uint32_t tail = 0, sum, stored;

	for (size_t i = g->m; i-- > 0;) {
		if (last < g->m - 1 - i ||
		    !block_sum(j, last - (g->m - 1 - i), part(j, g, i), &sum))
			return false;
		tail ^= times(g->shift[i], sum);
		*runs = (struct png_runs){i, i, 0, last};
		if (i <= g->most && stored_sum(j, g, runs, &stored) &&
		    (g->front[i] ^ tail) == stored)
			return true;
	}
	return false;
}

/* The n-th block in the order of likelihood: away from the break, behind and before it by turns. */
static size_t
nth_block(const struct png_join *j, size_t n)
{
	size_t behind = j->task->blocks->n - j->next, before = j->next;
	size_t both = behind < before ? behind : before;

	if (n >= behind + before)
		return NO_BLOCK;
	if (n >= 2 * both) /* one of them has come to its end */
		return behind > before ? j->next + (n - both) : j->next - 1 - (n - both);
	return n % 2 ? j->next - 1 - n / 2 : j->next + n / 2;
}

bool
png_gap_two(struct png_join *j, struct png_gap *g, size_t *from, struct png_runs *runs)
{
	size_t last;

	while ((last = nth_block(j, *from)) != NO_BLOCK) {
		++*from;
		if (!join_spend(j->task->budget, LOOK_COST, 0))
			return false;
		if (last == j->next + g->m - 1 || !may_end(j, g, last))
			continue;
		if (!join_spend(j->task->budget, 0, 1))
			return false;
		if (match_tail(j, g, last, runs))
			return true;
		if (g->ntails < PNG_TAILS_MAX)
			g->tails[g->ntails++] = last;
	}
	return false;
}

/* ---- Three runs ---- */

/* Sums of first runs, each with a middle run up to the break behind it. */
struct match {
	struct {
		uint32_t sum, stamp, k;
	} * v;
	size_t mask;
	uint32_t stamp;
};

static void
match_open(struct match *x, size_t m)
{
	size_t size = 16;

	while (size < 2 * (m + 1))
		size *= 2;
	*x = (struct match){memory_zero(size, sizeof *x->v), size - 1, 0};
}

static void
match_add(struct match *x, uint32_t sum, size_t k)
{
	size_t i = (sum * 2654435761u >> 8) & x->mask;

	while (x->v[i].stamp == x->stamp)
		i = (i + 1) & x->mask;
	x->v[i].sum = sum;
	x->v[i].stamp = x->stamp;
	x->v[i].k = (uint32_t)k;
}

static size_t
match_find(const struct match *x, uint32_t sum)
{
	size_t i = (sum * 2654435761u >> 8) & x->mask;

	for (; x->v[i].stamp == x->stamp; i = (i + 1) & x->mask)
		if (x->v[i].sum == sum)
			return x->v[i].k;
	return NO_BLOCK;
}

struct triple {
	struct png_join *j;
	struct png_gap *g;
	bool (*judge)(struct png_join *j, const struct png_gap *g, const struct png_runs *runs);
	struct match match;
	uint32_t step[4][256]; /* a sum with one block of zeros behind it, byte by byte */
	uint32_t *tail;	       /* m + 1: what the tail adds from block k on */
	/*
	 * What each block adds as a middle one, for the place at hand. Places are counted from
	 * g->inner blocks before the first one on, since a run may begin late in its chunk.
	 */
	uint32_t *add;
	uint32_t stored;
	size_t last, least; /* the chunk's last block; the first one that its tail run may have */
	bool out;	    /* the budget is out */
};

static uint32_t
stepped(const struct triple *x, uint32_t v)
{
	return x->step[0][v & 255] ^ x->step[1][v >> 8 & 255] ^ x->step[2][v >> 16 & 255] ^
	       x->step[3][v >> 24];
}

static void
make_steps(struct triple *x)
{
	uint32_t step = power(x->j->task->blocks->size);

	for (unsigned i = 0; i < 4; i++)
		for (uint32_t v = 0; v < 256; v++)
			x->step[i][v] = times(step, v << (8 * i));
}

/* Sums of the tail's runs, and the stored checksum, which is taken to stand in it. */
static bool
sum_tail(struct triple *x)
{
	const struct png_gap *g = x->g;
	const struct png_runs runs = {0, 0, 0, x->last};
	uint64_t size = x->j->task->blocks->size;
	uint32_t sum;

	x->tail[g->m] = 0;
	x->least = x->last + 1 < g->m ? g->m - (x->last + 1) : 0;
	if ((g->data_end > g->edge && (g->data_end - g->edge) / size < x->least) ||
	    !stored_sum(x->j, g, &runs, &x->stored))
		return false;
	for (size_t i = g->m; i-- > x->least;) {
		if (!block_sum(x->j, x->last - (g->m - 1 - i), part(x->j, g, i), &sum))
			return false;
		x->tail[i] = x->tail[i + 1] ^ times(g->shift[i], sum);
	}
	return true;
}

/* Are blocks [from, to) of a chunk that begins at a place there? */
static bool
are_there(const struct triple *x, size_t place, size_t from, size_t to)
{
	return place + from >= x->g->inner && place + to <= x->g->inner + x->j->task->blocks->n;
}

/* The middle run lies as if the chunk's first block were at `place`. */
static bool
match_middle(struct triple *x, size_t place)
{
	const struct png_gap *g = x->g;
	uint32_t sum = 0;

	x->match.stamp++;
	match_add(&x->match, g->front[0], 0);
	for (size_t k = 1; k <= g->inner; k++) {
		size_t from = NO_BLOCK;

		sum ^= x->add[place + k - 1];
		if (k >= x->least)
			from = match_find(&x->match, sum ^ x->tail[k] ^ x->stored);
		if (from != NO_BLOCK && are_there(x, place, from, k)) {
			const struct png_runs runs = {from, k, place - g->inner, x->last};

			if (x->judge(x->j, g, &runs))
				return true;
		}
		if (k <= g->most)
			match_add(&x->match, g->front[k] ^ sum, k);
	}
	return false;
}

/* The block at a place as the i-th of the chunk. */
static bool
enter(struct triple *x, size_t place, size_t i)
{
	uint32_t sum;

	x->add[place] = 0;
	if (!are_there(x, place, 0, 1))
		return true;
	if (!block_sum(x->j, place - x->g->inner, x->j->task->blocks->size, &sum)) {
		x->out = true;
		return false;
	}
	x->add[place] = times(x->g->shift[i], sum);
	return true;
}

/* Chunks whose first block would be at the places [from, to), ascending. */
static bool
match_range(struct triple *x, size_t from, size_t to)
{
	const struct png_gap *g = x->g;

	for (size_t i = 0; from < to && i + 1 < g->inner; i++)
		if (!enter(x, from + i, i + 1)) /* as if the chunk began one block before */
			return false;
	for (size_t place = from; place < to; place++) {
		if (!join_spend(x->j->task->budget, g->inner * STEP_COST, 0)) {
			x->out = true;
			return false;
		}
		for (size_t i = 0; i + 1 < g->inner; i++)
			x->add[place + i] = stepped(x, x->add[place + i]);
		if (!enter(x, place + g->inner - 1, g->inner - 1))
			return false;
		if (place != x->j->next + g->inner && match_middle(x, place))
			return true;
	}
	return false;
}

/* Between the break and the tail first; then out of order, behind and before. */
static bool
match_all(struct triple *x)
{
	size_t inner = x->g->inner, end = x->j->task->blocks->n + inner;
	size_t next = x->j->next + inner, tail = x->last + 1 + inner;
	size_t low = next > REACH_MOST ? next - REACH_MOST : 0;

	if (inner == 0)
		return false;
	tail -= tail < x->g->m ? tail : x->g->m;
	if (tail > next + 1 && match_range(x, next + 1, tail))
		return true;
	if (!x->out && match_range(x, low, next))
		return true;
	if (tail < next)
		tail = next;
	return !x->out &&
	       match_range(x, tail + 1, end - tail > REACH_MOST ? tail + REACH_MOST : end);
}

bool
png_gap_three(struct png_join *j, struct png_gap *g,
	      bool (*judge)(struct png_join *j, const struct png_gap *g,
			    const struct png_runs *runs))
{
	struct triple *x = memory_zero(1, sizeof *x);
	bool found = false;

	x->j = j;
	x->g = g;
	x->judge = judge;
	x->tail = memory_new((g->m + 1) * sizeof *x->tail);
	x->add = memory_new((j->task->blocks->n + 2 * g->inner + 1) * sizeof *x->add);
	match_open(&x->match, g->m);
	make_steps(x);
	for (size_t i = 0; i < g->ntails && !found && !x->out; i++) {
		x->last = g->tails[i];
		found = sum_tail(x) && match_all(x);
	}
	free(x->match.v);
	free(x->tail);
	free(x->add);
	free(x);
	return found;
}
