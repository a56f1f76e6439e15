/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker is bound to: one evidence, by the path and the identity that stand in the records.
 * As a string "ID PATH" ("- PATH" when a record gives no identity, "" when no evidence is needed).
 */
#ifndef WINNOW_FLOW_BINDING_H
#define WINNOW_FLOW_BINDING_H

#include "base/buffer.h"
#include "base/error.h"
#include "record/record.h"

struct image;

/* What --evidence was given, "OLD=NEW" each. Either may hold a "=", too: OLD is what a record
 * names. */
struct evidence_moves {
	const char *const *v;
	size_t n;
};

/* The binding of a file record, appended and terminated; "" when the record names no evidence. */
void binding_of(const struct record *r, struct buffer *out);
/*
 * Of a member of an archive that is unpacked from its beginning: a number for the outermost such
 * one, the same for all its members, so that one worker does them; 0: it is none.
 */
uint64_t binding_kin(const struct record *r);
void binding_make(const char *evidence, const char *evidence_id, struct buffer *out);

/*
 * In a worker, before its lock-down: gives up all but reading in the evidence's folder, opens the
 * image where it lies now and checks its identity. *image is NULL for the empty binding.
 */
int binding_open(const char *binding, const struct evidence_moves *moves, struct image **image,
		 struct error *e);

#endif
