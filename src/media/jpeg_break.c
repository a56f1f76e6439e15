/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_break.h"

#include "media/jpeg_look.h"

/* What overwrites a file or follows its first piece begins on a sector. */
#define SECTOR 512u

/* Sectors before the error at which it may have broken. */
#define SECTORS_BEFORE 12u

/* Bytes before the error that make a place e times less likely. */
#define ERROR_DISTANCE 700.0

/* An impossible code may begin so many bytes before the place. */
#define CODE_BYTES 4u

/* Neighbouring MCUs say much the same: their evidence does not add up in full. */
#define EVIDENCE_SHARE 0.35

/* Bytes of noise that decode without an error, on average and generously. */
#define NOISE_BYTES 500.0

/* Evidence that makes a place plain. */
#define PLAIN 6.0

/* A scan that came out even. */
#define SCAN_HELD 20.0

/* The first sector from the scan's data on that cannot be a JPEG's, or `end`. */
static uint64_t
first_foreign(const struct jpeg_follow *f, uint64_t end)
{
	uint64_t at = f->start + ((f->data - f->start) / SECTOR + 1) * SECTOR;
	struct jpeg_look look;

	for (; at < end; at += SECTOR) {
		uint64_t left = f->b->size - at;
		size_t n = left < SECTOR ? (size_t)left : SECTOR;
		const unsigned char *p = bytes_exact(f->b, at, n);

		if (n < SECTOR)
			break;
		jpeg_look_behind(f, at, &look);
		if (p && !jpeg_looks_right(f, &look, p, n))
			return at;
	}
	return end;
}

static uint32_t
unit_at(const struct jpeg_follow *f, uint64_t at)
{
	return at > f->data ? jpeg_trace_before(&f->trace, f->b, f->remembered, at) : 0;
}

/* The sector at which the picture stops to be smooth, among those shortly before the error. */
static uint64_t
roughest(const struct jpeg_follow *f, const struct jpeg_smooth *m, uint64_t error, bool *plain)
{
	uint64_t best = error, at = f->start + (error + CODE_BYTES - f->start) / SECTOR * SECTOR;
	double most = 0;

	if (at > f->b->size)
		at -= SECTOR;
	for (unsigned i = 0; i < SECTORS_BEFORE && at > f->data; i++, at -= SECTOR) {
		uint32_t mcu = unit_at(f, at) + 1;
		double score = at < error ? -(double)(error - at) / ERROR_DISTANCE : 0;

		if (mcu < m->known)
			score += EVIDENCE_SHARE * (m->sum[mcu] - m->sum[m->known]);
		if (i == 0 || score > most) {
			most = score;
			best = at;
		}
	}
	*plain |= best < error && most > PLAIN;
	return best;
}

void
jpeg_break_find(const struct jpeg_follow *f, struct jpeg_break *out)
{
	struct jpeg_smooth m = {0};
	uint32_t units = f->scan.mcu;

	*out = (struct jpeg_break){.at = f->broke, .units = f->units};
	out->picture = f->scans > 1 ? SCAN_HELD : 0;
	if (!f->in_scan)
		return;
	out->at = first_foreign(f, f->broke);
	out->plain = out->at < f->broke;
	if (f->trace.level && f->scan.mcu) {
		if (out->at < f->broke)
			units = unit_at(f, out->at);
		jpeg_smooth_init(&m, &f->frame, &f->tables, &f->scan);
		jpeg_smooth_learn(&m, &f->trace, units);
		out->at = roughest(f, &m, out->at, &out->plain);
		units = unit_at(f, out->at);
		out->picture += EVIDENCE_SHARE * m.sum[units < m.known ? units : m.known];
	}
	if (out->at > f->data)
		out->picture += (double)(out->at - f->data) / NOISE_BYTES;
	out->units += units;
	jpeg_smooth_release(&m);
}
