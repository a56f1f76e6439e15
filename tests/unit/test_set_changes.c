/* SPDX-License-Identifier: Apache-2.0 */
/* Keyed digests beside OpenSSL's own HMAC; what lists take back, in whatever order they come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hashset/build.h"
#include "hashset/check.h"
#include "hashset/deletions.h"
#include "hashset/set.h"

static char path[] = "/tmp/winnow-test-changes.XXXXXX";

static void
keyed_digests_are_hmac(void **state)
{
	(void)state;
	static const size_t lengths[] = {16, 20, 63, 64, 65, 4096};
	unsigned char key[4096], digest[DIGEST_MAX], ours[DIGEST_MAX], theirs[32];
	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (unsigned char)(i * 7 + 3);
	for (size_t i = 0; i < sizeof digest; i++)
		digest[i] = (unsigned char)(200 - i);
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct error e = {0};
		struct set_key *k = NULL;
		assert_int_equal(set_key_new(&k, key, lengths[i], &e), 0);
		for (int kind = 0; kind < DIGEST_KINDS; kind++) {
			size_t n = digest_size((enum digest_kind)kind);
			assert_non_null(
				HMAC(EVP_sha256(), key, (int)lengths[i], digest, n, theirs, NULL));
			set_key_digest(k, (enum digest_kind)kind, digest, ours);
			assert_memory_equal(ours, theirs, n);
		}
		set_key_free(&k);
	}
}

/* ---- Deletions ---- */

static struct builder_entry
numbered(unsigned char number, const char *id)
{
	struct builder_entry entry = {.digests = 1, .size = BUILDER_NO_SIZE, .id = span_of(id)};
	entry.digest[DIGEST_MD5][15] = number;
	entry.verdict.kind = VERDICT_ALERT;
	if (id)
		entry.details = span_of("{\"id\":\"x\"}");
	return entry;
}

static void
add(struct builder *b, unsigned char number, const char *id)
{
	struct error e = {0};
	struct builder_entry entry = numbered(number, id);
	assert_int_equal(builder_add(b, &entry, &e), 1);
}

static void
take_back(struct builder *b, unsigned char number)
{
	struct error e = {0};
	struct builder_entry entry = numbered(number, NULL);
	struct span name = {(const char *)entry.digest[DIGEST_MD5], 16};
	assert_int_equal(builder_delete(b, 0, DIGEST_MD5, name, true, &e), 0);
}

static void
take_back_id(struct builder *b, const char *id, bool final)
{
	struct error e = {0};
	assert_int_equal(builder_delete(b, 0, DELETION_ID, span_of(id), final, &e), 0);
}

static struct builder *
begin(void)
{
	struct error e = {0};
	struct builder *b = NULL;
	assert_int_equal(builder_open(&b, path, (uint64_t)16 << 20, &e), 0);
	builder_set(b, "changes");
	return b;
}

/* Which of the numbers 1 to 9 the finished set holds, as digits. */
static void
holds(struct builder *b, const char *expected)
{
	struct error e = {0};
	struct hashset *s = NULL;
	char got[10] = "";
	assert_int_equal(builder_sort(b, &e), 0);
	assert_int_equal(builder_finish(b, &e), 0);
	builder_close(&b);
	assert_int_equal(hashset_open(&s, path, &e), 0);
	assert_int_equal(hashset_check(s, &e), 0);
	for (unsigned char number = 1; number < 10; number++) {
		struct builder_entry entry = numbered(number, NULL);
		struct hashset_range range;
		assert_int_equal(hashset_find(s, DIGEST_MD5, entry.digest[DIGEST_MD5], &range, &e),
				 0);
		if (range.count > 0)
			got[strlen(got)] = (char)('0' + number);
	}
	assert_string_equal(got, expected);
	hashset_close(&s);
}

static void
what_came_before_is_taken_back(void **state)
{
	(void)state;
	struct builder *b = begin();
	for (unsigned char number = 1; number < 6; number++)
		add(b, number, NULL);
	builder_next_list(b);
	take_back(b, 2);
	add(b, 3, NULL);
	take_back(b, 3); /* its own list's, too */
	take_back(b, 9);
	holds(b, "145");
}

static void
what_comes_again_is_back(void **state)
{
	(void)state;
	struct builder *b = begin();
	add(b, 1, NULL);
	add(b, 2, NULL);
	builder_next_list(b);
	take_back(b, 1);
	take_back(b, 2);
	builder_next_list(b);
	add(b, 1, NULL);
	add(b, 3, NULL);
	holds(b, "13");
}

static void
ids_are_taken_back_and_replaced(void **state)
{
	(void)state;
	struct builder *b = begin();
	add(b, 1, "a");
	add(b, 2, "b");
	add(b, 3, "c");
	add(b, 4, NULL);
	builder_next_list(b);
	take_back_id(b, "a", true);
	take_back_id(b, "b", false); /* another in its place */
	add(b, 5, "b");
	holds(b, "345");
}

/* By set, by what they name, and by round. */
static void
deletions_are_found_among_many(void **state)
{
	(void)state;
	struct deletions *d = deletions_new();
	for (uint32_t i = 0; i < 5000; i++)
		assert_true(deletions_add(d, i % 3, DELETION_ID, &i, sizeof i, 2, i % 2));
	assert_int_equal(deletions_count(d), 5000);
	for (uint32_t i = 0; i < 5000; i++) {
		assert_true(deletions_cover(d, i % 3, DELETION_ID, &i, sizeof i, 1));
		assert_int_equal(deletions_cover(d, i % 3, DELETION_ID, &i, sizeof i, 2), i % 2);
		assert_false(deletions_cover(d, i % 3, DELETION_ID, &i, sizeof i, 3));
		assert_false(deletions_name(d, i % 3 + 1, DELETION_ID, &i, sizeof i));
		assert_false(deletions_name(d, i % 3, DIGEST_MD5, &i, sizeof i));
	}
	deletions_free(&d);
}

static int
make_file(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	return fd < 0 ? -1 : close(fd);
}

static int
drop_file(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keyed_digests_are_hmac),
		cmocka_unit_test(what_came_before_is_taken_back),
		cmocka_unit_test(what_comes_again_is_back),
		cmocka_unit_test(ids_are_taken_back_and_replaced),
		cmocka_unit_test(deletions_are_found_among_many),
	};
	return cmocka_run_group_tests(tests, make_file, drop_file);
}
