/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who signs: a private key (RSA or EC) with its certificate and those above it, from PEM files, a
 * PKCS#12 file, or a token through OpenSSL's engine for PKCS#11.
 */
#ifndef WINNOW_CASE_SIGNER_H
#define WINNOW_CASE_SIGNER_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/buffer.h"
#include "base/error.h"

struct signer_source {
	const char *key;	  /* PEM, PKCS#12, or a URI "pkcs11:…" */
	const char *certificate;  /* PEM; NULL: in the PKCS#12 file, or beside the key in its PEM */
	const char *chain;	  /* PEM, certificates to put in as well; NULL */
	struct buffer passphrase; /* empty: none was given, OpenSSL asks on the terminal */
};

struct signer {
	EVP_PKEY *key;
	X509 *certificate;
	STACK_OF(X509) * chain;
};

int signer_open(struct signer *s, struct signer_source *source, struct error *e);
void signer_close(struct signer *s);

/* Whose certificate it is, as a one-line name, appended. */
void signer_name(const X509 *certificate, struct buffer *out);
/* Its SHA-256, lower-case hex, appended. */
void signer_digest(const X509 *certificate, struct buffer *out);

/* A sentence with what OpenSSL says. */
int crypto_error(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
