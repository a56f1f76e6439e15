/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing is found where nothing is: noise, text, zeros and ramps, with every signature of every
 * format strewn over them. WINNOW_CHAFF_MIB asks for more than make check has time for; the seed of
 * what was found in is printed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* cmocka wants the four above first */
#include <cmocka.h>

#include "base/memory.h"
#include "carve/search.h"

#define FIELD	 ((size_t)4 << 20)
#define MIB_MADE 48

struct field {
	unsigned char *p;
	uint64_t seed;
	unsigned finds;
};

static uint64_t
dice(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed * 0x2545f4914f6cdd1du;
}

/* ---- Chaff ---- */

static void
fill_noise(unsigned char *p, size_t n, uint64_t *seed)
{
	for (size_t i = 0; i < n; i += 8) {
		uint64_t v = dice(seed);

		memcpy(p + i, &v, n - i < 8 ? n - i : 8);
	}
}

static void
fill_text(unsigned char *p, size_t n, uint64_t *seed)
{
	static const char *const words[] = {
		"the ", "BM",	"GIF89a ",  "JFIF ",	"II*",	      "MM ",	 "ftypisom",
		"moov", "RIFF", "AVI LIST", "WEBPVP8 ", "\n",	      "number ", "8BPS ",
		"of ",	"mdat", "PNG ",	    "jP  ",	"0123456789", "FLV"};

	for (size_t i = 0; i < n;) {
		const char *word = words[dice(seed) % (sizeof words / sizeof *words)];
		size_t length = strlen(word);

		length = n - i < length ? n - i : length;
		memcpy(p + i, word, length);
		i += length;
	}
}

/* What samples and tables look like: small steps. So do rows of pixels: nothing is strewn there. */
static void
fill_ramp(unsigned char *p, size_t n, uint64_t *seed)
{
	unsigned char v = (unsigned char)dice(seed);

	for (size_t i = 0; i < n; i++) {
		v = (unsigned char)(v + dice(seed) % 3 - 1);
		p[i] = v;
	}
}

static void
fill(unsigned char *p, size_t n, uint64_t *seed)
{
	switch (dice(seed) >> 32 & 3) {
	case 0:
		fill_text(p, n, seed);
		break;
	case 1:
		memset(p, (int)(dice(seed) % 3 ? 0 : dice(seed)), n);
		break;
	default:
		fill_noise(p, n, seed);
		break;
	}
}

/* Some signature of some format, with its offset. */
static void
strew(unsigned char *p, size_t n, uint64_t *seed)
{
	size_t formats = 0, signatures = 0;

	while (media_formats[formats])
		formats++;
	const struct media_signature *s = media_formats[dice(seed) % formats]->signatures;
	while (s && s[signatures].n)
		signatures++;
	if (!signatures)
		return;
	s += dice(seed) % signatures;
	if (s->at + s->n <= n)
		memcpy(p + s->at, s->bytes, s->n);
}

static void
make(struct field *f, size_t i)
{
	uint64_t *seed = &f->seed;

	fill_noise(f->p, FIELD, seed);
	if (i % 8 == 7)
		fill_ramp(f->p, FIELD, seed);
	if (i % 4 == 3)
		return;
	for (size_t at = 0; at < FIELD;) {
		size_t n = (size_t)(dice(seed) % 6000) + 16;

		n = FIELD - at < n ? FIELD - at : n;
		if (i % 4)
			fill(f->p + at, n, seed);
		strew(f->p + at, n, seed);
		at += n;
	}
}

/* ---- Searching ---- */

static int
found(void *ctx, const struct find *find, struct error *e)
{
	struct field *f = ctx;

	(void)e;
	f->finds++;
	print_error("%s at %llu, %llu bytes, %s, %.2f: %s\n", find->format->name,
		    (unsigned long long)find->start, (unsigned long long)find->walk.length,
		    media_state_name(find->walk.state), find->walk.confidence, find->walk.why);
	return 0;
}

static void
search(struct field *f)
{
	struct space_plan plan = SPACE_PLAN_EMPTY;
	struct extents all = EXTENTS_EMPTY;
	struct buffer blob = BUFFER_EMPTY;
	struct bytes_memory memory;
	struct space space;
	struct search search = {
		.space = &space, .formats = search_formats(), .align = 1, .found = found, .ctx = f};
	struct searcher *s = searcher_new(&search);
	struct error e = {0};

	bytes_memory_init(&memory, f->p, FIELD);
	extents_add(&all, 0, FIELD);
	space_plan_region(&plan, &all, 1);
	space_plan_blob(&plan, &blob);
	assert_int_equal(space_open(&space, buffer_span(&blob), &memory.bytes, &e), 0);
	assert_int_equal(searcher_run(s, 0, FIELD, &e), 0);
	searcher_free(&s);
	space_plan_release(&plan);
	extents_release(&all);
	buffer_release(&blob);
}

static void
nothing_is_found_in_chaff(void **state)
{
	const char *mib = getenv("WINNOW_CHAFF_MIB"), *seed = getenv("WINNOW_CHAFF_SEED");
	size_t n = (mib ? strtoull(mib, NULL, 10) : MIB_MADE) / (FIELD >> 20);
	struct field f = {memory_new(FIELD), seed ? strtoull(seed, NULL, 10) : 88172645463325252u,
			  0};

	(void)state;
	for (size_t i = 0; i < n; i++) {
		uint64_t before = f.seed;
		unsigned finds = f.finds;

		make(&f, i);
		search(&f);
		if (f.finds > finds)
			print_error("in field %zu, of seed %llu\n", i, (unsigned long long)before);
	}
	free(f.p);
	assert_int_equal(f.finds, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_found_in_chaff)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
