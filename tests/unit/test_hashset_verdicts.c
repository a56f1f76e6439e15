/* SPDX-License-Identifier: Apache-2.0 */
/* Who decides what is an alert: schemes, intake, and hits among several digests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "hashset/hits.h"
#include "hashset/intake.h"

static char path[] = "/tmp/winnow-test-verdicts.XXXXXX";

/* ---- Schemes ---- */

static void
shipped_schemes_keep_their_promises(void **state)
{
	(void)state;
	static const struct {
		const char *scheme, *category;
		int kind; /* 0: unknown */
	} facts[] = {
		{"us-vics", "0", VERDICT_INFO},
		{"us-vics", "1", VERDICT_ALERT},
		{"us-vics", "2", VERDICT_ALERT},
		{"us-vics", "3", VERDICT_ALERT},
		{"us-vics", "4", VERDICT_INFO},
		{"us-vics", "5", VERDICT_IGNORE},
		{"us-vics", "6", 0},
		{"us-vics", "01", 0},
		{"uk-caid", "1", VERDICT_ALERT},
		{"uk-caid", "3", VERDICT_ALERT},
		{"uk-caid", "c", VERDICT_ALERT},
		{"uk-caid", "4", 0},
		{"interpol-baseline", "YES", VERDICT_ALERT},
		{"interpol-baseline", "no", VERDICT_INFO},
		{"ncmec", "A1", VERDICT_ALERT},
		{"ncmec", "b2", VERDICT_ALERT},
		{"ncmec", "C1", 0},
		{"local", "9", VERDICT_IGNORE},
	};
	for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
		struct error e = {0};
		struct scheme s;
		assert_int_equal(
			scheme_load(&s, facts[i].scheme, TEST_SRCDIR "/hashsets/schemes", &e), 0);
		const struct scheme_category *c = scheme_find(&s, span_of(facts[i].category));
		assert_int_equal(c ? (int)c->kind : 0, facts[i].kind);
		assert_string_equal(s.name, facts[i].scheme);
		scheme_release(&s);
	}
}

static void
broken_schemes_name_the_line(void **state)
{
	(void)state;
	static const struct {
		const char *text, *says;
	} broken[] = {
		{"scheme = x\n[1]\nname = a\n", "no kind"},
		{"scheme = x\n[1]\nkind = maybe\n", "line 3"},
		{"scheme = x\n[1]\nkind = info\n[1]\nkind = info\n", "line 4"},
		{"scheme = x\nnonsense\n", "line 2"},
		{"scheme = x\n[1\nkind = info\n", "line 2"},
		{"scheme = x\n[]\nkind = info\n", "line 2"},
		{"scheme = x\n[\n", "line 2"},
		{"[1]\nkind = alert\n", "scheme = NAME"},
		{"scheme = a:b\n", "scheme = NAME"},
		{"scheme = x\ncolour = red\n", "line 2"},
		{"scheme = \xff\n", "line 1"},
	};
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		struct error e = {0};
		struct scheme s;
		assert_int_equal(scheme_parse(&s, span_of(broken[i].text), "x.ini", &e), -1);
		assert_non_null(strstr(e.text, broken[i].says));
		assert_non_null(strstr(e.text, "x.ini"));
		scheme_release(&s);
	}
}

/* ---- Intake ---- */

static const char scheme_text[] = "scheme = s\n[1]\nname = one\nkind = alert\n[5]\nkind = ignore\n";

static enum verdict_kind
kind_of_only_entry(struct hashset *s, struct hashset_verdict *v)
{
	struct error e = {0};
	assert_int_equal(hashset_verdicts(s), 1);
	assert_int_equal(hashset_verdict(s, 0, v, &e), 0);
	return v->kind;
}

/* One row through intake into a set; what kind did it become? */
static void
becomes_of(struct intake in, const char *own, const char *category, const char *kind,
	   enum verdict_kind wanted, const char *scheme)
{
	struct error e = {0};
	struct hashset_verdict v;
	struct hashset *s = NULL;
	struct list_row row = {.digests = 1, .size = UINT64_MAX};
	row.scheme = span_of(own);
	row.category = span_of(category);
	row.kind = span_of(kind);
	assert_int_equal(builder_open(&in.builder, path, (uint64_t)8 << 20, &e), 0);
	in.set = builder_set(in.builder, "x");
	struct list_sink sink = intake_sink(&in);
	assert_int_equal(sink.row(sink.ctx, &row, &e), LIST_REJECTS);
	assert_int_equal(builder_sort(in.builder, &e), 0);
	assert_int_equal(builder_finish(in.builder, &e), 0);
	builder_close(&in.builder);
	assert_int_equal(hashset_open(&s, path, &e), 0);
	assert_int_equal(kind_of_only_entry(s, &v), wanted);
	if (scheme)
		assert_true(span_equal(v.scheme, scheme));
	else
		assert_null(v.scheme.p);
	hashset_close(&s);
}

static void
becomes(struct intake in, const char *category, const char *kind, enum verdict_kind wanted,
	const char *scheme)
{
	becomes_of(in, NULL, category, kind, wanted, scheme);
}

static void
the_rows_own_word_counts_most_then_its_category(void **state)
{
	(void)state;
	struct error e = {0};
	struct scheme scheme;
	assert_int_equal(scheme_parse(&scheme, span_of(scheme_text), "s.ini", &e), 0);
	struct intake plain = {.kind = VERDICT_ALERT}, with = plain, given = plain;
	with.scheme = given.scheme = &scheme;
	given.kind_given = true;

	becomes(plain, NULL, NULL, VERDICT_ALERT, NULL);
	becomes(plain, NULL, "ignore", VERDICT_IGNORE, NULL);
	becomes(with, "1", NULL, VERDICT_ALERT, "s");
	becomes(with, "5", NULL, VERDICT_IGNORE, "s");
	becomes(with, "7", NULL, VERDICT_INFO, "s");
	becomes(with, "1", "Info", VERDICT_INFO, "s");
	becomes(with, NULL, NULL, VERDICT_INFO, NULL);
	becomes(given, NULL, NULL, VERDICT_ALERT, NULL);
	becomes(given, "7", NULL, VERDICT_INFO, "s");
	becomes(plain, "1", NULL, VERDICT_INFO, SCHEME_UNNAMED);
	becomes(plain, "1", "alert", VERDICT_ALERT, SCHEME_UNNAMED);
	becomes_of(with, "s", "1", NULL, VERDICT_ALERT, "s");
	becomes_of(with, "other", "1", NULL, VERDICT_INFO, "other");
	becomes_of(plain, "other", "1", "alert", VERDICT_ALERT, "other");
	scheme_release(&scheme);
}

static void
catalogues_are_never_alerts(void **state)
{
	(void)state;
	struct error e = {0};
	struct intake in = {.kind = VERDICT_ALERT, .never_alert = true, .list = "nsrl.txt"};
	struct list_header header = {.never_alert = true};
	becomes(in, NULL, NULL, VERDICT_INFO, NULL);
	becomes(in, NULL, "alert", VERDICT_INFO, NULL);
	in.kind = VERDICT_IGNORE;
	in.kind_given = true;
	becomes(in, NULL, NULL, VERDICT_IGNORE, NULL);

	in.kind = VERDICT_ALERT;
	struct list_sink sink = intake_sink(&in);
	assert_int_equal(sink.header(sink.ctx, &header, &e), -1);
	assert_int_equal(e.kind, ERROR_USAGE);
}

static void
categories_without_a_scheme_are_refused(void **state)
{
	(void)state;
	struct error e = {0};
	struct intake in = {.kind = VERDICT_ALERT, .list = "x.csv"};
	struct list_header bare = {.has_category = true};
	struct list_header judged = {.has_category = true, .has_kind = true};
	struct list_sink sink = intake_sink(&in);
	assert_int_equal(sink.header(sink.ctx, &judged, &e), 0);
	assert_int_equal(sink.header(sink.ctx, &bare, &e), -1);
	assert_int_equal(e.kind, ERROR_USAGE);
	error_clear(&e);
	in.ignore_categories = true;
	assert_int_equal(sink.header(sink.ctx, &bare, &e), 0);
}

static void
an_unknown_kind_is_rejected(void **state)
{
	(void)state;
	struct error e = {0};
	struct intake in = {.kind = VERDICT_ALERT};
	struct list_row row = {.digests = 1, .kind = span_of("bad")};
	struct list_sink sink = intake_sink(&in);
	assert_int_equal(sink.row(sink.ctx, &row, &e), LIST_BAD_KIND);
}

/* ---- Several digests ---- */

static struct hashset *
set_of_entries(const struct builder_entry *entries, size_t n)
{
	struct error e = {0};
	struct builder *b = NULL;
	struct hashset *s = NULL;
	assert_int_equal(builder_open(&b, path, (uint64_t)8 << 20, &e), 0);
	builder_set(b, "x");
	for (size_t i = 0; i < n; i++)
		assert_int_equal(builder_add(b, &entries[i], &e), 1);
	assert_int_equal(builder_sort(b, &e), 0);
	assert_int_equal(builder_finish(b, &e), 0);
	builder_close(&b);
	assert_int_equal(hashset_open(&s, path, &e), 0);
	return s;
}

static struct builder_entry
entry_of(unsigned digests, unsigned char md5, unsigned char sha1, unsigned char sha256)
{
	struct builder_entry entry = {.digests = digests, .size = BUILDER_NO_SIZE};
	entry.verdict.kind = VERDICT_ALERT;
	memset(entry.digest[DIGEST_MD5], md5, DIGEST_MAX);
	memset(entry.digest[DIGEST_SHA1], sha1, DIGEST_MAX);
	memset(entry.digest[DIGEST_SHA256], sha256, DIGEST_MAX);
	return entry;
}

static struct hits_query
query_of(unsigned digests, unsigned char md5, unsigned char sha1, unsigned char sha256)
{
	struct builder_entry entry = entry_of(digests, md5, sha1, sha256);
	struct hits_query q = {.digests = digests};
	memcpy(q.digest, entry.digest, sizeof q.digest);
	return q;
}

static void
the_strongest_digest_decides(void **state)
{
	(void)state;
	enum { MD5 = 1, SHA1 = 2, SHA256 = 4 };
	static const struct {
		struct {
			unsigned digests;
			unsigned char md5, sha1, sha256;
		} ask;
		int by; /* -1: no hit */
		bool contradicted, inconsistent;
	} cases[] = {
		{{MD5 | SHA1 | SHA256, 1, 2, 3},
		 DIGEST_SHA1,
		 false,
		 false}, /* entry: md5 1, sha1 2 */
		{{MD5, 1, 0, 0}, DIGEST_MD5, false, false},
		{{SHA1, 0, 2, 0}, DIGEST_SHA1, false, false},
		{{SHA256, 0, 0, 3}, -1, false, false},
		{{MD5 | SHA1, 1, 9, 0}, -1, true, false},	   /* an MD5 collision */
		{{MD5 | SHA1, 9, 2, 0}, DIGEST_SHA1, false, true}, /* a careless list */
		{{MD5 | SHA256, 1, 0, 9}, DIGEST_MD5, false, false},
		{{MD5 | SHA1, 9, 9, 0}, -1, false, false},
	};
	struct builder_entry entry = entry_of(MD5 | SHA1, 1, 2, 0);
	struct hashset *s = set_of_entries(&entry, 1);
	struct hits h = HITS_EMPTY;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct error e = {0};
		struct hits_query q = query_of(cases[i].ask.digests, cases[i].ask.md5,
					       cases[i].ask.sha1, cases[i].ask.sha256);
		assert_int_equal(hits_find(s, &q, &h, &e), 0);
		assert_int_equal(h.n, cases[i].by >= 0);
		if (h.n)
			assert_int_equal((int)h.v[0].by, cases[i].by);
		assert_int_equal(h.contradicted != NULL, cases[i].contradicted);
		assert_int_equal(h.inconsistent != NULL, cases[i].inconsistent);
	}
	hits_release(&h);
	hashset_close(&s);
}

static void
each_verdict_is_one_hit_by_its_strongest_digest(void **state)
{
	(void)state;
	struct error e = {0};
	struct builder_entry entries[3] = {entry_of(1, 1, 0, 0), entry_of(4, 0, 0, 3),
					   entry_of(2, 0, 2, 0)};
	entries[2].verdict.kind = VERDICT_INFO;
	struct hashset *s = set_of_entries(entries, 3);
	struct hits h = HITS_EMPTY;
	struct hits_query q = query_of(7, 1, 2, 3);
	assert_int_equal(hits_find(s, &q, &h, &e), 0);
	assert_int_equal(h.n, 2);
	for (size_t i = 0; i < h.n; i++) {
		struct hashset_verdict v;
		assert_int_equal(hashset_verdict(s, h.v[i].verdict, &v, &e), 0);
		assert_int_equal(h.v[i].by, v.kind == VERDICT_ALERT ? DIGEST_SHA256 : DIGEST_SHA1);
	}
	hits_release(&h);
	hashset_close(&s);
}

static int
make_path(void **state)
{
	(void)state;
	int fd = mkstemp(path);
	return fd < 0 || close(fd) ? -1 : 0;
}

static int
drop_path(void **state)
{
	(void)state;
	return unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shipped_schemes_keep_their_promises),
		cmocka_unit_test(broken_schemes_name_the_line),
		cmocka_unit_test(the_rows_own_word_counts_most_then_its_category),
		cmocka_unit_test(catalogues_are_never_alerts),
		cmocka_unit_test(categories_without_a_scheme_are_refused),
		cmocka_unit_test(an_unknown_kind_is_rejected),
		cmocka_unit_test(the_strongest_digest_decides),
		cmocka_unit_test(each_verdict_is_one_hit_by_its_strongest_digest),
	};
	return cmocka_run_group_tests(tests, make_path, drop_path);
}
