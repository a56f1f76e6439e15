/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signatures in PDF files: PAdES B-B (ETSI EN 319 142-1), and B-T once a time stamp of the
 * signature has been put into it. The file is added to (ISO 32000-1, 7.5.6), never written anew: a
 * field without a visible mark on the first page, and room for the signature over all other bytes.
 */
#ifndef WINNOW_CASE_PDF_SIGNATURE_H
#define WINNOW_CASE_PDF_SIGNATURE_H

#include "case/cms.h"
#include "case/stamp.h"

/* Can this build sign (libqpdf)? */
bool pdf_can_sign(void);

/* when: the claimed time, "2026-11-23T05:30:00Z". -1 also when it is signed already. */
int pdf_sign(struct span pdf, const struct signer *s, const char *when, struct buffer *out,
	     struct error *e);

/* The newest signature of a file: 1, 0 there is none, -1. der is appended to. */
int pdf_signature_find(struct span pdf, struct buffer *der, struct error *e);

struct pdf_checked {
	struct cms_checked cms;
	bool stamped;
	struct stamp_checked stamp;
};

/* Does the newest signature hold of the whole file, and its time stamp of the signature? */
int pdf_signature_check(struct span pdf, const char *ca, struct pdf_checked *out, struct error *e);
void pdf_checked_release(struct pdf_checked *c);

/* Puts the token into the signature, in the room left for it. */
int pdf_add_token(struct span pdf, struct span token, struct buffer *out, struct error *e);

#endif
