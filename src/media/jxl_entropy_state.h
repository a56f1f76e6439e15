/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state of entropy-coded numbers (jxl_entropy.h), for loops over many of them that keep what
 * changes in registers.
 */
#ifndef WINNOW_MEDIA_JXL_ENTROPY_STATE_H
#define WINNOW_MEDIA_JXL_ENTROPY_STATE_H

#include "media/jxl_ans.h"
#include "media/jxl_entropy.h"
#include "media/jxl_prefix.h"

#define JXL_CLUSTERS_MAX 256

/* How a symbol and bits behind it make a number. */
struct jxl_hybrid {
	unsigned char split, high, low;
};

struct jxl_entropy {
	unsigned contexts, clusters;
	unsigned char *map; /* a cluster for each context, and one for distances with LZ77 */
	bool prefix, repeats;
	unsigned log_alphabet;
	struct jxl_hybrid hybrid[JXL_CLUSTERS_MAX], length_hybrid;
	struct jxl_ans *ans; /* or */
	struct jxl_prefix *codes;
	uint32_t least_symbol, least_length;

	uint32_t state;
	uint32_t across; /* see jxl_entropy_begin() */
	bool bounded;	 /* by the caller */
	uint32_t *window;
	uint64_t room;	      /* of it, in numbers; UINT64_MAX: all */
	uint64_t begin, read; /* where the numbers begin, in bits; how many were read */
	uint64_t done, copy;  /* numbers in the window; the one to repeat next */
	uint32_t left;	      /* to be repeated */
};

static inline __attribute__((always_inline)) uint32_t
jxl_hybrid_number(const struct jxl_hybrid *h, struct jxl_bits *r, uint32_t symbol)
{
	unsigned kept = h->high + h->low, bits;
	uint32_t low, high;

	if (symbol < 1u << h->split)
		return symbol;
	bits = h->split - kept + ((symbol - (1u << h->split)) >> kept);
	if (bits > 31) {
		r->broken = true;
		return 0;
	}
	low = symbol & ((1u << h->low) - 1);
	high = (symbol >> h->low & ((1u << h->high) - 1)) | 1u << h->high;
	return (high << bits | jxl_read(r, bits)) << h->low | low;
}

/* Is all of it arithmetic code, which the caller bounds, without repetitions? */
static inline bool
jxl_entropy_is_plain(const struct jxl_entropy *e)
{
	return e->bounded && !e->prefix && !e->repeats;
}

/* jxl_entropy_read() of such; *state is a copy of e->state, which goes on. */
static inline __attribute__((always_inline)) uint32_t
jxl_entropy_read_plain(const struct jxl_entropy *e, struct jxl_bits *r, unsigned context,
		       uint32_t *state)
{
	unsigned cluster = e->map[context];

	return jxl_hybrid_number(&e->hybrid[cluster], r,
				 jxl_ans_symbol(&e->ans[cluster], r, e->log_alphabet, state));
}

#endif
