/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digital Forensics XML 2.0 (dfxml-working-group, dfxml.xsd): each item as a fileobject, for the
 * programs that read what fiwalk writes. What DFXML has no word for stands in a namespace of our
 * own, which its schema allows. Volumes come before items there, and after them in a stream; so the
 * items wait in a scratch file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/memory.h"
#include "record/json.h"
#include "record/record.h"
#include "report/renderer.h"
#include "report/scratch.h"
#include "report/xml_data.h"

#define NAMESPACE	"http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML"
#define OWN_NAMESPACE	"tag:winnow,2026:dfxml"
#define DUBLIN_CORE	"http://purl.org/dc/elements/1.1/"
#define DATE_TIME_LEAST ((size_t)19) /* characters of 2026-11-23T05:30:00 */

struct dfxml {
	struct scratch *scratch;
	struct buffer out;
};

static int
begin(struct rendering *r, struct error *e)
{
	struct dfxml *d = memory_zero(1, sizeof *d);

	r->state = d;
	return scratch_open(&d->scratch, e);
}

static void
end(struct rendering *r)
{
	struct dfxml *d = r->state;

	if (!d)
		return;
	scratch_close(&d->scratch);
	buffer_release(&d->out);
	free(d);
}

/* ---- One item ---- */

static void
add_member(struct buffer *out, const struct record *r, const char *key, const char *element)
{
	struct buffer text = BUFFER_EMPTY;

	if (record_text(r, key, &text) == 0)
		xml_element(out, element, buffer_span(&text));
	buffer_release(&text);
}

/* xs:dateTime; what a file system keeps to the day only is no time. */
static void
add_time(struct buffer *out, const struct record *r, const char *key)
{
	struct buffer text = BUFFER_EMPTY;

	if (record_text(r, key, &text) == 0 && text.n >= DATE_TIME_LEAST && text.data[10] == 'T')
		xml_element(out, key, buffer_span(&text));
	buffer_release(&text);
}

/* The number of the partition: "p2/88" and "p2.1/9" lie in the second. */
static void
add_partition(struct buffer *out, const char *id)
{
	unsigned long n = *id == 'p' ? strtoul(id + 1, NULL, 10) : 0;

	if (n > 0)
		xml_element_u64(out, "partition", n);
}

static void
add_error(struct buffer *out, const json_t *notes)
{
	struct buffer line = BUFFER_EMPTY;
	json_t *note;
	size_t i;

	json_array_foreach(notes, i, note)
	{
		if (strcmp(json_string_of(note, "level"), "error") == 0)
			buffer_add_format(&line, "%s%s", line.n ? "; " : "",
					  json_string_of(note, "message"));
	}
	if (line.n > 0)
		xml_element(out, "error", buffer_span(&line));
	buffer_release(&line);
}

static void
add_allocation(struct buffer *out, const char *origin)
{
	bool allocated = strcmp(origin, "allocated") == 0;
	bool orphan = strcmp(origin, "orphan") == 0;

	if (allocated || orphan || strcmp(origin, "deleted") == 0 || strcmp(origin, "carved") == 0)
		xml_element_u64(out, "alloc", allocated);
	if (orphan)
		xml_element_u64(out, "orphan", 1);
}

static void
add_inode(struct buffer *out, const json_t *content)
{
	json_t *address = json_object_get(content, "addr");

	if (json_is_integer(address) && json_integer_value(address) >= 0)
		xml_element_u64(out, "inode", (uint64_t)json_integer_value(address));
}

static void
add_run(struct buffer *out, const json_t *run)
{
	static const char *const keys[] = {"file_offset", "img_offset", "len"};

	buffer_add_text(out, "<byte_run");
	for (size_t i = 0; i < 3; i++) {
		json_t *v = json_object_get(run, keys[i]);

		if (json_is_integer(v) && json_integer_value(v) >= 0)
			xml_attribute_u64(out, keys[i], (uint64_t)json_integer_value(v));
	}
	buffer_add_text(out, "/>");
}

static void
add_runs(struct buffer *out, const json_t *runs)
{
	json_t *run;
	size_t i;

	if (!json_is_array(runs))
		return;
	buffer_add_text(out, "<byte_runs>");
	json_array_foreach(runs, i, run) add_run(out, run);
	buffer_add_text(out, "</byte_runs>");
}

static void
add_digests(struct buffer *out, const json_t *hashes)
{
	static const char *const types[] = {"md5", "sha1", "sha256"};

	for (size_t i = 0; i < 3; i++) {
		if (!*json_string_of(hashes, types[i]))
			continue;
		buffer_add_text(out, "<hashdigest");
		xml_attribute(out, "type", types[i]);
		buffer_add_byte(out, '>');
		xml_add(out, span_of(json_string_of(hashes, types[i])));
		buffer_add_text(out, "</hashdigest>");
	}
}

static void
add_matches(struct buffer *out, const json_t *matches)
{
	static const char *const keys[] = {"kind", "by", "scheme", "category"};
	json_t *match;
	size_t i;

	json_array_foreach(matches, i, match)
	{
		json_t *distance = json_object_get(match, "distance");

		buffer_add_text(out, "<winnow:match");
		xml_attribute(out, "set", json_string_of(match, "set"));
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			if (*json_string_of(match, keys[k]))
				xml_attribute(out, keys[k], json_string_of(match, keys[k]));
		if (json_is_integer(distance))
			xml_attribute_u64(out, "distance", (uint64_t)json_integer_value(distance));
		buffer_add_text(out, "/>");
	}
}

static void
add_device(struct buffer *out, const json_t *device)
{
	static const char *const keys[] = {"make", "model", "serial", "lens_serial", "owner"};

	if (!json_is_object(device))
		return;
	buffer_add_text(out, "<winnow:device");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (*json_string_of(device, keys[i]))
			xml_attribute(out, keys[i], json_string_of(device, keys[i]));
	buffer_add_text(out, "/>");
}

/* What only the records know. */
static void
add_own(struct buffer *out, const struct record *r)
{
	static const char *const plain[][2] = {
		{"evidence_id", "winnow:evidence_id"},
		{"origin", "winnow:origin"},
		{"parent", "winnow:parent"},
		{"state", "winnow:state"},
		{"why", "winnow:why"},
		{"mime", "winnow:mime"},
	};
	json_t *pdq = record_json(r, "pdq"), *taken = record_json(r, "taken");
	struct span confidence = record_value(r, "confidence");

	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
		add_member(out, r, plain[i][0], plain[i][1]);
	if (confidence.n > 0)
		xml_element(out, "winnow:confidence", confidence);
	if (*json_string_of(pdq, "hash"))
		xml_element_text(out, "winnow:pdq", json_string_of(pdq, "hash"));
	if (*json_string_of(taken, "value"))
		xml_element_text(out, "winnow:taken", json_string_of(taken, "value"));
	json_decref(pdq);
	json_decref(taken);
}

static void
add_objects(struct buffer *out, const struct record *r)
{
	static const struct {
		const char *key;
		void (*add)(struct buffer *out, const json_t *value);
	} objects[] = {{"byte_runs", add_runs}, {"hashes", add_digests}};

	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
		json_t *value = record_json(r, objects[i].key);

		objects[i].add(out, value);
		json_decref(value);
	}
}

static void
add_fileobject(struct buffer *out, const struct record *r)
{
	static const char *const times[] = {"mtime", "ctime", "atime", "crtime"};
	json_t *notes = record_json(r, "notes"), *content = record_json(r, "content");
	json_t *matches = record_json(r, "matches"), *device = record_json(r, "device");
	struct buffer id = BUFFER_EMPTY, origin = BUFFER_EMPTY;
	uint64_t size;

	record_text(r, "id", &id);
	record_text(r, "origin", &origin);
	buffer_add_text(out, "<fileobject>");
	add_member(out, r, "path", "filename");
	add_error(out, notes);
	add_partition(out, buffer_text(&id));
	xml_element(out, "id", buffer_span(&id));
	buffer_add_text(out, "<name_type>r</name_type>");
	if (record_u64(r, "size", &size) == 0)
		xml_element_u64(out, "filesize", size);
	add_allocation(out, buffer_text(&origin));
	add_inode(out, content);
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		add_time(out, r, times[i]);
	add_time(out, r, "dtime");
	add_objects(out, r);
	add_own(out, r);
	add_device(out, device);
	add_matches(out, matches);
	buffer_add_text(out, "</fileobject>\n");
	json_decref(notes);
	json_decref(content);
	json_decref(matches);
	json_decref(device);
	buffer_release(&id);
	buffer_release(&origin);
}

static int
item(struct rendering *r, const struct record *record, struct error *e)
{
	struct dfxml *d = r->state;

	buffer_clear(&d->out);
	add_fileobject(&d->out, record);
	return scratch_add(d->scratch, buffer_span(&d->out), e);
}

/* ---- What stands above the items ---- */

static void
add_metadata(struct buffer *out, const struct facts *f)
{
	buffer_add_text(out, "<metadata>");
	xml_element_text(out, "dc:type", "Disk Image Analysis");
	xml_element_text(out, "dc:identifier", f->report_id);
	if (f->newest_finished && *f->newest_finished)
		xml_element_text(out, "dc:date", f->newest_finished);
	if (facts_incomplete(f))
		xml_element_text(out, "winnow:status", "INCOMPLETE");
	buffer_add_text(out, "</metadata>\n");
}

static void
add_libraries(struct buffer *out, const struct run_fact *run)
{
	buffer_add_text(out, "<build_environment>");
	for (size_t i = 0; i < run->libraries.n; i++) {
		buffer_add_text(out, "<library");
		xml_attribute(out, "name", run->libraries.v[i].key);
		xml_attribute(out, "version", run->libraries.v[i].value);
		buffer_add_text(out, "/>");
	}
	buffer_add_text(out, "</build_environment>");
}

static void
add_given(struct buffer *out, const char *name, const char *text)
{
	if (text && *text)
		xml_element_text(out, name, text);
}

/* The first run of the stream; the rest would have no place in DFXML. */
static void
add_creator(struct buffer *out, const struct facts *f)
{
	const struct run_fact *run = f->nruns ? &f->runs[0] : NULL;

	buffer_add_text(out, "<creator version=\"1.0\">");
	xml_element_text(out, "program", run ? run->tool : "winnow-report");
	xml_element_text(out, "version", run ? run->version : PACKAGE_VERSION);
	if (run) {
		add_libraries(out, run);
		buffer_add_text(out, "<execution_environment>");
		add_given(out, "host", run->host);
		add_given(out, "command_line", run->command);
		add_given(out, "username", run->user);
		add_given(out, "start_time", run->started);
		buffer_add_text(out, "</execution_environment>");
	}
	buffer_add_text(out, "</creator>\n");
}

static void
add_source(struct buffer *out, const struct facts *f)
{
	buffer_add_text(out, "<source>");
	for (size_t i = 0; i < f->nevidence; i++) {
		buffer_add_text(out, "<image_filename");
		xml_attribute(out, "winnow:evidence_id", f->evidence[i].id);
		buffer_add_byte(out, '>');
		xml_add(out, span_of(f->evidence[i].path));
		buffer_add_text(out, "</image_filename>");
	}
	buffer_add_text(out, "</source>\n");
}

static void
add_volume(struct buffer *out, const struct facts *f, const struct volume_fact *v)
{
	const struct evidence_fact *x = v->evidence == FACT_NONE ? NULL : &f->evidence[v->evidence];

	buffer_add_text(out, "<volume");
	if (v->offset != UINT64_MAX)
		xml_attribute_u64(out, "offset", v->offset);
	xml_attribute(out, "winnow:name", v->name);
	if (x)
		xml_attribute(out, "winnow:evidence_id", x->id);
	buffer_add_byte(out, '>');
	if (v->offset != UINT64_MAX && v->size != UINT64_MAX)
		buffer_add_format(out,
				  "<byte_runs><byte_run img_offset=\"%llu\" len=\"%llu\"/>"
				  "</byte_runs>",
				  (unsigned long long)v->offset, (unsigned long long)v->size);
	if (v->offset != UINT64_MAX)
		xml_element_u64(out, "partition_offset", v->offset);
	if (x && x->sector_size > 0 && x->sector_size != UINT64_MAX)
		xml_element_u64(out, "sector_size", x->sector_size);
	add_given(out, "ftype_str", v->fs);
	add_given(out, "winnow:encrypted", v->encrypted);
	buffer_add_text(out, "</volume>\n");
}

static void
add_head(struct buffer *out, const struct facts *f)
{
	buffer_add_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			     "<dfxml xmlns=\"" NAMESPACE "\" xmlns:dc=\"" DUBLIN_CORE
			     "\" xmlns:winnow=\"" OWN_NAMESPACE "\" version=\"2.0.0-beta.0\">\n");
	add_metadata(out, f);
	add_creator(out, f);
	add_source(out, f);
	for (size_t i = 0; i < f->nvolumes; i++)
		add_volume(out, f, &f->volumes[i]);
}

static int
finish(struct rendering *r, const struct facts *facts, struct error *e)
{
	struct dfxml *d = r->state;

	buffer_clear(&d->out);
	add_head(&d->out, facts);
	if (output_write(r->output, buffer_span(&d->out), e) ||
	    scratch_copy(d->scratch, r->output, e))
		return -1;
	return output_write(r->output, span_of("</dfxml>\n"), e);
}

const struct renderer renderer_dfxml = {
	.name = "dfxml",
	.file = "report.dfxml",
	.extensions = "dfxml xml",
	.help = N_("every item as Digital Forensics XML, for other forensic programs"),
	.begin = begin,
	.item = item,
	.finish = finish,
	.close = end,
};
