/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record of a list being put together from named values, for formats whose values come one by one
 * (JSON, XML): it keeps the texts until the row is handed on, and notices what stands there twice.
 */
#ifndef WINNOW_HASHSET_LIST_RECORD_H
#define WINNOW_HASHSET_LIST_RECORD_H

#include "hashset/list_format.h"
#include "record/record.h"

/* The longest text of a value that is kept beside digests; PhotoDNA takes 288. */
#define LIST_VALUE_MAX 4096

#define LIST_DETAILS_MAX ((size_t)32768)

struct list_record {
	struct list_row row;
	struct buffer category, comment, id, details;
	bool other;   /* it has a digest of a kind that is not kept */
	bool odd;     /* a value that should be a digest is none */
	bool twice;   /* a digest or the category came again, differently */
	bool unusual; /* it has something in a shape that the format does not have */
};

void list_record_clear(struct list_record *r);
void list_record_release(struct list_record *r);

/* hex under a name that says its kind (enum digest_kind). */
void list_record_digest(struct list_record *r, int kind, struct span hex);
void list_record_pdq(struct list_record *r, struct span hex);
/* A digest by its name ("SHA-256", "PDQ", "PhotoDNA", …): kept, looked up or carried, as it can. */
void list_record_named(struct list_record *r, struct span name, struct span value);
void list_record_category(struct list_record *r, struct span text);
void list_record_comment(struct list_record *r, struct span text);
void list_record_id(struct list_record *r, struct span text);
/* By a details object that stands in the list as one: the entry's id. */
void list_record_id_of(struct list_record *r, const struct record *details);
/* A member of the details; empty and over-long texts are left out. */
void list_record_detail(struct list_record *r, const char *key, struct span text);

/* Hands it on, or counts why not. */
int list_record_give(struct list *l, struct list_record *r, struct error *e);

#endif
