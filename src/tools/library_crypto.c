/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool without OpenSSL is not linked with it. */
#include <openssl/crypto.h>

#include "record/json.h"
#include "tools/libraries.h"

void
library_crypto(struct buffer *out)
{
	json_add_text(out, "OpenSSL");
	buffer_add_byte(out, ':');
	json_add_text(out, OpenSSL_version(OPENSSL_VERSION_STRING));
}
