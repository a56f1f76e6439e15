/* SPDX-License-Identifier: Apache-2.0 */
/* An item of the stream as nodes of the graph. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "record/json.h"
#include "report/case_graph.h"

struct item {
	const struct record *record;
	struct graph_name name, image;
	struct buffer evidence_id, id, path, origin;
	json_t *runs; /* or NULL */
};

static void
open_item(struct item *x, const struct record *r)
{
	*x = (struct item){.record = r, .runs = record_json(r, "byte_runs")};
	record_text(r, "evidence_id", &x->evidence_id);
	record_text(r, "id", &x->id);
	record_text(r, "path", &x->path);
	record_text(r, "origin", &x->origin);
	x->image = case_image_name(buffer_text(&x->evidence_id));
	x->name = graph_name("file", buffer_text(&x->evidence_id), buffer_text(&x->id), NULL);
}

static void
close_item(struct item *x)
{
	json_decref(x->runs);
	buffer_release(&x->evidence_id);
	buffer_release(&x->id);
	buffer_release(&x->path);
	buffer_release(&x->origin);
}

static bool
is_recovered(struct item *x)
{
	const char *origin = buffer_text(&x->origin);

	return strcmp(origin, "deleted") == 0 || strcmp(origin, "orphan") == 0 ||
	       strcmp(origin, "carved") == 0 || strcmp(origin, "slack") == 0;
}

/* ---- Facets ---- */

static void
add_time(struct buffer *out, struct item *x, const char *key, const char *property)
{
	struct buffer text = BUFFER_EMPTY;

	if (record_text(x->record, key, &text) == 0)
		graph_time(out, property, buffer_text(&text));
	buffer_release(&text);
}

static void
add_file_facet(struct buffer *out, struct item *x, uint64_t size)
{
	struct graph_name name = graph_name("file-facet", x->name.text, NULL);
	const char *path = buffer_text(&x->path), *slash = strrchr(path, '/');

	graph_open(out, &name, "uco-observable:FileFacet");
	graph_text(out, "uco-observable:fileName", slash ? slash + 1 : path);
	graph_text(out, "uco-observable:filePath", path);
	if (size != UINT64_MAX)
		graph_u64(out, "uco-observable:sizeInBytes", size);
	graph_text(out, "uco-observable:allocationStatus", buffer_text(&x->origin));
	add_time(out, x, "crtime", "uco-observable:observableCreatedTime");
	add_time(out, x, "mtime", "uco-observable:modifiedTime");
	add_time(out, x, "atime", "uco-observable:accessedTime");
	add_time(out, x, "ctime", "uco-observable:metadataChangeTime");
	graph_close(out);
}

/* What was got back: the content whole or in part, the name when there is one. */
static void
add_recovered_facet(struct buffer *out, struct item *x)
{
	struct graph_name name = graph_name("recovered-object-facet", x->name.text, NULL);
	struct buffer state = BUFFER_EMPTY;
	const char *content = "unknown";

	if (record_text(x->record, "state", &state) == 0)
		content = strcmp(buffer_text(&state), "whole") == 0 ? "recovered"
								    : "partially recovered";
	graph_open(out, &name, "uco-observable:RecoveredObjectFacet");
	graph_text(out, "uco-observable:contentRecoveredStatus", content);
	graph_text(out, "uco-observable:nameRecoveredStatus",
		   x->path.n > 0 ? "recovered" : "unknown");
	graph_close(out);
	buffer_release(&state);
}

static void
add_exif_entry(struct buffer *out, struct item *x, const char *key, const json_t *value)
{
	struct graph_name name = graph_name("dictionary-entry", x->name.text, key, NULL);
	struct buffer text = BUFFER_EMPTY;

	if (json_is_string(value))
		buffer_add_text(&text, json_string_value(value));
	else
		json_add_value(&text, value);
	graph_open(out, &name, "uco-types:ControlledDictionaryEntry");
	graph_text(out, "uco-types:key", key);
	json_member_span(out, "uco-types:value", buffer_span(&text));
	graph_close(out);
	buffer_release(&text);
}

static void
add_exif_facet(struct buffer *out, struct item *x)
{
	struct graph_name name = graph_name("exif-facet", x->name.text, NULL);
	struct graph_name dictionary = graph_name("dictionary", x->name.text, NULL);
	json_t *exif = record_json(x->record, "exif"), *value;
	const char *key;

	if (json_object_size(exif) > 0) {
		graph_open(out, &name, "uco-observable:EXIFFacet");
		json_key(out, "uco-observable:exifData");
		graph_open(out, &dictionary, "uco-types:ControlledDictionary");
		graph_list(out, "uco-types:entry");
		json_object_foreach(exif, key, value) add_exif_entry(out, x, key, value);
		graph_list_end(out);
		graph_close(out);
		graph_close(out);
	}
	json_decref(exif);
}

static void
add_confidence_facet(struct buffer *out, struct item *x)
{
	struct graph_name name = graph_name("confidence-facet", x->name.text, NULL);
	json_t *v = record_json(x->record, "confidence");

	if (json_is_number(v)) {
		int percent = (int)(json_number_value(v) * 100 + 0.5);

		/* UCO counts from 0 to 100. */
		graph_open(out, &name, "uco-core:ConfidenceFacet");
		json_key(out, "uco-core:confidence");
		buffer_add_format(out, "{\"@type\":\"xsd:nonNegativeInteger\",\"@value\":\"%d\"}",
				  percent);
		graph_close(out);
	}
	json_decref(v);
}

static void
add_file(struct buffer *out, struct item *x)
{
	struct buffer mime = BUFFER_EMPTY, why = BUFFER_EMPTY;
	json_t *hashes = record_json(x->record, "hashes");
	uint64_t size = UINT64_MAX;

	record_u64(x->record, "size", &size);
	record_text(x->record, "mime", &mime);
	record_text(x->record, "why", &why);
	case_node(out, &x->name,
		  is_recovered(x) ? "uco-observable:File uco-observable:RecoveredObject"
				  : "uco-observable:File");
	graph_text(out, "uco-core:name", buffer_text(&x->id));
	graph_text(out, "uco-core:description", buffer_text(&why));
	graph_list(out, "uco-core:hasFacet");
	add_file_facet(out, x, size);
	case_content_facet(out, &x->name, hashes, buffer_text(&mime), size);
	if (is_recovered(x))
		add_recovered_facet(out, x);
	add_exif_facet(out, x);
	add_confidence_facet(out, x);
	graph_list_end(out);
	graph_close(out);
	json_decref(hashes);
	buffer_release(&mime);
	buffer_release(&why);
}

/* ---- Where it lies ---- */

static void
add_range_facet(struct buffer *out, const struct graph_name *owner, const json_t *run)
{
	struct graph_name name = graph_name("data-range-facet", owner->text, NULL);
	json_t *offset = json_object_get(run, "img_offset"), *len = json_object_get(run, "len");

	if (!json_is_integer(offset) || !json_is_integer(len))
		return;
	graph_open(out, &name, "uco-observable:DataRangeFacet");
	graph_u64(out, "uco-observable:rangeOffset", (uint64_t)json_integer_value(offset));
	graph_u64(out, "uco-observable:rangeSize", (uint64_t)json_integer_value(len));
	graph_close(out);
}

static void
add_fragment(struct buffer *out, struct item *x, size_t i, size_t n, const json_t *run)
{
	char number[24];
	struct graph_name name, facet;

	snprintf(number, sizeof number, "%zu", i);
	name = graph_name("fragment", x->name.text, number, NULL);
	facet = graph_name("fragment-facet", x->name.text, number, NULL);
	case_node(out, &name, "uco-observable:ContentData");
	graph_list(out, "uco-core:hasFacet");
	graph_open(out, &facet, "uco-observable:FragmentFacet");
	graph_u64(out, "uco-observable:fragmentIndex", i);
	graph_u64(out, "uco-observable:totalFragments", n);
	graph_close(out);
	graph_list_end(out);
	graph_close(out);
	case_relation(out, &x->name, "Has_Fragment", &name);
	graph_close(out);
	case_relation(out, &name, "Contained_Within", &x->image);
	graph_list(out, "uco-core:hasFacet");
	add_range_facet(out, &name, run);
	graph_list_end(out);
	graph_close(out);
}

/* Within its image by path and, where it lies in one piece, by its bytes; else piece by piece. */
static void
add_place(struct buffer *out, struct item *x)
{
	struct graph_name path = graph_name("path-relation-facet", x->name.text, NULL);
	size_t n = json_array_size(x->runs);

	case_relation(out, &x->name, "Contained_Within", &x->image);
	if (x->path.n > 0 || n == 1) {
		graph_list(out, "uco-core:hasFacet");
		if (x->path.n > 0) {
			graph_open(out, &path, "uco-observable:PathRelationFacet");
			graph_text(out, "uco-observable:path", buffer_text(&x->path));
			graph_close(out);
		}
		if (n == 1)
			add_range_facet(out, &x->name, json_array_get(x->runs, 0));
		graph_list_end(out);
	}
	graph_close(out);
	for (size_t i = 0; n > 1 && i < n; i++)
		add_fragment(out, x, i, n, json_array_get(x->runs, i));
}

static void
add_parent(struct buffer *out, struct item *x)
{
	struct buffer parent = BUFFER_EMPTY;

	if (record_text(x->record, "parent", &parent) == 0) {
		struct graph_name to = graph_name("file", buffer_text(&x->evidence_id),
						  buffer_text(&parent), NULL);

		case_relation(out, &x->name, "Extracted_From", &to);
		graph_close(out);
	}
	buffer_release(&parent);
}

/* ---- What it says, and what is said of it ---- */

static void
add_camera(struct buffer *out, struct item *x)
{
	json_t *device = record_json(x->record, "device");
	const char *make = json_string_of(device, "make"), *model = json_string_of(device, "model");
	const char *serial = json_string_of(device, "serial");

	if (*make || *model || *serial) {
		struct graph_name to = case_device_name(make, model, serial);

		case_relation(out, &x->name, "Created_By", &to);
		graph_text(out, "uco-core:description",
			   "as its metadata says, which can be altered");
		graph_close(out);
	}
	json_decref(device);
}

static void
add_decimal(struct buffer *out, const char *property, const json_t *v)
{
	char text[40];

	if (!json_is_number(v))
		return;
	snprintf(text, sizeof text, "%.8f", json_number_value(v));
	graph_typed(out, property, "xsd:decimal", text);
}

static void
add_location(struct buffer *out, struct item *x)
{
	struct graph_name name = graph_name("location", x->name.text, NULL);
	struct graph_name facet = graph_name("lat-long-coordinates-facet", x->name.text, NULL);
	struct graph_name relation = graph_name("relationship", x->name.text, "Located_At", NULL);
	json_t *gps = record_json(x->record, "gps");

	if (json_is_number(json_object_get(gps, "latitude"))) {
		case_node(out, &name, "uco-location:Location");
		graph_list(out, "uco-core:hasFacet");
		graph_open(out, &facet, "uco-location:LatLongCoordinatesFacet");
		add_decimal(out, "uco-location:latitude", json_object_get(gps, "latitude"));
		add_decimal(out, "uco-location:longitude", json_object_get(gps, "longitude"));
		add_decimal(out, "uco-location:altitude", json_object_get(gps, "altitude"));
		graph_close(out);
		graph_list_end(out);
		graph_close(out);
		case_node(out, &relation, "uco-core:Relationship");
		graph_refer(out, "uco-core:source", &x->name);
		graph_refer(out, "uco-core:target", &name);
		graph_text(out, "uco-core:kindOfRelationship", "Located_At");
		graph_bool(out, "uco-core:isDirectional", true);
		graph_close(out);
	}
	json_decref(gps);
}

/* "alert by sha256: set national list, scheme us-vics, category 1" */
static void
state_match(struct buffer *text, const json_t *m)
{
	json_t *distance = json_object_get(m, "distance");

	buffer_add_format(text, "%s by %s: set %s", json_string_of(m, "kind"),
			  json_string_of(m, "by"), json_string_of(m, "set"));
	if (*json_string_of(m, "scheme"))
		buffer_add_format(text, ", scheme %s, category %s", json_string_of(m, "scheme"),
				  json_string_of(m, "category"));
	if (json_is_integer(distance))
		buffer_add_format(text, "; similar, not identical: distance %" JSON_INTEGER_FORMAT,
				  json_integer_value(distance));
}

static void
add_verdicts(struct buffer *out, struct item *x)
{
	json_t *matches = record_json(x->record, "matches"), *m;
	struct buffer text = BUFFER_EMPTY;
	size_t i;

	json_array_foreach(matches, i, m)
	{
		struct graph_name name;

		buffer_clear(&text);
		state_match(&text, m);
		name = graph_name("annotation", x->name.text, buffer_text(&text), NULL);
		case_node(out, &name, "uco-core:Annotation");
		graph_list(out, "uco-core:object");
		graph_element(out, &x->name);
		graph_list_end(out);
		graph_text(out, "uco-core:tag", json_string_of(m, "kind"));
		graph_text(out, "uco-core:statement", buffer_text(&text));
		graph_close(out);
	}
	buffer_release(&text);
	json_decref(matches);
}

void
case_item(struct buffer *out, const struct record *r)
{
	struct item x;

	open_item(&x, r);
	add_file(out, &x);
	add_place(out, &x);
	add_parent(out, &x);
	add_camera(out, &x);
	add_location(out, &x);
	add_verdicts(out, &x);
	close_item(&x);
}
