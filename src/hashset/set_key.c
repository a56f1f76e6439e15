/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/set_key.h"

#include <assert.h>
#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/whole_io.h"

#define BLOCK 64 /* of SHA-256 */
#define SIZE  32

/*
 * HMAC's two inner states after the padded key are kept and copied for each digest: a look-up then
 * costs two blocks of SHA-256 and no set-up.
 */
struct set_key {
	EVP_MD_CTX *inner, *outer, *work;
};

static int
absorb(EVP_MD_CTX *ctx, const unsigned char key[BLOCK], unsigned char pad)
{
	unsigned char block[BLOCK];
	for (size_t i = 0; i < BLOCK; i++)
		block[i] = key[i] ^ pad;
	int ok = EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) && EVP_DigestUpdate(ctx, block, BLOCK);
	OPENSSL_cleanse(block, sizeof block);
	return ok;
}

static int
prepare(struct set_key *k, const void *p, size_t n)
{
	unsigned char key[BLOCK] = {0};
	int ok = 1;
	if (n <= BLOCK)
		memcpy(key, p, n);
	else
		ok = EVP_Q_digest(NULL, "SHA256", NULL, p, n, key, NULL);
	ok = ok && k->inner && k->outer && k->work && absorb(k->inner, key, 0x36) &&
	     absorb(k->outer, key, 0x5C);
	OPENSSL_cleanse(key, sizeof key);
	return ok;
}

int
set_key_new(struct set_key **out, const void *p, size_t n, struct error *e)
{
	struct set_key *k = memory_zero(1, sizeof *k);
	k->inner = EVP_MD_CTX_new();
	k->outer = EVP_MD_CTX_new();
	k->work = EVP_MD_CTX_new();
	*out = k;
	if (prepare(k, p, n))
		return 0;
	set_key_free(out);
	return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute HMAC-SHA-256");
}

void
set_key_free(struct set_key **k)
{
	if (!*k)
		return;
	EVP_MD_CTX_free((*k)->inner);
	EVP_MD_CTX_free((*k)->outer);
	EVP_MD_CTX_free((*k)->work);
	free(*k);
	*k = NULL;
}

static int
read_key(int fd, const char *path, unsigned char key[SET_KEY_MAX + 1], size_t *n, bool *shared,
	 struct error *e)
{
	struct stat st;
	if (fstat(fd, &st))
		return error_system(e, "%s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "%s is not a regular file", path);
	*n = read_whole_at(fd, key, SET_KEY_MAX + 1, 0);
	if (*n < SET_KEY_MIN || *n > SET_KEY_MAX)
		return error_set(
			e, ERROR_INPUT,
			"%s is no key: a key is a file of %d to %d random bytes (head -c 32 "
			"/dev/urandom makes one)",
			path, SET_KEY_MIN, SET_KEY_MAX);
	if (shared)
		*shared = (st.st_mode & 077) != 0;
	return 0;
}

int
set_key_read(struct set_key **out, const char *path, bool *shared, struct error *e)
{
	unsigned char key[SET_KEY_MAX + 1];
	size_t n = 0;
	*out = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_system(e, "cannot open the key %s", path);
	int status = read_key(fd, path, key, &n, shared, e);
	close(fd);
	if (status == 0)
		status = set_key_new(out, key, n, e);
	OPENSSL_cleanse(key, sizeof key);
	return status;
}

static void
hmac(const struct set_key *k, const void *p, size_t n, unsigned char out[SIZE])
{
	int ok = EVP_MD_CTX_copy_ex(k->work, k->inner) && EVP_DigestUpdate(k->work, p, n) &&
		 EVP_DigestFinal_ex(k->work, out, NULL) && EVP_MD_CTX_copy_ex(k->work, k->outer) &&
		 EVP_DigestUpdate(k->work, out, SIZE) && EVP_DigestFinal_ex(k->work, out, NULL);
	assert(ok); /* the same calls succeeded when the key was made */
	(void)ok;
}

void
set_key_digest(const struct set_key *k, enum digest_kind kind, const unsigned char *in,
	       unsigned char *out)
{
	unsigned char full[SIZE];
	hmac(k, in, digest_size(kind), full);
	memcpy(out, full, digest_size(kind));
}

void
set_key_check(const struct set_key *k, unsigned char out[SET_KEY_CHECK_SIZE])
{
	static const char text[] = "winnow keyed set";
	hmac(k, text, sizeof text - 1, out);
}
