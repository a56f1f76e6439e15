/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sha256.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

#define READ_SIZE ((size_t)1 << 18)

struct sha256 {
	EVP_MD_CTX *ctx;
};

struct sha256 *
sha256_new(void)
{
	struct sha256 *d = memory_new(sizeof *d);
	d->ctx = EVP_MD_CTX_new();
	/* Both fail only when memory is out or libcrypto is broken: neither can be gone on with. */
	if (!d->ctx || EVP_DigestInit_ex(d->ctx, EVP_sha256(), NULL) != 1)
		abort();
	return d;
}

void
sha256_add(struct sha256 *d, const void *p, size_t n)
{
	if (EVP_DigestUpdate(d->ctx, p, n) != 1)
		abort();
}

void
sha256_finish(struct sha256 **d, char hex[SHA256_HEX_MAX])
{
	unsigned char raw[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	if (EVP_DigestFinal_ex((*d)->ctx, raw, &n) != 1)
		abort();
	assert(n == 32);
	struct buffer text = BUFFER_EMPTY;
	text_hex(&text, raw, n);
	memcpy(hex, buffer_text(&text), SHA256_HEX_MAX);
	buffer_release(&text);
	sha256_free(d);
}

void
sha256_free(struct sha256 **d)
{
	if (!*d)
		return;
	EVP_MD_CTX_free((*d)->ctx);
	free(*d);
	*d = NULL;
}

void
sha256_bytes(struct span bytes, char hex[SHA256_HEX_MAX])
{
	struct sha256 *d = sha256_new();
	sha256_add(d, bytes.p, bytes.n);
	sha256_finish(&d, hex);
}

static int
sha256_descriptor(int fd, const char *name, struct sha256 *d, uint64_t *size, struct error *e)
{
	char *block = memory_new(READ_SIZE);
	ssize_t n;
	while ((n = read(fd, block, READ_SIZE)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		sha256_add(d, block, (size_t)n);
		*size += (uint64_t)n;
	}
	free(block);
	return n < 0 ? error_system(e, "cannot read '%s'", name) : 0;
}

int
sha256_file(int dir, const char *name, char hex[SHA256_HEX_MAX], uint64_t *size, struct error *e)
{
	/* O_NONBLOCK: a pipe put in place of the file must not make us wait. */
	int fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return error_system(e, "cannot open '%s'", name);
	struct stat st;
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		close(fd);
		return error_set(e, ERROR_INPUT, "'%s' is not a regular file", name);
	}
	struct sha256 *d = sha256_new();
	uint64_t read_bytes = 0;
	int result = sha256_descriptor(fd, name, d, &read_bytes, e);
	close(fd);
	sha256_finish(&d, hex);
	if (size)
		*size = read_bytes;
	return result;
}
