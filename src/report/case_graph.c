/* SPDX-License-Identifier: Apache-2.0 */
#include "report/case_graph.h"

#include "record/json.h"

struct graph_name
case_image_name(const char *evidence_id)
{
	return graph_name("image", evidence_id, NULL);
}

struct graph_name
case_device_name(const char *make, const char *model, const char *serial)
{
	return graph_name("device", make ? make : "", model ? model : "", serial ? serial : "",
			  NULL);
}

void
case_node(struct buffer *out, const struct graph_name *name, const char *types)
{
	buffer_add_text(out, ",\n");
	graph_open(out, name, types);
}

void
case_relation(struct buffer *out, const struct graph_name *from, const char *kind,
	      const struct graph_name *to)
{
	struct graph_name name = graph_name("relationship", from->text, kind, to->text, NULL);

	case_node(out, &name, "uco-observable:ObservableRelationship");
	graph_refer(out, "uco-core:source", from);
	graph_refer(out, "uco-core:target", to);
	graph_text(out, "uco-core:kindOfRelationship", kind);
	graph_bool(out, "uco-core:isDirectional", true);
}

static void
add_digest(struct buffer *out, const struct graph_name *owner, const char *method,
	   const char *digest)
{
	struct graph_name name = graph_name("hash", owner->text, method, digest, NULL);

	if (!*digest)
		return;
	graph_open(out, &name, "uco-types:Hash");
	graph_text(out, "uco-types:hashMethod", method);
	graph_typed(out, "uco-types:hashValue", "xsd:hexBinary", digest);
	graph_close(out);
}

void
case_content_facet(struct buffer *out, const struct graph_name *owner, const json_t *hashes,
		   const char *mime, uint64_t size)
{
	struct graph_name name = graph_name("content-data-facet", owner->text, NULL);

	graph_open(out, &name, "uco-observable:ContentDataFacet");
	graph_text(out, "uco-observable:mimeType", mime);
	if (size != UINT64_MAX)
		graph_u64(out, "uco-observable:sizeInBytes", size);
	if (json_object_size(hashes) > 0) {
		graph_list(out, "uco-observable:hash");
		add_digest(out, owner, "MD5", json_string_of(hashes, "md5"));
		add_digest(out, owner, "SHA1", json_string_of(hashes, "sha1"));
		add_digest(out, owner, "SHA256", json_string_of(hashes, "sha256"));
		graph_list_end(out);
	}
	graph_close(out);
}
