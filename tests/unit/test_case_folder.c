/* SPDX-License-Identifier: Apache-2.0 */
/* The case folder: made, refused, locked; its records mended; its checkpoint. */
#include <signal.h>
#include <sys/resource.h>

#include "base/new_file.h"
#include "case/checkpoint.h"
#include "case_check.h"
#include "record/known_items.h"

static const char run_line[] = "{\"record\":\"run\",\"run_id\":\"r-1\",\"tool\":\"winnow\"}\n";
static const char end_line[] = "{\"record\":\"end\",\"run_id\":\"r-1\",\"items\":1}\n";
static const char file_line[] = "{\"record\":\"file\",\"evidence_id\":\"e\",\"id\":\"p0/1\"}\n";

static struct case_folder *
open_case(const struct scratch *s)
{
	struct error e = {0};
	struct case_folder *folder = NULL;
	assert_int_equal(case_folder_open(&folder, s->folder, &e), 0);
	return folder;
}

static void
test_made_and_opened_again(void **state)
{
	(void)state;
	struct scratch s;
	struct stat st;
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	assert_true(case_folder_is_new(folder));
	char id[CASE_ID_MAX];
	snprintf(id, sizeof id, "%s", case_folder_id(folder));
	assert_int_equal(strlen(id), 36);
	assert_int_equal(stat(s.folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	case_folder_close(&folder);
	folder = open_case(&s);
	assert_false(case_folder_is_new(folder));
	assert_string_equal(case_folder_id(folder), id);
	case_folder_close(&folder);
	scratch_remove(&s);
}

static void
test_foreign_folder_is_refused(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct case_folder *folder = NULL;
	scratch_new(&s);
	assert_int_equal(mkdir(s.folder, 0755), 0);
	file_write(s.folder, "holiday.txt", "x", 1);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), -1);
	assert_non_null(strstr(e.text, "not a case folder"));
	assert_null(folder);

	/* A case.json that is a link, or no case's, does not make it one. */
	e = (struct error){0};
	file_write(s.folder, CASE_JSON, "{\"winnow_case\":true}", 20);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), -1);
	e = (struct error){0};
	file_write(s.folder, CASE_JSON, "{\"winnow_case\":2,\"case_id\":\"x\"}", 31);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), -1);
	assert_non_null(strstr(e.text, "newer winnow"));
	e = (struct error){0};
	char *ln[] = {(char *)"ln", (char *)"-sf", (char *)"/etc/passwd", (char *)CASE_JSON, NULL};
	assert_int_equal(run_in(s.folder, ln), 0);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), -1);
	scratch_remove(&s);
}

static void
test_missing_parent_and_plain_file(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct case_folder *folder = NULL;
	scratch_new(&s);
	assert_int_equal(case_folder_open(&folder, "/nowhere/at/all", &e), -1);
	e = (struct error){0};
	file_write(s.path, "case", "x", 1);
	assert_int_equal(case_folder_open(&folder, s.folder, &e), -1);
	assert_int_equal(e.kind, ERROR_SYSTEM);
	scratch_remove(&s);
}

static void
test_locked(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	scratch_new(&s);
	struct case_folder *first = open_case(&s), *second = NULL;
	assert_int_equal(case_folder_open(&second, s.folder, &e), -1);
	assert_non_null(strstr(e.text, "another run"));
	case_folder_close(&first);
	e = (struct error){0};
	assert_int_equal(case_folder_open(&second, s.folder, &e), 0);
	case_folder_close(&second);
	scratch_remove(&s);
}

static void
test_status(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	enum case_state is;
	struct buffer text = BUFFER_EMPTY;
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	assert_int_equal(case_state_read(folder, &is, &e), 0);
	assert_int_equal(is, CASE_FRESH);
	assert_int_equal(case_state_begin(folder, "2026-11-23T05:30:00Z", &e), 0);
	assert_int_equal(case_state_read(folder, &is, &e), 0);
	assert_int_equal(is, CASE_INCOMPLETE);
	file_read(s.folder, CASE_STATUS, &text);
	assert_int_equal(strncmp(buffer_text(&text), "INCOMPLETE since 2026-11-23T05:30:00Z", 37),
			 0);
	assert_non_null(strstr(buffer_text(&text), "winnow triage --resume -o /tmp/"));
	assert_int_equal(case_state_complete(folder, "2026-11-23T06:00:00Z", &e), 0);
	assert_int_equal(case_state_read(folder, &is, &e), 0);
	assert_int_equal(is, CASE_COMPLETE);
	buffer_release(&text);
	case_folder_close(&folder);
	scratch_remove(&s);
}

static void
add(struct records_file *f, const char *line, size_t n)
{
	struct error e = {0};
	assert_int_equal(records_file_add(f, (struct span){line, n}, &e), 0);
}

static int
count(void *ctx, const struct record *r, struct error *e)
{
	(void)e;
	known_items_add(ctx, r);
	return 0;
}

/* Killed in the middle of a line: what is whole stands, the rest is cut, the open run is named. */
static void
test_torn_records_are_mended(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct records_file *f;
	struct records_found found;
	struct known_items *known = known_items_new();
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	assert_int_equal(records_file_mend(folder, 0, NULL, NULL, &found, &e), 0);
	assert_int_equal(found.records, 0);
	assert_int_equal(records_file_open(&f, folder, &e), 0);
	add(f, run_line, strlen(run_line));
	add(f, file_line, strlen(file_line));
	size_t whole = strlen(run_line) + strlen(file_line);
	assert_int_equal(records_file_size(f), whole);
	add(f, file_line, 20);
	assert_int_equal(records_file_close(&f, &e), 0);

	assert_int_equal(records_file_mend(folder, 0, count, known, &found, &e), 0);
	assert_int_equal(found.records, 2);
	assert_int_equal(found.bytes, whole);
	assert_int_equal(found.cut_bytes, 20);
	assert_string_equal(found.open_run, "r-1");
	assert_int_equal(known_items_count(known), 1);
	struct stat st;
	assert_int_equal(fstatat(case_folder_descriptor(folder), CASE_RECORDS, &st, 0), 0);
	assert_int_equal(st.st_size, whole);

	assert_int_equal(records_file_open(&f, folder, &e), 0);
	add(f, end_line, strlen(end_line));
	assert_int_equal(records_file_close(&f, &e), 0);
	assert_int_equal(records_file_mend(folder, 0, NULL, NULL, &found, &e), 0);
	assert_string_equal(found.open_run, "");
	assert_int_equal(found.cut_bytes, 0);
	known_items_free(&known);
	case_folder_close(&folder);
	scratch_remove(&s);
}

/* Zeros that a power cut left behind the synced bytes are cut; the same within them is damage. */
static void
test_damage_is_no_torn_end(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct records_found found;
	struct buffer text = BUFFER_EMPTY;
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	buffer_add_text(&text, run_line);
	size_t synced = text.n;
	buffer_add(&text, "\0\0\0\0\n", 5);
	buffer_add_text(&text, file_line);
	file_write(s.folder, CASE_RECORDS, text.data, text.n);
	assert_int_equal(records_file_mend(folder, text.n, NULL, NULL, &found, &e), -1);
	assert_non_null(strstr(e.text, "is damaged"));
	e = (struct error){0};
	assert_int_equal(records_file_mend(folder, text.n + 1, NULL, NULL, &found, &e), -1);
	e = (struct error){0};
	assert_int_equal(records_file_mend(folder, synced, NULL, NULL, &found, &e), 0);
	assert_int_equal(found.bytes, synced);
	buffer_release(&text);
	case_folder_close(&folder);
	scratch_remove(&s);
}

static void
test_link_is_not_written_through(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct records_file *f = NULL;
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	char *ln[] = {(char *)"ln", (char *)"-s", (char *)"../target", (char *)CASE_RECORDS, NULL};
	assert_int_equal(run_in(s.folder, ln), 0);
	assert_int_equal(records_file_open(&f, folder, &e), -1);
	case_folder_close(&folder);
	scratch_remove(&s);
}

static void
test_checkpoint(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct records_file *f;
	struct checkpoint kept,
		c = {.run_id = "r-1", .evidence_id = "abc", .source = "winnow-ls", .jobs_done = 7};
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	assert_int_equal(checkpoint_load(folder, &kept, &e), 0);
	assert_int_equal(records_file_open(&f, folder, &e), 0);
	add(f, run_line, strlen(run_line));
	assert_int_equal(checkpoint_save(folder, f, &c, &e), 0);
	assert_int_equal(records_file_close(&f, &e), 0);
	assert_int_equal(checkpoint_load(folder, &kept, &e), 1);
	assert_string_equal(kept.run_id, "r-1");
	assert_string_equal(kept.source, "winnow-ls");
	assert_int_equal(kept.jobs_done, 7);
	assert_int_equal(kept.records_bytes, strlen(run_line));
	assert_int_equal(checkpoint_remove(folder, &e), 0);
	assert_int_equal(checkpoint_remove(folder, &e), 0);
	assert_int_equal(checkpoint_load(folder, &kept, &e), 0);
	file_write(s.folder, CASE_RESUME, "{", 1);
	assert_int_equal(checkpoint_load(folder, &kept, &e), -1);
	case_folder_close(&folder);
	scratch_remove(&s);
}

/* What a crash left under a temporary name is gone after the next opening. */
static void
test_leftovers_are_removed(void **state)
{
	(void)state;
	struct scratch s;
	struct stat st;
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	case_folder_close(&folder);
	file_write(s.folder, ".winnow-STATUS.77.new", "x", 1);
	folder = open_case(&s);
	assert_int_equal(fstatat(case_folder_descriptor(folder), ".winnow-STATUS.77.new", &st, 0),
			 -1);
	case_folder_close(&folder);
	scratch_remove(&s);
}

/* A disk that is full (here: a limit on the size of files): an error, and what stood stands. */
static void
test_full_disk(void **state)
{
	(void)state;
	struct scratch s;
	struct error e = {0};
	struct records_file *f;
	struct records_found found;
	struct rlimit before, tight;
	struct buffer big = BUFFER_EMPTY, kept = BUFFER_EMPTY;
	scratch_new(&s);
	struct case_folder *folder = open_case(&s);
	assert_int_equal(case_state_begin(folder, "2026-11-23T05:30:00Z", &e), 0);
	assert_int_equal(records_file_open(&f, folder, &e), 0);
	for (int i = 0; i < 200; i++)
		add(f, file_line, strlen(file_line));
	memset(buffer_reserve(&big, 5000), 'x', 5000);
	big.n = 5000;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	tight = (struct rlimit){4096, before.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
	assert_int_equal(records_file_sync(f, &e), -1);
	assert_int_equal(e.kind, ERROR_OUTPUT);
	assert_non_null(strstr(e.text, "records.jsonl"));
	e = (struct error){0};
	assert_int_equal(new_file_put(case_folder_descriptor(folder), CASE_STATUS, CASE_FILE_MODE,
				      buffer_span(&big), &e),
			 -1);
	assert_int_equal(e.kind, ERROR_OUTPUT);
	assert_int_equal(records_file_close(&f, &(struct error){0}), -1);
	assert_null(f);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);

	file_read(s.folder, CASE_STATUS, &kept);
	assert_int_equal(strncmp(buffer_text(&kept), "INCOMPLETE", 10), 0);
	e = (struct error){0};
	assert_int_equal(records_file_mend(folder, 0, NULL, NULL, &found, &e), 0);
	assert_int_equal(found.records, 4096 / strlen(file_line));
	assert_int_equal(found.cut_bytes, 4096 % strlen(file_line));
	buffer_release(&big);
	buffer_release(&kept);
	case_folder_close(&folder);
	scratch_remove(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_made_and_opened_again),
		cmocka_unit_test(test_foreign_folder_is_refused),
		cmocka_unit_test(test_missing_parent_and_plain_file),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_torn_records_are_mended),
		cmocka_unit_test(test_damage_is_no_torn_end),
		cmocka_unit_test(test_link_is_not_written_through),
		cmocka_unit_test(test_checkpoint),
		cmocka_unit_test(test_leftovers_are_removed),
		cmocka_unit_test(test_full_disk),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
