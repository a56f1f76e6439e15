/* SPDX-License-Identifier: Apache-2.0 */
#include "media/jxl_entropy.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "media/jxl_entropy_state.h"

#define FINAL_STATE 0x130000u

/* Numbers that repetitions may reach back over. */
#define WINDOW	     (1u << 20)
#define WINDOW_FIRST 1024u

/* Codes of no bits must not be read for ever: so many numbers, and so many more for each bit. */
#define READ_FREE 4096
#define READ_MOST 64

static unsigned
bits_for(unsigned n)
{
	unsigned bits = 0;

	while (n > 1u << bits)
		bits++;
	return bits;
}

static void
read_hybrid(struct jxl_hybrid *h, struct jxl_bits *r, unsigned log_alphabet)
{
	*h = (struct jxl_hybrid){(unsigned char)jxl_read(r, bits_for(log_alphabet + 1)), 0, 0};
	if (h->split == log_alphabet)
		return;
	r->broken |= h->split > log_alphabet;
	if (r->broken)
		return;
	h->high = (unsigned char)jxl_read(r, bits_for(h->split + 1u));
	r->broken |= h->high > h->split;
	if (r->broken)
		return;
	h->low = (unsigned char)jxl_read(r, bits_for(h->split - h->high + 1u));
	r->broken |= h->high + h->low > h->split;
}

/* ---- Reading the codes ---- */

static struct jxl_entropy *new_begun(struct jxl_bits *r, unsigned contexts, bool repeats);

static void
undo_move_to_front(unsigned char *v, unsigned n)
{
	unsigned char order[256];

	for (unsigned i = 0; i < 256; i++)
		order[i] = (unsigned char)i;
	for (unsigned i = 0; i < n; i++) {
		unsigned char at = v[i], value = order[at];

		v[i] = value;
		memmove(order + 1, order, at);
		order[0] = value;
	}
}

static void
read_map_coded(struct jxl_bits *r, unsigned char *map, unsigned contexts)
{
	bool move_to_front = jxl_bool(r);
	/* a map of two is that of the repeats of another map: there the nesting ends */
	struct jxl_entropy *e = new_begun(r, 1, contexts > 2);

	for (unsigned i = 0; e && i < contexts && !r->broken && !r->over; i++) {
		uint32_t v = jxl_entropy_read(e, r, 0);

		r->broken |= v >= JXL_CLUSTERS_MAX;
		map[i] = (unsigned char)v;
	}
	r->broken |= !e || !jxl_entropy_ends(e);
	jxl_entropy_free(&e);
	if (move_to_front)
		undo_move_to_front(map, contexts);
}

unsigned
jxl_context_map(struct jxl_bits *r, unsigned char *map, unsigned contexts)
{
	bool met[JXL_CLUSTERS_MAX] = {false};
	unsigned clusters = 0;

	if (jxl_bool(r)) {
		unsigned bits = jxl_read(r, 2);

		for (unsigned i = 0; i < contexts; i++)
			map[i] = (unsigned char)jxl_read(r, bits);
	} else {
		read_map_coded(r, map, contexts);
	}
	for (unsigned i = 0; i < contexts; i++) {
		met[map[i]] = true;
		clusters = map[i] + 1u > clusters ? map[i] + 1u : clusters;
	}
	for (unsigned i = 0; i < clusters; i++)
		r->broken |= !met[i];
	return r->broken || r->over ? 0 : clusters;
}

static void
read_repeats(struct jxl_entropy *e, struct jxl_bits *r)
{
	static const struct jxl_u32 symbol = {{224, 512, 4096, 8}, {0, 0, 0, 15}};
	static const struct jxl_u32 length = {{3, 4, 5, 9}, {0, 0, 2, 8}};

	e->repeats = jxl_bool(r);
	if (!e->repeats)
		return;
	e->least_symbol = jxl_u32(r, &symbol);
	e->least_length = jxl_u32(r, &length);
	read_hybrid(&e->length_hybrid, r, 8);
}

static unsigned
read_alphabet(struct jxl_bits *r)
{
	unsigned n;

	if (!jxl_bool(r))
		return 1;
	n = jxl_read(r, 4);
	return (1u << n) + jxl_read(r, n) + 1;
}

static void
read_prefixes(struct jxl_entropy *e, struct jxl_bits *r)
{
	unsigned alphabet[JXL_CLUSTERS_MAX];

	e->codes = memory_zero(e->clusters, sizeof *e->codes);
	for (unsigned i = 0; i < e->clusters; i++) {
		alphabet[i] = read_alphabet(r);
		r->broken |= alphabet[i] > JXL_PREFIX_SYMBOLS;
	}
	for (unsigned i = 0; i < e->clusters && !r->broken && !r->over; i++)
		jxl_prefix_read(&e->codes[i], r, alphabet[i]);
}

static void
read_codes(struct jxl_entropy *e, struct jxl_bits *r)
{
	unsigned maps = e->contexts + e->repeats;

	e->map = memory_zero(maps, 1);
	e->clusters = maps > 1 ? jxl_context_map(r, e->map, maps) : 1;
	if (e->clusters == 0)
		return;
	e->prefix = jxl_bool(r);
	e->log_alphabet = e->prefix ? JXL_PREFIX_BITS : 5 + jxl_read(r, 2);
	for (unsigned i = 0; i < e->clusters && !r->broken; i++)
		read_hybrid(&e->hybrid[i], r, e->log_alphabet);
	if (r->broken || r->over)
		return;
	if (e->prefix) {
		read_prefixes(e, r);
		return;
	}
	e->ans = memory_zero(e->clusters, sizeof *e->ans);
	for (unsigned i = 0; i < e->clusters && !r->broken && !r->over; i++)
		jxl_ans_read(&e->ans[i], r, e->log_alphabet);
}

static struct jxl_entropy *
new_codes(struct jxl_bits *r, unsigned contexts, bool repeats)
{
	struct jxl_entropy *e = memory_zero(1, sizeof *e);

	e->contexts = contexts;
	read_repeats(e, r);
	r->broken |= e->repeats && !repeats;
	if (!r->broken && !r->over)
		read_codes(e, r);
	if (r->broken || r->over)
		jxl_entropy_free(&e);
	return e;
}

struct jxl_entropy *
jxl_entropy_codes(struct jxl_bits *r, unsigned contexts)
{
	return new_codes(r, contexts, true);
}

void
jxl_entropy_begin(struct jxl_entropy *e, struct jxl_bits *r, uint32_t across)
{
	if (!e->prefix)
		e->state = jxl_read(r, 32);
	e->read = e->done = e->copy = 0;
	e->left = 0;
	e->begin = r->at;
	e->across = across;
	e->bounded = true;
}

/* Behind its codes. */
static struct jxl_entropy *
new_begun(struct jxl_bits *r, unsigned contexts, bool repeats)
{
	struct jxl_entropy *e = new_codes(r, contexts, repeats);

	if (e) {
		jxl_entropy_begin(e, r, 0);
		e->bounded = false;
	}
	if (r->over)
		jxl_entropy_free(&e);
	return e;
}

struct jxl_entropy *
jxl_entropy_new(struct jxl_bits *r, unsigned contexts)
{
	return new_begun(r, contexts, true);
}

void
jxl_entropy_free(struct jxl_entropy **e)
{
	if (!*e)
		return;
	for (unsigned i = 0; (*e)->codes && i < (*e)->clusters; i++)
		jxl_prefix_release(&(*e)->codes[i]);
	free((*e)->codes);
	free((*e)->ans);
	free((*e)->map);
	free((*e)->window);
	free(*e);
	*e = NULL;
}

/* ---- Reading numbers ---- */

static inline __attribute__((always_inline)) uint32_t
read_symbol(struct jxl_entropy *e, struct jxl_bits *r, unsigned cluster)
{
	if (e->prefix)
		return jxl_prefix_symbol(&e->codes[cluster], r);
	return jxl_ans_symbol(&e->ans[cluster], r, e->log_alphabet, &e->state);
}

/* Most codes have few numbers: four MiB for each would cost more than they do. */
static __attribute__((noinline)) void
widen(struct jxl_entropy *e)
{
	uint64_t room = e->room ? 2 * e->room : WINDOW_FIRST;

	e->window = memory_resize_array(e->window, (size_t)room, sizeof *e->window);
	e->room = room < WINDOW ? room : UINT64_MAX;
}

static inline void
remember(struct jxl_entropy *e, uint32_t v)
{
	if (e->done >= e->room)
		widen(e);
	e->window[e->done++ % WINDOW] = v;
}

static uint32_t
repeated(struct jxl_entropy *e)
{
	uint32_t v = e->copy < e->done ? e->window[e->copy % WINDOW] : 0; /* there may be none */

	e->copy++;
	remember(e, v);
	e->left--;
	return v;
}

/* Distances that are coded as a place near by: x, y. */
static const signed char near_by[120][2] = {
	{0, 1},	 {1, 0},  {1, 1},  {-1, 1}, {0, 2},  {2, 0},  {1, 2},  {-1, 2}, {2, 1},	 {-2, 1},
	{2, 2},	 {-2, 2}, {0, 3},  {3, 0},  {1, 3},  {-1, 3}, {3, 1},  {-3, 1}, {2, 3},	 {-2, 3},
	{3, 2},	 {-3, 2}, {0, 4},  {4, 0},  {1, 4},  {-1, 4}, {4, 1},  {-4, 1}, {3, 3},	 {-3, 3},
	{2, 4},	 {-2, 4}, {4, 2},  {-4, 2}, {0, 5},  {3, 4},  {-3, 4}, {4, 3},	{-4, 3}, {5, 0},
	{1, 5},	 {-1, 5}, {5, 1},  {-5, 1}, {2, 5},  {-2, 5}, {5, 2},  {-5, 2}, {4, 4},	 {-4, 4},
	{3, 5},	 {-3, 5}, {5, 3},  {-5, 3}, {0, 6},  {6, 0},  {1, 6},  {-1, 6}, {6, 1},	 {-6, 1},
	{2, 6},	 {-2, 6}, {6, 2},  {-6, 2}, {4, 5},  {-4, 5}, {5, 4},  {-5, 4}, {3, 6},	 {-3, 6},
	{6, 3},	 {-6, 3}, {0, 7},  {7, 0},  {1, 7},  {-1, 7}, {5, 5},  {-5, 5}, {7, 1},	 {-7, 1},
	{4, 6},	 {-4, 6}, {6, 4},  {-6, 4}, {2, 7},  {-2, 7}, {7, 2},  {-7, 2}, {3, 7},	 {-3, 7},
	{7, 3},	 {-7, 3}, {5, 6},  {-5, 6}, {6, 5},  {-6, 5}, {8, 0},  {4, 7},	{-4, 7}, {7, 4},
	{-7, 4}, {8, 1},  {8, 2},  {6, 6},  {-6, 6}, {8, 3},  {5, 7},  {-5, 7}, {7, 5},	 {-7, 5},
	{8, 4},	 {6, 7},  {-6, 7}, {7, 6},  {-7, 6}, {8, 5},  {7, 7},  {-7, 7}, {8, 6},	 {8, 7}};

static uint64_t
distance_of(const struct jxl_entropy *e, uint32_t v)
{
	int64_t far;

	if (e->across == 0)
		return 1ull + v;
	if (v >= 120)
		return 1ull + (v - 120);
	far = near_by[v][0] + (int64_t)near_by[v][1] * e->across;
	return far < 1 ? 1 : (uint64_t)far;
}

/* A symbol that stands for a length; the distance follows. */
static void
begin_repeat(struct jxl_entropy *e, struct jxl_bits *r, uint32_t symbol)
{
	unsigned cluster = e->map[e->contexts];
	uint32_t length = jxl_hybrid_number(&e->length_hybrid, r, symbol - e->least_symbol);
	uint64_t distance;

	distance = distance_of(
		e, jxl_hybrid_number(&e->hybrid[cluster], r, read_symbol(e, r, cluster)));
	if (distance > e->done)
		distance = e->done;
	if (distance > WINDOW)
		distance = WINDOW;
	e->copy = e->done - distance;
	e->left = length + e->least_length;
	r->broken |= e->left < length;
}

uint32_t
jxl_entropy_read(struct jxl_entropy *e, struct jxl_bits *r, unsigned context)
{
	unsigned cluster = e->map[context];
	uint32_t symbol, v;

	if (!e->bounded && e->read++ > READ_FREE + (r->at - e->begin) * READ_MOST)
		r->broken = true;
	if (e->left)
		return repeated(e);
	symbol = read_symbol(e, r, cluster);
	if (e->repeats && symbol >= e->least_symbol) {
		begin_repeat(e, r, symbol);
		return e->left && !r->broken ? repeated(e) : 0;
	}
	v = jxl_hybrid_number(&e->hybrid[cluster], r, symbol);
	if (e->repeats)
		remember(e, v);
	return v;
}

bool
jxl_entropy_ends(const struct jxl_entropy *e)
{
	return e->prefix || e->state == FINAL_STATE;
}

bool
jxl_entropy_proves(const struct jxl_entropy *e)
{
	return !e->prefix && e->state == FINAL_STATE;
}
