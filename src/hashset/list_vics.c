/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Project VIC's exchange format, VICS 1.1 to 2.0: JSON in the manner of OData, for sets and for
 * cases; the United Kingdom's CAID and NIST's NSRL-CAID lists are written in it, too.
 *
 *	{"odata.metadata": "http://…/DataModels/1.3.xml#Media", "value": [
 *		{"MediaID": 1, "Category": 1, "MD5": "…", "SHA1": "…", "MediaSize": "1024", …}, …]}
 *	{"@odata.context": "http://…/DataModels/2.0.xml/US/$metadata#Cases", "value": [
 *		{"CaseID": "…", …, "Media": [{"MediaID": 1, …}, …]}]}
 *
 * As programs write it: names in any case, numbers and booleans as strings, nulls. Thumbnails
 * (Miniature) and names of files (MediaFiles, Exifs) are passed over and never kept.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "hashset/json_reader.h"
#include "hashset/list_record.h"

struct vics {
	struct list *list;
	struct json_reader json;
	struct list_record record;
	struct buffer name; /* of an alternative hash */
};

/* ---- What the list is, from its first bytes ---- */

/* The first number behind "Category", or absent. */
static struct span
first_category(struct span head)
{
	static const char key[] = "\"category\"";
	size_t n = sizeof key - 1;
	for (size_t i = 0; i + n < head.n; i++) {
		if (strncasecmp(head.p + i, key, n) != 0)
			continue;
		size_t at = i + n;
		while (at < head.n && strchr(" \t\r\n:\"", head.p[at]))
			at++;
		size_t end = at;
		while (end < head.n && head.p[end] >= '0' && head.p[end] <= '9')
			end++;
		return (struct span){head.p + at, end - at};
	}
	return (struct span){NULL, 0};
}

/* "1.3" of "…/DataModels/1.3.xml…" */
static struct span
model_version(struct span head)
{
	static const char mark[] = "DataModels/";
	const char *at = memmem(head.p, head.n, mark, sizeof mark - 1);
	if (!at)
		return (struct span){"", 0};
	at += sizeof mark - 1;
	size_t left = (size_t)(head.p + head.n - at), n = 0;
	while (n < left && n < 8 && ((at[n] >= '0' && at[n] <= '9') || at[n] == '.'))
		n++;
	while (n > 0 && at[n - 1] == '.')
		n--;
	return (struct span){at, n};
}

static void
describe(struct list *l, struct span head, struct list_header *header)
{
	struct span version = model_version(head);
	bool cases = list_has_text(head, "#Cases");
	const char *what = cases ? "case" : "hash set", *of = "VICS";
	header->has_category = true;
	header->scheme = "us-vics";
	if (list_has_text(head, ".xml/CUSTOM/")) {
		header->scheme = NULL; /* somebody's own: only they can say whose */
	} else if (list_has_text(head, ".xml/UK/")) {
		header->scheme = "uk-caid";
		of = "CAID, VICS";
	} else if (span_equal(first_category(head), "8") && !cases) {
		/* No scheme of VICS has an 8: NIST marks its lists of commercial media so. */
		header->scheme = "nsrl-caid";
		header->never_alert = true;
		of = "NSRL-CAID, VICS";
	}
	snprintf(l->title, sizeof l->title, "%s %.*s%s%s", of, (int)version.n, version.p,
		 version.n ? " " : "", what);
}

static bool
accepts(struct span head)
{
	struct span start = list_trim(head);
	while (start.n > 0 && strchr("\r\n \t", start.p[0]))
		start.p++, start.n--;
	return start.n > 0 && start.p[0] == '{' &&
	       (list_has_text(head, "odata.metadata") || list_has_text(head, "odata.context") ||
		(list_has_text(head, "\"value\"") && list_has_text(head, "\"md5\"")));
}

/* ---- One record ---- */

/* The text or number just read, unless it is longer than any that is of use. */
static struct span
value_of(const struct vics *v)
{
	struct span text = buffer_span(&v->json.text);
	return v->json.cut ? (struct span){"", 0} : list_trim(text);
}

static void
take_flag(struct vics *v, enum entry_flag flag, enum json_token token)
{
	int value = token == JSON_WORD_TRUE    ? 1
		    : token == JSON_WORD_FALSE ? 0
		    : token == JSON_WORD_NULL  ? -1
					       : entry_flag_value(value_of(v));
	if (value >= 0)
		entry_flags_tell(&v->record.row.flags, flag, value);
}

static void
take_size(struct vics *v)
{
	unsigned long long size;
	struct span text = value_of(v);
	if (text_to_u64(text.p, text.n, &size) == 0)
		v->record.row.size = size;
}

/* A value that is text or a number, under this name. */
static void
take_value(struct vics *v, const char *name)
{
	struct list_record *r = &v->record;
	struct span text = value_of(v);
	int kind = digest_of_name(span_of(name));
	if (kind >= 0)
		list_record_digest(r, kind, text);
	else if (strcmp(name, "pdq") == 0)
		list_record_pdq(r, text);
	else if (strcmp(name, "category") == 0)
		list_record_category(r, text);
	else if (strcmp(name, "mediasize") == 0)
		take_size(v);
	else if (strcmp(name, "photodna") == 0)
		list_record_detail(r, "photodna", text);
	else if (strcmp(name, "comments") == 0 || strcmp(name, "comment") == 0)
		list_record_comment(r, text);
	else if (strcmp(name, "series") == 0 || strcmp(name, "tags") == 0)
		list_record_detail(r, name, text);
	else if (strcmp(name, "precategorizationsource") == 0)
		list_record_detail(r, "source", text);
}

/* {"HashName": "PhotoDNA", "HashValue": "…"} */
static int
take_alternative(struct vics *v, struct error *e)
{
	struct buffer value = BUFFER_EMPTY;
	char name[32];
	enum json_token token;
	buffer_clear(&v->name);
	while ((token = json_reader_next(&v->json, e)) == JSON_KEY) {
		digest_fold_name(buffer_span(&v->json.text), name, sizeof name);
		token = json_reader_next(&v->json, e);
		struct buffer *to = strcmp(name, "hashname") == 0    ? &v->name
				    : strcmp(name, "hashvalue") == 0 ? &value
								     : NULL;
		if (to && token == JSON_TEXT && !v->json.cut) {
			buffer_clear(to);
			buffer_add(to, v->json.text.data, v->json.text.n);
		} else if (json_reader_skip_rest(&v->json, token, e)) {
			token = JSON_ERROR;
			break;
		}
	}
	if (token != JSON_ERROR && v->name.n > 0)
		list_record_named(&v->record, buffer_span(&v->name), buffer_span(&value));
	buffer_release(&value);
	return token == JSON_ERROR ? -1 : 0;
}

/* Elements of an array (or one object in its place): alternative hashes, or words of a series. */
static int
take_nested(struct vics *v, const char *name, enum json_token token, struct error *e)
{
	bool hashes = strcmp(name, "alternativehashes") == 0;
	bool words = strcmp(name, "series") == 0 || strcmp(name, "tags") == 0;
	if (hashes && token == JSON_OBJECT_BEGIN)
		return take_alternative(v, e);
	if (token != JSON_ARRAY_BEGIN || (!hashes && !words))
		return json_reader_skip_rest(&v->json, token, e);
	while ((token = json_reader_next(&v->json, e)) > JSON_END && token != JSON_ARRAY_END) {
		if (words && token == JSON_TEXT)
			take_value(v, name);
		else if (hashes && token == JSON_OBJECT_BEGIN && take_alternative(v, e))
			return -1;
		else if (!(hashes && token == JSON_OBJECT_BEGIN) &&
			 json_reader_skip_rest(&v->json, token, e))
			return -1;
	}
	return token == JSON_ERROR ? -1 : 0;
}

static int take_records(struct vics *v, bool may_hold_media, struct error *e);

/* Names whose values are large and of no use are not even looked at. */
static bool
is_passed_over(const char *name)
{
	static const char *const names[] = {"miniature", "mediafiles", "exifs", "metadata"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (strcmp(names[i], name) == 0)
			return true;
	}
	return false;
}

/* An object whose opening brace was read. *is_case: it holds Media, which were taken. */
static int
take_members(struct vics *v, bool may_hold_media, bool *is_case, struct error *e)
{
	char name[32];
	enum json_token token;
	while ((token = json_reader_next(&v->json, e)) == JSON_KEY) {
		digest_fold_name(buffer_span(&v->json.text), name, sizeof name);
		v->json.discard = is_passed_over(name);
		token = json_reader_next(&v->json, e);
		v->json.discard = false;
		int status = 0;
		int flag = entry_flag_of(name);
		if (is_passed_over(name)) {
			status = json_reader_skip_rest(&v->json, token, e);
		} else if (may_hold_media && strcmp(name, "media") == 0 &&
			   token == JSON_ARRAY_BEGIN) {
			*is_case = true;
			status = take_records(v, false, e);
		} else if (flag >= 0) {
			take_flag(v, (enum entry_flag)flag, token);
			status = json_reader_skip_rest(&v->json, token, e);
		} else if (token == JSON_TEXT || token == JSON_NUMBER) {
			take_value(v, name);
		} else {
			status = take_nested(v, name, token, e);
		}
		if (status)
			return -1;
	}
	return token == JSON_ERROR ? -1 : 0;
}

/* An array's opening bracket was read: Media records, or Cases which hold them. */
static int
take_records(struct vics *v, bool may_hold_media, struct error *e)
{
	enum json_token token;
	while ((token = json_reader_next(&v->json, e)) > JSON_END && token != JSON_ARRAY_END) {
		bool is_case = false;
		if (token != JSON_OBJECT_BEGIN) {
			v->list->record++;
			list_reject(v->list, LIST_BAD_RECORD, v->list->record);
			if (json_reader_skip_rest(&v->json, token, e))
				return -1;
			continue;
		}
		list_record_clear(&v->record);
		if (take_members(v, may_hold_media, &is_case, e))
			return -1;
		if (is_case)
			continue;
		v->list->record++;
		if (list_record_give(v->list, &v->record, e))
			return -1;
	}
	return token == JSON_ERROR ? -1 : 0;
}

/* ---- The document ---- */

static int
take_document(struct vics *v, struct error *e)
{
	char name[32];
	enum json_token token = json_reader_next(&v->json, e);
	if (token != JSON_OBJECT_BEGIN)
		return token == JSON_ERROR
			       ? -1
			       : error_set(e, ERROR_INPUT, "%s is no VICS document", v->list->name);
	while ((token = json_reader_next(&v->json, e)) == JSON_KEY) {
		digest_fold_name(buffer_span(&v->json.text), name, sizeof name);
		token = json_reader_next(&v->json, e);
		bool records = token == JSON_ARRAY_BEGIN &&
			       (strcmp(name, "value") == 0 || strcmp(name, "media") == 0 ||
				strcmp(name, "cases") == 0);
		if (records ? take_records(v, strcmp(name, "media") != 0, e)
			    : json_reader_skip_rest(&v->json, token, e))
			return -1;
	}
	if (token == JSON_OBJECT_END)
		token = json_reader_next(&v->json, e);
	return token == JSON_ERROR ? -1 : 0;
}

static int
import(struct list *l, struct error *e)
{
	struct vics v = {.list = l};
	struct list_header header = {.has_category = true};
	struct span head;
	if (lines_peek(&l->lines, &head, e))
		return -1;
	describe(l, head, &header);
	if (list_header(l, &header, e))
		return -1;
	json_reader_open(&v.json, &l->lines, l->name);
	int status = take_document(&v, e);
	json_reader_close(&v.json);
	list_record_release(&v.record);
	buffer_release(&v.name);
	return status;
}

const struct list_format list_vics = {"vics", "VICS", accepts, import, "record"};
