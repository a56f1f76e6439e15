/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The collectors: each takes one kind of record into the facts. Private to src/report. Nothing here
 * fails: what a record does not say, or says in another form, is left out.
 */
#ifndef WINNOW_REPORT_COLLECT_H
#define WINNOW_REPORT_COLLECT_H

#include "record/known_items.h"
#include "report/facts.h"

struct collector {
	struct facts facts;
	struct known_items *items;   /* file records met, so that one given twice is counted once */
	struct index *evidence;	     /* evidence_id, else path → facts.evidence */
	struct index *runs;	     /* run_id → facts.runs */
	struct index *sets;	     /* name → facts.sets */
	struct index *devices;	     /* make, model, serial → facts.devices */
	struct index *hits_by_id;    /* exhibit and id → facts.hits */
	struct index *hits_by_place; /* exhibit, first offset and digest → facts.hits */
	struct buffer text;	     /* scratch */
};

void collector_init(struct collector *c);
void collector_release(struct collector *c);

/* Any record. Returns true when it is a file record. */
bool collect_record(struct collector *c, const struct record *r);

/* collect_evidence.c */
void collect_evidence(struct collector *c, const struct record *r);
void collect_volume(struct collector *c, const struct record *r);
void collect_incident(struct collector *c, const struct record *r);
/*
 * The exhibit that a record belongs to; made when it is not known yet. FACT_NONE: the
 * record names none.
 */
size_t collect_exhibit_of(struct collector *c, const struct record *r);

/* collect_custody.c */
void collect_verification(struct collector *c, const struct record *r);
void collect_custody(struct collector *c, const struct record *r);

/* collect_run.c */
void collect_run(struct collector *c, const struct record *r);
void collect_end(struct collector *c, const struct record *r);
void collect_set(struct collector *c, const struct record *r);
struct set_fact *collect_set_named(struct collector *c, const char *name);

/* collect_system.c */
void collect_system(struct collector *c, const struct record *r);
void systems_release(struct facts *f);

/* collect_file.c */
void collect_file(struct collector *c, const struct record *r);

/* collect_device.c: index of the record's device, counted; FACT_NONE when it names none. */
size_t collect_device(struct collector *c, const struct record *r, bool count);
/*
 * The record's `taken`, as it was stored; members are "" where it does not say. Times differ from
 * item to item, so they are not pooled: they live until taken_release().
 */
struct taken {
	const char *time, *offset, *field;
	json_t *value;
};
bool taken_read(const struct record *r, struct taken *out); /* true when it has a time */
void taken_release(struct taken *t);

/* collect_note.c: `notes` of any record; the member `where` names the item, volume or exhibit. */
void collect_notes(struct collector *c, const struct record *r, const char *where, size_t evidence);
/* Warnings and errors of one record in one line, for the listing of hits. */
const char *collect_notes_text(struct collector *c, const struct record *r);

/* collect_hit.c */
void collect_matches(struct collector *c, const struct record *r, size_t evidence, bool again);
void collect_name(struct collector *c, const struct record *r);

/* collect_sum.c: groups, totals, order; after the last record. */
void collect_sum(struct collector *c);

/* ---- Values (values.c) ---- */

/*
 * A member as a pooled string: JSON strings decoded, numbers and booleans as written; "" otherwise.
 */
const char *value_text(struct collector *c, const struct record *r, const char *key);
/* As above for a jansson value. */
const char *value_json_text(struct collector *c, const json_t *v);
/* A whole number member, or `otherwise`. */
uint64_t value_u64(const struct record *r, const char *key, uint64_t otherwise);
/*
 * Where the item begins in the image: img_offset of its first byte run; UINT64_MAX when
 * it has none.
 */
uint64_t value_first_offset(const struct record *r);
/* An object's members as pairs; values in values are written as compact JSON. */
void value_pairs(struct collector *c, const json_t *object, struct pair_list *out);
void pair_add(struct pair_list *l, const char *key, const char *value);
const char *pair_find(const struct pair_list *l, const char *key); /* NULL: not there */

/* a + b, or the largest number there is: sizes in records are not believed to add up. */
uint64_t value_sum(uint64_t a, uint64_t b);

struct tally *tally_of(struct tally_list *l, const char *key); /* made when new; key is pooled */
void tally_release(struct tally_list *l);

#endif
