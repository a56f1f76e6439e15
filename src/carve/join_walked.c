/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins files of formats whose headers and sizes say where the rest must lie, but whose data cannot
 * be followed closely: a way to go on is tried by walking the whole file as if it lay there. The
 * likely ways come first: over blocks that are taken, then where one kind of data ends and another
 * begins, then gap by gap. What can be followed is left to join_tried.c.
 */
#include <string.h>

#include "carve/join.h"
#include "media/verdict.h"

#define JUMPS_MAX    2 /* pieces less one */
#define BACK_MAX     3 /* blocks that a check may notice a break late */
#define BRANCHES_MAX 4 /* ways that only come further, gone on with */
#define FILE_BLOCKS  ((size_t)16384)
#define SEAMS_MAX    24	 /* changes of the kind of data that are tried */
#define GAPS_MAX     256 /* gaps in a row that are tried */
#define PROGRESS     4	 /* blocks that a way must come further to be gone on with */
#define SAMPLE	     256 /* bytes of a block that tell its kind */
#define CERTAIN	     0.85
#define UNSURE	     0.7  /* of a seam that could be elsewhere */
#define CHEAP	     4	  /* headers and sizes are looked at more than data */
#define REACH	     1024 /* blocks around the break */

/* Bytes that count what is asked for. */
struct counted {
	struct bytes bytes;
	struct bytes *inner;
	uint64_t given;
};

/* After `kept` blocks of the file it goes on at a block. */
struct jump {
	size_t kept, block;
};

struct way {
	struct jump jumps[JUMPS_MAX];
	size_t n;
	uint64_t reached; /* how far the file holds on this way */
};

struct walked {
	const struct join_task *task;
	struct pieces *pieces;
	struct media_walk *walk;
	size_t first; /* the block that the file begins in */
	bool out;     /* the budget is out */
};

static const unsigned char *
counted_view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct counted *c = (struct counted *)self;
	const unsigned char *p =
		bytes_view(c->inner, offset, want < BYTES_WINDOW ? want : BYTES_WINDOW, got);

	c->given += *got;
	return p;
}

/* ---- One way ---- */

static void
add_blocks(struct walked *j, size_t block, size_t n)
{
	const struct join_blocks *b = j->task->blocks;

	for (size_t i = block; n > 0 && i < b->n; i++, n--)
		pieces_add(j->pieces, b->at[i], b->at[i] + b->size);
}

static void
lay_out(struct walked *j, const struct way *way)
{
	const struct join_blocks *b = j->task->blocks;
	size_t done = 1, next = j->first + 1;

	pieces_cut(j->pieces, 0);
	pieces_add(j->pieces, j->task->find->start, b->at[j->first] + b->size);
	for (size_t i = 0; i < way->n; i++) {
		add_blocks(j, next, way->jumps[i].kept - done);
		done = way->jumps[i].kept;
		next = way->jumps[i].block;
	}
	add_blocks(j, next, FILE_BLOCKS - done);
}

static bool
overlaps_itself(const struct pieces *p)
{
	for (size_t i = 0; i < p->n; i++)
		for (size_t k = 0; k < i; k++)
			if (p->v[i].start < p->v[k].end && p->v[k].start < p->v[i].end)
				return true;
	return false;
}

/* True: the file is whole on this way. */
static bool
try_way(struct walked *j, struct way *way)
{
	const struct media_format *format = j->task->find->format;
	struct counted c = {{0, counted_view, 0}, &j->pieces->bytes, 0};
	struct media_walk *w = j->walk;

	lay_out(j, way);
	c.bytes.size = j->pieces->bytes.size;
	*w = (struct media_walk){.state = MEDIA_NOT};
	format->walk(&c.bytes, 0, w);
	if (w->state != MEDIA_NOT && format->check)
		format->check(&c.bytes, 0, w);
	if (!join_spend(j->task->budget, c.given / CHEAP + j->task->blocks->size, 1))
		j->out = true;
	way->reached = w->state == MEDIA_NOT ? 0 : w->length;
	if (w->state != MEDIA_WHOLE || w->confidence < CERTAIN || w->length > c.bytes.size)
		return false;
	pieces_cut(j->pieces, w->length);
	return !overlaps_itself(j->pieces);
}

/* ---- What blocks look like ---- */

enum kind { KIND_CODED, KIND_TEXT, KIND_EMPTY };

static enum kind
kind_of(const struct walked *j, size_t block)
{
	const unsigned char *p = bytes_exact(j->task->space, j->task->blocks->at[block], SAMPLE);
	unsigned same = 0, text = 0;

	for (size_t i = 0; p && i < SAMPLE; i++) {
		same += p[i] == p[0];
		text += (p[i] >= ' ' && p[i] < 127) || p[i] == '\n' || p[i] == '\r' || p[i] == '\t';
	}
	if (!p || same > SAMPLE * 15 / 16)
		return KIND_EMPTY;
	return text > SAMPLE * 15 / 16 ? KIND_TEXT : KIND_CODED;
}

/* Does something begin at a block: other data than before, or the first block behind a gap? */
static bool
is_seam(const struct walked *j, size_t block)
{
	const struct join_blocks *b = j->task->blocks;

	return block == 0 || b->at[block - 1] + b->size != b->at[block] ||
	       kind_of(j, block - 1) != kind_of(j, block);
}

/* The n-th block in the order of likelihood: behind the break, then before the file. */
static size_t
nth_block(const struct walked *j, size_t after, size_t n)
{
	size_t behind = j->task->blocks->n - after;

	if (n < behind)
		return after + n;
	n -= behind;
	return n < j->first ? j->first - 1 - n : SIZE_MAX;
}

/* ---- All ways ---- */

struct branches {
	struct way v[BRANCHES_MAX];
	size_t n;
};

/* Keeps the ways that came furthest. */
static void
remember(struct branches *x, const struct way *way)
{
	size_t worst = 0;

	if (x->n < BRANCHES_MAX) {
		x->v[x->n++] = *way;
		return;
	}
	for (size_t i = 1; i < x->n; i++)
		if (x->v[i].reached < x->v[worst].reached)
			worst = i;
	if (x->v[worst].reached < way->reached)
		x->v[worst] = *way;
}

/* The same way with its last seam so many blocks further on, or before. */
static bool
holds_beside(struct walked *j, const struct way *way, size_t further, size_t before)
{
	const struct join_blocks *b = j->task->blocks;
	struct way beside = *way;
	struct jump *last = &beside.jumps[beside.n - 1];

	if (last->kept <= before || last->block < before || last->block + further >= b->n)
		return false;
	last->kept += further - before;
	last->block += further - before;
	return try_way(j, &beside);
}

/*
 * Packets take most bytes: where a boundary beside the seam does as well, that the file is whole is
 * a guess, and it is told as damaged from there on.
 */
static void
doubt_seam(struct walked *j, struct way *way)
{
	uint64_t seam = way->jumps[way->n - 1].kept * (uint64_t)j->task->blocks->size;
	bool unsure = holds_beside(j, way, 0, 1) || holds_beside(j, way, 1, 0);

	if (!try_way(j, way) || !unsure) /* the pieces are this way's again */
		return;
	j->walk->state = MEDIA_DAMAGED;
	j->walk->broke = seam > j->task->blocks->size ? seam - j->task->blocks->size : seam;
	j->walk->confidence = UNSURE;
	verdict_add(j->walk, "where one piece ends and the next one begins is a guess");
}

/* Goes on at `block` behind each place where the break may be. */
static bool
jump_to(struct walked *j, const struct way *from, size_t block, struct branches *x)
{
	uint64_t size = j->task->blocks->size;
	size_t broke = (size_t)(from->reached / size);
	size_t least = from->n ? from->jumps[from->n - 1].kept + 1 : 1;

	for (size_t back = 0; back <= BACK_MAX && broke >= least + back && !j->out; back++) {
		struct way way = *from;

		way.jumps[way.n++] = (struct jump){broke - back, block};
		if (try_way(j, &way)) {
			doubt_seam(j, &way);
			return true;
		}
		if (way.reached > from->reached + PROGRESS * size && way.n < JUMPS_MAX)
			remember(x, &way);
	}
	return false;
}

/* The block that the file is read on in where it breaks. */
static size_t
block_at_break(const struct walked *j, const struct way *way)
{
	size_t broke = (size_t)(way->reached / j->task->blocks->size), at;

	if (way->n == 0)
		at = j->first + broke;
	else
		at = way->jumps[way->n - 1].block + (broke - way->jumps[way->n - 1].kept);
	return at < j->task->blocks->n ? at : j->task->blocks->n;
}

static bool
go_on(struct walked *j, const struct way *from)
{
	size_t after = block_at_break(j, from), block, seams = 0;
	struct branches x = {.n = 0};

	for (size_t n = 1; seams < SEAMS_MAX && n < REACH && !j->out; n++) {
		block = nth_block(j, after, n);
		if (block == SIZE_MAX || !join_spend(j->task->budget, 64, 0))
			break;
		if (!is_seam(j, block))
			continue;
		seams++;
		if (jump_to(j, from, block, &x))
			return true;
	}
	for (size_t n = 1; n < GAPS_MAX && n < REACH && !j->out; n++) {
		block = nth_block(j, after, n);
		if (block == SIZE_MAX)
			break;
		if (!is_seam(j, block) && jump_to(j, from, block, &x))
			return true;
	}
	for (size_t i = 0; i < x.n && !j->out; i++)
		if (go_on(j, &x.v[i]))
			return true;
	return false;
}

/* Is it more than what was found? A file that seemed to be written over may hold in one piece. */
static bool
is_news(const struct walked *j)
{
	const struct media_walk *before = &j->task->find->walk;

	return j->pieces->n > 1 || before->state != MEDIA_WHOLE ||
	       before->length != j->walk->length;
}

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	struct walked j = {.task = task, .pieces = pieces, .walk = walk};
	struct way plain = {.n = 0};
	size_t i = join_block_from(task->blocks, task->find->start + 1);

	if (i == 0 || task->find->start - task->blocks->at[i - 1] >= task->blocks->size)
		return JOIN_NOT;
	j.first = i - 1;
	if (try_way(&j, &plain)) /* in one piece it is what was found */
		return is_news(&j) ? JOIN_WHOLE : JOIN_NOT;
	if (plain.reached > 0 && go_on(&j, &plain))
		return JOIN_WHOLE;
	return j.out ? JOIN_GAVE_UP : JOIN_NOT;
}

const struct joiner joiner_jp2 = {"jp2", false, false, join},
		    joiner_raf = {"raf", false, false, join};
