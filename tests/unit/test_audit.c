/* SPDX-License-Identifier: Apache-2.0 */
/* The audit chain: what was done to it is found, and where. */
#include "case/audit.h"
#include "case_check.h"

static char *const command[] = {(char *)"winnow", (char *)"triage", (char *)"-o", NULL};

static void
append(struct case_folder *folder, const char *name)
{
	struct error e = {0};
	struct audit_file input = {"disk.raw", NULL};
	struct audit_act act = {.act = name,
				.tool = "winnow",
				.version = "0",
				.argc = 3,
				.argv = command,
				.inputs = &input,
				.ninputs = 1,
				.exit = 0};
	assert_int_equal(audit_append(folder, &act, &e), 0);
}

/* A case with five entries, closed. */
static void
make_case(struct scratch *s)
{
	struct error e = {0};
	struct case_folder *folder;
	scratch_new(s);
	assert_int_equal(case_folder_open(&folder, s->folder, &e), 0);
	static const char *const acts[] = {"one", "two", "three", "four", "five"};
	for (size_t i = 0; i < 5; i++)
		append(folder, acts[i]);
	case_folder_close(&folder);
}

static struct audit_result
check(const struct scratch *s)
{
	struct error e = {0};
	struct audit_result result;
	int dir = open_folder(s->folder);
	assert_int_equal(audit_check(dir, &result, &e), 0);
	close(dir);
	return result;
}

/* Where line `number` (from 0) begins; 5 is the end. */
static size_t
line_at(const struct buffer *b, size_t number)
{
	size_t at = 0;
	for (size_t i = 0; i < number; i++)
		at = (size_t)((const char *)memchr(b->data + at, '\n', b->n - at) - b->data) + 1;
	return at;
}

static void
test_holds(void **state)
{
	(void)state;
	struct scratch s;
	make_case(&s);
	struct audit_result r = check(&s);
	assert_string_equal(r.why, "");
	assert_int_equal(r.entries, 5);
	/* The chain must be checkable without us: sha256sum of line 5 is the head. */
	char line[] = "test \"$(tail -n 1 audit.jsonl | sha256sum | cut -c 1-64)\" = "
		      "\"$(cut -d ' ' -f 2 audit.head)\" && "
		      "test \"$(sed -n 2p audit.jsonl | sha256sum | cut -c 1-64)\" = "
		      "\"$(sed -n 3p audit.jsonl | jq -r .prev)\"";
	char *argv[] = {(char *)"sh", (char *)"-c", line, NULL};
	assert_int_equal(run_in(s.folder, argv), 0);
	scratch_remove(&s);
}

static void
test_every_changed_byte_is_found(void **state)
{
	(void)state;
	struct scratch s;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	for (size_t i = 0; i < text.n; i += 7) {
		char was = text.data[i];
		text.data[i] = (char)(was ^ 1);
		file_write(s.folder, CASE_AUDIT, text.data, text.n);
		struct audit_result r = check(&s);
		assert_string_not_equal(r.why, "");
		assert_in_range(r.bad_entry, 1, 5);
		text.data[i] = was;
	}
	buffer_release(&text);
	scratch_remove(&s);
}

static void
test_change_is_located(void **state)
{
	(void)state;
	struct scratch s;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	char *act = strstr(buffer_text(&text), "\"act\":\"three\"");
	act[8] = 'T';
	file_write(s.folder, CASE_AUDIT, text.data, text.n);
	struct audit_result r = check(&s);
	assert_int_equal(r.bad_entry, 3);
	assert_non_null(strstr(r.why, "entry 3 was changed"));
	buffer_release(&text);
	scratch_remove(&s);
}

static void
test_deletion_is_located(void **state)
{
	(void)state;
	struct scratch s;
	struct buffer text = BUFFER_EMPTY, rest = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	for (size_t gone = 0; gone < 5; gone++) {
		size_t from = line_at(&text, gone), to = line_at(&text, gone + 1);
		buffer_clear(&rest);
		buffer_add(&rest, text.data, from);
		buffer_add(&rest, text.data + to, text.n - to);
		file_write(s.folder, CASE_AUDIT, rest.data, rest.n);
		struct audit_result r = check(&s);
		assert_int_equal(r.bad_entry, gone + 1);
	}
	buffer_release(&text);
	buffer_release(&rest);
	scratch_remove(&s);
}

static void
test_other_order_is_located(void **state)
{
	(void)state;
	struct scratch s;
	struct buffer text = BUFFER_EMPTY, other = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	size_t two = line_at(&text, 1), three = line_at(&text, 2), four = line_at(&text, 3);
	buffer_add(&other, text.data, two);
	buffer_add(&other, text.data + three, four - three);
	buffer_add(&other, text.data + two, three - two);
	buffer_add(&other, text.data + four, text.n - four);
	file_write(s.folder, CASE_AUDIT, other.data, other.n);
	assert_int_equal(check(&s).bad_entry, 2);
	buffer_release(&text);
	buffer_release(&other);
	scratch_remove(&s);
}

static void
test_lost_end_is_found(void **state)
{
	(void)state;
	struct scratch s;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	file_write(s.folder, CASE_AUDIT, text.data, line_at(&text, 3));
	struct audit_result r = check(&s);
	assert_int_equal(r.entries, 3);
	assert_int_equal(r.bad_entry, 4);
	assert_non_null(strstr(r.why, "missing at the end"));

	file_write(s.folder, CASE_AUDIT, "", 0);
	assert_int_equal(check(&s).bad_entry, 1);
	buffer_release(&text);
	scratch_remove(&s);
}

/* A power cut while the sixth entry was written: it is cut off and told of. */
static void
test_torn_end_is_mended(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct case_folder *folder;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	buffer_add_text(&text, "{\"seq\":6,\"pr");
	file_write(s.folder, CASE_AUDIT, text.data, text.n);
	assert_int_equal(check(&s).torn_bytes, 12);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), 0);
	append(folder, "six");
	case_folder_close(&folder);
	struct audit_result r = check(&s);
	assert_string_equal(r.why, "");
	assert_int_equal(r.entries, 6);
	buffer_clear(&text);
	file_read(s.folder, CASE_AUDIT, &text);
	assert_non_null(strstr(buffer_text(&text), "\"mended_bytes\":12"));
	buffer_release(&text);
	scratch_remove(&s);
}

static void
test_broken_chain_is_not_added_to(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct case_folder *folder;
	struct audit_act act = {.act = "six", .tool = "winnow", .version = "0", .exit = 0};
	struct buffer text = BUFFER_EMPTY, after = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, CASE_AUDIT, &text);
	text.data[40] = (char)(text.data[40] ^ 1);
	file_write(s.folder, CASE_AUDIT, text.data, text.n);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), 0);
	assert_int_equal(audit_append(folder, &act, &e), -1);
	case_folder_close(&folder);
	file_read(s.folder, CASE_AUDIT, &after);
	assert_int_equal(after.n, text.n);
	buffer_release(&text);
	buffer_release(&after);
	scratch_remove(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holds),
		cmocka_unit_test(test_every_changed_byte_is_found),
		cmocka_unit_test(test_change_is_located),
		cmocka_unit_test(test_deletion_is_located),
		cmocka_unit_test(test_other_order_is_located),
		cmocka_unit_test(test_lost_end_is_found),
		cmocka_unit_test(test_torn_end_is_mended),
		cmocka_unit_test(test_broken_chain_is_not_added_to),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
