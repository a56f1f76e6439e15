/* SPDX-License-Identifier: Apache-2.0 */
/*
 * StopNCII.org's exchange of digests of intimate images, JSON:
 *
 *	{"hashRecords": [{"lastModtimestamp": 1, "signalType": "ImagePDQ", "hashValue": "…",
 *		"hashStatus": "Active", "caseNumbers": {…}}, …], …}
 *
 * A record whose status is Withdrawn or Deleted takes its digest back.
 */
#include <string.h>

#include "hashset/json_reader.h"
#include "hashset/list_record.h"

struct stopncii {
	struct list *list;
	struct json_reader json;
	struct list_record record;
	struct buffer type, value, status;
};

static bool
accepts(struct span head)
{
	return list_has_text(head, "\"hashRecords\"") && memchr(head.p, '{', head.n);
}

static struct buffer *
place_of(struct stopncii *s, const char *name)
{
	if (strcmp(name, "signaltype") == 0)
		return &s->type;
	if (strcmp(name, "hashvalue") == 0)
		return &s->value;
	return strcmp(name, "hashstatus") == 0 ? &s->status : NULL;
}

/* "ImagePDQ", "VideoMD5" name what the value is. */
static void
take_value(struct stopncii *s)
{
	char type[32];
	const char *kind = type;
	digest_fold_name(buffer_span(&s->type), type, sizeof type);
	if (strncmp(type, "image", 5) == 0 || strncmp(type, "video", 5) == 0)
		kind = type + 5;
	list_record_named(&s->record, span_of(kind), buffer_span(&s->value));
	if (s->record.details.n > 0) /* of a kind that is not looked up */
		s->record.other = true;
}

static int
give(struct stopncii *s, struct error *e)
{
	char status[16];
	digest_fold_name(buffer_span(&s->status), status, sizeof status);
	list_record_clear(&s->record);
	take_value(s);
	if (strcmp(status, "withdrawn") == 0 || strcmp(status, "deleted") == 0) {
		s->record.row.action = LIST_DELETE;
	} else if (strcmp(status, "active") != 0) {
		list_reject(s->list, LIST_BAD_RECORD, s->list->record);
		return 0;
	}
	return list_record_give(s->list, &s->record, e);
}

static int
take_record(struct stopncii *s, struct error *e)
{
	char name[32];
	enum json_token token;
	buffer_clear(&s->type);
	buffer_clear(&s->value);
	buffer_clear(&s->status);
	while ((token = json_reader_next(&s->json, e)) == JSON_KEY) {
		digest_fold_name(buffer_span(&s->json.text), name, sizeof name);
		struct buffer *to = place_of(s, name);
		token = json_reader_next(&s->json, e);
		if (to && token == JSON_TEXT && !s->json.cut) {
			buffer_clear(to);
			buffer_add(to, s->json.text.data, s->json.text.n);
		} else if (json_reader_skip_rest(&s->json, token, e)) {
			return -1;
		}
	}
	return token == JSON_ERROR ? -1 : give(s, e);
}

static int
take_records(struct stopncii *s, struct error *e)
{
	enum json_token token;
	while ((token = json_reader_next(&s->json, e)) > JSON_END && token != JSON_ARRAY_END) {
		s->list->record++;
		if (token == JSON_OBJECT_BEGIN) {
			if (take_record(s, e))
				return -1;
			continue;
		}
		list_reject(s->list, LIST_BAD_RECORD, s->list->record);
		if (json_reader_skip_rest(&s->json, token, e))
			return -1;
	}
	return token == JSON_ERROR ? -1 : 0;
}

static int
take_document(struct stopncii *s, struct error *e)
{
	char name[32];
	enum json_token token = json_reader_next(&s->json, e);
	if (token != JSON_OBJECT_BEGIN)
		return token == JSON_ERROR ? -1
					   : error_set(e, ERROR_INPUT, "%s is no StopNCII document",
						       s->list->name);
	while ((token = json_reader_next(&s->json, e)) == JSON_KEY) {
		digest_fold_name(buffer_span(&s->json.text), name, sizeof name);
		token = json_reader_next(&s->json, e);
		bool records = token == JSON_ARRAY_BEGIN && strcmp(name, "hashrecords") == 0;
		if (records ? take_records(s, e) : json_reader_skip_rest(&s->json, token, e))
			return -1;
	}
	if (token == JSON_OBJECT_END)
		token = json_reader_next(&s->json, e);
	return token == JSON_ERROR ? -1 : 0;
}

static int
import(struct list *l, struct error *e)
{
	struct stopncii s = {.list = l};
	struct list_header header = {.has_category = false};
	if (list_header(l, &header, e))
		return -1;
	json_reader_open(&s.json, &l->lines, l->name);
	int status = take_document(&s, e);
	json_reader_close(&s.json);
	list_record_release(&s.record);
	buffer_release(&s.type);
	buffer_release(&s.value);
	buffer_release(&s.status);
	return status;
}

const struct list_format list_stopncii = {"stopncii", "StopNCII", accepts, import, "record"};
