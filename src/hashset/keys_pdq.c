/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/bytes.h"
#include "hashset/deletions.h"
#include "hashset/keys.h"
#include "hashset/pack.h"

struct pdq {
	const struct keys_job *job;
	struct outfile refs, qualities; /* written behind the digests */
};

static int
add(struct pdq *p, const unsigned char *record, struct error *e)
{
	unsigned char ref[4];
	pack_le32(ref, be32(record + PDQ_SIZE));
	p->job->seen(p->job->ctx, be32(record + PDQ_SIZE), false);
	if (outfile_add(p->job->layout->file, record, PDQ_SIZE, e) ||
	    outfile_add(&p->refs, ref, sizeof ref, e) ||
	    outfile_add(&p->qualities, record + PDQ_SIZE + 4, 1, e))
		return -1;
	return 0;
}

/* Digests that differ in their quality alone are one; the lower quality stands. */
static int
write_digests(struct pdq *p, struct error *e)
{
	const struct keys_job *job = p->job;
	unsigned char last[KEYS_PDQ_RECORD];
	const unsigned char *record;
	bool any = false;
	int more;
	while ((more = sorter_next(job->sorter, &record, e)) > 0) {
		uint32_t ref = be32(record + PDQ_SIZE);
		if (any && memcmp(last, record, PDQ_SIZE + 4) == 0) {
			job->seen(job->ctx, ref, true);
			continue;
		}
		if (job->drop(job->ctx, DELETION_PDQ, record, PDQ_SIZE, ref))
			continue;
		any = true;
		memcpy(last, record, sizeof last);
		if (add(p, record, e))
			return -1;
	}
	return more;
}

static int
append(struct layout *l, enum wset_section type, uint32_t width, struct outfile *from,
       struct error *e)
{
	if (layout_section(l, type, 0, width, e) || outfile_flush(from, e) ||
	    outfile_add_file(l->file, from->fd, from->size, e))
		return -1;
	layout_end(l, 0);
	return 0;
}

static int
write_sections(struct pdq *p, struct error *e)
{
	struct layout *l = p->job->layout;
	if (layout_section(l, WSET_PDQ, 0, PDQ_SIZE, e) || write_digests(p, e))
		return -1;
	layout_end(l, 0);
	if (append(l, WSET_PDQ_REFS, 4, &p->refs, e) ||
	    append(l, WSET_PDQ_QUALITY, 1, &p->qualities, e))
		return -1;
	return 0;
}

int
keys_write_pdq(const struct keys_job *job, struct error *e)
{
	struct pdq p = {.job = job, .refs = {.fd = -1}, .qualities = {.fd = -1}};
	int status = -1;
	if (outfile_open_scratch(&p.refs, job->scratch, e) == 0 &&
	    outfile_open_scratch(&p.qualities, job->scratch, e) == 0)
		status = write_sections(&p, e);
	outfile_close(&p.refs);
	outfile_close(&p.qualities);
	return status;
}
