/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Libraries that only some evidence needs. libtsk brings libraries for the network with it (through
 * AFFLIB), libarchive those for XML; loading them takes three times as long as starting a filter
 * without them. Tools linked with libdeferred.a load them when a record asks for them; the others
 * are linked with the libraries themselves, and nothing here has anything to do (direct.c).
 *
 * A confined worker cannot load anything: the parent does, before the fork.
 */
#ifndef WINNOW_EVIDENCE_DEFERRED_H
#define WINNOW_EVIDENCE_DEFERRED_H

#include "base/error.h"
#include "record/record.h"

enum deferred {
	DEFERRED_TSK = 1,
	DEFERRED_ARCHIVE = 2,
};

/* Which of them (bits) reading the content of a file record may need. */
unsigned deferred_needs(const struct record *r);
/* The same of the container at `path`, told by its first bytes; 0 when it cannot be read. */
unsigned deferred_container(const char *path);
/* Loads those that are not there yet. -1: one is missing, or another than winnow was built for. */
int deferred_load(unsigned needs, struct error *e);
/* Of libtsk, whether it is loaded or not. */
const char *deferred_tsk_version(void);

#endif
