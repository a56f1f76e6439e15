/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys on tokens, through the engine "pkcs11" of OpenSSL (Debian: libengine-pkcs11-openssl). Apart
 * from signer.c, since engines are deprecated and need an older face of OpenSSL's headers.
 */
#ifndef WINNOW_CASE_SIGNER_TOKEN_H
#define WINNOW_CASE_SIGNER_TOKEN_H

#include <openssl/evp.h>

#include "base/buffer.h"
#include "base/error.h"

/* uri: RFC 7512. pin: empty: in the URI, or the engine asks. */
int signer_token_open(const char *uri, struct buffer *pin, EVP_PKEY **key, struct error *e);

#endif
