/* SPDX-License-Identifier: Apache-2.0 */
#include "system/hive_replay.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
	SECTOR = 512,
	BASE = 4096, /* of a hive's head; of a log's, only its first sector counts */
	ENTRY_HEAD = 40,
	ENTRIES_MAX = 4096,
	/* Places in the base block. */
	FIRST_SEQUENCE = 4,
	SECOND_SEQUENCE = 8,
	ROOT = 36,
	BINS_SIZE = 40,
	CHECKSUM = 508,
};

#define LOG_MAX	 ((size_t)64 << 20)  /* bytes of all entries that are kept */
#define BINS_MAX ((uint64_t)1 << 31) /* Windows allows no larger hive */

#define SEED UINT64_C(0x82ef4d887a4e55c5)

struct entry {
	uint32_t sequence, bins, pages;
	unsigned char *data;
	size_t n;
	bool bitmap; /* of the old kind: sectors follow a bitmap */
	unsigned char root[4];
};

struct hive_replay {
	struct bytes bytes;
	struct bytes *hive;
	unsigned char head[BASE];
	struct entry *v; /* what the sectors point into */
	size_t n, kept;
	const unsigned char **sector; /* of the hive; NULL: its own */
	size_t nsectors;
	unsigned char window[BYTES_WINDOW];
};

/* ---- Marvin32, which guards entries ---- */

static uint32_t
rotate(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

static void
mix(uint32_t *lo, uint32_t *hi, uint32_t word)
{
	*lo += word;
	*hi ^= *lo;
	*lo = rotate(*lo, 20) + *hi;
	*hi = rotate(*hi, 9) ^ *lo;
	*lo = rotate(*lo, 27) + *hi;
	*hi = rotate(*hi, 19);
}

/* n is a multiple of four: entries are made of sectors, their heads of words. */
static uint64_t
marvin(const unsigned char *p, size_t n)
{
	uint32_t lo = (uint32_t)SEED, hi = (uint32_t)(SEED >> 32);

	for (size_t i = 0; i + 4 <= n; i += 4)
		mix(&lo, &hi, le32(p + i));
	mix(&lo, &hi, 0x80);
	mix(&lo, &hi, 0);
	return (uint64_t)hi << 32 | lo;
}

/* ---- Reading logs ---- */

static uint32_t
checksum(const unsigned char *p)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < CHECKSUM; i += 4)
		sum ^= le32(p + i);
	return sum == UINT32_MAX ? UINT32_MAX - 1 : sum ? sum : 1;
}

static bool
is_base(const unsigned char *p)
{
	return memcmp(p, "regf", 4) == 0 && checksum(p) == le32(p + CHECKSUM);
}

/* n bytes of a log, copied; NULL: too many, or they are not there. */
static unsigned char *
copy_of(struct hive_replay *r, struct bytes *log, uint64_t at, size_t n)
{
	unsigned char *data;

	if (n > LOG_MAX - r->kept || at > log->size || n > log->size - at)
		return NULL;
	data = memory_new(n);
	if (bytes_read(log, at, data, n) != n) {
		free(data);
		return NULL;
	}
	return data;
}

static void
keep(struct hive_replay *r, const struct entry *e)
{
	r->v = memory_resize_array(r->v, r->n + 1, sizeof *r->v);
	r->v[r->n++] = *e;
	r->kept += e->n;
}

/* The entry at `at`; its size, or 0: none that holds. Those from before the hive go by. */
static size_t
read_entry(struct hive_replay *r, struct bytes *log, uint64_t at, const unsigned char *base,
	   uint32_t least)
{
	unsigned char head[ENTRY_HEAD];
	struct entry e = {.bitmap = false};
	bool holds;

	if (bytes_read(log, at, head, sizeof head) != sizeof head || memcmp(head, "HvLE", 4) != 0)
		return 0;
	e.n = le32(head + 4);
	e.sequence = le32(head + 12);
	e.bins = le32(head + 16);
	e.pages = le32(head + 20);
	memcpy(e.root, base + ROOT, sizeof e.root);
	if (e.n < SECTOR || e.n % SECTOR || e.pages > (e.n - ENTRY_HEAD) / 8 ||
	    marvin(head, 32) != le64(head + 32) || !(e.data = copy_of(r, log, at, e.n)))
		return 0;
	holds = marvin(e.data + ENTRY_HEAD, e.n - ENTRY_HEAD) == le64(head + 24);
	if (holds && (int32_t)(e.sequence - least) >= 0 && r->n < ENTRIES_MAX)
		keep(r, &e);
	else
		free(e.data);
	return holds ? e.n : 0;
}

/* The old kind: one bit a sector of the bins, and those sectors. */
static void
read_bitmap(struct hive_replay *r, struct bytes *log, const unsigned char *base, uint32_t least)
{
	struct entry e = {.bitmap = true, .sequence = le32(base + FIRST_SEQUENCE)};

	e.bins = le32(base + BINS_SIZE);
	memcpy(e.root, base + ROOT, sizeof e.root);
	if (e.sequence != le32(base + SECOND_SEQUENCE) || (int32_t)(e.sequence - least) < 0 ||
	    e.bins % BASE || e.bins > BINS_MAX || log->size <= SECTOR + 4)
		return;
	e.n = log->size - SECTOR < LOG_MAX - r->kept ? (size_t)(log->size - SECTOR)
						     : LOG_MAX - r->kept;
	e.data = copy_of(r, log, SECTOR, e.n);
	if (e.data && r->n < ENTRIES_MAX)
		keep(r, &e);
	else
		free(e.data);
}

static void
read_log(struct hive_replay *r, struct bytes *log, uint32_t least)
{
	unsigned char base[SECTOR + 4];
	uint64_t at = SECTOR;
	size_t n;

	if (bytes_read(log, 0, base, sizeof base) != sizeof base || !is_base(base))
		return;
	if (memcmp(base + SECTOR, "DIRT", 4) == 0) {
		read_bitmap(r, log, base, least);
		return;
	}
	while (r->n < ENTRIES_MAX && (n = read_entry(r, log, at, base, least)) != 0)
		at += n;
}

/* ---- Putting it over the hive ---- */

static int
by_sequence(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return (x->sequence > y->sequence) - (x->sequence < y->sequence);
}

/* size: a multiple of a sector; what lies outside the hive is left out. */
static void
put(struct hive_replay *r, uint64_t at, const unsigned char *p, size_t size)
{
	for (size_t i = 0; i < size; i += SECTOR)
		if ((at + i) / SECTOR < r->nsectors)
			r->sector[(at + i) / SECTOR] = p + i;
}

/* -1: its pages are not all in it; none of them is used. */
static int
put_pages(struct hive_replay *r, const struct entry *e, bool really)
{
	size_t from = ENTRY_HEAD + (size_t)e->pages * 8;

	for (uint32_t i = 0; i < e->pages; i++) {
		uint32_t at = le32(e->data + ENTRY_HEAD + (size_t)i * 8);
		uint32_t size = le32(e->data + ENTRY_HEAD + (size_t)i * 8 + 4);

		if (at % SECTOR || size % SECTOR || size > e->n - from)
			return -1;
		if (really)
			put(r, (uint64_t)BASE + at, e->data + from, size);
		from += size;
	}
	return 0;
}

static int
put_bitmap(struct hive_replay *r, const struct entry *e, bool really)
{
	size_t bits = e->bins / SECTOR, bytes = bits / 8;
	size_t from = (4 + bytes + SECTOR - 1) / SECTOR * SECTOR;

	if (4 + bytes > e->n)
		return -1;
	for (size_t i = 0; i < bits; i++) {
		if (!(e->data[4 + i / 8] >> i % 8 & 1))
			continue;
		if (from > e->n || e->n - from < SECTOR)
			return -1;
		if (really)
			put(r, BASE + (uint64_t)i * SECTOR, e->data + from, SECTOR);
		from += SECTOR;
	}
	return 0;
}

static int
put_entry(struct hive_replay *r, const struct entry *e, bool really)
{
	return e->bitmap ? put_bitmap(r, e, really) : put_pages(r, e, really);
}

static void
put_number(unsigned char *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

/* The head says what the last entry leaves: size, root, and that all is written. */
static void
put_head(struct hive_replay *r, const struct entry *last)
{
	put_number(r->head + FIRST_SEQUENCE, last->sequence + 1);
	put_number(r->head + SECOND_SEQUENCE, last->sequence + 1);
	put_number(r->head + BINS_SIZE, last->bins);
	memcpy(r->head + ROOT, last->root, sizeof last->root);
	put_number(r->head + CHECKSUM, checksum(r->head));
	put(r, 0, r->head, BASE);
}

static const unsigned char *
view(struct bytes *self, uint64_t offset, size_t want, size_t *got)
{
	struct hive_replay *r = (struct hive_replay *)self;
	size_t n = want < BYTES_WINDOW ? want : BYTES_WINDOW, have;

	*got = 0;
	if (offset >= self->size || n == 0)
		return NULL;
	n = n < self->size - offset ? n : (size_t)(self->size - offset);
	have = bytes_read(r->hive, offset, r->window, n);
	memset(r->window + have, 0, n - have);
	for (size_t i = 0; i < n;) {
		uint64_t at = offset + i;
		size_t in = (size_t)(at % SECTOR), most = SECTOR - in;
		const unsigned char *p = r->sector[at / SECTOR];

		most = most < n - i ? most : n - i;
		if (p)
			memcpy(r->window + i, p + in, most);
		i += most;
	}
	self->unreadable = r->hive->unreadable;
	*got = n;
	return r->window;
}

/* Entries follow each other without a gap; of a later one nothing is known to fit. */
static unsigned
apply(struct hive_replay *r)
{
	uint64_t size = r->hive->size;
	unsigned n = 0;

	qsort(r->v, r->n, sizeof *r->v, by_sequence);
	for (size_t i = 0; i < r->n; i++)
		if (BASE + (uint64_t)r->v[i].bins > size && r->v[i].bins <= BINS_MAX)
			size = BASE + (uint64_t)r->v[i].bins;
	r->nsectors = (size_t)(size / SECTOR + 1);
	r->sector = memory_zero(r->nsectors, sizeof *r->sector);
	for (size_t i = 0; i < r->n; i++) {
		const struct entry *e = &r->v[i];

		if (i && e->sequence - r->v[i - 1].sequence > 1)
			break;
		if (e->bins > BINS_MAX || put_entry(r, e, false))
			break;
		put_entry(r, e, true);
		put_head(r, e);
		n++;
	}
	r->bytes.size = size;
	r->bytes.view = view;
	return n;
}

struct hive_replay *
hive_replay_open(struct bytes *hive, struct bytes *const logs[], size_t n, unsigned *applied)
{
	struct hive_replay *r = memory_zero(1, sizeof *r);

	*applied = 0;
	r->hive = hive;
	if (hive->size <= BINS_MAX && bytes_read(hive, 0, r->head, BASE) == BASE)
		for (size_t i = 0; i < n; i++)
			read_log(r, logs[i], le32(r->head + SECOND_SEQUENCE));
	if (r->n)
		*applied = apply(r);
	if (!*applied)
		hive_replay_close(&r);
	return r;
}

struct bytes *
hive_replay_bytes(struct hive_replay *replay)
{
	return &replay->bytes;
}

void
hive_replay_close(struct hive_replay **replay)
{
	struct hive_replay *r = *replay;

	if (!r)
		return;
	for (size_t i = 0; i < r->n; i++)
		free(r->v[i].data);
	free(r->v);
	free(r->sector);
	free(r);
	*replay = NULL;
}

/* ---- Counts ---- */

enum {
	BIN_HEAD = 32,
	KEY_LEAST = 80, /* of a key's cell that is looked at */
	KEY_SUBKEYS = 24,
	KEY_VALUES = 40,
	KEY_VALUE_LIST = 44,
	FEW = 4096, /* so many are soon looked for */
};

/* Bytes of the cell at this place among the bins. */
static uint64_t
cell_size(struct bytes *hive, uint32_t at)
{
	const unsigned char *p = bytes_exact(hive, (uint64_t)BASE + at, 4);
	int64_t size = p ? (int32_t)le32(p) : 0;

	return (uint64_t)(size < 0 ? -size : size);
}

static bool
key_holds(struct bytes *hive, uint64_t at)
{
	unsigned char p[KEY_LEAST];
	uint32_t values, keys;

	if (bytes_read(hive, at, p, sizeof p) != sizeof p || memcmp(p + 4, "nk", 2) != 0)
		return true;
	keys = le32(p + KEY_SUBKEYS);
	values = le32(p + KEY_VALUES);
	if (keys > FEW && keys > hive->size / KEY_LEAST)
		return false;
	return values <= FEW ||
	       cell_size(hive, le32(p + KEY_VALUE_LIST)) >= 4 + (uint64_t)values * 4;
}

static bool
bin_holds(struct bytes *hive, uint64_t at, uint64_t end)
{
	at += BIN_HEAD;
	while (at + KEY_LEAST <= end) {
		uint64_t size = cell_size(hive, (uint32_t)(at - BASE));

		if (size < 8)
			return true;
		if (!key_holds(hive, at))
			return false;
		at += size;
	}
	return true;
}

bool
hive_counts_hold(struct bytes *hive)
{
	uint64_t at = BASE;

	while (at + BIN_HEAD <= hive->size) {
		const unsigned char *p = bytes_exact(hive, at, 12);
		uint64_t size = p && memcmp(p, "hbin", 4) == 0 ? le32(p + 8) : 0;

		if (size < BASE || size > hive->size - at)
			size = BASE; /* a damaged one is gone over */
		if (!bin_holds(hive, at, at + size < hive->size ? at + size : hive->size))
			return false;
		at += size;
	}
	return true;
}
