/* SPDX-License-Identifier: Apache-2.0 */
/* MANIFEST.sha256 against sha256sum, and what was done to the folder afterwards. */
#include "case/case_folder.h"
#include "case/manifest.h"
#include "case_check.h"

static char *const sha256sum[] = {(char *)"sha256sum", (char *)"-c", (char *)"--strict",
				  (char *)CASE_MANIFEST, NULL};

/*
 * Names that sha256sum must escape, that sort by bytes and not by letters, in a folder
 * of their own.
 */
static const char *const names[] = {
	"B",	     "a",	    "a b",   "-",	 "--help", "back\\slash",
	"new\nline", "return\rkey", "\\n",   "\xC3\xA9", "\xFF",   "sub/inner",
	"sub/.dot",  " leading",    "*star", "empty",
};

static void
make_folder(struct scratch *s, struct manifest_written *written)
{
	struct error e = {0};
	char sub[100];
	scratch_new(s);
	assert_int_equal(mkdir(s->folder, 0700), 0);
	snprintf(sub, sizeof sub, "%s/sub", s->folder);
	assert_int_equal(mkdir(sub, 0700), 0);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		file_write(s->folder, names[i], names[i],
			   strcmp(names[i], "empty") == 0 ? 0 : strlen(names[i]));
	int dir = open_folder(s->folder);
	assert_int_equal(manifest_write(dir, written, &e), 0);
	close(dir);
}

static struct manifest_result
check(const struct scratch *s)
{
	struct error e = {0};
	struct manifest_result result;
	int dir = open_folder(s->folder);
	assert_int_equal(manifest_check(dir, &result, &e), 0);
	close(dir);
	return result;
}

static void
test_sha256sum_accepts(void **state)
{
	(void)state;
	struct scratch s;
	struct manifest_written written;
	struct buffer one = BUFFER_EMPTY, two = BUFFER_EMPTY;
	struct error e = {0};
	make_folder(&s, &written);
	assert_int_equal(written.files, sizeof names / sizeof *names);
	assert_int_equal(written.left_out, 0);
	assert_int_equal(run_in(s.folder, sha256sum), 0);
	assert_string_equal(check(&s).first, "");

	/* A second manifest does not list the first and says the same. */
	file_read(s.folder, CASE_MANIFEST, &one);
	int dir = open_folder(s.folder);
	assert_int_equal(manifest_write(dir, &written, &e), 0);
	close(dir);
	file_read(s.folder, CASE_MANIFEST, &two);
	assert_string_equal(buffer_text(&one), buffer_text(&two));

	/* Sorted by bytes, not by letters. */
	assert_true(strstr(buffer_text(&one), "  B\n") < strstr(buffer_text(&one), "  a\n"));
	buffer_release(&one);
	buffer_release(&two);
	scratch_remove(&s);
}

static void
test_changes_are_found(void **state)
{
	(void)state;
	struct scratch s;
	struct manifest_written written;
	make_folder(&s, &written);
	file_write(s.folder, "sub/inner", "other", 5);
	struct manifest_result r = check(&s);
	assert_int_equal(r.changed, 1);
	assert_string_equal(r.first, "'sub/inner' was changed");
	assert_int_not_equal(run_in(s.folder, sha256sum), 0);
	file_write(s.folder, "sub/inner", "sub/inner", 9);

	char *rm[] = {(char *)"rm", (char *)"new\nline", NULL};
	assert_int_equal(run_in(s.folder, rm), 0);
	r = check(&s);
	assert_int_equal(r.missing, 1);
	assert_string_equal(r.first, "'new\\x0Aline' is missing");
	file_write(s.folder, "new\nline", "new\nline", 8);

	file_write(s.folder, "added", "", 0);
	r = check(&s);
	assert_int_equal(r.unlisted, 1);
	assert_string_equal(r.first, "'added' is not in the manifest");
	scratch_remove(&s);
}

/* Links are not followed, not vouched for, and said. */
static void
test_link_is_left_out(void **state)
{
	(void)state;
	struct scratch s;
	struct manifest_written written;
	struct error e = {0};
	make_folder(&s, &written);
	char *ln[] = {(char *)"ln", (char *)"-s", (char *)"/etc/passwd", (char *)"link", NULL};
	assert_int_equal(run_in(s.folder, ln), 0);
	int dir = open_folder(s.folder);
	assert_int_equal(manifest_write(dir, &written, &e), 0);
	close(dir);
	assert_int_equal(written.left_out, 1);
	assert_string_equal(written.first_left_out, "link");
	scratch_remove(&s);
}

static void
test_damaged_manifest_is_an_error(void **state)
{
	(void)state;
	static const char *const bad[] = {"nonsense\n", "0123  x\n", "cut off"};
	struct scratch s;
	struct manifest_written written;
	make_folder(&s, &written);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct error e = {0};
		struct manifest_result result;
		file_write(s.folder, CASE_MANIFEST, bad[i], strlen(bad[i]));
		int dir = open_folder(s.folder);
		assert_int_equal(manifest_check(dir, &result, &e), -1);
		assert_string_not_equal(e.text, "");
		close(dir);
	}
	scratch_remove(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sha256sum_accepts),
		cmocka_unit_test(test_changes_are_found),
		cmocka_unit_test(test_link_is_left_out),
		cmocka_unit_test(test_damaged_manifest_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
