/* SPDX-License-Identifier: Apache-2.0 */
#include "case/check.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/small_file.h"
#include "base/text.h"
#include "case/act.h"
#include "case/attached.h"
#include "record/stream.h"

int
case_check_tell(struct case_check *c, struct error *e, const char *what, enum case_verdict verdict,
		const char *file, const char *format, ...)
{
	struct buffer raw = BUFFER_EMPTY, text = BUFFER_EMPTY;
	va_list args;
	va_start(args, format);
	buffer_add_formatted(&raw, format, args);
	va_end(args);
	text_mask(&text, raw.data, raw.n);
	const struct case_finding finding = {what, verdict, file, buffer_text(&text)};
	c->broken += verdict == CASE_BROKEN;
	int result = c->tell(c->ctx, &finding, e);
	buffer_release(&raw);
	buffer_release(&text);
	return result;
}

/* ---- The manifest ---- */

struct telling {
	struct case_check *c;
	struct error *e;
	int result;
};

static void
tell_difference(void *ctx, enum manifest_difference how, const char *name)
{
	struct telling *t = ctx;
	if (t->result == 0)
		t->result = case_check_tell(t->c, t->e, "manifest", CASE_BROKEN, name, "'%s' %s",
					    name, manifest_difference_phrase(how));
}

static int
compare_text(struct case_check *c, const struct buffer *text, struct error *e)
{
	struct buffer own = BUFFER_EMPTY;
	manifest_text(&c->there, &own);
	bool same = own.n == text->n && (own.n == 0 || memcmp(own.data, text->data, own.n) == 0);
	buffer_release(&own);
	sha256_bytes(buffer_span(text), c->manifest_hex);
	if (same)
		return case_check_tell(c, e, "manifest", CASE_HOLDS, CASE_MANIFEST,
				       "all %zu files are as it says; its digest is %s", c->there.n,
				       c->manifest_hex);
	return case_check_tell(c, e, "manifest", CASE_BROKEN, CASE_MANIFEST,
			       "it is not written as winnow writes it: it was changed");
}

static int
check_manifest(struct case_check *c, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	struct error why = {0};
	struct telling t = {c, e, 0};
	if (manifest_take(&c->there, c->dir, e) < 0)
		return -1;
	if (c->there.left_out &&
	    case_check_tell(c, e, "manifest", CASE_BROKEN, c->there.first_left_out,
			    "'%s' is no regular file (%" PRIu64 " such in all)",
			    c->there.first_left_out, c->there.left_out))
		return -1;
	int found = manifest_read(&c->listed, c->dir, CASE_MANIFEST, &text, &why);
	if (found <= 0)
		t.result = case_check_tell(c, e, "manifest", CASE_BROKEN, CASE_MANIFEST, "%s",
					   found ? why.text : "it is missing");
	else if (manifest_compare(&c->listed, &c->there, tell_difference, &t) == 0)
		t.result = compare_text(c, &text, e);
	buffer_release(&text);
	return t.result;
}

/* ---- The audit ---- */

static void
take_outputs(struct case_check *c, const struct record *r)
{
	json_t *outputs = record_json(r, "outputs"), *o;
	size_t i;
	json_array_foreach(outputs, i, o)
	{
		const char *name = json_string_value(json_object_get(o, "name"));
		const char *bytes = json_string_value(json_object_get(o, "name_bytes"));
		const char *hex = json_string_value(json_object_get(o, "sha256"));
		char raw[4096];
		if (bytes && strlen(bytes) % 2 == 0 && strlen(bytes) / 2 < sizeof raw &&
		    text_unhex(bytes, strlen(bytes), (unsigned char *)raw) == 0) {
			raw[strlen(bytes) / 2] = '\0';
			name = raw;
		}
		if (name && hex && strlen(hex) == 64)
			manifest_set(&c->audited, name, hex);
		else if (name)
			manifest_drop(&c->audited, name);
	}
	json_decref(outputs);
}

static int
check_kept(struct case_check *c, const struct record *r, uint64_t part, struct error *e)
{
	json_t *o = record_json(r, "manifest");
	const char *name = json_string_value(json_object_get(o, "name"));
	const char *hex = json_string_value(json_object_get(o, "sha256"));
	int result = 0;
	if (name && hex) {
		const char *now = manifest_digest(&c->there, name);
		if (c->head && strcmp(hex, c->head) == 0)
			c->head_met = true;
		if (!now || strcmp(now, hex) != 0)
			result = case_check_tell(c, e, "audit", CASE_BROKEN, name,
						 "part %" PRIu64 " began on another manifest than "
						 "'%s' holds",
						 part, name);
	}
	json_decref(o);
	return result;
}

static int
see_entry(void *ctx, uint64_t part, const struct record *r, struct error *e)
{
	struct case_check *c = ctx;
	if (c->head) {
		char hex[SHA256_HEX_MAX];
		struct buffer line = BUFFER_EMPTY;
		buffer_add(&line, r->line.p, r->line.n);
		buffer_add_byte(&line, '\n');
		sha256_bytes(buffer_span(&line), hex);
		c->head_met |= strcmp(hex, c->head) == 0;
		buffer_release(&line);
	}
	take_outputs(c, r);
	return check_kept(c, r, part, e);
}

static int
check_audit(struct case_check *c, struct error *e)
{
	char name[AUDIT_PART_NAME_MAX];
	if (audit_read(c->dir, see_entry, c, &c->audit, e) < 0)
		return -1;
	const struct audit_result *a = &c->audit;
	audit_part_name(name, a->bad_part ? a->bad_part : a->parts);
	if (a->why[0])
		return case_check_tell(c, e, "audit", CASE_BROKEN, name, "%s: %s", name, a->why);
	if (a->torn_bytes)
		return case_check_tell(c, e, "audit", CASE_BROKEN, name,
				       "%s ends within an entry (%" PRIu64 " bytes)", name,
				       a->torn_bytes);
	if (a->parts == 0)
		return case_check_tell(c, e, "audit", CASE_BROKEN, NULL, "there is no audit");
	if (!a->closed || !a->complete)
		return case_check_tell(c, e, "audit", CASE_BROKEN, name,
				       "the act '%s' of part %" PRIu64 " did not come to its end",
				       a->act, a->parts);
	return case_check_tell(c, e, "audit", CASE_HOLDS, name,
			       "%" PRIu64 " entries in %" PRIu64 " parts are chained; the newest "
			       "has the digest %s",
			       a->entries, a->parts, a->head);
}

/* ---- What the audit says of each file ---- */

static int
check_output(struct case_check *c, const char *name, const char *hex, struct error *e)
{
	const char *was = manifest_digest(&c->audited, name);
	if (was && strcmp(was, hex) == 0)
		return 0;
	return case_check_tell(
		c, e, "outputs", CASE_BROKEN, name,
		was ? "'%s' is not what the audit says it was after the last act on it"
		    : "'%s' was made by no act in the audit",
		name);
}

/* Files that no act names as its outputs must at least belong to an act that there was. */
static bool
belongs(const struct case_check *c, const char *name)
{
	uint64_t part = 0;
	char end[32] = "", again[AUDIT_PART_NAME_MAX];
	if (sscanf(name, "audit-%" SCNu64 "%31s", &part, end) >= 1) {
		audit_part_name(again, part);
		return part >= 1 && part <= c->audit.parts && strcmp(again, name) == 0;
	}
	if (strncmp(name, ATTACHED_FOLDER "/", sizeof ATTACHED_FOLDER) == 0)
		return sscanf(name, ATTACHED_FOLDER "/%4" SCNu64 "%31s", &part, end) == 2 &&
		       part >= 1 && part < c->audit.parts;
	return strcmp(name, CASE_HEAD) == 0 || strcmp(name, CASE_STATUS) == 0;
}

static int
check_housekeeping(struct case_check *c, const char *name, struct error *e)
{
	if (belongs(c, name) || c->audit.parts == 0)
		return 0;
	return case_check_tell(c, e, "outputs", CASE_BROKEN, name,
			       "'%s' was made by no act in the audit", name);
}

static int
check_outputs(struct case_check *c, struct error *e)
{
	unsigned before = c->broken;
	size_t n = 0;
	if (c->audit.why[0])
		return 0;
	for (size_t i = 0; i < c->there.n; i++) {
		if (act_is_housekeeping(c->there.v[i].name)) {
			if (check_housekeeping(c, c->there.v[i].name, e))
				return -1;
			continue;
		}
		n++;
		if (check_output(c, c->there.v[i].name, c->there.v[i].hex, e))
			return -1;
	}
	for (size_t i = 0; i < c->audited.n; i++)
		if (!manifest_digest(&c->there, c->audited.v[i].name) &&
		    case_check_tell(c, e, "outputs", CASE_BROKEN, c->audited.v[i].name,
				    "'%s', which the audit names, is missing",
				    c->audited.v[i].name))
			return -1;
	if (c->broken > before)
		return 0;
	return case_check_tell(c, e, "outputs", CASE_HOLDS, NULL,
			       "all %zu files are as the audit says", n);
}

/* ---- STATUS and the stream ---- */

static int
check_status(struct case_check *c, struct error *e)
{
	struct buffer is = BUFFER_EMPTY, should = BUFFER_EMPTY;
	struct error why = {0};
	int found = small_file_read(c->dir, CASE_STATUS, &is, &why), result;
	case_state_text(&should, c->audit.ended);
	if (found == 1 && strcmp(buffer_text(&is), buffer_text(&should)) == 0)
		result = case_check_tell(c, e, "status", CASE_HOLDS, CASE_STATUS,
					 "the case is complete%s since %s",
					 c->audit.sealed ? " and sealed" : "", c->audit.ended);
	else if (found == 1 && strncmp(buffer_text(&is), "INCOMPLETE", 10) == 0)
		result = case_check_tell(c, e, "status", CASE_BROKEN, CASE_STATUS,
					 "the case is INCOMPLETE");
	else
		result = case_check_tell(c, e, "status", CASE_BROKEN, CASE_STATUS,
					 "it is not what the last act wrote");
	buffer_release(&is);
	buffer_release(&should);
	return result;
}

static int
feed(struct stream_check *check, int fd, struct error *e)
{
	struct line_reader *reader = line_reader_new(fd, CASE_RECORDS);
	struct record r = RECORD_EMPTY;
	struct error why = {0};
	struct span line;
	bool complete;
	int more;
	while ((more = line_reader_next(reader, &line, &complete, e)) == 1) {
		if (record_scan(&r, line.p, line.n, &why) < 0) {
			more = error_set(e, ERROR_INPUT, "line %" PRIu64 " is no record",
					 line_reader_count(reader));
			break;
		}
		stream_check_record(check, &r);
	}
	record_release(&r);
	line_reader_free(&reader);
	return more;
}

static int
check_records(struct case_check *c, struct error *e)
{
	struct stream_check *check = stream_check_new();
	struct stream_verdict v;
	struct error why = {0};
	int fd = openat(c->dir, CASE_RECORDS, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int r = fd < 0 ? error_system(&why, CASE_RECORDS) : feed(check, fd, &why);
	if (fd >= 0)
		close(fd);
	stream_check_verdict(check, &v);
	stream_check_free(&check);
	/* Refused exhibits make the status 3, and the report says so; the stream is whole. */
	v.worst_status = 0;
	if (r == 0 && stream_status(&v, false, &why) == 0)
		return case_check_tell(c, e, "records", CASE_HOLDS, CASE_RECORDS,
				       "the stream is whole: %" PRIu64 " records, %" PRIu64
				       " files",
				       v.records, v.files);
	return case_check_tell(c, e, "records", CASE_BROKEN, CASE_RECORDS, "%s", why.text);
}

/* ---- The digest on paper ---- */

static int
check_head(struct case_check *c, struct error *e)
{
	if (!c->head)
		return 0;
	c->head_newest =
		strcmp(c->head, c->audit.head) == 0 || strcmp(c->head, c->manifest_hex) == 0;
	if (c->head_newest)
		c->vouched = true;
	if (c->head_newest)
		return case_check_tell(c, e, "head", CASE_HOLDS, NULL,
				       "the digest given is that of the newest entry or manifest");
	if (c->head_met)
		return case_check_tell(
			c, e, "head", CASE_HOLDS, NULL,
			"the digest given is that of an earlier act; what came after "
			"it is not vouched for by it");
	return case_check_tell(c, e, "head", CASE_BROKEN, NULL,
			       "the digest given is of no entry and no manifest of this case");
}

int
case_check_run(struct case_check *c, int dir, struct error *e)
{
	c->dir = dir;
	if (check_manifest(c, e) || check_audit(c, e) || check_outputs(c, e) ||
	    check_status(c, e) || check_records(c, e) || case_check_attached(c, e) ||
	    check_head(c, e))
		return -1;
	if (c->vouched)
		return 0;
	return case_check_tell(c, e, "rewrite", CASE_ABSENT, NULL,
			       "no signature or stamp of a certificate that --ca vouches for and "
			       "no digest from paper (--head) were shown: that the whole folder "
			       "was written anew cannot be excluded");
}

void
case_check_release(struct case_check *c)
{
	manifest_release(&c->listed);
	manifest_release(&c->there);
	manifest_release(&c->audited);
}
