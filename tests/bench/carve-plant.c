/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plants files into the free space of an image, as deletion, fragmentation and overwriting leave
 * them, and writes the answer key. Everything follows from the seed.
 *
 *   carve-plant [-s SEED] [-c CLUSTER] [-a] [-i] [-n] [-p PERCENT] IMAGE ITEMS FREE KEY
 *
 *   ITEMS  path, format, size, SHA-256, between tabs (carve-items.sh makes it)
 *   FREE   offset and length in bytes of each free run, ascending; "-": all of the image
 *   KEY    a line an item: number, format, placement, SHA-256, size, bytes intact from its
 *          beginning on, runs "file_offset:image_offset:length,…", path. It is added to.
 *   -a     some items begin at any byte (an image without a file system)
 *   -i     all of them do, whole and one behind the other: IMAGE is a file that holds others
 *   -n     numbers in KEY begin at 100000, for a second call
 *   -p     share of the free space that items may take, at most (default 40)
 *
 * Free space is filled with stretches of noise, text, zeros and near misses: heads without bodies.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "carve-filler.h"

#define ITEMS_MAX 5000
#define RUNS_MAX  64
#define GAP_MAX	  ((uint64_t)2 << 20)

enum placement {
	CONTIGUOUS,
	TWO,
	INTERLEAVED,
	THREE,
	ORDER,
	CUT,
	OVERWRITTEN,
	UNALIGNED,
	INSIDE,
	AROUND, /* contiguous but for live files in between */
	PLACEMENTS
};

static const char *const placement_names[PLACEMENTS] = {
	"contiguous", "two",	     "interleaved", "three",  "order",
	"cut",	      "overwritten", "unaligned",   "inside", "around"};
/* Of a hundred items; what is left over is contiguous. */
static const unsigned shares[PLACEMENTS] = {
	[TWO] = 14, [INTERLEAVED] = 5, [THREE] = 6,	 [ORDER] = 3,
	[CUT] = 6,  [OVERWRITTEN] = 6, [UNALIGNED] = 11,
};

struct run {
	uint64_t file_offset, offset, size;
};

struct item {
	char path[512], format[16], sha256[65];
	unsigned char *data;
	uint64_t size, intact;
	enum placement placement;
	struct run runs[RUNS_MAX];
	size_t nruns;
	bool planted;
};

struct plant {
	unsigned char *image;
	uint64_t image_size;
	uint64_t seed;
	uint32_t cluster;
	uint64_t *free; /* addresses of free clusters */
	size_t nfree, next;
	struct item *items;
	size_t n;
	struct filler_heads heads;
	uint64_t planned; /* clusters that items not planted yet will take */
	bool any_byte, inside;
	unsigned percent;
	unsigned first_number;
};

static void
die(const char *what, const char *name)
{
	fprintf(stderr, "carve-plant: %s: ", what);
	perror(name);
	exit(3);
}

static uint64_t
lesser(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void *
map_file(const char *path, bool write, uint64_t *size)
{
	int fd = open(path, (write ? O_RDWR : O_RDONLY) | O_CLOEXEC);
	struct stat st;
	void *m;

	if (fd < 0 || fstat(fd, &st))
		die("cannot open", path);
	*size = (uint64_t)st.st_size;
	m = mmap(NULL, (size_t)st.st_size, PROT_READ | (write ? PROT_WRITE : 0),
		 write ? MAP_SHARED : MAP_PRIVATE, fd, 0);
	if (m == MAP_FAILED)
		die("cannot map", path);
	close(fd);
	return m;
}

/* ---- Filler ---- */

/* Stretches of free clusters that lie together, each of one kind. */
static void
fill_free(struct plant *p)
{
	size_t i = 0;

	while (i < p->nfree) {
		size_t most = ((size_t)1 << (14 + dice(&p->seed, 9))) / p->cluster + 1, n = 1;

		while (n < most && i + n < p->nfree &&
		       p->free[i + n] == p->free[i] + n * p->cluster)
			n++;
		filler(&p->seed, &p->heads, p->image + p->free[i], n * p->cluster);
		i += n;
	}
}

/* ---- Layout ---- */

static uint64_t
clusters_of(const struct plant *p, uint64_t bytes)
{
	return (bytes + p->cluster - 1) / p->cluster;
}

static void
add_run(struct item *item, uint64_t file_offset, uint64_t offset, uint64_t size)
{
	struct run *last = item->nruns ? &item->runs[item->nruns - 1] : NULL;

	if (last && last->offset + last->size == offset &&
	    last->file_offset + last->size == file_offset)
		last->size += size;
	else if (item->nruns < RUNS_MAX)
		item->runs[item->nruns++] = (struct run){file_offset, offset, size};
	else
		die("too many runs", item->path);
}

/* Writes clusters [from, to) of the item at the cursor. */
static void
put(struct plant *p, struct item *item, uint64_t from, uint64_t to)
{
	for (uint64_t k = from; k < to; k++) {
		uint64_t at = p->free[p->next++], file_offset = k * p->cluster;
		uint64_t n = lesser(p->cluster, item->size - file_offset);

		memcpy(p->image + at, item->data + file_offset, n);
		if (n < p->cluster && p->seed & 64)
			memset(p->image + at + n, 0, p->cluster - n);
		add_run(item, file_offset, at, n);
	}
}

static void
put_all(struct plant *p, struct item *item)
{
	put(p, item, 0, clusters_of(p, item->size));
	if (item->nruns > 1)
		item->placement = AROUND;
}

/* One unaligned item: at some byte behind the cursor. */
static void
put_anywhere(struct plant *p, struct item *item)
{
	uint64_t skip = p->free[p->next] + 1 + dice(&p->seed, p->cluster - 1);

	memcpy(p->image + skip, item->data, item->size);
	add_run(item, 0, skip, item->size);
	p->next += clusters_of(p, item->size) + 1;
}

static struct item *
next_of(struct plant *p, enum placement placement)
{
	for (size_t i = 0; i < p->n; i++)
		if (!p->items[i].planted && p->items[i].placement == placement)
			return &p->items[i];
	return NULL;
}

/* Between two pieces: somebody else's file, or whatever filler stands there. */
static void
put_gap(struct plant *p)
{
	struct item *other = dice(&p->seed, 3) == 0 ? next_of(p, CONTIGUOUS) : NULL;
	uint64_t left = p->nfree - p->next;
	uint64_t most = lesser(GAP_MAX / p->cluster, left > p->planned ? left - p->planned : 0);
	unsigned bits = 0;

	if (other && other->size < 4 * GAP_MAX) {
		other->planted = true;
		p->planned -= clusters_of(p, other->size);
		put_all(p, other);
		return;
	}
	while (most >> (bits + 1))
		bits++;
	p->next += lesser(most, 1 + dice(&p->seed, (uint64_t)1 << dice(&p->seed, bits + 1)));
}

/* A place to cut: never before the first cluster, never behind the last. */
static uint64_t
cut_between(struct plant *p, uint64_t low, uint64_t high)
{
	return high > low + 1 ? low + 1 + dice(&p->seed, high - low - 1) : high;
}

static void
put_pieces(struct plant *p, struct item *item)
{
	uint64_t n = clusters_of(p, item->size), a, b;
	static const char *const orders[] = {"102", "021", "210", "120", "201"};
	const char *order = orders[dice(&p->seed, 5)];

	a = cut_between(p, 0, n);
	b = cut_between(p, a, n);
	if (item->placement == TWO || b == n) {
		bool swap = item->placement == ORDER;

		put(p, item, swap ? a : 0, swap ? n : a);
		put_gap(p);
		put(p, item, swap ? 0 : a, swap ? a : n);
		return;
	}
	for (unsigned i = 0; i < 3; i++) {
		const uint64_t bounds[] = {0, a, b, n};
		unsigned k = item->placement == ORDER ? (unsigned)(order[i] - '0') : i;

		put(p, item, bounds[k], bounds[k + 1]);
		if (i < 2)
			put_gap(p);
	}
}

static void
put_interleaved(struct plant *p, struct item *item)
{
	struct item *other = next_of(p, INTERLEAVED);
	uint64_t n = clusters_of(p, item->size), a = cut_between(p, 0, n), m, b;

	if (!other) {
		item->placement = TWO;
		put_pieces(p, item);
		return;
	}
	other->planted = true;
	m = clusters_of(p, other->size);
	p->planned -= m;
	b = cut_between(p, 0, m);
	put(p, item, 0, a);
	put(p, other, 0, b);
	put(p, item, a, n);
	put(p, other, b, m);
}

static void
put_cut(struct plant *p, struct item *item)
{
	uint64_t n = clusters_of(p, item->size), keep = n * (30 + dice(&p->seed, 61)) / 100;

	keep = keep ? keep : 1;
	put(p, item, 0, keep);
	item->intact = keep * p->cluster;
}

static void
put_overwritten(struct plant *p, struct item *item)
{
	uint64_t n = clusters_of(p, item->size), from = n * (20 + dice(&p->seed, 50)) / 100;
	uint64_t to = from + 1 + n * dice(&p->seed, 25) / 100;

	from = from ? from : 1;
	to = to >= n ? n - 1 : to;
	put(p, item, 0, from);
	p->next += to - from; /* the filler stays there */
	put(p, item, to, n);
	item->intact = from * p->cluster;
}

static void
place(struct plant *p, struct item *item)
{
	item->planted = true;
	item->intact = item->size;
	p->planned -= clusters_of(p, item->size);
	switch (item->placement) {
	case CONTIGUOUS:
		put_all(p, item);
		break;
	case TWO:
	case THREE:
	case ORDER:
		put_pieces(p, item);
		break;
	case INTERLEAVED:
		put_interleaved(p, item);
		break;
	case CUT:
		put_cut(p, item);
		break;
	case OVERWRITTEN:
		put_overwritten(p, item);
		break;
	default:
		put_anywhere(p, item);
	}
}

static enum placement
placement_for(struct plant *p, const struct item *item)
{
	unsigned roll = (unsigned)dice(&p->seed, 100);

	if (p->inside)
		return INSIDE;
	for (enum placement k = 0; k < PLACEMENTS; k++) {
		if (roll >= shares[k]) {
			roll -= shares[k];
			continue;
		}
		if (clusters_of(p, item->size) < 6 || (k == UNALIGNED && !p->any_byte))
			return CONTIGUOUS;
		return k;
	}
	return CONTIGUOUS;
}

/* Shuffles the items and keeps as many as fit. */
static void
choose(struct plant *p)
{
	uint64_t room = p->nfree * p->percent / 100;
	size_t kept = 0;

	for (size_t i = p->n; i > 1; i--) {
		size_t k = dice(&p->seed, i);
		struct item swap = p->items[k];

		p->items[k] = p->items[i - 1];
		p->items[i - 1] = swap;
	}
	for (size_t i = 0; i < p->n; i++) {
		uint64_t need = clusters_of(p, p->items[i].size) + 2;

		if (p->planned + need > room)
			continue;
		p->items[kept] = p->items[i];
		p->items[kept].placement = placement_for(p, &p->items[kept]);
		p->planned += need - 2;
		kept++;
	}
	p->n = kept;
}

static void
plant_all(struct plant *p)
{
	size_t left = p->n;

	for (size_t i = 0; i < p->n; i++, left--) {
		uint64_t room = p->nfree - p->next;
		uint64_t spare = room > p->planned + 2 * left ? room - p->planned - 2 * left : 0;

		if (p->items[i].planted)
			continue;
		if (dice(&p->seed, 10))
			p->next += dice(&p->seed, 2 * spare / (left + 1) + 1);
		place(p, &p->items[i]);
	}
}

/* ---- Reading and writing ---- */

static void
read_items(struct plant *p, const char *path)
{
	FILE *f = fopen(path, "re");

	if (!f)
		die("cannot open", path);
	p->items = calloc(ITEMS_MAX, sizeof *p->items);
	while (p->items && p->n < ITEMS_MAX) {
		struct item *i = &p->items[p->n];

		if (fscanf(f, "%511[^\t]\t%15[^\t]\t%*u\t%64s\n", i->path, i->format, i->sha256) !=
		    3)
			break;
		i->data = map_file(i->path, false, &i->size);
		filler_head(&p->heads, i->format, i->data, i->size);
		p->n++;
	}
	fclose(f);
}

static void
read_free(struct plant *p, const char *path)
{
	unsigned long long offset = 0, size = p->image_size;
	bool all = strcmp(path, "-") == 0;
	FILE *f = all ? NULL : fopen(path, "re");

	if (!all && !f)
		die("cannot open", path);
	p->free = calloc(p->image_size / p->cluster + 1, sizeof *p->free);
	while (p->free && (all || fscanf(f, "%llu %llu\n", &offset, &size) == 2)) {
		if (size > p->image_size || offset > p->image_size - size)
			break;
		for (uint64_t k = 0; k < size / p->cluster; k++)
			p->free[p->nfree++] = offset + k * p->cluster;
		if (all)
			break;
	}
	if (f)
		fclose(f);
}

static void
write_key(const struct plant *p, const char *path)
{
	FILE *f = fopen(path, "ae");

	if (!f)
		die("cannot write", path);
	for (size_t i = 0; i < p->n; i++) {
		const struct item *item = &p->items[i];

		fprintf(f, "%zu\t%s\t%s\t%s\t%llu\t%llu\t", p->first_number + i, item->format,
			placement_names[item->placement], item->sha256,
			(unsigned long long)item->size, (unsigned long long)item->intact);
		for (size_t k = 0; k < item->nruns; k++)
			fprintf(f, "%s%llu:%llu:%llu", k ? "," : "",
				(unsigned long long)item->runs[k].file_offset,
				(unsigned long long)item->runs[k].offset,
				(unsigned long long)item->runs[k].size);
		fprintf(f, "\t%s\n", item->path);
	}
	if (fclose(f))
		die("cannot write", path);
}

int
main(int argc, char **argv)
{
	struct plant p = {.seed = 1, .cluster = 4096, .percent = 40};
	int option;

	while ((option = getopt(argc, argv, "s:c:p:ain")) != -1)
		switch (option) {
		case 's':
			p.seed = strtoull(optarg, NULL, 10);
			break;
		case 'c':
			p.cluster = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'p':
			p.percent = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'a':
			p.any_byte = true;
			break;
		case 'i':
			p.inside = true;
			break;
		case 'n':
			p.first_number = 100000;
			break;
		default:
			return 2;
		}
	if (argc - optind != 4 || p.cluster < 512)
		return 2;
	p.seed = (p.seed + 1) * 0x9e3779b97f4a7c15ull;
	p.image = map_file(argv[optind], true, &p.image_size);
	read_items(&p, argv[optind + 1]);
	read_free(&p, argv[optind + 2]);
	if (p.n == 0 || p.nfree == 0)
		die("no items or no room", argv[optind + 1]);
	fill_free(&p);
	choose(&p);
	plant_all(&p);
	write_key(&p, argv[optind + 3]);
	return 0;
}
