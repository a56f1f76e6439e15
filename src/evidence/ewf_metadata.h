/* SPDX-License-Identifier: Apache-2.0 */
/* What libewf tells of an image that it has open. */
#ifndef WINNOW_EVIDENCE_EWF_METADATA_H
#define WINNOW_EVIDENCE_EWF_METADATA_H

#include <libewf.h>

#include "evidence/reader.h"

/* Opens the image with all segments that libewf finds; NULL when it cannot. */
libewf_handle_t *ewf_metadata_open_all(const char *path, unsigned *segments);

/* The files of logical evidence; NULL: it is none. The caller frees it (entries.h). */
struct entries *ewf_entries(libewf_handle_t *handle);

/* Acquisition, stored digests, and notes on read errors. */
void ewf_metadata_add(libewf_handle_t *handle, struct reader_facts *facts);

#endif
