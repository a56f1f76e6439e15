/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/set.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "hashset/set_parts.h"

int
hashset_damaged(const struct hashset *s, const char *what, struct error *e)
{
	return error_set(e, ERROR_INPUT, "%s is damaged (%s); build it again or take a good copy",
			 s->path, what);
}

/* ---- Header ---- */

struct section_row {
	uint32_t type, digest, width, bits;
	uint64_t offset, size, count;
};

static struct section_row
section_row(const unsigned char *p)
{
	return (struct section_row){.type = le32(p),
				    .digest = le32(p + 4),
				    .width = le32(p + 8),
				    .bits = le32(p + 12),
				    .offset = le64(p + 16),
				    .size = le64(p + 24),
				    .count = le64(p + 32)};
}

/*
 * The part that a row describes, and the width its rows must have; NULL: a section of no use to us.
 */
static struct hashset_part *
part_of(struct hashset *s, const struct section_row *row, uint32_t *width)
{
	struct hashset_keys *k =
		row->digest >= 1 && row->digest <= DIGEST_KINDS ? &s->kind[row->digest - 1] : NULL;
	switch (row->type) {
	case WSET_STRINGS:
		*width = 1;
		return &s->strings;
	case WSET_TEXTS:
		*width = 1;
		return &s->texts;
	case WSET_SIZES:
		*width = 8;
		return &s->sizes;
	case WSET_KEY_CHECK:
		*width = SET_KEY_CHECK_SIZE;
		return &s->key_check;
	case WSET_PDQ:
		*width = PDQ_SIZE;
		return &s->pdq;
	case WSET_PDQ_REFS:
		*width = 4;
		return &s->pdq_refs;
	case WSET_PDQ_QUALITY:
		*width = 1;
		return &s->pdq_quality;
	case WSET_SETS:
		*width = WSET_SET_ROW;
		return &s->sets;
	case WSET_VERDICTS:
		*width = WSET_VERDICT_ROW;
		return &s->verdicts;
	case WSET_ENTRIES:
		*width = WSET_ENTRY_ROW;
		return &s->entries;
	case WSET_FANOUT:
		*width = 4;
		return k ? &k->fanout : NULL;
	case WSET_REFS:
		*width = 4;
		return k ? &k->refs : NULL;
	case WSET_KEYS:
		*width = k ? (uint32_t)k->width : 0;
		return k ? &k->keys : NULL;
	default:
		return NULL;
	}
}

static int
take_section(struct hashset *s, const unsigned char *raw, uint32_t header, struct error *e)
{
	struct section_row row = section_row(raw);
	uint64_t end, bytes, limit = s->size - WSET_CHECK_SIZE;
	uint32_t width = 0;
	struct hashset_part *part = part_of(s, &row, &width);
	if (__builtin_add_overflow(row.offset, row.size, &end) || row.offset < header ||
	    end > limit)
		return hashset_damaged(s, "a section lies outside the file", e);
	if (!part)
		return 0; /* of a later minor version */
	if (row.width != width || __builtin_mul_overflow(row.count, width, &bytes) ||
	    bytes != row.size)
		return hashset_damaged(s, "a section's size does not fit its rows", e);
	if (part->p)
		return hashset_damaged(s, "a section stands there twice", e);
	*part = (struct hashset_part){s->base + row.offset, row.size, row.count};
	if (row.type == WSET_SIZES)
		s->sizes_complete = (row.bits & WSET_SIZES_COMPLETE) != 0;
	if (row.type == WSET_FANOUT) {
		if (row.bits > WSET_FANOUT_BITS || row.count != (UINT64_C(1) << row.bits) + 1)
			return hashset_damaged(s, "a fan-out has the wrong size", e);
		s->kind[row.digest - 1].bits = row.bits;
	}
	return 0;
}

static int
check_parts(struct hashset *s, struct error *e)
{
	if (!s->strings.p || !s->sets.p || !s->verdicts.p || !s->entries.p || !s->texts.p ||
	    !s->sizes.p || !s->pdq.p || !s->pdq_refs.p || !s->pdq_quality.p)
		return hashset_damaged(s, "a section is missing", e);
	if (s->pdq.count != s->pdq_refs.count || s->pdq.count != s->pdq_quality.count ||
	    s->pdq.count > UINT32_MAX)
		return hashset_damaged(s, "PDQ digests and references differ in number", e);
	if (s->keyed && s->key_check.count != 1)
		return hashset_damaged(s, "it is keyed and does not tell by which key", e);
	if (s->verdicts.count > WSET_VERDICTS_MAX || s->sets.count > WSET_SETS_MAX ||
	    s->entries.count >= WSET_REF_VERDICT)
		return hashset_damaged(s, "a table is too long", e);
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		struct hashset_keys *k = &s->kind[kind];
		if (!k->keys.p || !k->refs.p || !k->fanout.p)
			return hashset_damaged(s, "a section is missing", e);
		if (k->keys.count != k->refs.count || k->keys.count > UINT32_MAX)
			return hashset_damaged(s, "keys and references differ in number", e);
		k->n = (uint32_t)k->keys.count;
	}
	return 0;
}

static int
check_header(struct hashset *s, uint32_t header, uint32_t sections, struct error *e)
{
	unsigned char check[WSET_CHECK_SIZE];
	if (sections > WSET_SECTIONS_MAX || header > s->size - WSET_CHECK_SIZE ||
	    header != WSET_FIXED + sections * WSET_SECTION_ROW + WSET_CHECK_SIZE)
		return hashset_damaged(s, "its header has an impossible size", e);
	size_t covered = header - WSET_CHECK_SIZE;
	if (!EVP_Q_digest(NULL, "SHA256", NULL, s->base, covered, check, NULL))
		return error_set(e, ERROR_SYSTEM, "OpenSSL cannot compute SHA-256");
	if (memcmp(check, s->base + covered, sizeof check) != 0)
		return hashset_damaged(s, "its header does not match its checksum", e);
	return 0;
}

static int
read_header(struct hashset *s, struct error *e)
{
	const unsigned char *p = s->base;
	if (s->size < WSET_MAGIC_SIZE || memcmp(p, WSET_MAGIC, WSET_MAGIC_SIZE) != 0)
		return error_set(e, ERROR_INPUT,
				 "%s is not a set file; make one with: winnow-set build -o SET %s",
				 s->path, s->path);
	if (s->size < WSET_FIXED + 2 * WSET_CHECK_SIZE)
		return hashset_damaged(s, "it is cut short", e);
	uint32_t version = le32(p + WSET_AT_VERSION), header = le32(p + WSET_AT_HEADER);
	uint32_t sections = le32(p + WSET_AT_SECTIONS);
	if (version != WSET_VERSION)
		return error_set(
			e, ERROR_INPUT,
			"%s has set format %u; this program reads format %d: build it again",
			s->path, version, WSET_VERSION);
	if (le64(p + WSET_AT_SIZE) != s->size)
		return hashset_damaged(s, "it is not as long as it was when it was built", e);
	if (check_header(s, header, sections, e))
		return -1;
	uint32_t features = le32(p + WSET_AT_FEATURES);
	s->keyed = (features & WSET_FEATURE_KEYED) != 0;
	if (features & ~WSET_FEATURE_KEYED)
		return error_set(e, ERROR_INPUT, "%s needs a later version of winnow", s->path);
	for (uint32_t i = 0; i < sections; i++) {
		if (take_section(s, p + WSET_FIXED + (size_t)i * WSET_SECTION_ROW, header, e))
			return -1;
	}
	return check_parts(s, e);
}

/* ---- Opening ---- */

static struct hashset *
hashset_new(const char *path)
{
	struct hashset *s = memory_zero(1, sizeof *s);
	s->path = memory_string(path);
	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		s->kind[kind].width = digest_size((enum digest_kind)kind);
	return s;
}

void
hashset_close(struct hashset **s)
{
	if (!*s)
		return;
	if ((*s)->mapped)
		munmap((void *)(uintptr_t)(*s)->base, (*s)->size);
	free((*s)->path);
	free(*s);
	*s = NULL;
}

static int
map_file(struct hashset *s, int fd, struct error *e)
{
	struct stat st;
	if (fstat(fd, &st))
		return error_system(e, "cannot read %s", s->path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "%s is not a regular file", s->path);
	if (st.st_size == 0)
		return error_set(e, ERROR_INPUT, "%s is empty", s->path);
	s->size = (uint64_t)st.st_size;
	void *base = mmap(NULL, s->size, PROT_READ, MAP_SHARED, fd, 0);
	if (base == MAP_FAILED)
		return error_system(e, "cannot map %s", s->path);
	s->base = base;
	s->mapped = true;
	return 0;
}

int
hashset_open(struct hashset **out, const char *path, struct error *e)
{
	/* O_NONBLOCK: a FIFO in place of a set must not hang us. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return error_system(e, "cannot open %s", path);
	struct hashset *s = hashset_new(path);
	int status = map_file(s, fd, e);
	if (status == 0)
		status = read_header(s, e);
	close(fd);
	if (status)
		hashset_close(&s);
	*out = s;
	return status;
}

int
hashset_open_memory(struct hashset **out, const void *p, size_t n, const char *name,
		    struct error *e)
{
	struct hashset *s = hashset_new(name);
	s->base = p;
	s->size = n;
	int status = read_header(s, e);
	if (status)
		hashset_close(&s);
	*out = s;
	return status;
}
