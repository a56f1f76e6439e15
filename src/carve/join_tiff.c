/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Joins TIFFs whose directory stands behind the data, as the common library writes it. The header
 * says at which byte of the file it stands, and few blocks have one at that place of theirs; its
 * piece found, only the seam is left to be told, and the strips tell it.
 */
#include "carve/join_follow.h"
#include "media/tiff_ifd.h"
#include "media/verdict.h"

/* Directories as encoders write them; some have a hundred entries. */
#define ENTRIES_LEAST 8
#define ENTRIES_MOST  128
#define ENTRY	      12
#define TYPE_SHORT    3
#define TYPE_LONG     4

/* Places of a directory, and of a seam before it, that are tried. */
#define PLACES_MAX 6
#define SEAMS_MAX  48
#define SEAMS_FEW  6

#define LOOK_COST 24
#define CERTAIN	  0.9

extern const struct joiner joiner_tiff_tried;

struct tiff_join {
	const struct join_task *task;
	struct pieces *pieces;
	struct media_walk walk;
	bool big_endian, gave_up;
	uint64_t directory; /* of the file */
	uint64_t at;	    /* its address, in the try at hand */
};

static uint32_t
number(const struct tiff_join *j, const unsigned char *p, unsigned n)
{
	if (n == 2)
		return j->big_endian ? be16(p) : le16(p);
	return j->big_endian ? be32(p) : le32(p);
}

static bool
read_header(struct tiff_join *j)
{
	const unsigned char *p = bytes_exact(j->task->space, j->task->find->start, 8);

	if (!p || (p[0] != 'I' && p[0] != 'M') || p[0] != p[1])
		return false;
	j->big_endian = p[0] == 'M';
	if (number(j, p + 2, 2) != 42)
		return false;
	j->directory = number(j, p + 4, 4);
	return j->directory > j->task->blocks->size;
}

/* Entries in the order of their tags, of types that there are, with a width among them. */
static bool
is_directory(const struct tiff_join *j, uint64_t at)
{
	const unsigned char *p;
	bool width = false, strips = false;
	uint32_t n, last = 0;

	if (!join_could_stand(j->task, MARK_DIRECTORY, at + 2, at + 2 + ENTRIES_MOST * ENTRY,
			      2 + ENTRIES_LEAST * ENTRY))
		return false;
	p = bytes_exact(j->task->space, at, 2 + ENTRIES_LEAST * ENTRY);
	n = p ? number(j, p, 2) : 0;
	if (n < ENTRIES_LEAST || n > ENTRIES_MOST)
		return false;
	p = bytes_exact(j->task->space, at, 2 + (size_t)n * ENTRY + 4);
	for (uint32_t i = 0; p && i < n; i++) {
		const unsigned char *e = p + 2 + (size_t)i * ENTRY;
		uint32_t tag = number(j, e, 2), type = number(j, e + 2, 2);

		if (tag < last || type == 0 || type > 18 || number(j, e + 4, 4) == 0)
			return false;
		width |= tag == TIFF_WIDTH && (type == TYPE_SHORT || type == TYPE_LONG) &&
			 number(j, e + 4, 4) == 1;
		strips |= tag == TIFF_STRIP_OFFSETS || tag == TIFF_TILE_OFFSETS;
		last = tag;
	}
	return p && width && strips;
}

/* ---- The seam ---- */

/* The file in two pieces; where it breaks, UINT64_MAX: nowhere. */
static uint64_t
look(struct tiff_join *j, uint64_t seam)
{
	const struct media_format *f = j->task->find->format;
	uint64_t start = j->task->find->start, second = j->at - (j->directory - seam);

	if (!join_spend(j->task->budget, j->directory / 2, 1)) {
		j->gave_up = true;
		return 0;
	}
	pieces_cut(j->pieces, 0);
	pieces_add(j->pieces, start, start + seam);
	pieces_add(j->pieces, second, join_run_end(j->task, second));
	j->walk = (struct media_walk){.state = MEDIA_NOT};
	f->walk(&j->pieces->bytes, 0, &j->walk);
	if (j->walk.state == MEDIA_NOT)
		return 0;
	f->check(&j->pieces->bytes, 0, &j->walk);
	return j->walk.state == MEDIA_WHOLE ? UINT64_MAX : j->walk.broke;
}

/* Blocks on either side are seen not to be the file's: the seam lies here and nowhere else. */
static bool
is_proven(struct tiff_join *j, uint64_t seam, uint64_t least, uint64_t most)
{
	uint64_t size = j->task->blocks->size;
	bool proven = (seam >= most || look(j, seam + size) != UINT64_MAX) &&
		      (seam <= least || look(j, seam - size) != UINT64_MAX);

	return look(j, seam) == UINT64_MAX && proven;
}

/* With the directory at j->at: true, the file is whole. */
static bool
find_seam(struct tiff_join *j, unsigned tries)
{
	const struct join_task *t = j->task;
	uint64_t size = t->blocks->size, start = t->find->start, broke;
	uint64_t first = join_run_end(t, start) - start, least = size, most, seam;
	uint64_t before = j->at - join_run_start(t, j->at); /* bytes of its run */

	most = j->directory / size * size;
	most = first < most ? first / size * size : most;
	if (before < j->directory)
		least = (j->directory - before + size - 1) / size * size;
	if (j->at > start && j->at - j->directory < start) /* the pieces would overlap */
		return false;
	least = least < size ? size : least;
	seam = most;
	for (unsigned i = 0; i < tries && seam >= least && !j->gave_up; i++) {
		broke = look(j, seam);
		if (broke == UINT64_MAX)
			return j->walk.confidence >= CERTAIN || is_proven(j, seam, least, most);
		if (broke >= seam + size) /* behind the seam: this is another's directory */
			return false;
		seam = (broke < seam ? broke + size - 1 : seam - 1) / size * size;
		seam = broke < seam ? broke / size * size : seam;
	}
	return false;
}

/* ---- Any number of seams ---- */

/* The strips as the directory has them, with the first piece before it as long as may be. */
static void
list_strips(struct tiff_join *j, struct strips *strips)
{
	const struct join_task *t = j->task;
	uint64_t size = t->blocks->size, start = t->find->start;
	uint64_t seam = j->directory / size * size, second = j->at - (j->directory - seam);
	struct pieces trial;

	pieces_init(&trial, join_plain(t));
	pieces_add(&trial, start,
		   start + seam < join_plain(t)->size ? start + seam : join_plain(t)->size);
	if (trial.bytes.size == seam)
		pieces_add(&trial, second, join_run_end(t, second));
	tiff_strips(&trial.bytes, strips);
	strips_sort(strips);
	pieces_release(&trial);
}

/* 1: the file is whole; 0: it is not; -1: not all of its strips can be followed. */
static int
follow_strips(struct tiff_join *j)
{
	struct strips strips = {.n = 0};
	struct join_followed f = {.task = j->task,
				  .how = &join_strips_follower,
				  .plan = &strips,
				  .strips = true,
				  .anchor = {j->directory, j->at},
				  .pieces = j->pieces,
				  .walk = &j->walk};
	bool can = true;
	int whole = -1;

	list_strips(j, &strips);
	for (size_t i = 0; i < strips.n; i++)
		can &= strips.v[i].coding != STRIP_OTHER;
	if (strips.n && can)
		whole = join_followed(&f) == JOIN_WHOLE;
	j->gave_up |= f.gave_up;
	strips_release(&strips);
	return whole;
}

/* ---- The directory ---- */

static bool
try_places(struct tiff_join *j)
{
	const struct join_blocks *b = j->task->blocks;
	uint64_t inside = j->directory % b->size, own = j->task->find->start + j->directory;
	size_t behind = join_block_from(b, j->task->find->start);
	unsigned places = 0;

	for (size_t k = 0; k < b->n && places < PLACES_MAX && !j->gave_up; k++) {
		size_t i = behind + k < b->n ? behind + k : behind + k - b->n;
		int whole;

		if (!join_spend(j->task->budget, LOOK_COST, 0)) {
			j->gave_up = true;
			break;
		}
		j->at = b->at[i] + inside;
		if (j->at == own || !is_directory(j, j->at))
			continue;
		places++;
		if (find_seam(j, SEAMS_FEW))
			return true;
		whole = follow_strips(j);
		if (whole > 0 || (whole < 0 && find_seam(j, SEAMS_MAX)))
			return true;
	}
	return false;
}

static enum join_result
join(const struct join_task *task, struct pieces *pieces, struct media_walk *walk)
{
	struct tiff_join j = {.task = task, .pieces = pieces};

	if (read_header(&j) && try_places(&j)) {
		pieces_cut(pieces, j.walk.length);
		*walk = j.walk;
		walk->confidence = walk->confidence < CERTAIN ? walk->confidence : CERTAIN;
		return pieces->n > 1 ? JOIN_WHOLE : JOIN_NOT;
	}
	pieces_cut(pieces, 0);
	return j.gave_up ? JOIN_GAVE_UP : joiner_tiff_tried.join(task, pieces, walk);
}

const struct joiner joiner_tiff = {"tiff", true, true, join};
