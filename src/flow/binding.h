/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker is bound to: one evidence, by the path and the identity that stand in the records.
 * As a string "NEEDS ID PATH" ("-" for the ID when a record gives none, "" when no evidence is
 * needed). NEEDS are the bits of evidence/deferred.h.
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

/*
 * The binding of a file record, appended and terminated; "" when the record names no evidence.
 * *needs gathers what the records of a stream need, so that one worker reads all that come after.
 */
void binding_of(const struct record *r, unsigned *needs, struct buffer *out);
/*
 * Of a member of an archive that is unpacked from its beginning: a number for the outermost such
 * one, the same for all its members, so that one worker does them; 0: it is none.
 */
uint64_t binding_kin(const struct record *r);
void binding_make(const char *evidence, const char *evidence_id, struct buffer *out);

/* In the parent, before a worker for the binding is started: loads what it cannot load itself. */
int binding_ready(const char *binding, struct error *e);

/*
 * In a worker, before its lock-down: gives up all but reading in the evidence's folder, opens the
 * image where it lies now and checks its identity. *image is NULL for the empty binding.
 */
int binding_open(const char *binding, const struct evidence_moves *moves, struct image **image,
		 struct error *e);

#endif
