/* SPDX-License-Identifier: Apache-2.0 */
/* The case itself as nodes of the graph: people, authority, tools, acts, exhibits, cameras. */
#include <stdio.h>

#include "record/json.h"
#include "report/case_graph.h"

#define WORDING "consistent with the same device; metadata can be altered"

static const char *
given(const struct facts *f, const char *section, const char *key)
{
	return case_data_get(f->case_data, section, key);
}

/* ---- People ---- */

static struct graph_name
examiner_name(const struct facts *f)
{
	const char *name = given(f, "examiner", "name");

	return graph_name("examiner", name ? name : "not provided", NULL);
}

static void
add_people(struct buffer *out, const struct facts *f)
{
	struct graph_name examiner = examiner_name(f);
	const char *name = given(f, "examiner", "name"), *agency = given(f, "agency", "name");

	case_node(out, &examiner, "uco-identity:Person");
	graph_text(out, "uco-core:name", name ? name : "not provided");
	graph_text(out, "uco-core:description", given(f, "examiner", "qualification"));
	graph_close(out);
	if (agency) {
		struct graph_name organization = graph_name("agency", agency, NULL);

		case_node(out, &organization, "uco-identity:Organization");
		graph_text(out, "uco-core:name", agency);
		graph_close(out);
	}
}

/* ---- The investigation ---- */

static struct graph_name
provenance_name(const struct facts *f, size_t exhibit)
{
	return graph_name("provenance-record", f->evidence[exhibit].id, NULL);
}

static void
add_authorization(struct buffer *out, const struct facts *f)
{
	const char *number = given(f, "authority", "number"), *kind = given(f, "authority", "kind");
	struct graph_name name =
		graph_name("authorization", number ? number : "", kind ? kind : "", NULL);

	if (!number && !kind)
		return;
	json_key(out, "case-investigation:relevantAuthorization");
	graph_open(out, &name, "case-investigation:Authorization");
	graph_text(out, "case-investigation:authorizationType", kind);
	graph_text(out, "case-investigation:authorizationIdentifier", number);
	graph_text(out, "uco-core:description", given(f, "authority", "scope"));
	graph_close(out);
}

static void
add_investigation(struct buffer *out, const struct facts *f)
{
	const char *number = given(f, "case", "number"), *title = given(f, "case", "title");
	struct graph_name name = graph_name("investigation", number ? number : f->report_id, NULL);

	case_node(out, &name, "case-investigation:Investigation");
	graph_text(out, "uco-core:name", number ? number : "not provided");
	graph_text(out, "uco-core:description", title);
	graph_text(out, "case-investigation:investigationForm", "case");
	add_authorization(out, f);
	if (f->nevidence > 0) {
		graph_list(out, "uco-core:object");
		for (size_t i = 0; i < f->nevidence; i++) {
			struct graph_name record = provenance_name(f, i);

			graph_element(out, &record);
		}
		graph_list_end(out);
	}
	graph_close(out);
}

/* ---- Exhibits ---- */

static json_t *
digests(const struct pair_list *stored)
{
	json_t *object = json_object();

	for (size_t i = 0; i < stored->n; i++)
		json_object_set_new(object, stored->v[i].key, json_string(stored->v[i].value));
	return object;
}

static void
add_image(struct buffer *out, const struct evidence_fact *x)
{
	struct graph_name name = case_image_name(x->id);
	struct graph_name file = graph_name("file-facet", name.text, NULL);
	struct graph_name image = graph_name("image-facet", name.text, NULL);
	json_t *stored = digests(&x->stored);

	case_node(out, &name, "uco-observable:File uco-observable:Image");
	graph_text(out, "uco-core:name", x->exhibit ? x->exhibit->name : x->path);
	graph_list(out, "uco-core:hasFacet");
	graph_open(out, &file, "uco-observable:FileFacet");
	graph_text(out, "uco-observable:fileName", x->path);
	graph_close(out);
	graph_open(out, &image, "uco-observable:ImageFacet");
	graph_text(out, "uco-observable:imageType", x->container);
	graph_close(out);
	case_content_facet(out, &name, stored, NULL, x->size);
	graph_list_end(out);
	graph_close(out);
	json_decref(stored);
}

static void
add_provenance(struct buffer *out, const struct facts *f, size_t i)
{
	const struct evidence_fact *x = &f->evidence[i];
	struct graph_name name = provenance_name(f, i), image = case_image_name(x->id);

	case_node(out, &name, "case-investigation:ProvenanceRecord");
	graph_text(out, "uco-core:description", "exhibit and what was found on it");
	graph_text(out, "case-investigation:exhibitNumber",
		   x->exhibit ? x->exhibit->name : "not provided");
	graph_list(out, "uco-core:object");
	graph_element(out, &image);
	for (size_t k = 0; k < f->nhits; k++) {
		if (f->hits[k].evidence != i)
			continue;
		for (size_t p = 0; p < f->hits[k].nparts; p++) {
			struct graph_name file =
				graph_name("file", x->id, f->hits[k].parts[p].id, NULL);

			graph_element(out, &file);
		}
	}
	graph_list_end(out);
	graph_close(out);
}

static void
add_volume(struct buffer *out, const struct facts *f, const struct volume_fact *v)
{
	const char *evidence = v->evidence == FACT_NONE ? "" : f->evidence[v->evidence].id;
	struct graph_name name = graph_name("volume", evidence, v->name, NULL);
	struct graph_name facet = graph_name("disk-partition-facet", name.text, NULL);
	struct graph_name image = case_image_name(evidence);

	case_node(out, &name, "uco-observable:DiskPartition");
	graph_text(out, "uco-core:name", v->name);
	graph_list(out, "uco-core:hasFacet");
	graph_open(out, &facet, "uco-observable:DiskPartitionFacet");
	graph_text(out, "uco-observable:partitionID", v->name);
	graph_text(out, "uco-observable:diskPartitionType", v->fs);
	if (v->offset != UINT64_MAX)
		graph_u64(out, "uco-observable:partitionOffset", v->offset);
	if (v->size != UINT64_MAX)
		graph_u64(out, "uco-observable:partitionLength", v->size);
	graph_close(out);
	graph_list_end(out);
	graph_close(out);
	if (v->evidence != FACT_NONE) {
		case_relation(out, &name, "Contained_Within", &image);
		graph_close(out);
	}
}

/* ---- Acts ---- */

static void
add_tool(struct buffer *out, const struct run_fact *run, const struct graph_name *name)
{
	struct graph_name configuration = graph_name("configuration", run->id, NULL);
	struct graph_name entry = graph_name("configuration-entry", run->id, NULL);

	case_node(out, name, "uco-tool:AnalyticTool uco-tool:ConfiguredTool");
	graph_text(out, "uco-core:name", run->tool);
	graph_text(out, "uco-tool:version", run->version);
	json_key(out, "uco-configuration:usesConfiguration");
	graph_open(out, &configuration, "uco-configuration:Configuration");
	graph_list(out, "uco-configuration:configurationEntry");
	graph_open(out, &entry, "uco-configuration:ConfigurationEntry");
	graph_text(out, "uco-configuration:itemName", "argv");
	graph_text(out, "uco-configuration:itemValue", run->command);
	graph_close(out);
	graph_list_end(out);
	graph_close(out);
	graph_close(out);
}

static void
add_act(struct buffer *out, const struct facts *f, size_t i)
{
	const struct run_fact *run = &f->runs[i];
	struct graph_name name = graph_name("investigative-action", run->id, NULL);
	struct graph_name tool = graph_name("tool", run->id, NULL), examiner = examiner_name(f);

	add_tool(out, run, &tool);
	case_node(out, &name, "case-investigation:InvestigativeAction");
	graph_text(out, "uco-core:name", run->tool);
	graph_text(out, "uco-core:description",
		   run->ended ? "ended" : "INCOMPLETE: it has no end in the records");
	graph_time(out, "uco-action:startTime", run->started);
	graph_time(out, "uco-action:endTime", run->finished);
	graph_refer(out, "uco-action:performer", &examiner);
	graph_refer(out, "uco-action:instrument", &tool);
	graph_list(out, "uco-action:object");
	for (size_t k = 0; k < f->nevidence; k++) {
		struct graph_name image = case_image_name(f->evidence[k].id);

		graph_element(out, &image);
	}
	graph_list_end(out);
	graph_list(out, "uco-action:result");
	for (size_t k = 0; k < f->nevidence; k++) {
		struct graph_name record = provenance_name(f, k);

		graph_element(out, &record);
	}
	graph_list_end(out);
	graph_close(out);
}

/* ---- Cameras ---- */

static void
add_device(struct buffer *out, const struct device_fact *d)
{
	struct graph_name name = case_device_name(d->make, d->model, d->serial);
	struct graph_name facet = graph_name("device-facet", name.text, NULL);
	struct graph_name maker = graph_name("manufacturer", d->make ? d->make : "", NULL);

	case_node(out, &name, "uco-observable:Device");
	graph_text(out, "uco-core:description", WORDING);
	graph_list(out, "uco-core:hasFacet");
	graph_open(out, &facet, "uco-observable:DeviceFacet");
	if (d->make && *d->make) {
		json_key(out, "uco-observable:manufacturer");
		graph_open(out, &maker, "uco-identity:Organization");
		graph_text(out, "uco-core:name", d->make);
		graph_close(out);
	}
	graph_text(out, "uco-observable:deviceType", "camera");
	graph_text(out, "uco-observable:model", d->model);
	graph_text(out, "uco-observable:serialNumber", d->serial);
	graph_close(out);
	graph_list_end(out);
	graph_close(out);
}

void
case_facts(struct buffer *out, const struct facts *f)
{
	add_people(out, f);
	add_investigation(out, f);
	for (size_t i = 0; i < f->nevidence; i++) {
		add_image(out, &f->evidence[i]);
		add_provenance(out, f, i);
	}
	for (size_t i = 0; i < f->nvolumes; i++)
		add_volume(out, f, &f->volumes[i]);
	for (size_t i = 0; i < f->nruns; i++)
		add_act(out, f, i);
	for (size_t i = 0; i < f->ndevices; i++)
		add_device(out, &f->devices[i]);
}
