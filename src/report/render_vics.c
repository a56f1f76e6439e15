/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case in Project VIC's exchange format, VICS 2.0: each picture and video that was digested, for
 * the programs in which people categorise. Never a thumbnail. winnow-set(1) reads it again.
 *
 * A file names in its head whose categories it holds, and its number is one a record: the first
 * scheme with numbers that is met in a match is taken. Where exact matches by that scheme disagree,
 * or there is none, the record is 0, not categorised; all verdicts stand in its comment. The head
 * needs the scheme, so the records wait in a nameless scratch file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/memory.h"
#include "record/json.h"
#include "record/record.h"
#include "report/renderer.h"
#include "report/scratch.h"

#define MODEL "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/"

struct vics {
	struct scratch *scratch;
	struct buffer media;
	char scheme[64]; /* whose categories; empty: nobody's yet */
	uint64_t items;
};

static int
begin(struct rendering *r, struct error *e)
{
	struct vics *v = memory_zero(1, sizeof *v);
	r->state = v;
	return scratch_open(&v->scratch, e);
}

static void
end(struct rendering *r)
{
	struct vics *v = r->state;
	if (!v)
		return;
	scratch_close(&v->scratch);
	buffer_release(&v->media);
	free(v);
}

/* ---- Categories ---- */

static bool
is_number(const char *s)
{
	return *s && strspn(s, "0123456789") == strlen(s) && strlen(s) < 10;
}

/* The category on which all exact matches by the one scheme agree, or NULL. */
static const char *
agreed_category(struct vics *v, const json_t *matches)
{
	const char *agreed = NULL;
	json_t *m;
	size_t i;
	json_array_foreach(matches, i, m)
	{
		const char *scheme = json_string_of(m, "scheme"),
			   *category = json_string_of(m, "category");
		if (!is_number(category) || strcmp(json_string_of(m, "by"), "pdq") == 0)
			continue;
		if (!*v->scheme && strlen(scheme) < sizeof v->scheme)
			memcpy(v->scheme, scheme, strlen(scheme) + 1);
		if (strcmp(v->scheme, scheme) != 0)
			continue;
		if (agreed && strcmp(agreed, category) != 0)
			return NULL;
		agreed = category;
	}
	return agreed;
}

static void
add_verdicts(struct buffer *out, const json_t *matches)
{
	struct buffer line = BUFFER_EMPTY;
	json_t *m;
	size_t i;
	json_array_foreach(matches, i, m)
	{
		buffer_add_format(&line, "%s%s: %s by %s", line.n > 0 ? "; " : "",
				  json_string_of(m, "set"), json_string_of(m, "kind"),
				  json_string_of(m, "by"));
		if (*json_string_of(m, "scheme"))
			buffer_add_format(&line, " %s:%s", json_string_of(m, "scheme"),
					  json_string_of(m, "category"));
		if (json_is_integer(json_object_get(m, "distance")))
			buffer_add_format(&line, " (similar, not identical: distance %d)",
					  (int)json_integer_value(json_object_get(m, "distance")));
	}
	if (line.n > 0)
		json_member_span(out, "Comments", buffer_span(&line));
	buffer_release(&line);
}

/* ---- One record ---- */

static bool
is_media(const struct record *r)
{
	struct span mime = record_value(r, "mime");
	return record_value(r, "hashes").n > 0 &&
	       ((mime.n > 7 &&
		 (memcmp(mime.p, "\"image/", 7) == 0 || memcmp(mime.p, "\"video/", 7) == 0)) ||
		record_value(r, "matches").n > 2);
}

static void
add_member(struct buffer *out, const struct record *r, const char *from, const char *to)
{
	struct span value = record_value(r, from);
	if (value.n > 2 && value.p[0] == '"')
		json_member_raw(out, to, value);
}

static void
add_flag(struct buffer *out, const struct record *r, const char *origin, const char *to)
{
	struct buffer text = BUFFER_EMPTY;
	if (record_text(r, "origin", &text) == 0)
		json_member_bool(out, to, span_equal(buffer_span(&text), origin));
	buffer_release(&text);
}

/* VICS wants Windows' separators; the name is what follows the last one. */
static void
add_path(struct buffer *out, const struct record *r)
{
	struct buffer path = BUFFER_EMPTY;
	if (record_text(r, "path", &path))
		record_text(r, "id", &path);
	size_t name = 0;
	for (size_t i = 0; i < path.n; i++) {
		if (path.data[i] != '/')
			continue;
		path.data[i] = '\\';
		name = i + 1;
	}
	json_member_span(out, "FileName", (struct span){buffer_text(&path) + name, path.n - name});
	json_member_span(out, "FilePath", (struct span){path.data, name});
	buffer_release(&path);
}

static void
add_file(struct buffer *out, const struct record *r, const char *md5)
{
	json_key(out, "MediaFiles");
	buffer_add_text(out, "[{");
	json_member_text(out, "MD5", md5);
	add_path(out, r);
	add_member(out, r, "crtime", "Created");
	add_member(out, r, "mtime", "Written");
	add_member(out, r, "atime", "Accessed");
	add_flag(out, r, "carved", "Unallocated");
	add_flag(out, r, "deleted", "Deleted");
	add_member(out, r, "evidence_id", "SourceID");
	add_member(out, r, "id", "PhysicalLocation");
	buffer_add_text(out, "}]");
}

static void
add_exif(struct buffer *out, const struct record *r, const char *md5)
{
	json_t *exif = record_json(r, "exif"), *value;
	const char *key;
	bool any = false;
	json_object_foreach(exif, key, value)
	{
		if (!json_is_string(value))
			continue;
		if (!any) {
			json_key(out, "Exifs");
			buffer_add_byte(out, '[');
			any = true;
		}
		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_text(out, "MD5", md5);
		json_member_text(out, "PropertyName", key);
		json_member_text(out, "PropertyValue", json_string_value(value));
		buffer_add_byte(out, '}');
	}
	if (any)
		buffer_add_byte(out, ']');
	json_decref(exif);
}

static void
add_digests(struct buffer *out, const json_t *hashes, const struct record *r)
{
	static const char *const names[][2] = {
		{"md5", "MD5"}, {"sha1", "SHA1"}, {"sha256", "SHA256"}};
	for (size_t i = 0; i < 3; i++) {
		if (*json_string_of(hashes, names[i][0]))
			json_member_text(out, names[i][1], json_string_of(hashes, names[i][0]));
	}
	json_t *pdq = record_json(r, "pdq");
	if (*json_string_of(pdq, "hash")) {
		json_key(out, "AlternativeHashes");
		buffer_add_text(out, "[{\"HashName\":\"PDQ\",");
		json_member_text(out, "HashValue", json_string_of(pdq, "hash"));
		buffer_add_text(out, "}]");
	}
	json_decref(pdq);
}

static int
item(struct rendering *r, const struct record *record, struct error *e)
{
	struct vics *v = r->state;
	struct buffer *out = &v->media;
	uint64_t size;
	if (!is_media(record))
		return 0;
	json_t *hashes = record_json(record, "hashes"), *matches = record_json(record, "matches");
	const char *md5 = json_string_of(hashes, "md5"), *category = agreed_category(v, matches);
	buffer_clear(out);
	buffer_add_text(out, v->items++ ? ",\n{" : "\n{");
	json_member_u64(out, "MediaID", v->items);
	json_key(out, "Category");
	buffer_add_text(out, category ? category : "0");
	add_digests(out, hashes, record);
	if (record_u64(record, "size", &size) == 0)
		json_member_u64(out, "MediaSize", size);
	add_member(out, record, "mime", "MimeType");
	add_verdicts(out, matches);
	add_file(out, record, md5);
	add_exif(out, record, md5);
	buffer_add_byte(out, '}');
	json_decref(hashes);
	json_decref(matches);
	return scratch_add(v->scratch, buffer_span(out), e);
}

/* ---- The document ---- */

static void
given(struct buffer *out, const struct facts *f, const char *key, const char *section,
      const char *field)
{
	const char *value = case_data_get(f->case_data, section, field);
	if (value)
		json_member_text(out, key, value);
}

static void
add_head(struct buffer *out, const struct vics *v, const struct facts *f)
{
	const char *region = strcmp(v->scheme, "us-vics") == 0	 ? "US"
			     : strcmp(v->scheme, "uk-caid") == 0 ? "UK"
			     : *v->scheme			 ? "CUSTOM"
								 : "Default";
	const char *number = case_data_get(f->case_data, "case", "number");
	buffer_add_format(out, "{\"@odata.context\":\"" MODEL "%s/$metadata#Cases\",", region);
	buffer_add_text(out, "\"value\":[{");
	json_member_text(out, "CaseID", number ? number : f->nevidence ? f->evidence[0].id : "");
	json_member_text(out, "CaseNumber", number ? number : "");
	given(out, f, "ContactOrganization", "agency", "name");
	given(out, f, "ContactName", "examiner", "name");
	given(out, f, "ContactTitle", "examiner", "rank");
	json_member_text(out, "SourceApplicationName", "winnow");
	json_member_text(out, "SourceApplicationVersion", PACKAGE_VERSION);
	json_member_u64(out, "TotalMediaFiles", v->items);
	json_key(out, "Media");
	buffer_add_byte(out, '[');
}

static int
finish(struct rendering *r, const struct facts *facts, struct error *e)
{
	struct vics *v = r->state;
	struct buffer *out = &v->media;
	buffer_clear(out);
	add_head(out, v, facts);
	if (output_write(r->output, buffer_span(out), e))
		return -1;
	if (scratch_copy(v->scratch, r->output, e))
		return -1;
	return output_write(r->output, span_of("\n]}]}\n"), e);
}

const struct renderer renderer_vics = {
	.name = "vics",
	.file = "report.vics.json",
	.extensions = "vics",
	.help = N_("a VICS 2.0 case: pictures and videos with their digests and categories"),
	.full_only = "its records have to name each file",
	.begin = begin,
	.item = item,
	.finish = finish,
	.close = end,
};
