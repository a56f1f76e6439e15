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
	case WSET_COMMENTS:
		*width = 1;
		return &s->comments;
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
	if (!s->strings.p || !s->sets.p || !s->verdicts.p || !s->entries.p || !s->comments.p)
		return hashset_damaged(s, "a section is missing", e);
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
	if (le32(p + WSET_AT_FEATURES) != 0)
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

/* ---- What is in it ---- */

const char *
hashset_path(const struct hashset *s)
{
	return s->path;
}

uint64_t
hashset_bytes(const struct hashset *s)
{
	return s->size;
}

const unsigned char *
hashset_digest(const struct hashset *s)
{
	return s->base + s->size - WSET_CHECK_SIZE;
}

uint64_t
hashset_keys(const struct hashset *s, enum digest_kind kind)
{
	return s->kind[kind].n;
}

uint32_t
hashset_sets(const struct hashset *s)
{
	return (uint32_t)s->sets.count;
}

uint32_t
hashset_verdicts(const struct hashset *s)
{
	return (uint32_t)s->verdicts.count;
}

uint64_t
hashset_rows(const struct hashset *s)
{
	return s->entries.count;
}

/* A length and so many bytes, at `at` of a part. */
static int
stored_text(const struct hashset *s, const struct hashset_part *part, uint64_t at, struct span *out,
	    struct error *e)
{
	if (part->size < 4 || at > part->size - 4)
		return hashset_damaged(s, "a text lies outside its section", e);
	uint32_t n = le32(part->p + at);
	if (n > part->size - 4 - at || n > WSET_STRING_MAX)
		return hashset_damaged(s, "a text is longer than its section", e);
	*out = (struct span){(const char *)part->p + at + 4, n};
	return 0;
}

static int
string_at(const struct hashset *s, uint32_t at, struct span *out, struct error *e)
{
	*out = (struct span){NULL, 0};
	return at == WSET_NO_STRING ? 0 : stored_text(s, &s->strings, at, out, e);
}

int
hashset_name(const struct hashset *s, uint32_t number, struct hashset_name *out, struct error *e)
{
	if (number >= s->sets.count)
		return hashset_damaged(s, "a verdict names a set that is not there", e);
	const unsigned char *row = s->sets.p + (size_t)number * WSET_SET_ROW;
	if (string_at(s, le32(row), &out->name, e) ||
	    string_at(s, le32(row + 4), &out->metadata, e))
		return -1;
	return 0;
}

int
hashset_verdict(const struct hashset *s, uint32_t number, struct hashset_verdict *out,
		struct error *e)
{
	struct hashset_name name;
	if (number >= s->verdicts.count)
		return hashset_damaged(s, "an entry names a verdict that is not there", e);
	const unsigned char *row = s->verdicts.p + (size_t)number * WSET_VERDICT_ROW;
	out->set = le32(row);
	out->kind = (enum verdict_kind)le32(row + 4);
	out->entries = le64(row + 24);
	if (!verdict_kind_name(out->kind))
		return hashset_damaged(s, "a verdict is of an unknown kind", e);
	if (hashset_name(s, out->set, &name, e))
		return -1;
	out->set_name = name.name;
	if (string_at(s, le32(row + 8), &out->scheme, e) ||
	    string_at(s, le32(row + 12), &out->category, e) ||
	    string_at(s, le32(row + 16), &out->label, e))
		return -1;
	return 0;
}

static int
entry_row(const struct hashset *s, struct hashset_entry *out, struct error *e)
{
	if (out->number >= s->entries.count)
		return hashset_damaged(s, "a key names an entry that is not there", e);
	const unsigned char *row = s->entries.p + (size_t)out->number * WSET_ENTRY_ROW;
	uint64_t comment = le64(row + 16);
	out->verdict = le32(row);
	out->digests = le32(row + 4);
	out->size = le64(row + 8);
	if (comment == WSET_NO_COMMENT)
		return 0;
	return stored_text(s, &s->comments, comment, &out->comment, e);
}

int
hashset_entry(const struct hashset *s, enum digest_kind kind, uint32_t position,
	      struct hashset_entry *out, struct error *e)
{
	const struct hashset_keys *k = &s->kind[kind];
	if (position >= k->n)
		return hashset_damaged(s, "a position lies outside the keys", e);
	uint32_t ref = le32(k->refs.p + (size_t)position * 4);
	*out = (struct hashset_entry){.digests = 1U << kind, .size = WSET_NO_SIZE};
	if (ref & WSET_REF_VERDICT) {
		out->verdict = ref & ~WSET_REF_VERDICT;
		return 0;
	}
	out->row = true;
	out->number = ref;
	return entry_row(s, out, e);
}

const unsigned char *
hashset_key(const struct hashset *s, enum digest_kind kind, uint32_t position)
{
	return s->kind[kind].keys.p + (size_t)position * s->kind[kind].width;
}
