/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in the report, a file a section: the phrases of each section stand in its file and
 * nowhere else. Wording: facts only, in plain words, nothing about guilt; what was not provided is
 * said to be so.
 */
#ifndef WINNOW_REPORT_SECTIONS_H
#define WINNOW_REPORT_SECTIONS_H

#include "report/doc.h"

struct section {
	const char *anchor; /* within the document */
	const char *title;  /* N_() */
	void (*write)(struct doc *d);
};

/* Of the edition, in order; ends with a NULL anchor. */
const struct section *doc_sections(const struct doc *d);

/* "section 5", for references: the number of the section with this anchor. */
unsigned section_number(const struct doc *d, const char *anchor);

/* Before the first section: what case this is, and whether the report is complete. */
void section_front(struct doc *d);

void section_summary(struct doc *d);
void section_case(struct doc *d);
void section_exhibits(struct doc *d);
void section_matches(struct doc *d);
void section_devices(struct doc *d);
void section_sets(struct doc *d);
void section_items(struct doc *d);
void section_notes(struct doc *d);
void section_method(struct doc *d);
void section_limitations(struct doc *d);
void section_opinion(struct doc *d);
void section_close(struct doc *d);
void section_statistics(struct doc *d);
void section_statistics_rules(struct doc *d);

/* ---- What several sections say ---- */

/* How matches are counted, and what a match shows. */
void say_rule(struct doc *d);
/* Totals beside the quantities of --counting; nothing without it. */
void say_counting(struct doc *d);
/* "Court edition", and what it withholds; "" for the full one. */
const char *say_edition(const struct doc *d);
const char *say_withheld(const struct doc *d);
/*
 * The last word on the exhibit: "equal", "different", "partial", "nothing to compare"; NULL when it
 * was not verified.
 */
const char *say_verdict(const struct doc *d, size_t evidence);
/* The command that verifies the exhibit. */
void say_verify_command(const struct doc *d, struct buffer *out, size_t evidence);
/* Its digests as stored and as computed, with what they were compared with. */
void say_digests(struct doc *d, size_t evidence);
/* What systems on an exhibit say of themselves; nothing where none does. */
void list_systems(struct doc *d, size_t evidence);
/* What was done, and why. */
void say_steps(struct doc *d);
/* Hand-overs that the records hold. */
void say_custody(struct doc *d);
/* Whether the evidence was verified, in a line for each verdict; for the first page. */
void say_verified(struct doc *d);
/* What that leaves open, as list items. */
void say_unverified(struct doc *d);
/* Why the report is incomplete, a list item each; nothing when it is complete. */
void say_incomplete(struct doc *d);
/* What was not examined, as list items in few words; how many there were. */
unsigned say_not_examined(struct doc *d);
/*
 * Fields of one section of the case file (NULL: all): the provided ones as labelled values, the
 * labels of the others in one value "not provided". True when any was provided.
 */
bool say_fields(struct doc *d, const struct case_field *fields, char *const *values,
		const char *section);
bool any_field(const struct case_field *fields, char *const *values, const char *section);
/* Those labels alone. */
void say_missing(struct doc *d, const char *label, const struct case_field *fields,
		 char *const *values, const char *section);
/* An exhibit's number, else its file's name, else "–". */
const char *say_exhibit(const struct doc *d, size_t evidence);
/* An origin, a class of types in words. */
const char *say_origin(const struct doc *d, const char *origin);
const char *say_class(const struct doc *d, const char *class);
/* "SHA-256" for "sha256". */
const char *say_digest(const char *by);
/* "SET – scheme: category (label)" in a buffer of the caller's. */
void say_category(const struct doc *d, struct buffer *out, const char *scheme, const char *category,
		  const char *label);
/* "Canon EOS 40D, serial 123"; "" for FACT_NONE. */
void say_device(const struct doc *d, struct buffer *out, size_t device);

#endif
