/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/layout.h"

#include <assert.h>
#include <openssl/evp.h>
#include <stdlib.h>

#include "base/memory.h"
#include "hashset/pack.h"

#define HEADER_SIZE (WSET_FIXED + LAYOUT_SECTIONS * WSET_SECTION_ROW + WSET_CHECK_SIZE)
#define BLOCK	    ((size_t)1 << 20)

int
layout_begin(struct layout *l, struct outfile *file, struct error *e)
{
	static const unsigned char room[HEADER_SIZE];
	*l = (struct layout){.file = file};
	return outfile_add(file, room, sizeof room, e);
}

int
layout_section(struct layout *l, enum wset_section type, uint32_t digest, uint32_t width,
	       struct error *e)
{
	assert(l->n < LAYOUT_SECTIONS);
	if (outfile_align(l->file, WSET_ALIGN, e))
		return -1;
	l->sections[l->n++] = (struct layout_section){
		.type = type, .digest = digest, .width = width, .offset = l->file->size};
	return 0;
}

void
layout_end(struct layout *l, unsigned bits)
{
	struct layout_section *s = &l->sections[l->n - 1];
	s->bits = bits;
	s->size = l->file->size - s->offset;
	s->count = s->size / s->width;
	assert(s->count * s->width == s->size);
}

static void
pack_section(unsigned char *row, const struct layout_section *s)
{
	pack_le32(row, (uint32_t)s->type);
	pack_le32(row + 4, s->digest);
	pack_le32(row + 8, s->width);
	pack_le32(row + 12, s->bits);
	pack_le64(row + 16, s->offset);
	pack_le64(row + 24, s->size);
	pack_le64(row + 32, s->count);
}

static int
write_header(const struct layout *l, uint64_t file_size, uint32_t features, struct error *e)
{
	unsigned char header[HEADER_SIZE] = {0};
	memcpy(header, WSET_MAGIC, WSET_MAGIC_SIZE);
	pack_le32(header + WSET_AT_VERSION, WSET_VERSION);
	pack_le32(header + WSET_AT_HEADER, HEADER_SIZE);
	pack_le64(header + WSET_AT_SIZE, file_size);
	pack_le32(header + WSET_AT_SECTIONS, (uint32_t)l->n);
	pack_le32(header + WSET_AT_FEATURES, features);
	for (size_t i = 0; i < l->n; i++)
		pack_section(header + WSET_FIXED + i * WSET_SECTION_ROW, &l->sections[i]);

	unsigned char *check = header + HEADER_SIZE - WSET_CHECK_SIZE;
	if (!EVP_Q_digest(NULL, "SHA256", NULL, header, HEADER_SIZE - WSET_CHECK_SIZE, check, NULL))
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	return outfile_write_at(l->file->fd, header, sizeof header, 0, e);
}

static int
digest_of_file(int fd, uint64_t n, unsigned char out[WSET_CHECK_SIZE], struct error *e)
{
	unsigned char *block = memory_new(BLOCK);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int ok = ctx && EVP_DigestInit_ex(ctx, EVP_sha256(), NULL);
	for (uint64_t done = 0; ok && done < n;) {
		size_t want = n - done < BLOCK ? (size_t)(n - done) : BLOCK;
		ok = outfile_read_at(fd, block, want, done, e) == 0 &&
		     EVP_DigestUpdate(ctx, block, want);
		done += want;
	}
	ok = ok && EVP_DigestFinal_ex(ctx, out, NULL);
	EVP_MD_CTX_free(ctx);
	free(block);
	return ok ? 0 : error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
}

int
layout_finish(struct layout *l, uint32_t features, struct error *e)
{
	assert(l->n == LAYOUT_SECTIONS);
	if (outfile_align(l->file, WSET_ALIGN, e) || outfile_flush(l->file, e))
		return -1;
	uint64_t body = l->file->size;
	unsigned char check[WSET_CHECK_SIZE];
	if (write_header(l, body + sizeof check, features, e) ||
	    digest_of_file(l->file->fd, body, check, e))
		return -1;
	if (outfile_write_at(l->file->fd, check, sizeof check, body, e))
		return -1;
	l->file->size += sizeof check;
	return 0;
}
