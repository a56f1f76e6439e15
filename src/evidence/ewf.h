/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of the EWF reader: its segment files, and what the acquisition left in the headers. */
#ifndef WINNOW_EVIDENCE_EWF_H
#define WINNOW_EVIDENCE_EWF_H

#include <libewf.h>
#include <stdint.h>

#include "base/error.h"
#include "evidence/reader.h"

struct ewf_files {
	char **v; /* in order */
	unsigned n;
	uint64_t bytes;	  /* of all files */
	char missing[16]; /* extension of the first segment that is not there, "" when all are */
};

/*
 * Finds all segments from any one of them. Fails when one in the middle is missing (named), or when
 * one is not a plain file.
 */
int ewf_files_find(struct ewf_files *files, const char *path, struct error *e);
void ewf_files_release(struct ewf_files *files);

/* Adds acquisition, stored digests and notes on read errors to *facts. */
void ewf_metadata(libewf_handle_t *handle, struct reader_facts *facts);

#endif
