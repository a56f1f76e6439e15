/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/texts.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "hashset/format.h"
#include "hashset/pack.h"

#define RECENT 4096 /* texts remembered; a power of two */

struct texts {
	struct outfile file;
	EVP_MD_CTX *digest;
	struct text_ref recent[RECENT];
};

int
texts_open(struct texts **out, const char *dir, struct error *e)
{
	struct texts *c = memory_zero(1, sizeof *c);
	*out = c;
	if (outfile_open_scratch(&c->file, dir, e))
		return -1;
	c->digest = EVP_MD_CTX_new();
	if (!c->digest || !EVP_DigestInit_ex(c->digest, EVP_sha256(), NULL))
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	return 0;
}

void
texts_close(struct texts **c)
{
	if (!*c)
		return;
	outfile_close(&(*c)->file);
	EVP_MD_CTX_free((*c)->digest);
	free(*c);
	*c = NULL;
}

static int
store(struct texts *c, struct span text, struct text_ref *out, struct error *e)
{
	unsigned char length[4];
	out->at = c->file.size;
	pack_le32(length, (uint32_t)text.n);
	if (outfile_add(&c->file, length, sizeof length, e) ||
	    outfile_add(&c->file, text.p, text.n, e))
		return -1;
	return 0;
}

int
texts_add(struct texts *c, struct span text, struct text_ref *out, struct error *e)
{
	unsigned char digest[32];
	*out = (struct text_ref){.at = WSET_NO_TEXT};
	if (text.n == 0)
		return 0;
	if (text.n > WSET_STRING_MAX)
		text.n = WSET_STRING_MAX;
	if (!EVP_DigestInit_ex(c->digest, NULL, NULL) ||
	    !EVP_DigestUpdate(c->digest, text.p, text.n) ||
	    !EVP_DigestFinal_ex(c->digest, digest, NULL))
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	memcpy(out->tag, digest, TEXT_TAG);

	struct text_ref *recent = &c->recent[(digest[30] << 8 | digest[31]) % RECENT];
	if (memcmp(recent->tag, out->tag, TEXT_TAG) == 0) {
		*out = *recent;
		return 0;
	}
	if (store(c, text, out, e))
		return -1;
	*recent = *out;
	return 0;
}

int
texts_write(struct texts *c, struct outfile *to, struct error *e)
{
	if (outfile_flush(&c->file, e) || outfile_add_file(to, c->file.fd, c->file.size, e))
		return -1;
	return 0;
}
