/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A case in CASE/UCO 1.4.0: what becomes of records and facts. Each function writes whole nodes,
 * each on a line of its own behind ",\n", so something must stand before them in the graph.
 */
#ifndef WINNOW_REPORT_CASE_GRAPH_H
#define WINNOW_REPORT_CASE_GRAPH_H

#include "record/record.h"
#include "report/facts.h"
#include "report/graph.h"

/* Names that several parts of the graph refer to. */
struct graph_name case_image_name(const char *evidence_id);
struct graph_name case_device_name(const char *make, const char *model, const char *serial);

/* Begins a node on a new line; its types separated by blanks. */
void case_node(struct buffer *out, const struct graph_name *name, const char *types);

/*
 * "from is related to to"; ended by graph_close(), so that facets can be added. The two names and
 * the kind name it.
 */
void case_relation(struct buffer *out, const struct graph_name *from, const char *kind,
		   const struct graph_name *to);

/* Digests and size of content, as a facet within the list of facets of `owner`. */
void case_content_facet(struct buffer *out, const struct graph_name *owner, const json_t *hashes,
			const char *mime, uint64_t size);

/* One item: the file, where it lies, what camera it names, what sets say of it. */
void case_item(struct buffer *out, const struct record *r);

/* All that is known when the stream has ended. */
void case_facts(struct buffer *out, const struct facts *f);

#endif
