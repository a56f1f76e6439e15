/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is attached to the manifest and so cannot stand in it: its signature, the request for a time
 * stamp, the stamp. MANIFEST.sha256.sums holds their digests and the manifest's own, so that a
 * changed byte in any of them shows even where no signature covers it.
 *
 * When the next act replaces the manifest, the old one is kept under manifests/ with what was
 * attached to it: manifests/0001.sha256, manifests/0001.p7s …, the number being that of the last
 * part of the audit that it covers; a signed report.pdf, as manifests/0001-report.pdf.
 */
#ifndef WINNOW_CASE_ATTACHED_H
#define WINNOW_CASE_ATTACHED_H

#include "case/case_folder.h"
#include "case/manifest.h"

#define ATTACHED_FOLDER "manifests"
#define ATTACHED_N	4u
enum { ATTACHED_SIGNATURE, ATTACHED_REQUEST, ATTACHED_STAMP, ATTACHED_SUMS };

#define CASE_SIGNATURE	   "MANIFEST.sha256.p7s"
#define CASE_STAMP_REQUEST "MANIFEST.sha256.tsq"
#define CASE_STAMP	   "MANIFEST.sha256.tsr"
#define CASE_SUMS	   "MANIFEST.sha256.sums"

extern const char *const attached_names[ATTACHED_N]; /* by the enum */
extern const char *const attached_ends[ATTACHED_N];  /* ".p7s", … */

#define ATTACHED_PATH_MAX 40
/* "manifests/0001.sha256": end ".sha256" or one of attached_ends. */
void attached_path(char out[ATTACHED_PATH_MAX], uint64_t part, const char *end);

/*
 * Copies manifest and attachments to manifests/ under the number of `part`: 1 copied or there
 * already, 0 there is no manifest, -1. report: a signed report, too, since it may be made anew.
 */
int attached_keep(struct case_folder *folder, uint64_t part, bool report, struct error *e);
/* Takes back what attached_keep() did for an act that never began. */
int attached_forget(struct case_folder *folder, uint64_t part, struct error *e);
/* Removes what is attached to the manifest that is about to be replaced. */
int attached_remove(struct case_folder *folder, struct error *e);

/* Writes MANIFEST.sha256.sums anew over what there is. */
int attached_sum(struct case_folder *folder, struct error *e);
/* What that file should say; empty when nothing is attached. */
int attached_sums_text(int dir, struct buffer *out, struct error *e);

#endif
