/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

void
uuid_of_name(const unsigned char name_space[UUID_BYTES], struct span name, char out[UUID_TEXT])
{
	unsigned char digest[EVP_MAX_MD_SIZE] = {0};
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int made = ctx && EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) == 1 &&
		   EVP_DigestUpdate(ctx, name_space, UUID_BYTES) == 1 &&
		   EVP_DigestUpdate(ctx, name.p, name.n) == 1 &&
		   EVP_DigestFinal_ex(ctx, digest, NULL) == 1;
	char *to = out;

	assert(made);
	(void)made;
	EVP_MD_CTX_free(ctx);
	digest[6] = (unsigned char)((digest[6] & 0x0f) | 0x50);
	digest[8] = (unsigned char)((digest[8] & 0x3f) | 0x80);
	for (unsigned i = 0; i < UUID_BYTES; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		to += snprintf(to, 3, "%02x", digest[i]);
	}
}
