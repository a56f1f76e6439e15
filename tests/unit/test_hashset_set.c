/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "hashset/build.h"
#include "hashset/check.h"
#include "hashset/format.h"
#include "hashset/keys.h"
#include "hashset/set.h"

#define MEMORY ((uint64_t)64 << 20)

static char folder[] = "/tmp/winnow-test-set.XXXXXX";
static char path[64];

static uint64_t
random_next(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

/* Entry number i of a made-up list: which digests it has, and whether it is one seen before. */
static struct builder_entry
made_up(uint64_t i)
{
	struct builder_entry entry = {.size = BUILDER_NO_SIZE};
	uint64_t seed = (i % 7 == 6 ? i - 6 : i) * UINT64_C(0x9E3779B97F4A7C15) + 1;
	for (size_t kind = 0; kind < DIGEST_KINDS; kind++) {
		for (size_t b = 0; b < DIGEST_MAX; b++)
			entry.digest[kind][b] = (unsigned char)random_next(&seed);
	}
	entry.verdict.set = 0;
	entry.verdict.kind = i % 5 == 0 ? VERDICT_INFO : VERDICT_ALERT;
	entry.digests = i % 2 == 0 ? 1U : (unsigned)(i % 7) % 7 + 1;
	if (i % 11 == 0)
		entry.comment = span_of(i % 2 ? "one comment" : "another comment");
	if (i % 13 == 0)
		entry.size = i;
	return entry;
}

static void
build(const char *to, uint64_t entries, uint64_t memory)
{
	struct error e = {0};
	struct builder *b = NULL;
	assert_int_equal(builder_open(&b, to, memory, &e), 0);
	uint32_t set = builder_set(b, "made-up");
	builder_metadata(b, set, span_of("{\"owner\":\"tests\"}"));
	for (uint64_t i = 0; i < entries; i++) {
		struct builder_entry entry = made_up(i);
		assert_int_equal(builder_add(b, &entry, &e), 1);
	}
	assert_int_equal(builder_sort(b, &e), 0);
	assert_int_equal(builder_finish(b, &e), 0);
	builder_close(&b);
}

static unsigned char *
slurp(const char *from, size_t *n)
{
	FILE *f = fopen(from, "rb");
	assert_non_null(f);
	fseek(f, 0, SEEK_END);
	*n = (size_t)ftell(f);
	rewind(f);
	unsigned char *p = malloc(*n);
	assert_int_equal(fread(p, 1, *n, f), *n);
	fclose(f);
	return p;
}

/* Does the set hold this entry, with this verdict, under this digest? */
static bool
holds(const struct hashset *s, const struct builder_entry *entry, enum digest_kind kind)
{
	struct error e = {0};
	struct hashset_range range;
	assert_int_equal(hashset_find(s, kind, entry->digest[kind], &range, &e), 0);
	for (uint32_t i = 0; i < range.count; i++) {
		struct hashset_entry got;
		struct hashset_verdict verdict;
		assert_int_equal(hashset_entry(s, kind, range.first + i, &got, &e), 0);
		assert_int_equal(hashset_verdict(s, got.verdict, &verdict, &e), 0);
		assert_true(span_equal(verdict.set_name, "made-up"));
		if (verdict.kind == entry->verdict.kind && got.digests == entry->digests &&
		    got.size == entry->size && got.comment.n == entry->comment.n)
			return true;
	}
	return false;
}

static void
every_entry_is_found_and_others_are_not(void **state)
{
	(void)state;
	struct error e = {0};
	struct hashset *s = NULL;
	build(path, 20000, MEMORY);
	assert_int_equal(hashset_open(&s, path, &e), 0);
	assert_int_equal(hashset_check(s, &e), 0);
	for (uint64_t i = 0; i < 20000; i++) {
		struct builder_entry entry = made_up(i);
		for (int kind = 0; kind < DIGEST_KINDS; kind++) {
			if (entry.digests & 1U << kind)
				assert_true(holds(s, &entry, (enum digest_kind)kind));
			struct hashset_range range;
			entry.digest[kind][7] ^= 1;
			assert_int_equal(hashset_find(s, (enum digest_kind)kind, entry.digest[kind],
						      &range, &e),
					 0);
			assert_int_equal(range.count, 0);
		}
	}
	hashset_close(&s);
}

static void
many_at_once_answer_like_one_by_one(void **state)
{
	(void)state;
	enum { N = 1003 };
	struct error e = {0};
	struct hashset *s = NULL;
	static unsigned char digests[N * 16];
	static struct hashset_range ranges[N];
	assert_int_equal(hashset_open(&s, path, &e), 0);
	for (uint64_t i = 0; i < N; i++) {
		struct builder_entry entry = made_up(i * 2);
		memcpy(digests + i * 16, entry.digest[0], 16);
		digests[i * 16 + 15] ^= i % 3 == 0;
	}
	assert_int_equal(hashset_find_many(s, DIGEST_MD5, digests, N, ranges, &e), 0);
	unsigned hits = 0;
	for (size_t i = 0; i < N; i++) {
		struct hashset_range one;
		assert_int_equal(hashset_find(s, DIGEST_MD5, digests + i * 16, &one, &e), 0);
		assert_int_equal(one.count, ranges[i].count);
		assert_int_equal(one.first, ranges[i].first);
		hits += one.count > 0;
	}
	assert_true(hits > N / 2 && hits < N);
	hashset_close(&s);
}

static void
little_memory_gives_the_same_bytes(void **state)
{
	(void)state;
	char small[96];
	size_t n, m;
	snprintf(small, sizeof small, "%s/small", folder);
	build(path, 100000, MEMORY);
	build(small, 100000, (uint64_t)1 << 20);
	unsigned char *a = slurp(path, &n), *b = slurp(small, &m);
	assert_int_equal(n, m);
	assert_memory_equal(a, b, n);
	free(a);
	free(b);
	unlink(small);
}

static void
count_entries(const char *file, uint64_t *kept, uint64_t *duplicate,
	      const struct builder_entry *entries, size_t n)
{
	struct error e = {0};
	struct builder *b = NULL;
	assert_int_equal(builder_open(&b, file, MEMORY, &e), 0);
	builder_set(b, "a");
	builder_set(b, "b");
	for (size_t i = 0; i < n; i++)
		assert_int_equal(builder_add(b, &entries[i], &e), 1);
	assert_int_equal(builder_sort(b, &e), 0);
	*kept = builder_counts(b, 0)->kept + builder_counts(b, 1)->kept;
	*duplicate = builder_counts(b, 0)->duplicate + builder_counts(b, 1)->duplicate;
	assert_int_equal(builder_finish(b, &e), 0);
	builder_close(&b);
}

static void
equal_entries_merge_and_different_verdicts_stay(void **state)
{
	(void)state;
	struct error e = {0};
	uint64_t kept, duplicate;
	struct builder_entry list[7] = {{.digests = 1, .size = BUILDER_NO_SIZE}};
	list[0].verdict.kind = VERDICT_ALERT;
	for (size_t i = 1; i < 7; i++)
		list[i] = list[0];
	list[2].verdict.kind = VERDICT_IGNORE; /* other kind */
	list[3].verdict.set = 1;	       /* other set */
	list[4].verdict.category = span_of("1");
	list[5].size = 10; /* says more */
	list[6].size = 10;
	count_entries(path, &kept, &duplicate, list, 7);
	assert_int_equal(kept, 5);
	assert_int_equal(duplicate, 2);

	struct hashset *s = NULL;
	struct hashset_range range;
	assert_int_equal(hashset_open(&s, path, &e), 0);
	assert_int_equal(hashset_find(s, DIGEST_MD5, list[0].digest[0], &range, &e), 0);
	assert_int_equal(range.count, 5);
	assert_int_equal(hashset_check(s, &e), 0);
	hashset_close(&s);
}

/* Keys at the first and last place of buckets, and of the whole table. */
static void
keys_at_the_borders_of_buckets_are_found(void **state)
{
	(void)state;
	enum { N = 4096 };
	struct error e = {0};
	struct builder *b = NULL;
	struct hashset *s = NULL;
	struct builder_entry entry = {.digests = 2, .size = BUILDER_NO_SIZE};
	entry.verdict.kind = VERDICT_ALERT;
	assert_int_equal(builder_open(&b, path, MEMORY, &e), 0);
	builder_set(b, "borders");
	for (unsigned i = 0; i < N; i++) {
		unsigned char *d = entry.digest[DIGEST_SHA1];
		memset(d, i % 2 ? 0xFF : 0, 20);
		d[0] = (unsigned char)(i >> 4);
		d[1] = (unsigned char)(i << 4 | (i % 2 ? 0xF : 0));
		assert_int_equal(builder_add(b, &entry, &e), 1);
	}
	assert_int_equal(builder_sort(b, &e), 0);
	assert_int_equal(builder_finish(b, &e), 0);
	builder_close(&b);

	assert_int_equal(hashset_open(&s, path, &e), 0);
	assert_int_equal(hashset_keys(s, DIGEST_SHA1), N);
	for (uint32_t i = 0; i < N; i++) {
		struct hashset_range range;
		unsigned char d[20];
		memcpy(d, hashset_key(s, DIGEST_SHA1, i), 20);
		assert_int_equal(hashset_find(s, DIGEST_SHA1, d, &range, &e), 0);
		assert_int_equal(range.first, i);
		assert_int_equal(range.count, 1);
	}
	assert_int_equal(hashset_check(s, &e), 0);
	hashset_close(&s);
}

static void
fanout_never_costs_over_four_bytes_a_key(void **state)
{
	(void)state;
	assert_int_equal(keys_fanout_bits(0), 0);
	assert_int_equal(keys_fanout_bits(1), 0);
	assert_int_equal(keys_fanout_bits(3), 1);
	assert_int_equal(keys_fanout_bits(1U << 24), 24);
	assert_int_equal(keys_fanout_bits(UINT32_MAX), 24);
	for (uint64_t n = 1; n < 5000; n++)
		assert_true(UINT64_C(1) << keys_fanout_bits(n) <= n);
}

static size_t
files_in_folder(void)
{
	size_t n = 0;
	DIR *d = opendir(folder);
	for (struct dirent *at; (at = readdir(d));)
		n += at->d_name[0] != '.' || strlen(at->d_name) > 2;
	closedir(d);
	return n;
}

static void
set_file_is_private_and_given_up_builds_leave_nothing(void **state)
{
	(void)state;
	struct error e = {0};
	struct builder *b = NULL;
	struct stat st;
	build(path, 10, MEMORY);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	size_t before = files_in_folder(), n, m;
	unsigned char *was = slurp(path, &n);

	assert_int_equal(builder_open(&b, path, MEMORY, &e), 0);
	builder_set(b, "given-up");
	struct builder_entry entry = made_up(1);
	assert_int_equal(builder_add(b, &entry, &e), 1);
	assert_int_equal(builder_sort(b, &e), 0);
	builder_close(&b);
	assert_int_equal(files_in_folder(), before);
	unsigned char *is = slurp(path, &m);
	assert_int_equal(n, m);
	assert_memory_equal(was, is, n);
	free(was);
	free(is);
}

static void
what_is_not_a_file_is_not_replaced(void **state)
{
	(void)state;
	struct error e = {0};
	struct builder *b = NULL;
	assert_int_equal(builder_open(&b, "/dev/null", MEMORY, &e), -1);
	assert_int_equal(e.kind, ERROR_OUTPUT);
	assert_null(b);
	error_clear(&e);
	assert_int_equal(builder_open(&b, folder, MEMORY, &e), -1);
	error_clear(&e);
	assert_int_equal(builder_open(&b, "/nonexistent/x.wset", MEMORY, &e), -1);
}

/* Looks everything up that can be looked up; crashes and endless loops are what it is for. */
static void
exercise(const unsigned char *p, size_t n)
{
	struct error e = {0};
	struct hashset *s = NULL;
	if (hashset_open_memory(&s, p, n, "flipped", &e))
		return;
	for (uint64_t i = 0; i < 40; i++) {
		struct builder_entry entry = made_up(i);
		for (int kind = 0; kind < DIGEST_KINDS; kind++) {
			struct hashset_range r = {0, 0};
			struct hashset_entry got;
			struct hashset_verdict verdict;
			error_clear(&e);
			if (hashset_find(s, (enum digest_kind)kind, entry.digest[kind], &r, &e))
				continue;
			for (uint32_t at = r.first; at < r.first + r.count; at++) {
				if (hashset_entry(s, (enum digest_kind)kind, at, &got, &e) == 0)
					hashset_verdict(s, got.verdict, &verdict, &e);
			}
		}
	}
	hashset_close(&s);
}

static void
every_flipped_byte_is_noticed(void **state)
{
	(void)state;
	struct error e = {0};
	struct hashset *s = NULL;
	size_t n;
	build(path, 40, MEMORY);
	unsigned char *p = slurp(path, &n);
	uint32_t header = le32(p + WSET_AT_HEADER);
	for (size_t at = 0; at < n; at++) {
		p[at] ^= 0x41;
		error_clear(&e);
		int opened = hashset_open_memory(&s, p, n, "flipped", &e);
		if (at < header)
			assert_int_equal(opened, -1);
		if (opened == 0)
			assert_int_equal(hashset_check(s, &e), -1);
		assert_int_equal(e.kind, ERROR_INPUT);
		assert_true(strlen(e.text) > 10);
		hashset_close(&s);
		exercise(p, n);
		p[at] ^= 0x41;
	}
	free(p);
}

static void
every_cut_is_noticed(void **state)
{
	(void)state;
	size_t n;
	build(path, 40, MEMORY);
	unsigned char *p = slurp(path, &n);
	for (size_t cut = 0; cut < n; cut++) {
		struct error e = {0};
		struct hashset *s = NULL;
		unsigned char *short_copy = malloc(cut + 1);
		memcpy(short_copy, p, cut);
		assert_int_equal(hashset_open_memory(&s, short_copy, cut, "cut", &e), -1);
		assert_null(s);
		free(short_copy);
	}
	free(p);
}

static int
make_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof path, "%s/x.wset", folder);
	return 0;
}

static int
drop_folder(void **state)
{
	(void)state;
	unlink(path);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_entry_is_found_and_others_are_not),
		cmocka_unit_test(many_at_once_answer_like_one_by_one),
		cmocka_unit_test(little_memory_gives_the_same_bytes),
		cmocka_unit_test(equal_entries_merge_and_different_verdicts_stay),
		cmocka_unit_test(keys_at_the_borders_of_buckets_are_found),
		cmocka_unit_test(fanout_never_costs_over_four_bytes_a_key),
		cmocka_unit_test(set_file_is_private_and_given_up_builds_leave_nothing),
		cmocka_unit_test(what_is_not_a_file_is_not_replaced),
		cmocka_unit_test(every_flipped_byte_is_noticed),
		cmocka_unit_test(every_cut_is_noticed),
	};
	return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
