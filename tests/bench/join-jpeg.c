/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How well the JPEG joiner joins: join-jpeg [-b BLOCK] [-n ROUNDS] [-s SEED] [-v] FILE…
 * Lays each picture out in pieces among filler (noise, text, zeros, other pictures' data) in memory
 * and prints, by scenario, how many came back exactly, how many were claimed whole wrongly, and the
 * processor time.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "carve/join.h"

#define SPACE_MAX ((size_t)64 << 20)

struct picture {
	const char *path;
	unsigned char *data;
	size_t n;
};

struct layout {
	unsigned char *data; /* SPACE_MAX */
	size_t n, block;
	size_t start;		 /* of the picture */
	size_t piece[8], pieces; /* where its pieces begin in the file */
	size_t left;		 /* bytes of it that are really there, from its start */
	bool join_able;		 /* all of it is there */
};

struct bench {
	struct picture *pictures;
	size_t n;
	unsigned seed;
	size_t block;
	bool verbose;
};

static unsigned
draw(struct bench *b, unsigned n)
{
	b->seed = b->seed * 1664525u + 1013904223u;
	return (unsigned)((uint64_t)(b->seed >> 8) * n >> 24);
}

static double
processor_time(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* ---- Laying out ---- */

static void
put(struct layout *l, const unsigned char *p, size_t n)
{
	size_t room = (n + l->block - 1) / l->block * l->block;

	if (l->n + room > SPACE_MAX)
		exit(3);
	memset(l->data + l->n, 0, room);
	memcpy(l->data + l->n, p, n);
	l->n += room;
}

/* Data from the middle of another picture, block by block as it lies in its file. */
static void
put_other(struct bench *b, struct layout *l, const struct picture * not, size_t blocks)
{
	const struct picture *x;
	size_t n = blocks * l->block, at;

	do
		x = &b->pictures[draw(b, (unsigned)b->n)];
	while (x == not &&b->n > 1);
	at = x->n > n + 2 * l->block ? draw(b, (unsigned)(x->n - n)) / l->block * l->block
				     : l->block;
	put(l, x->data + (at < x->n ? at : 0), at + n < x->n ? n : x->n - (at < x->n ? at : 0));
}

static void
put_filler(struct bench *b, struct layout *l, const struct picture * not, size_t blocks)
{
	static const char text[] = "the quick brown fox jumps over a lazy dog and 42 more\n";
	unsigned kind = draw(b, 4);
	size_t end = l->n + blocks * l->block;

	if (end > SPACE_MAX)
		exit(3);
	if (kind == 3) {
		put_other(b, l, not, blocks);
		return;
	}
	for (; l->n < end; l->n++)
		l->data[l->n] = kind == 0   ? (unsigned char)draw(b, 256)
				: kind == 1 ? (unsigned char)text[l->n % (sizeof text - 1)]
					    : 0;
}

/* A block boundary of the file somewhere between two others. */
static size_t
cut_between(struct bench *b, const struct layout *l, size_t low, size_t high)
{
	size_t first = low / l->block + 1, last = (high - 1) / l->block;

	return first > last ? 0 : (first + draw(b, (unsigned)(last - first + 1))) * l->block;
}

static void
begin(struct layout *l, const struct picture *p)
{
	l->start = l->n;
	l->left = p->n;
	l->join_able = true;
}

static bool
lay_pieces(struct bench *b, struct layout *l, const struct picture *p, unsigned pieces)
{
	size_t at = 0;

	begin(l, p);
	for (unsigned left = pieces; left > 1; left--) {
		size_t cut = cut_between(
			b, l, at,
			at + (p->n - at) * 2 / left < p->n ? at + (p->n - at) * 2 / left : p->n);

		if (cut == 0)
			return false;
		put(l, p->data + at, cut - at);
		put_filler(b, l, p, 1 + draw(b, draw(b, 4) ? 40 : 1000));
		at = cut;
	}
	put(l, p->data + at, p->n - at);
	return true;
}

static bool
lay_two(struct bench *b, struct layout *l, const struct picture *p)
{
	return lay_pieces(b, l, p, 2);
}

static bool
lay_three(struct bench *b, struct layout *l, const struct picture *p)
{
	return lay_pieces(b, l, p, 3);
}

static bool
lay_interleaved(struct bench *b, struct layout *l, const struct picture *p)
{
	const struct picture *x = &b->pictures[draw(b, (unsigned)b->n)];
	size_t cut = cut_between(b, l, 0, p->n), other = cut_between(b, l, 0, x->n);

	if (x == p || cut == 0 || other == 0)
		return false;
	begin(l, p);
	put(l, p->data, cut);
	put(l, x->data, other);
	put(l, p->data + cut, p->n - cut);
	put(l, x->data + other, x->n - other);
	return true;
}

static bool
lay_backwards(struct bench *b, struct layout *l, const struct picture *p)
{
	size_t cut = cut_between(b, l, 0, p->n);

	if (cut == 0)
		return false;
	put(l, p->data + cut, p->n - cut);
	put_filler(b, l, p, 1 + draw(b, 60));
	begin(l, p);
	put(l, p->data, cut);
	return true;
}

static bool
lay_shuffled(struct bench *b, struct layout *l, const struct picture *p)
{
	static const unsigned char orders[4][3] = {{0, 2, 1}, {1, 0, 2}, {2, 0, 1}, {2, 1, 0}};
	const unsigned char *order = orders[draw(b, 4)];
	size_t cut[4] = {0, cut_between(b, l, 0, p->n / 2), 0, p->n}, start = 0;

	cut[2] = cut[1] ? cut_between(b, l, cut[1], p->n) : 0;
	if (cut[2] == 0)
		return false;
	for (unsigned i = 0; i < 3; i++) {
		if (order[i] == 0)
			start = l->n;
		put(l, p->data + cut[order[i]], cut[order[i] + 1] - cut[order[i]]);
		put_filler(b, l, p, 1 + draw(b, 60));
	}
	begin(l, p);
	l->start = start;
	return true;
}

static bool
lay_cut_off(struct bench *b, struct layout *l, const struct picture *p)
{
	size_t cut = cut_between(b, l, 0, p->n);

	if (cut == 0)
		return false;
	begin(l, p);
	put(l, p->data, cut);
	l->left = cut;
	l->join_able = false;
	return true;
}

static bool
lay_overwritten(struct bench *b, struct layout *l, const struct picture *p)
{
	size_t cut = cut_between(b, l, 0, p->n), end = cut ? cut_between(b, l, cut, p->n) : 0;

	if (end == 0)
		return false;
	begin(l, p);
	put(l, p->data, cut);
	put_filler(b, l, p, (end - cut) / l->block);
	put(l, p->data + end, p->n - end);
	l->left = cut;
	l->join_able = false;
	return true;
}

static const struct scenario {
	const char *name;
	bool (*lay)(struct bench *, struct layout *, const struct picture *);
} scenarios[] = {{"two pieces", lay_two},	   {"three pieces", lay_three},
		 {"interleaved", lay_interleaved}, {"backwards", lay_backwards},
		 {"shuffled", lay_shuffled},	   {"cut off", lay_cut_off},
		 {"overwritten", lay_overwritten}};
#define SCENARIOS (sizeof scenarios / sizeof *scenarios)

/* ---- Joining ---- */

struct score {
	unsigned n, exact, wrong, longer, gave_up, unfound, near;
	double time, slowest;
};

static bool
find_broken(struct bytes *space, const struct layout *l, struct find *find)
{
	const struct media_format *f = media_by_name("jpeg");

	*find = (struct find){.format = f, .start = l->start};
	f->walk(space, l->start, &find->walk);
	if (find->walk.state != MEDIA_NOT)
		f->check(space, l->start, &find->walk);
	find->end = l->start + find->walk.length;
	return find->walk.state != MEDIA_WHOLE && find->walk.broke > 20;
}

static bool
is_exact(struct pieces *p, const struct picture *x)
{
	unsigned char *data = malloc(x->n + 1);
	bool same = p->bytes.size == x->n && bytes_read(&p->bytes, 0, data, x->n) == x->n &&
		    memcmp(data, x->data, x->n) == 0;

	free(data);
	return same;
}

static void
judge(struct bench *b, const struct scenario *sc, struct layout *l, const struct picture *x,
      struct score *s)
{
	struct bytes_memory space;
	struct join_blocks blocks = {.n = l->n / l->block, .size = (uint32_t)l->block};
	struct join_budget budget = {(uint64_t)4 << 30, 4000000};
	struct find find;
	struct join_task task = {
		.space = &space.bytes, .find = &find, .blocks = &blocks, .budget = &budget};
	struct pieces pieces;
	struct media_walk walk = {0};
	uint64_t *at = malloc((blocks.n + 1) * sizeof *at);
	enum join_result r;
	bool exact;
	double t;

	bytes_memory_init(&space, l->data, l->n);
	for (size_t i = 0; i < blocks.n; i++)
		at[i] = i * l->block;
	blocks.at = at;
	pieces_init(&pieces, &space.bytes);
	s->n++;
	if (!find_broken(&space.bytes, l, &find)) {
		s->unfound++;
		if (b->verbose)
			printf("%s\t%s\tnot found broken: %s %llu\n", sc->name, x->path,
			       find.walk.why, (unsigned long long)find.walk.length);
	} else {
		t = processor_time();
		r = joiner_of(find.format)->join(&task, &pieces, &walk);
		t = processor_time() - t;
		exact = (r == JOIN_WHOLE || r == JOIN_LONGER) && is_exact(&pieces, x);
		s->exact += exact;
		s->wrong += r == JOIN_WHOLE && !exact;
		s->longer += r == JOIN_LONGER && !exact;
		s->gave_up += r == JOIN_GAVE_UP;
		s->near += find.walk.length <= l->left + l->block &&
			   find.walk.length + l->block >= l->left;
		s->time += t;
		s->slowest = t > s->slowest ? t : s->slowest;
		if (b->verbose && (exact != l->join_able || r == JOIN_WHOLE) && !exact)
			fprintf(stderr,
				"%s\t%s\tresult %d, broke %llu of %zu, seam %zu, %.0f ms: %s\n",
				sc->name, x->path, (int)r, (unsigned long long)find.walk.length,
				x->n, l->left, t * 1e3, r == JOIN_WHOLE ? walk.why : find.walk.why);
	}
	pieces_release(&pieces);
	free(at);
}

static void
run(struct bench *b, const struct scenario *sc)
{
	struct layout l = {.data = malloc(SPACE_MAX), .block = b->block};
	struct score s = {0};

	for (size_t i = 0; i < b->n; i++) {
		l.n = 0;
		put_filler(b, &l, &b->pictures[i], 1 + draw(b, 100));
		if (!sc->lay(b, &l, &b->pictures[i]))
			continue;
		put_filler(b, &l, &b->pictures[i], 1 + draw(b, 1000));
		judge(b, sc, &l, &b->pictures[i], &s);
	}
	printf("%-14s block %4zu: of %3u exact %3u, wrongly whole %u, longer %u, gave up %u, not "
	       "found broken %u, break told within a block %u; %.1f ms each, slowest %.0f ms\n",
	       sc->name, b->block, s.n, s.exact, s.wrong, s.longer, s.gave_up, s.unfound, s.near,
	       s.n ? s.time * 1e3 / s.n : 0, s.slowest * 1e3);
	free(l.data);
}

static int
load(struct picture *p, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		return -1;
	p->path = path;
	p->n = (size_t)st.st_size;
	p->data = malloc(p->n + 1);
	if (read(fd, p->data, p->n) != (ssize_t)p->n)
		p->n = 0;
	close(fd);
	return p->n ? 0 : -1;
}

/* Only whole pictures, and nothing behind them. */
static bool
is_whole(const struct picture *p)
{
	const struct media_format *f = media_by_name("jpeg");
	struct bytes_memory m;
	struct media_walk w;

	bytes_memory_init(&m, p->data, p->n);
	f->walk(&m.bytes, 0, &w);
	if (w.state == MEDIA_WHOLE)
		f->check(&m.bytes, 0, &w);
	return w.state == MEDIA_WHOLE && w.length == p->n && w.confidence > 0.98;
}

int
main(int argc, char **argv)
{
	struct bench b = {.seed = 1, .block = 4096};
	unsigned rounds = 1;
	int c;

	while ((c = getopt(argc, argv, "b:n:s:v")) != -1) {
		if (c == 'b')
			b.block = strtoul(optarg, NULL, 10);
		else if (c == 'n')
			rounds = (unsigned)strtoul(optarg, NULL, 10);
		else if (c == 's')
			b.seed = (unsigned)strtoul(optarg, NULL, 10);
		else if (c == 'v')
			b.verbose = true;
		else
			return 2;
	}
	b.pictures = calloc((size_t)(argc - optind) + 1, sizeof *b.pictures);
	for (int i = optind; i < argc; i++)
		if (load(&b.pictures[b.n], argv[i]) == 0 && is_whole(&b.pictures[b.n]))
			b.n++;
	printf("%zu pictures\n", b.n);
	for (unsigned i = 0; b.n && i < rounds; i++)
		for (size_t k = 0; k < SCENARIOS; k++)
			run(&b, &scenarios[k]);
	return 0;
}
