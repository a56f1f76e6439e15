/* SPDX-License-Identifier: Apache-2.0 */
/* Movie fragments (ISO/IEC 14496-12, 8.8): a moof box says where the samples of its tracks lie. */
#include "media/isobmff_samples.h"

enum {
	TFHD_BASE = 0x01,
	TFHD_DESCRIPTION = 0x02,
	TFHD_DURATION = 0x08,
	TFHD_SIZE = 0x10,
	TFHD_BASE_IS_MOOF = 0x020000,
	TRUN_DATA_OFFSET = 0x01,
	TRUN_FIRST_FLAGS = 0x04,
	TRUN_DURATION = 0x100,
	TRUN_SIZE = 0x200,
	TRUN_FLAGS = 0x400,
	TRUN_TIME = 0x800,
};

struct fragment {
	struct isosamples *s;
	struct bytes *b;
	uint64_t moof; /* from the file's start */
	uint64_t next; /* where the next run goes on when nothing says so */
};

/* Of one track in one fragment. */
struct run {
	size_t track;
	uint64_t base; /* that data offsets count from */
	uint32_t size; /* of a sample without its own */
};

static bool
track_of(const struct isosamples *s, uint32_t id, size_t *track)
{
	for (size_t i = 0; i < s->ntracks; i++)
		if (s->tracks[i].id == id) {
			*track = i;
			return true;
		}
	return false;
}

static bool
open_run(struct fragment *f, const struct isobox *traf, struct run *r)
{
	const unsigned char *p;
	struct isobox tfhd;
	uint32_t flags;
	size_t n, at = 8;

	if (isobox_find(f->b, traf->body, traf->end, "tfhd", &tfhd))
		return false;
	n = tfhd.end - tfhd.body < 32 ? (size_t)(tfhd.end - tfhd.body) : 32;
	p = n >= 8 ? bytes_exact(f->b, tfhd.body, n) : NULL;
	if (!p || !track_of(f->s, be32(p + 4), &r->track))
		return false;
	flags = be32(p) & 0xffffff;
	r->base = flags & TFHD_BASE_IS_MOOF ? f->moof : f->next;
	r->size = f->s->tracks[r->track].default_size;
	if (flags & TFHD_BASE && n >= at + 8) {
		r->base = be64(p + at);
		at += 8;
	}
	at += flags & TFHD_DESCRIPTION ? 4 : 0;
	at += flags & TFHD_DURATION ? 4 : 0;
	if (flags & TFHD_SIZE && n >= at + 4)
		r->size = be32(p + at);
	return true;
}

/*
 * The samples of a trun box, from `at` of the file on. p: its flags and count. Samples that all
 * have one size are one entry: nothing in the box bounds how many they are.
 */
static void
add_samples(struct fragment *f, const struct isobox *trun, const unsigned char *p, uint64_t at,
	    const struct run *r)
{
	uint32_t flags = be32(p) & 0xffffff, n = be32(p + 4);
	unsigned row = 0, size_at = flags & TRUN_DURATION ? 4 : 0;
	uint64_t entry = trun->body + 8;

	for (uint32_t bit = TRUN_DURATION; bit <= TRUN_TIME; bit <<= 1)
		row += flags & bit ? 4 : 0;
	entry += flags & TRUN_DATA_OFFSET ? 4 : 0;
	entry += flags & TRUN_FIRST_FLAGS ? 4 : 0;
	if (row && (trun->end < entry || (trun->end - entry) / row < n)) {
		f->s->broken = true;
		return;
	}
	if (!(flags & TRUN_SIZE)) {
		isosamples_add(f->s, at, (uint64_t)n * r->size, r->track);
		at += (uint64_t)n * r->size;
		n = 0;
	}
	for (; n && !f->s->cut && !f->s->broken; n--, entry += row) {
		p = bytes_exact(f->b, entry + size_at, 4);
		if (!p)
			break;
		isosamples_add(f->s, at, be32(p), r->track);
		at += be32(p);
	}
	f->next = at;
}

static void
add_track_runs(struct fragment *f, const struct isobox *traf)
{
	uint64_t at = traf->body;
	struct isobox trun;
	struct run r;

	if (!open_run(f, traf, &r))
		return;
	f->next = r.base;
	while (isobox_find(f->b, at, traf->end, "trun", &trun) == 0 && !f->s->broken) {
		const unsigned char *p = bytes_exact(f->b, trun.body, 12);
		uint64_t first = f->next;

		if (!p) {
			f->s->broken = true;
			return;
		}
		if (p[3] & TRUN_DATA_OFFSET)
			first = r.base + (uint64_t)(int64_t)(int32_t)be32(p + 8);
		add_samples(f, &trun, p, first, &r);
		at = trun.end;
	}
}

void
isosamples_add_fragment(struct isosamples *s, struct bytes *b, uint64_t start,
			const struct isobox *moof)
{
	struct fragment f = {s, b, moof->at - start, moof->at - start};
	uint64_t at = moof->body;
	struct isobox traf;

	/* runs of tracks without an offset of their own follow one another from the moof on */
	while (!s->broken && isobox_find(b, at, moof->end, "traf", &traf) == 0) {
		add_track_runs(&f, &traf);
		at = traf.end;
	}
}
