/* SPDX-License-Identifier: Apache-2.0 */
/* The audit chain: what was done to it is found, and where. */
#include "case/audit.h"
#include "case_check.h"

static char *const command[] = {(char *)"winnow", (char *)"triage", (char *)"-o", NULL};

#define PART "audit-0002.jsonl"

static struct audit_act
an_act(const char *name)
{
	return (struct audit_act){
		.act = name, .tool = "winnow", .version = "0", .argc = 3, .argv = command};
}

static void
do_act(struct case_folder *folder, const char *name)
{
	static const struct audit_file input = {"disk.raw", NULL};
	struct error e = {0};
	struct audit_result last;
	struct audit_act act = an_act(name);
	assert_int_equal(audit_read(case_folder_descriptor(folder), NULL, NULL, &last, &e), 0);
	assert_int_equal(audit_open_part(folder, &act, NULL, &last, &e), 0);
	act.inputs = &input;
	act.ninputs = 1;
	act.complete = true;
	assert_int_equal(audit_close_part(folder, &act, &last, &e), 0);
}

/* A case with three acts, two entries each. */
static void
make_case(struct scratch *s)
{
	struct error e = {0};
	struct case_folder *folder;
	scratch_new(s);
	assert_int_equal(case_folder_open(&folder, s->folder, &e), 0);
	static const char *const acts[] = {"one", "two", "three"};
	for (size_t i = 0; i < 3; i++)
		do_act(folder, acts[i]);
	case_folder_close(&folder);
}

static struct audit_result
check(const struct scratch *s)
{
	struct error e = {0};
	struct audit_result result;
	int dir = open_folder(s->folder);
	assert_int_equal(audit_read(dir, NULL, NULL, &result, &e), 0);
	close(dir);
	return result;
}

static void
test_holds(void **state)
{
	(void)state;
	struct scratch s;
	make_case(&s);
	struct audit_result r = check(&s);
	assert_string_equal(r.why, "");
	assert_int_equal(r.entries, 6);
	assert_int_equal(r.parts, 3);
	assert_true(r.closed && r.complete && !r.sealed);
	assert_string_equal(r.act, "three");
	/* The chain must be checkable without us. */
	char line[] = "test \"$(tail -n 1 audit-0003.jsonl | sha256sum | cut -c 1-64)\" = "
		      "\"$(cut -d ' ' -f 2 audit.head)\" && "
		      "test \"$(tail -n 1 audit-0001.jsonl | sha256sum | cut -c 1-64)\" = "
		      "\"$(head -n 1 audit-0002.jsonl | jq -r .prev)\"";
	char *argv[] = {(char *)"sh", (char *)"-c", line, NULL};
	assert_int_equal(run_in(s.folder, argv), 0);
	scratch_remove(&s);
}

static void
test_every_changed_byte_is_found(void **state)
{
	(void)state;
	static const char *const files[] = {"audit-0001.jsonl", "audit-0002.jsonl",
					    "audit-0003.jsonl", CASE_HEAD};
	struct scratch s;
	make_case(&s);
	for (size_t f = 0; f < 4; f++) {
		struct buffer text = BUFFER_EMPTY;
		file_read(s.folder, files[f], &text);
		for (size_t i = 0; i < text.n; i += 3) {
			char was = text.data[i];
			text.data[i] = (char)(was ^ (1 << i % 8));
			file_write(s.folder, files[f], text.data, text.n);
			struct audit_result r = check(&s);
			assert_true(r.why[0] || r.torn_bytes); /* torn: the manifest finds it */
			text.data[i] = was;
		}
		file_write(s.folder, files[f], text.data, text.n);
		buffer_release(&text);
	}
	assert_string_equal(check(&s).why, "");
	scratch_remove(&s);
}

static void
test_change_is_located(void **state)
{
	(void)state;
	struct scratch s;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, PART, &text);
	char *act = strstr(buffer_text(&text), "\"act\":\"two\"");
	act[8] = 'T';
	file_write(s.folder, PART, text.data, text.n);
	struct audit_result r = check(&s);
	assert_int_equal(r.bad_part, 2);
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
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, PART, &text);
	size_t first = (size_t)((char *)memchr(text.data, '\n', text.n) - text.data) + 1;
	file_write(s.folder, PART, text.data + first, text.n - first);
	assert_int_equal(check(&s).bad_entry, 3);
	file_write(s.folder, PART, text.data, first);
	assert_int_equal(check(&s).bad_entry, 4);
	char *rm[] = {(char *)"rm", (char *)PART, NULL};
	assert_int_equal(run_in(s.folder, rm), 0);
	struct audit_result r = check(&s);
	assert_int_equal(r.bad_part, 2);
	assert_non_null(strstr(r.why, "part 2 is missing"));
	buffer_release(&text);
	scratch_remove(&s);
}

static void
test_other_order_is_located(void **state)
{
	(void)state;
	struct scratch s;
	make_case(&s);
	char *mv[] = {(char *)"sh", (char *)"-c",
		      (char *)"mv audit-0002.jsonl x; mv audit-0003.jsonl audit-0002.jsonl; "
			      "mv x audit-0003.jsonl",
		      NULL};
	assert_int_equal(run_in(s.folder, mv), 0);
	assert_int_equal(check(&s).bad_entry, 3);
	scratch_remove(&s);
}

static void
test_lost_end_is_found(void **state)
{
	(void)state;
	struct scratch s;
	make_case(&s);
	char *rm[] = {(char *)"rm", (char *)"audit-0003.jsonl", NULL};
	assert_int_equal(run_in(s.folder, rm), 0);
	struct audit_result r = check(&s);
	assert_int_equal(r.entries, 4);
	assert_int_equal(r.bad_entry, 5);
	assert_non_null(strstr(r.why, "missing at the end"));
	scratch_remove(&s);
}

/* A power cut while an entry was written: it is cut off and told of. */
static void
test_torn_end_is_mended(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct case_folder *folder;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, "audit-0003.jsonl", &text);
	buffer_add_text(&text, "{\"seq\":7,\"pr");
	file_write(s.folder, "audit-0003.jsonl", text.data, text.n);
	assert_int_equal(check(&s).torn_bytes, 12);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), 0);
	do_act(folder, "four");
	case_folder_close(&folder);
	struct audit_result r = check(&s);
	assert_string_equal(r.why, "");
	assert_int_equal(r.entries, 8);
	buffer_clear(&text);
	file_read(s.folder, "audit-0004.jsonl", &text);
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
	struct audit_act act = an_act("four");
	struct audit_result last;
	struct buffer text = BUFFER_EMPTY;
	make_case(&s);
	file_read(s.folder, PART, &text);
	text.data[40] = (char)(text.data[40] ^ 1);
	file_write(s.folder, PART, text.data, text.n);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), 0);
	assert_int_equal(audit_read(case_folder_descriptor(folder), NULL, NULL, &last, &e), 0);
	assert_int_equal(audit_open_part(folder, &act, NULL, &last, &e), -1);
	case_folder_close(&folder);
	char *test[] = {(char *)"test", (char *)"-e", (char *)"audit-0004.jsonl", NULL};
	assert_int_equal(run_in(s.folder, test), 1);
	buffer_release(&text);
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
