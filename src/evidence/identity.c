/* SPDX-License-Identifier: Apache-2.0 */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/folder.h"
#include "evidence/image_state.h"

#define PART ((size_t)1 << 20)
#define STEP ((size_t)65536) /* what stays in the processor's cache */

static int
add_part(EVP_MD_CTX *digest, struct image *image, uint64_t offset, unsigned char *buf,
	 struct error *e)
{
	size_t got = STEP;

	for (size_t done = 0; done < PART && got == STEP; done += got) {
		if (image_read(image, offset + done, buf, STEP, &got, e))
			return -1;
		if (EVP_DigestUpdate(digest, buf, got) != 1)
			return error_set(e, ERROR_SYSTEM, "SHA-256 is not to be had from OpenSSL");
	}
	return 0;
}

static int
digest_parts(EVP_MD_CTX *digest, struct image *image, unsigned char *buf, struct error *e)
{
	uint64_t size = image_size(image);
	unsigned char le[8];

	for (unsigned i = 0; i < 8; i++)
		le[i] = (unsigned char)(size >> 8 * i);
	if (EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1 ||
	    EVP_DigestUpdate(digest, le, sizeof le) != 1)
		return error_set(e, ERROR_SYSTEM, "SHA-256 is not to be had from OpenSSL");
	if (add_part(digest, image, 0, buf, e) || add_part(digest, image, size / 2, buf, e))
		return -1;
	return add_part(digest, image, size > PART ? size - PART : 0, buf, e);
}

static int
digest_folder(EVP_MD_CTX *digest, struct image *image, struct error *e)
{
	struct buffer entries = BUFFER_EMPTY;
	int r = folder_identity(image_folder(image), &entries, e);

	if (r == 0 && (EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1 ||
		       EVP_DigestUpdate(digest, buffer_span(&entries).p, entries.n) != 1))
		r = error_set(e, ERROR_SYSTEM, "SHA-256 is not to be had from OpenSSL");
	buffer_release(&entries);
	return r;
}

static int
compute(struct image *image, struct error *e)
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	unsigned char *buf = memory_new(STEP), md[EVP_MAX_MD_SIZE];
	struct buffer hex = BUFFER_EMPTY;
	int r = !digest			   ? -1
		: image_folder(image) >= 0 ? digest_folder(digest, image, e)
					   : digest_parts(digest, image, buf, e);

	if (!r && EVP_DigestFinal_ex(digest, md, NULL) != 1)
		r = error_set(e, ERROR_SYSTEM, "SHA-256 is not to be had from OpenSSL");
	if (!r) {
		text_hex(&hex, md, 32);
		memcpy(image->id, hex.data, 64);
		buffer_release(&hex);
	}
	EVP_MD_CTX_free(digest);
	free(buf);
	return r;
}

int
image_id(struct image *image, char id[IMAGE_ID_MAX], struct error *e)
{
	if (!image->id[0] && compute(image, e))
		return -1;
	memcpy(id, image->id, IMAGE_ID_MAX);
	return 0;
}
