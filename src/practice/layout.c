/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/layout.h"

#include "practice/fs.h"
#include "practice/rng.h"

#define GAP_MAX 16 /* clusters between two pieces */

struct plan {
	const struct fs_ops *ops;
	struct fs *fs;
	uint32_t cluster;
	uint64_t from; /* where to look on; 0: wherever the file system goes on */
	struct rng rng;
};

static uint64_t
clusters_of(const struct plan *p, uint64_t size)
{
	return (size + p->cluster - 1) / p->cluster;
}

/* How the file is cut; the last piece takes what does not divide. */
static void
cut(const struct plan *p, const struct layout_file *f, size_t pieces)
{
	uint64_t count = clusters_of(p, f->size), each, at = 0;

	f->out->n = count < pieces ? (size_t)count : pieces;
	each = f->out->n ? count / f->out->n : 0;
	for (size_t i = 0; i < f->out->n; i++) {
		uint64_t n = i + 1 < f->out->n ? each : count - at;

		f->out->v[i] = (struct layout_piece){at * p->cluster, 0, n * p->cluster};
		at += n;
	}
}

/* Which piece lies in place k of n on the disk. */
static size_t
piece_at(enum piece_order order, size_t k, size_t n)
{
	size_t odd = n / 2;

	switch (order) {
	case ORDER_BACKWARD:
		return n - 1 - k;
	case ORDER_MIXED: /* 1, 3, 5, …, then 0, 2, 4, … */
		return k < odd ? 2 * k + 1 : 2 * (k - odd);
	default:
		return k;
	}
}

static int
place(struct plan *p, const struct layout_file *f, size_t k, struct error *e)
{
	struct layout_piece *piece = &f->out->v[piece_at(f->plant->order, k, f->out->n)];

	piece->offset = p->ops->find(p->fs, p->from, piece->size / p->cluster);
	if (!piece->offset)
		return error_set(e, ERROR_INPUT,
				 "the volume has no room for %llu bytes in one piece%s",
				 (unsigned long long)piece->size, p->from ? " from there on" : "");
	p->from = piece->offset + piece->size;
	return 0;
}

int
layout_plan(const struct fs_ops *ops, struct fs *fs, uint64_t seed, struct layout_file *file,
	    struct layout_file *guest, struct error *e)
{
	const struct plant *plant = file->plant;
	struct plan p = {.ops = ops, .fs = fs, .rng = rng_named(seed, plant->path)};

	p.cluster = ops->cluster(fs);
	p.from = plant->at_set ? plant->at : 0;
	cut(&p, file, plant->fragments);
	if (guest)
		cut(&p, guest, file->out->n);
	for (size_t k = 0; k < file->out->n; k++) {
		if (k && !guest)
			p.from += (uint64_t)rng_between(&p.rng, 1, GAP_MAX) * p.cluster;
		if (place(&p, file, k, e))
			return -1;
		if (guest && k < guest->out->n && place(&p, guest, k, e))
			return -1;
	}
	file->out->end = p.from;
	if (guest)
		guest->out->end = p.from;
	return 0;
}
