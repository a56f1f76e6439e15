/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jpeg_scan.h"

#include <string.h>

#include "media/bit_masks.h"
#include "media/jpeg_bits.h"
#include "media/jpeg_trace.h"

/* No MCU takes more: 10 blocks of 64 codes of 32 bits, every byte stuffed, and a restart marker. */
#define MCU_BYTES_MAX 8192u

#define FAILED 0xffffu

#define IN_LOOP inline __attribute__((always_inline))
#define A_LOOP	__attribute__((noinline))

struct jpeg_bits
jpeg_bits_fill_slowly(struct jpeg_bits r)
{
	if (r.nbits < 0)
		return r;
	while (r.nbits <= 55 && r.p < r.end) {
		unsigned char c = *r.p;

		if (c == 0xff) {
			if (r.end - r.p < 2 || r.p[1] != 0)
				return r;
			r.p++;
		}
		r.p++;
		r.bits |= (uint64_t)c << (56 - r.nbits);
		r.nbits += 8;
	}
	return r;
}

/* The next symbol, or FAILED. At least 16 bits must be at hand. */
static inline unsigned
symbol(struct jpeg_bits *r, const struct jpeg_huffman *t)
{
	unsigned e = t->code[r->bits >> (64 - JPEG_FAST_BITS)];

	if (e) {
		jpeg_bits_drop(r, e >> 8);
		return e & 255;
	}
	for (unsigned n = JPEG_FAST_BITS + 1; n <= 16; n++) {
		int32_t code = (int32_t)(r->bits >> (64 - n));

		if (code <= t->last[n]) {
			jpeg_bits_drop(r, n);
			return t->symbols[(code + t->shift[n]) & 255];
		}
	}
	return FAILED;
}

/* A DC difference added to the level; the level must stay in range. */
static IN_LOOP enum jpeg_scan_end
dc_difference(struct jpeg_scan *s, struct jpeg_bits *r, const struct jpeg_scan_block *b)
{
	unsigned size;
	int32_t v = 0, max = s->level_max[b->component];

	jpeg_bits_need(r);
	size = symbol(r, b->dc);
	if (size > s->dc_bits)
		return JPEG_SCAN_CODE;
	if (size) {
		v = (int32_t)jpeg_bits_take(r, size);
		if (v < 1 << (size - 1))
			v -= (1 << size) - 1;
	}
	v += s->level[b->component];
	if (max && (v > max || v < -max))
		return JPEG_SCAN_LEVEL;
	s->level[b->component] = v;
	return JPEG_SCAN_DONE;
}

/* One AC code from coefficient k on: the next k, 64 when the block is done, FAILED. */
static inline unsigned
ac_step(struct jpeg_bits *r, const struct jpeg_huffman *t, unsigned ac_bits, unsigned k)
{
	unsigned rs = symbol(r, t), size = rs & 15;

	if (rs == FAILED || size > ac_bits)
		return FAILED;
	if (rs == 0)
		return 64;
	if (size == 0 && rs != 0xf0)
		return FAILED;
	jpeg_bits_drop(r, size);
	k += (rs >> 4) + 1;
	return k > 64 ? FAILED : k;
}

static IN_LOOP enum jpeg_scan_end
sequential_block(struct jpeg_scan *s, struct jpeg_bits *r, const struct jpeg_scan_block *b)
{
	enum jpeg_scan_end end = dc_difference(s, r, b);
	const uint16_t *skip = b->ac->skip;
	unsigned k = 1, e = 0;

	if (end != JPEG_SCAN_DONE)
		return end;
	while (k < 64 && !(e & JPEG_SKIP_ENDS)) {
		jpeg_bits_need(r);
		e = skip[r->bits >> (64 - JPEG_FAST_BITS)];
		if (e == 0 ||
		    k + JPEG_SKIP_ADVANCE(e) > 63) { /* a long code, or one of the next block */
			k = ac_step(r, b->ac, s->dc_bits - 1u, k);
			if (k == FAILED)
				return JPEG_SCAN_CODE;
			e = 0;
			continue;
		}
		jpeg_bits_drop(r, JPEG_SKIP_BITS(e));
		k += JPEG_SKIP_ADVANCE(e);
	}
	return JPEG_SCAN_DONE;
}

/* A run of blocks that end here: 2^size and size more bits, this one counted off. */
static inline bool
take_eob_run(struct jpeg_scan *s, struct jpeg_bits *r, unsigned size)
{
	jpeg_bits_need(r);
	s->eob_run = 1u << size;
	if (size)
		s->eob_run += jpeg_bits_take(r, size);
	return s->eob_run <= s->mcus - s->mcu;
}

/*
 * Blocks of the run at hand are stepped over at once, up to the next restart marker; the last
 * is the caller's.
 */
static inline void
skip_run(struct jpeg_scan *s)
{
	uint32_t n = s->eob_run;

	if (s->interval && n > s->until_restart)
		n = s->until_restart;
	s->eob_run -= n;
	s->mcu += n - 1;
	s->until_restart -= n - 1;
}

static IN_LOOP enum jpeg_scan_end
first_pass_block(struct jpeg_scan *s, struct jpeg_bits *r)
{
	const struct jpeg_huffman *t = s->block[0].ac;
	unsigned k = s->header.ss, last = s->header.se;
	uint64_t nonzero = 0;

	while (s->eob_run == 0 && k <= last) {
		unsigned rs, size;

		jpeg_bits_need(r);
		rs = symbol(r, t);
		size = rs & 15;
		if (rs == FAILED || size >= s->dc_bits)
			return JPEG_SCAN_CODE;
		if (size == 0 && rs != 0xf0) {
			if (!take_eob_run(s, r, rs >> 4))
				return JPEG_SCAN_CODE;
			break;
		}
		jpeg_bits_drop(r, size);
		k += rs >> 4;
		if (k > last)
			return JPEG_SCAN_CODE;
		nonzero |= (uint64_t)(size != 0) << k++;
	}
	s->history[s->mcu] |= nonzero;
	if (s->eob_run && s->trace)
		s->eob_run--; /* one by one, so that each is remembered */
	else if (s->eob_run)
		skip_run(s);
	return JPEG_SCAN_DONE;
}

/* A correction bit for each coefficient that is non-zero already. */
static inline void
drop_corrections(struct jpeg_bits *r, unsigned n)
{
	while (r->nbits < (int)n && n) {
		unsigned now = n < 32 ? n : 32;

		jpeg_bits_need(r);
		jpeg_bits_drop(r, now);
		n -= now;
	}
	jpeg_bits_drop(r, n);
}

/* Bits first..last of a history word. */
static inline uint64_t
band(unsigned first, unsigned last)
{
	return (~(uint64_t)0 << first) & (~(uint64_t)0 >> (63 - last));
}

/* How bits of the history are counted and chosen; see bit_masks.h. */
struct bit_ways {
	unsigned (*count)(uint64_t v);
	uint64_t (*nth)(uint64_t set, unsigned n);
};

static IN_LOOP enum jpeg_scan_end
refine(struct jpeg_scan *s, struct jpeg_bits *r, struct bit_ways bits)
{
	const struct jpeg_huffman *t = s->block[0].ac;
	uint64_t nonzero = s->history[s->mcu];
	uint64_t left = band(s->header.ss, s->header.se); /* coefficients not yet passed */

	while (s->eob_run == 0 && left) {
		unsigned rs, size;
		uint64_t at;

		jpeg_bits_need(r);
		rs = symbol(r, t);
		size = rs & 15;
		if (rs == FAILED || size > 1)
			return JPEG_SCAN_CODE;
		if (size == 0 && rs != 0xf0) {
			if (!take_eob_run(s, r, rs >> 4))
				return JPEG_SCAN_CODE;
			break;
		}
		jpeg_bits_drop(r, size); /* the new coefficient's sign */
		at = bits.nth(left & ~nonzero, rs >> 4);
		if (at == 0)
			return JPEG_SCAN_CODE;
		drop_corrections(r, bits.count(nonzero & left & (at - 1)));
		left &= ~(at | (at - 1));
		nonzero |= size ? at : 0;
	}
	s->history[s->mcu] = nonzero;
	if (s->eob_run) {
		drop_corrections(r, bits.count(nonzero & left));
		s->eob_run--;
	}
	return JPEG_SCAN_DONE;
}

static IN_LOOP enum jpeg_scan_end
refining_block(struct jpeg_scan *s, struct jpeg_bits *r)
{
	return refine(s, r, (struct bit_ways){bit_count, bit_nth});
}

static IN_LOOP BIT_MASKS_BMI2 enum jpeg_scan_end
refining_block_bmi2(struct jpeg_scan *s, struct jpeg_bits *r)
{
	return refine(s, r, (struct bit_ways){bit_count_bmi2, bit_nth_bmi2});
}

/* The marker that must stand here once the bits of the last byte are dropped, or NULL. */
static inline const unsigned char *
marker_here(struct jpeg_bits *r)
{
	if (r->nbits >= 8)
		return NULL;
	while (r->end - r->p >= 2 && r->p[0] == 0xff && r->p[1] == 0xff)
		r->p++;
	return r->end - r->p >= 2 && r->p[0] == 0xff ? r->p : NULL;
}

static IN_LOOP enum jpeg_scan_end
take_restart(struct jpeg_scan *s, struct jpeg_bits *r)
{
	const unsigned char *p;

	jpeg_bits_fill(r);
	p = marker_here(r);
	if (!p)
		return r->nbits < 8 && r->end - r->p < 2 ? JPEG_SCAN_ENDS : JPEG_SCAN_RESTART;
	if (p[1] != JPEG_RST0 + (s->restarts & 7) || s->eob_run)
		return JPEG_SCAN_RESTART;
	r->p = p + 2;
	r->bits = 0;
	r->nbits = 0;
	s->restarts++;
	s->until_restart = s->interval;
	memset(s->level, 0, sizeof s->level);
	return JPEG_SCAN_DONE;
}

/* What a failure means when the bits ran out: not these codes are wrong, their rest is missing. */
static inline enum jpeg_scan_end
judge_end(const struct jpeg_bits *r, enum jpeg_scan_end end)
{
	if (r->nbits >= 0 && (end != JPEG_SCAN_CODE || r->nbits >= 16))
		return end;
	return r->end - r->p < 2 ? JPEG_SCAN_ENDS : JPEG_SCAN_SHORT;
}

static IN_LOOP enum jpeg_scan_end
sequential_mcu(struct jpeg_scan *s, struct jpeg_bits *r)
{
	enum jpeg_scan_end end = JPEG_SCAN_DONE;

	for (unsigned i = 0; i < s->blocks && end == JPEG_SCAN_DONE; i++)
		end = sequential_block(s, r, &s->block[i]);
	return end;
}

static IN_LOOP enum jpeg_scan_end
level_mcu(struct jpeg_scan *s, struct jpeg_bits *r)
{
	enum jpeg_scan_end end = JPEG_SCAN_DONE;

	for (unsigned i = 0; i < s->blocks && end == JPEG_SCAN_DONE; i++) {
		jpeg_bits_need(r);
		if (s->header.ah)
			jpeg_bits_drop(r, 1);
		else
			end = dc_difference(s, r, &s->block[i]);
	}
	return end;
}

/* Remembers where this MCU begins; false: there is no room for it. */
static IN_LOOP bool
trace_mcu(const struct jpeg_scan *s, const struct jpeg_bits *r)
{
	struct jpeg_trace *t = s->trace;
	uint32_t i = s->mcu - t->first;

	if (i >= t->room)
		return false;
	t->place[i] = jpeg_place(t->window_at + (uint64_t)(r->p - t->window), r->nbits);
	if (t->eob_run)
		t->eob_run[i] = s->eob_run;
	return true;
}

static IN_LOOP void
trace_level(const struct jpeg_scan *s, unsigned block)
{
	s->trace->level[(size_t)(s->mcu - s->trace->first) * s->blocks + block] =
		(int16_t)s->level[s->block[block].component];
}

static IN_LOOP enum jpeg_scan_end
traced_sequential_mcu(struct jpeg_scan *s, struct jpeg_bits *r)
{
	enum jpeg_scan_end end = JPEG_SCAN_DONE;

	for (unsigned i = 0; i < s->blocks && end == JPEG_SCAN_DONE; i++) {
		end = sequential_block(s, r, &s->block[i]);
		trace_level(s, i);
	}
	return end;
}

static IN_LOOP enum jpeg_scan_end
traced_level_mcu(struct jpeg_scan *s, struct jpeg_bits *r)
{
	enum jpeg_scan_end end = JPEG_SCAN_DONE;

	for (unsigned i = 0; i < s->blocks && end == JPEG_SCAN_DONE; i++) {
		end = dc_difference(s, r, &s->block[i]);
		trace_level(s, i);
	}
	return end;
}

/* How many coefficients of this block its scan made non-zero: what a trace has for AC scans. */
static IN_LOOP enum jpeg_scan_end
traced_ac_block(struct jpeg_scan *s, struct jpeg_bits *r)
{
	uint32_t i = s->mcu;
	uint64_t before = s->history[i];
	enum jpeg_scan_end end = s->header.ah ? refining_block(s, r) : first_pass_block(s, r);

	s->trace->level[i - s->trace->first] = (int16_t)bit_count(s->history[i] & ~before);
	return end;
}

/* MCUs for as long as the window surely holds the next one. PAUSED: not all yet. */
static IN_LOOP enum jpeg_scan_end
run_window(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause,
	   enum jpeg_scan_end (*take_mcu)(struct jpeg_scan *, struct jpeg_bits *), bool traced)
{
	enum jpeg_scan_end end;

	while (s->mcu < s->mcus) {
		if (pause && r->p >= pause)
			return JPEG_SCAN_PAUSED;
		if (traced && !trace_mcu(s, r))
			return JPEG_SCAN_PAUSED;
		if (s->interval && s->until_restart == 0) {
			end = take_restart(s, r);
			if (end != JPEG_SCAN_DONE)
				return end;
		}
		end = take_mcu(s, r);
		if (end != JPEG_SCAN_DONE || r->nbits < 0)
			return judge_end(r, end);
		s->mcu++;
		s->until_restart--;
	}
	return s->eob_run ? JPEG_SCAN_CODE : JPEG_SCAN_DONE;
}

/*
 * Each process has a loop of its own that is kept out of line and works on a copy of the reader,
 * whose address goes nowhere: so the compiler holds it in registers, which is half of the speed.
 */
static A_LOOP enum jpeg_scan_end
run_sequential(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	struct jpeg_bits now = *r;
	enum jpeg_scan_end end = run_window(s, &now, pause, sequential_mcu, false);

	*r = now;
	return end;
}

static A_LOOP enum jpeg_scan_end
run_levels(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	struct jpeg_bits now = *r;
	enum jpeg_scan_end end = run_window(s, &now, pause, level_mcu, false);

	*r = now;
	return end;
}

static A_LOOP enum jpeg_scan_end
run_first_pass(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	struct jpeg_bits now = *r;
	enum jpeg_scan_end end = run_window(s, &now, pause, first_pass_block, false);

	*r = now;
	return end;
}

static A_LOOP enum jpeg_scan_end
run_refining(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	struct jpeg_bits now = *r;
	enum jpeg_scan_end end = run_window(s, &now, pause, refining_block, false);

	*r = now;
	return end;
}

static A_LOOP BIT_MASKS_BMI2 enum jpeg_scan_end
run_refining_bmi2(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	struct jpeg_bits now = *r;
	enum jpeg_scan_end end = run_window(s, &now, pause, refining_block_bmi2, false);

	*r = now;
	return end;
}

static A_LOOP enum jpeg_scan_end
run_traced(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	struct jpeg_bits now = *r;
	enum jpeg_scan_end end;

	if (!s->progressive)
		end = run_window(s, &now, pause, traced_sequential_mcu, true);
	else if (s->header.ss == 0 && s->header.ah == 0)
		end = run_window(s, &now, pause, traced_level_mcu, true);
	else if (s->header.ss == 0)
		end = run_window(s, &now, pause, level_mcu, true);
	else
		end = run_window(s, &now, pause, traced_ac_block, true);
	*r = now;
	return end;
}

static enum jpeg_scan_end
run(struct jpeg_scan *s, struct jpeg_bits *r, const unsigned char *pause)
{
	if (s->trace)
		return run_traced(s, r, pause);
	if (!s->progressive)
		return run_sequential(s, r, pause);
	if (s->header.ss == 0)
		return run_levels(s, r, pause);
	if (s->header.ah == 0)
		return run_first_pass(s, r, pause);
	return bit_masks_have_bmi2() ? run_refining_bmi2(s, r, pause) : run_refining(s, r, pause);
}

/* Where to stop in a window: at `until`, or where the next MCU may lie beyond it. NULL: nowhere. */
static const unsigned char *
pause_at(const struct jpeg_bits *r, uint64_t ahead, bool last)
{
	uint64_t n = (uint64_t)(r->end - r->p);

	if (!last)
		n -= MCU_BYTES_MAX;
	else if (ahead > n)
		return NULL;
	return r->p + (ahead < n ? ahead : n);
}

static bool
trace_is_full(const struct jpeg_scan *s)
{
	return s->trace && s->mcu - s->trace->first >= s->trace->room;
}

enum jpeg_scan_end
jpeg_scan_run(struct jpeg_scan *s, struct bytes *b, uint64_t until)
{
	static const unsigned char none[1];

	for (;;) {
		size_t n;
		const unsigned char *p = bytes_view(b, s->at, (size_t)1 << 20, &n);
		struct jpeg_bits r = {p ? p : none, p ? p + n : none, s->bits, s->nbits};
		bool last = !p || s->at + n == b->size;
		uint64_t ahead = until > s->at ? until - s->at : 0;
		enum jpeg_scan_end end;

		if (s->trace)
			jpeg_trace_window(s->trace, r.p, s->at);
		end = run(s, &r, pause_at(&r, ahead, last));
		s->at += p ? (uint64_t)(r.p - p) : 0;
		s->bits = r.bits;
		s->nbits = r.nbits;
		if (end != JPEG_SCAN_PAUSED || s->at >= until || trace_is_full(s))
			return end;
	}
}
