/* SPDX-License-Identifier: Apache-2.0 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/new_file.h"
#include "base/small_file.h"
#include "base/text.h"
#include "record/json.h"
#include "tools/triage.h"

/* File names need not be UTF-8, so the words are kept as hex. */
static void
add_hex(struct buffer *out, const char *s)
{
	buffer_add_byte(out, '"');
	text_hex(out, s, strlen(s));
	buffer_add_byte(out, '"');
}

int
triage_task_save(struct triage *t, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	char here[PATH_MAX];
	int r;

	if (!getcwd(here, sizeof here))
		return error_system(e, "the current folder");
	buffer_add_format(
		&b, "{\"part\":%llu,\"folder_hex\":", (unsigned long long)t->act.last.parts + 1);
	add_hex(&b, here);
	buffer_add_text(&b, ",\"argv_hex\":[");
	for (int i = 0; i < t->tool->argc; i++) {
		json_comma(&b);
		add_hex(&b, t->tool->argv[i]);
	}
	buffer_add_text(&b, "]}\n");
	r = new_file_put(case_folder_descriptor(t->folder), CASE_TASK, CASE_FILE_MODE,
			 buffer_span(&b), e);
	buffer_release(&b);
	return r;
}

static char *
word_of(const json_t *hex)
{
	const char *s = json_string_value(hex);
	size_t n = s ? strlen(s) : 1;
	char *word;

	if (n % 2)
		return NULL;
	word = memory_zero(n / 2 + 1, 1);
	if (text_unhex(s, n, (unsigned char *)word) == 0)
		return word;
	free(word);
	return NULL;
}

static int
words_of(const json_t *task, int *argc, char ***argv)
{
	const json_t *words = json_object_get(task, "argv_hex");
	size_t n = json_array_size(words);

	*argv = memory_zero(n + 1, sizeof **argv);
	*argc = 0;
	for (size_t i = 0; i < n; i++) {
		(*argv)[i] = word_of(json_array_get(words, i));
		if (!(*argv)[i])
			return -1;
		(*argc)++;
	}
	return n ? 0 : -1;
}

int
triage_task_load(struct case_folder *folder, int *argc, char ***argv, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	int found = small_file_read(case_folder_descriptor(folder), CASE_TASK, &text, e);
	json_t *task = found > 0 ? json_loadb(text.data, text.n, 0, NULL) : NULL;
	char *where = word_of(json_object_get(task, "folder_hex"));
	int r = 0;

	if (found == 0)
		r = error_set(
			e, ERROR_INPUT,
			"%s holds no run that was interrupted: there is nothing to go on with",
			case_folder_path(folder));
	else if (found < 0 || !where || words_of(task, argc, argv))
		r = error_set(e, ERROR_INPUT, "%s/%s cannot be read", case_folder_path(folder),
			      CASE_TASK);
	else if (chdir(where))
		r = error_system(e, "%s", where);
	free(where);
	json_decref(task);
	buffer_release(&text);
	return r;
}
