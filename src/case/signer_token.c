/* SPDX-License-Identifier: Apache-2.0 */
#define OPENSSL_API_COMPAT 0x10101000L
#include "case/signer_token.h"

#include <openssl/conf.h>
#include <openssl/engine.h>

#include "case/signer.h"

int
signer_token_open(const char *uri, struct buffer *pin, EVP_PKEY **key, struct error *e)
{
	ENGINE_load_dynamic();
	ENGINE *engine = ENGINE_by_id("pkcs11");
	if (!engine)
		return crypto_error(e, "OpenSSL's engine for PKCS#11 is not there; install "
				       "libengine-pkcs11-openssl");
	if (ENGINE_init(engine) != 1) {
		ENGINE_free(engine);
		return crypto_error(e, "OpenSSL's engine for PKCS#11 cannot be started");
	}
	if (pin->n)
		ENGINE_ctrl_cmd_string(engine, "PIN", buffer_text(pin), 0);
	*key = ENGINE_load_private_key(engine, uri, UI_OpenSSL(), NULL);
	ENGINE_finish(engine); /* the key holds the engine as long as it lives */
	ENGINE_free(engine);
	return *key ? 0 : crypto_error(e, "the token gives no key for '%s'", uri);
}
