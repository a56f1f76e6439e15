/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Detached signatures (CMS, RFC 5652) over bytes that lie elsewhere, as the manifest and the PDF
 * need them. The signed attributes are put together here: content type, message digest,
 * signingCertificateV2 (RFC 5035) and, where PAdES does not forbid it, the signing time.
 */
#ifndef WINNOW_CASE_CMS_H
#define WINNOW_CASE_CMS_H

#include <stdbool.h>

#include "base/span.h"
#include "case/signer.h"

/*
 * The DER of a SignedData over what has this SHA-256. when: "2026-11-23T05:30:00Z" becomes the
 * signing time; NULL: none.
 */
int cms_sign(const struct signer *s, const unsigned char digest[32], const char *when,
	     struct buffer *der, struct error *e);

struct cms_checked {
	struct buffer signer; /* the name in the certificate */
	struct buffer certificate_sha256;
	struct buffer value;	 /* the signature itself: what a time stamp is of */
	struct buffer token;	 /* DER of a time stamp token among its unsigned attributes */
	bool trusted;		 /* the certificate leads to one of `ca` */
	char why_untrusted[200]; /* "" when ca is NULL */
};

/*
 * Does this signature hold of the content? ca: certificates to trust, NULL: the
 * chain is not looked at. at: seconds since 1970 at which the certificates must have been valid, 0:
 * now. -1: it does not hold, *e says why.
 */
int cms_check(struct span der, struct span content, const char *ca, long long at,
	      struct cms_checked *out, struct error *e);
void cms_checked_release(struct cms_checked *c);

/* The signature with a time stamp token put among its unsigned attributes. */
int cms_add_token(struct span der, struct span token, struct buffer *out, struct error *e);

/* Certificates to trust from a PEM file; NULL with *e. */
X509_STORE *cms_store(const char *ca, long long at, struct error *e);

#endif
