/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/bloom.h"

#include <fcntl.h>
#include <math.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/text.h"

#define HEAD	48
#define MODULUS UINT64_C(18446744073709551557)
#define FACTOR	UINT64_C(18446744073709550147)
#define K_MAX	64

struct bloom {
	char *path, *name;
	const unsigned char *base, *bits;
	uint64_t size;
	bool mapped;
	uint64_t capacity, k, m, entries;
	double rate;
};

/* ---- Opening ---- */

static double
le_double(const unsigned char *p)
{
	uint64_t raw = le64(p);
	double value;
	memcpy(&value, &raw, sizeof value);
	return value;
}

/* A head that fits together and a file as long as it says. */
static bool
is_head(const unsigned char *p, uint64_t size)
{
	if (size < HEAD || p[0] != 1 || le64(p) > 0xFFFF)
		return false;
	double rate = le_double(p + 16);
	uint64_t k = le64(p + 24), m = le64(p + 32);
	return rate > 0 && rate < 1 && k > 0 && k <= K_MAX && m > 0 &&
	       m / 64 + (m % 64 != 0) <= (size - HEAD) / 8;
}

bool
bloom_is(const char *path)
{
	unsigned char head[HEAD];
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return false;
	bool is = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
		  pread(fd, head, sizeof head, 0) == HEAD && is_head(head, (uint64_t)st.st_size);
	close(fd);
	return is;
}

/* The share of bits that its entries have set, so many times over. */
static double
rate_of(const struct bloom *b)
{
	double stated = le_double(b->base + 16);
	double full = 1 - exp(-(double)b->k * (double)b->entries / (double)b->m);
	double real = pow(full, (double)b->k);
	return real > stated ? real : stated;
}

static int
read_head(struct bloom *b, struct error *e)
{
	const unsigned char *p = b->base;
	if (!is_head(p, b->size))
		return error_set(e, ERROR_INPUT, "%s is no Bloom filter, or it is cut off",
				 b->path);
	b->capacity = le64(p + 8);
	b->k = le64(p + 24);
	b->m = le64(p + 32);
	b->entries = le64(p + 40);
	b->bits = p + HEAD;
	b->rate = rate_of(b);
	return 0;
}

static struct bloom *
bloom_new(const char *path)
{
	struct bloom *b = memory_zero(1, sizeof *b);
	struct buffer name = BUFFER_EMPTY;
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	text_to_utf8(&name, base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
	buffer_text(&name);
	b->name = name.data;
	b->path = memory_string(path);
	return b;
}

static int
map_file(struct bloom *b, int fd, struct error *e)
{
	struct stat st;
	if (fstat(fd, &st))
		return error_system(e, "cannot read %s", b->path);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return error_set(e, ERROR_INPUT, "%s is no Bloom filter", b->path);
	b->size = (uint64_t)st.st_size;
	void *base = mmap(NULL, b->size, PROT_READ, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		return error_system(e, "cannot map %s", b->path);
	b->base = base;
	b->mapped = true;
	return 0;
}

int
bloom_open(struct bloom **out, const char *path, struct error *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_system(e, "cannot open %s", path);
	struct bloom *b = bloom_new(path);
	int status = map_file(b, fd, e);
	if (status == 0)
		status = read_head(b, e);
	close(fd);
	if (status)
		bloom_close(&b);
	*out = b;
	return status;
}

int
bloom_open_memory(struct bloom **out, const void *p, size_t n, const char *name, struct error *e)
{
	struct bloom *b = bloom_new(name);
	b->base = p;
	b->size = n;
	int status = read_head(b, e);
	if (status)
		bloom_close(&b);
	*out = b;
	return status;
}

void
bloom_close(struct bloom **b)
{
	if (!*b)
		return;
	if ((*b)->mapped)
		munmap((void *)(uintptr_t)(*b)->base, (*b)->size);
	free((*b)->path);
	free((*b)->name);
	free(*b);
	*b = NULL;
}

/* ---- Asking ---- */

const char *
bloom_path(const struct bloom *b)
{
	return b->path;
}

const char *
bloom_name(const struct bloom *b)
{
	return b->name;
}

void
bloom_facts(const struct bloom *b, struct bloom_facts *out)
{
	*out = (struct bloom_facts){.bytes = b->size,
				    .capacity = b->capacity,
				    .entries = b->entries,
				    .hashes = b->k,
				    .bits = b->m,
				    .rate = b->rate};
}

int
bloom_digest(const struct bloom *b, unsigned char out[32], struct error *e)
{
	if (EVP_Q_digest(NULL, "SHA256", NULL, b->base, b->size, out, NULL))
		return 0;
	return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
}

static bool
has_text(const struct bloom *b, const char *text, size_t n)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < n; i++)
		h = h * UINT64_C(1099511628211) ^ (unsigned char)text[i];
	h %= MODULUS;
	for (uint64_t i = 0; i < b->k; i++) {
		h = h * FACTOR % MODULUS;
		uint64_t bit = h % b->m;
		if (!(le64(b->bits + bit / 64 * 8) >> bit % 64 & 1))
			return false;
	}
	return true;
}

bool
bloom_has(const struct bloom *b, enum digest_kind kind, const unsigned char *digest)
{
	char upper[2 * DIGEST_MAX], lower[2 * DIGEST_MAX];
	size_t n = digest_size(kind);
	for (size_t i = 0; i < 2 * n; i++) {
		unsigned nibble = i % 2 ? digest[i / 2] & 15U : digest[i / 2] >> 4;
		upper[i] = "0123456789ABCDEF"[nibble];
		lower[i] = "0123456789abcdef"[nibble];
	}
	return has_text(b, upper, 2 * n) || has_text(b, lower, 2 * n);
}

double
bloom_rate(const struct bloom *b, unsigned digests)
{
	return 1 - pow(1 - b->rate, (double)(digests * BLOOM_FORMS));
}
