/* SPDX-License-Identifier: Apache-2.0 */
#include "case/checkpoint.h"

#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <unistd.h>

#include "base/new_file.h"
#include "base/small_file.h"
#include "record/json.h"

int
checkpoint_save(struct case_folder *folder, struct records_file *records,
		struct checkpoint *checkpoint, struct error *e)
{
	if (records_file_sync(records, e) < 0)
		return -1;
	checkpoint->records_bytes = records_file_size(records);
	struct buffer b = BUFFER_EMPTY;
	buffer_add_byte(&b, '{');
	json_member_text(&b, "run_id", checkpoint->run_id);
	json_member_text(&b, "evidence_id", checkpoint->evidence_id);
	json_member_u64(&b, "exhibit", checkpoint->exhibit);
	json_member_text(&b, "source", checkpoint->source);
	json_member_u64(&b, "jobs_done", checkpoint->jobs_done);
	json_member_u64(&b, "records_bytes", checkpoint->records_bytes);
	buffer_add_text(&b, "}\n");
	int result = new_file_put(case_folder_descriptor(folder), CASE_RESUME, CASE_FILE_MODE,
				  buffer_span(&b), e);
	buffer_release(&b);
	return result;
}

static int
take_text(const json_t *o, const char *key, char *out, size_t size)
{
	const char *s = json_string_value(json_object_get(o, key));
	if (!s || strlen(s) >= size)
		return -1;
	memcpy(out, s, strlen(s) + 1);
	return 0;
}

static int
take_count(const json_t *o, const char *key, uint64_t *out)
{
	const json_t *v = json_object_get(o, key);
	if (!json_is_integer(v) || json_integer_value(v) < 0)
		return -1;
	*out = (uint64_t)json_integer_value(v);
	return 0;
}

static int
parse(struct span text, struct checkpoint *c)
{
	json_t *o = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
	int result = -1;
	if (o && take_text(o, "run_id", c->run_id, sizeof c->run_id) == 0 &&
	    take_text(o, "evidence_id", c->evidence_id, sizeof c->evidence_id) == 0 &&
	    take_count(o, "exhibit", &c->exhibit) == 0 &&
	    take_text(o, "source", c->source, sizeof c->source) == 0 &&
	    take_count(o, "jobs_done", &c->jobs_done) == 0 &&
	    take_count(o, "records_bytes", &c->records_bytes) == 0)
		result = 0;
	json_decref(o);
	return result;
}

int
checkpoint_load(const struct case_folder *folder, struct checkpoint *checkpoint, struct error *e)
{
	memset(checkpoint, 0, sizeof *checkpoint);
	struct buffer text = BUFFER_EMPTY;
	int found = small_file_read(case_folder_descriptor(folder), CASE_RESUME, &text, e);
	if (found == 1 && parse(buffer_span(&text), checkpoint) < 0)
		found = error_set(e, ERROR_INPUT,
				  "'%s/%s' cannot be understood; remove it to begin the run anew",
				  case_folder_path(folder), CASE_RESUME);
	buffer_release(&text);
	return found;
}

int
checkpoint_remove(struct case_folder *folder, struct error *e)
{
	int dir = case_folder_descriptor(folder);
	if (unlinkat(dir, CASE_RESUME, 0) < 0 && errno != ENOENT)
		return error_system(e, "cannot remove '%s/%s'", case_folder_path(folder),
				    CASE_RESUME);
	(void)fsync(dir);
	return 0;
}
