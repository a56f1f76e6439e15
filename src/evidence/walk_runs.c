/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/walk_parts.h"
#include "record/json.h"

#define BLOCKS_LOOKED_AT ((uint64_t)262144)

struct piece {
	uint64_t file_offset, img_offset, len;
};

struct writer {
	struct buffer *out;
	struct walk_runs *runs;
	struct piece open; /* not written yet: the next one may continue it */
};

static void
write_piece(struct writer *w)
{
	struct buffer *b = w->out;

	if (w->open.len == 0)
		return;
	if (w->runs->n++ > 0)
		buffer_add_byte(b, ',');
	buffer_add_byte(b, '{');
	json_member_u64(b, "file_offset", w->open.file_offset);
	json_member_u64(b, "img_offset", w->open.img_offset);
	json_member_u64(b, "len", w->open.len);
	buffer_add_byte(b, '}');
	w->runs->covered += w->open.len;
	w->open.len = 0;
}

static void
add_piece(struct writer *w, struct piece p)
{
	struct piece *o = &w->open;

	if (o->len > 0 && o->file_offset + o->len == p.file_offset &&
	    o->img_offset + o->len == p.img_offset) {
		o->len += p.len;
		return;
	}
	write_piece(w);
	*o = p;
}

/* Does the attribute hold plain bytes of the image at all? */
static bool
is_plain(const struct walk *w, const TSK_FS_ATTR *attr)
{
	return attr->flags & TSK_FS_ATTR_NONRES && !(attr->flags & TSK_FS_ATTR_COMP) &&
	       w->fs->block_pre_size == 0 && w->fs->block_post_size == 0 &&
	       !(w->fs->flags & TSK_FS_INFO_FLAG_ENCRYPTED);
}

static bool
is_plain_run(const struct walk *w, const TSK_FS_ATTR_RUN *run)
{
	return !(run->flags & (TSK_FS_ATTR_RUN_FLAG_SPARSE | TSK_FS_ATTR_RUN_FLAG_FILLER |
			       TSK_FS_ATTR_RUN_FLAG_ENCRYPTED)) &&
	       run->len > 0 && run->addr <= w->fs->last_block &&
	       run->len - 1 <= w->fs->last_block - run->addr;
}

/* A pool's volume counts its blocks from the start of the pool. */
static uint64_t
base_offset(const struct walk *w)
{
	return w->filesystem->pool ? w->filesystem->offset : (uint64_t)w->fs->offset;
}

/*
 * The part of a run in the file: within [skip, skip + limit) of the run list's own
 * offsets. -1: none.
 */
static int
clip_run(const struct walk *w, const TSK_FS_ATTR_RUN *run, uint64_t skip, uint64_t limit,
	 struct piece *p)
{
	uint64_t bs = w->fs->block_size, start, img;

	if (__builtin_mul_overflow(run->offset, bs, &start) ||
	    __builtin_mul_overflow(run->len, bs, &p->len) ||
	    __builtin_mul_overflow(run->addr, bs, &img) ||
	    __builtin_add_overflow(img, base_offset(w), &p->img_offset))
		return -1;
	if (start < skip) {
		if (skip - start >= p->len)
			return -1;
		p->len -= skip - start;
		p->img_offset += skip - start;
		start = skip;
	}
	p->file_offset = start - skip;
	if (p->file_offset >= limit)
		return -1;
	if (p->len > limit - p->file_offset)
		p->len = limit - p->file_offset;
	return 0;
}

static void
cut_at_image_end(const struct walk *w, struct piece *p, struct walk_runs *runs)
{
	uint64_t end = image_size(w->image);
	uint64_t there = p->img_offset >= end ? 0 : end - p->img_offset;

	if (p->len > there) {
		runs->cut += p->len - there;
		p->len = there;
	}
}

static uint64_t
bytes_stored(const TSK_FS_ATTR *attr)
{
	int64_t n = attr->size < attr->nrd.initsize ? attr->size : attr->nrd.initsize;

	return n > 0 ? (uint64_t)n : 0;
}

void
walk_runs_add(const struct walk *w, const TSK_FS_ATTR *attr, struct buffer *out,
	      struct walk_runs *runs)
{
	struct writer writer = {out, runs, {0, 0, 0}};
	size_t start = out->n;

	*runs = (struct walk_runs){0};
	if (!attr || !is_plain(w, attr))
		return;
	for (const TSK_FS_ATTR_RUN *run = attr->nrd.run; run; run = run->next) {
		struct piece p;

		if (!is_plain_run(w, run) ||
		    clip_run(w, run, attr->nrd.skiplen, bytes_stored(attr), &p))
			continue;
		cut_at_image_end(w, &p, runs);
		if (p.len > 0)
			add_piece(&writer, p);
		if (runs->n > WALK_RUNS_MAX)
			break;
	}
	write_piece(&writer);
	if (runs->n > WALK_RUNS_MAX) {
		out->n = start;
		runs->too_many = true;
	}
}

uint64_t
walk_runs_in_use(const struct walk *w, const TSK_FS_ATTR *attr)
{
	uint64_t looked_at = 0, in_use = 0;

	if (!attr || !(attr->flags & TSK_FS_ATTR_NONRES) || !w->fs->block_getflags)
		return 0;
	for (const TSK_FS_ATTR_RUN *run = attr->nrd.run; run; run = run->next) {
		if (!is_plain_run(w, run))
			continue;
		for (uint64_t i = 0; i < run->len && looked_at < BLOCKS_LOOKED_AT; i++, looked_at++)
			if (w->fs->block_getflags(w->fs, run->addr + i) & TSK_FS_BLOCK_FLAG_ALLOC)
				in_use++;
	}
	return in_use;
}
