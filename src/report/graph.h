/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes of a JSON-LD graph in the words of CASE/UCO 1.4.0 (caseontology.org). Every object is named
 * by a UUID made from what it stands for, so the same records give the same graph, and two cases
 * with the same exhibit name its items alike.
 *
 *	graph_open(g, "file", key, "uco-observable:File");    {"@id":"kb:file-…","@type":…
 *	graph_text(g, "uco-core:name", name);
 *	graph_close(g);
 *
 * Properties and nodes may be written within one another.
 */
#ifndef WINNOW_REPORT_GRAPH_H
#define WINNOW_REPORT_GRAPH_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"

/* Room for "kb:", a kind, and a UUID. */
#define GRAPH_NAME 80

struct graph_name {
	char text[GRAPH_NAME];
};

/* What names the object: key parts, joined; NULL ends them. */
struct graph_name graph_name(const char *kind, ...) __attribute__((sentinel));

/* Begins and ends an object of one type, or of several (separated by blanks). */
void graph_open(struct buffer *out, const struct graph_name *name, const char *types);
void graph_close(struct buffer *out);

/* Properties. Nothing is written for NULL or "". */
void graph_text(struct buffer *out, const char *property, const char *text);
void graph_u64(struct buffer *out, const char *property, uint64_t value);
void graph_bool(struct buffer *out, const char *property, bool value);
/* "@type": xsd:TYPE. A dateTime must have the form that XML Schema asks for. */
void graph_typed(struct buffer *out, const char *property, const char *type, const char *text);
void graph_time(struct buffer *out, const char *property, const char *time);
/* A reference to another object. */
void graph_refer(struct buffer *out, const char *property, const struct graph_name *to);

/* "property":[ … ] */
void graph_list(struct buffer *out, const char *property);
void graph_list_end(struct buffer *out);
/* An element of a list that is a reference. */
void graph_element(struct buffer *out, const struct graph_name *to);

#endif
