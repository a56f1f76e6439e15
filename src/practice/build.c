/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/build.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "practice/space.h"

#define MIB ((uint64_t)1 << 20)

static const struct fs_ops *const all_ops[] = {&fat16_ops, &fat32_ops, &exfat_ops,
					       &ntfs_ops,  &ext4_ops,  NULL};

void
planted_run_add(struct planted *p, uint64_t file_offset, uint64_t offset, uint64_t size)
{
	struct planted_run *last = p->nruns ? &p->runs[p->nruns - 1] : NULL;

	if (last && last->offset + last->size == offset &&
	    last->file_offset + last->size == file_offset) {
		last->size += size;
		return;
	}
	p->runs = memory_resize_array(p->runs, p->nruns + 1, sizeof *p->runs);
	p->runs[p->nruns++] = (struct planted_run){file_offset, offset, size};
}

int
planted_write(const struct region *region, struct span data, const struct planted *p,
	      struct error *e)
{
	for (size_t i = 0; i < p->nruns; i++) {
		const struct planted_run *r = &p->runs[i];

		if (region_write(region, r->offset, data.p + r->file_offset, (size_t)r->size, e))
			return -1;
	}
	return 0;
}

struct times
plant_times(const struct plant *plant, const struct recipe *recipe)
{
	struct times t = plant->times;

	if (!t.modified.set)
		t.modified = recipe->time;
	if (!t.accessed.set)
		t.accessed = t.modified;
	if (!t.changed.set)
		t.changed = t.modified;
	if (!t.created.set)
		t.created = t.modified;
	return t;
}

static const struct fs_ops *
ops_of(enum fs_kind kind)
{
	for (size_t i = 0; all_ops[i]; i++)
		if (all_ops[i]->kind == kind)
			return all_ops[i];
	return NULL;
}

/* ---- One volume or gap ---- */

/* What is under way on one part. */
struct job {
	struct build *build;
	size_t part;
	const struct volume_spec *spec;
	struct region region;
	const struct fs_ops *ops; /* NULL: a gap */
	struct fs *fs;
	size_t first;		    /* its first answer */
	struct layout layout, next; /* of the file at hand, and of the one that lies between */
};

static struct answer *
answer_new(struct job *j, const struct plant *plant)
{
	struct build *b = j->build;

	if (b->n == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 64;
		b->answers = memory_resize_array(b->answers, b->cap, sizeof *b->answers);
	}
	b->answers[b->n] = (struct answer){.part = j->part, .planted = {.plant = plant}};
	return &b->answers[b->n++];
}

static int
at_line(const struct job *j, unsigned line, struct error *e)
{
	return error_prefix(e, "%s:%u", j->build->recipe->file, line);
}

static int
content_of(struct job *j, const struct plant *plant, struct buffer *out, struct error *e)
{
	struct build *b = j->build;

	buffer_clear(out);
	if (plant->kind == PLANT_DIR)
		return 0;
	return content_make(b->recipe, plant->content, out, b->facts, e);
}

/* How large the content of a plant is; made for it if need be. */
static int
size_of(struct job *j, const struct plant *p, uint64_t *size, struct error *e)
{
	const struct facts *f = &j->build->facts[p->content];
	struct buffer data = BUFFER_EMPTY;
	int status = f->known ? 0 : content_of(j, p, &data, e);

	buffer_release(&data);
	*size = f->size;
	return status;
}

/* Into j->layout; what lies between its pieces gets its own now, and is added next. */
static int
plan(struct job *j, const struct plant *p, uint64_t size, struct error *e)
{
	const struct plant *end = j->spec->plants + j->spec->n;
	struct layout_file file = {p, size, &j->layout}, guest = {p + 1, 0, &j->next};
	bool shared = p + 1 < end && p[1].interleaved;

	j->layout = p->interleaved ? j->next : (struct layout){.n = 0};
	j->next.n = 0;
	if (p->interleaved || (p->fragments == 1 && !p->at_set))
		return 0;
	if (j->ops->folders(j->fs, p, e) || (shared && j->ops->folders(j->fs, p + 1, e)))
		return -1;
	if (shared && size_of(j, p + 1, &guest.size, e))
		return -1;
	return layout_plan(j->ops, j->fs, j->build->recipe->seed, &file, shared ? &guest : NULL, e);
}

static int
add_one(struct job *j, const struct plant *p, struct buffer *data, struct error *e)
{
	struct answer *a = answer_new(j, p);

	return content_of(j, p, data, e) || plan(j, p, data->n, e) ||
			       j->ops->add(j->fs, p, buffer_span(data), &j->layout, &a->planted, e)
		       ? -1
		       : 0;
}

static int
add_all(struct job *j, struct error *e)
{
	struct buffer data = BUFFER_EMPTY;
	int status = 0;

	for (size_t i = 0; i < j->spec->n && !status; i++) {
		const struct plant *p = &j->spec->plants[i];

		if (p->kind == PLANT_MANY) {
			status = content_of(j, p, &data, e);
			if (!status)
				status = j->ops->many(j->fs, p, buffer_span(&data), e);
		} else if (p->kind != PLANT_FREE) {
			status = add_one(j, p, &data, e);
		}
		if (status)
			at_line(j, p->line, e);
	}
	buffer_release(&data);
	return status;
}

static int
plant_free(struct job *j, struct space *space, struct error *e)
{
	struct buffer data = BUFFER_EMPTY;
	int status = 0;

	for (size_t i = 0; i < j->spec->n && !status; i++) {
		const struct plant *p = &j->spec->plants[i];

		if (p->kind != PLANT_FREE)
			continue;
		if (content_of(j, p, &data, e) ||
		    space_plant(space, p, buffer_span(&data), &answer_new(j, p)->planted, e))
			status = at_line(j, p->line, e);
	}
	buffer_release(&data);
	return status;
}

static int
fill_space(struct job *j, struct error *e)
{
	struct extents room = {0};
	uint32_t cluster = SECTOR;
	struct space space;
	char name[32];
	int status;

	if (!j->ops)
		extents_add(&room, 0, j->spec->size);
	else if (j->ops->free_extents(j->fs, &room, &cluster, e))
		return -1;
	snprintf(name, sizeof name, "space %zu", j->part);
	status = space_init(&space, &j->region, &room, cluster, j->spec->filler,
			    rng_named(j->build->recipe->seed, name), e);
	if (!status)
		status = plant_free(j, &space, e);
	space_release(&space);
	return status;
}

static int
remove_all(struct job *j, struct error *e)
{
	for (size_t i = j->first; i < j->build->n; i++) {
		struct planted *p = &j->build->answers[i].planted;

		if (p->plant->kind == PLANT_DELETED && j->ops->remove(j->fs, p->plant, p, e))
			return at_line(j, p->plant->line, e);
	}
	return 0;
}

static int
build_part(struct build *b, size_t part, struct error *e)
{
	const struct volume_spec *spec = b->parts[part].spec;
	struct job j = {.build = b,
			.part = part,
			.spec = spec,
			.region = {&b->disk, b->parts[part].offset, spec->size},
			.ops = ops_of(spec->fs),
			.first = b->n};
	int status;

	if (!j.ops)
		return fill_space(&j, e);
	if (j.ops->open(&j.fs, &j.region, spec, b->recipe, e))
		return at_line(&j, spec->line, e);
	status = add_all(&j, e) || fill_space(&j, e) || remove_all(&j, e) ? -1 : 0;
	/* Closed in any case; the first error is the one that is told. */
	if (j.ops->close(&j.fs, e) && !status)
		status = at_line(&j, spec->line, e);
	return status;
}

/* ---- The whole ---- */

static int
hash_window(EVP_MD_CTX *md, const struct region *whole, uint64_t offset, struct error *e)
{
	uint64_t left = whole->size - offset;
	size_t n = left < MIB ? (size_t)left : MIB;
	unsigned char *bytes = memory_new(n);
	int status = region_read(whole, offset, bytes, n, e);

	if (!status && EVP_DigestUpdate(md, bytes, n) != 1)
		status = error_set(e, ERROR_SYSTEM, "OpenSSL could not compute a digest");
	free(bytes);
	return status;
}

/* The evidence_id of winnow-record(5): SHA-256 over the size and the first, middle and last MiB. */
static int
identify(struct build *b, struct error *e)
{
	const struct region whole = {&b->disk, 0, b->disk.size};
	uint64_t size = b->disk.size;
	unsigned char text[8], value[32];
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	struct buffer hex = BUFFER_EMPTY;
	int status = 0;

	put_le64(text, size);
	if (!md || EVP_DigestInit_ex(md, EVP_sha256(), NULL) != 1 ||
	    EVP_DigestUpdate(md, text, sizeof text) != 1)
		status = error_set(e, ERROR_SYSTEM, "OpenSSL could not compute a digest");
	if (!status && (hash_window(md, &whole, 0, e) || hash_window(md, &whole, size / 2, e) ||
			hash_window(md, &whole, size < MIB ? 0 : size - MIB, e)))
		status = -1;
	if (!status && EVP_DigestFinal_ex(md, value, NULL) == 1) {
		text_hex(&hex, value, sizeof value);
		snprintf(b->id, sizeof b->id, "%s", buffer_text(&hex));
	}
	buffer_release(&hex);
	EVP_MD_CTX_free(md);
	return status;
}

/* Known ones stand in the hash list; of originals the key says how near their likes are. */
static bool
is_wanted(const struct build *b, size_t index)
{
	const struct recipe *r = b->recipe;
	bool wanted = r->contents[index].known != KNOWN_NOT;

	for (size_t i = index + 1; i < r->ncontents && !wanted; i++)
		wanted = content_original(r, i) == &r->contents[index];
	return wanted;
}

/* Known contents that are planted nowhere are wanted in the hash list all the same. */
static int
complete_facts(struct build *b, struct error *e)
{
	const struct recipe *r = b->recipe;
	struct buffer data = BUFFER_EMPTY;
	int status = 0;

	for (size_t i = 0; i < r->ncontents && !status; i++) {
		if (b->facts[i].known || !is_wanted(b, i))
			continue;
		buffer_clear(&data);
		status = content_make(r, i, &data, b->facts, e);
	}
	buffer_release(&data);
	return status;
}

int
build_disk(struct build *b, const struct recipe *recipe, int fd, const char *path, struct error *e)
{
	*b = (struct build){.recipe = recipe, .disk = {.fd = fd, .path = path}};
	b->parts = memory_zero(recipe->nvolumes, sizeof *b->parts);
	b->facts = memory_zero(recipe->ncontents + 1, sizeof *b->facts);
	if (table_lay_out(recipe, b->parts, &b->disk.size, e))
		return -1;
	if (ftruncate(fd, (off_t)b->disk.size))
		return error_system(e, "cannot make %s %llu bytes long", path,
				    (unsigned long long)b->disk.size);
	for (size_t i = 0; i < recipe->nvolumes; i++)
		if (build_part(b, i, e))
			return -1;
	if (table_write(recipe, b->parts, &b->disk, e) || complete_facts(b, e))
		return -1;
	return identify(b, e);
}

void
build_release(struct build *b)
{
	for (size_t i = 0; i < b->n; i++)
		free(b->answers[i].planted.runs);
	free(b->answers);
	free(b->parts);
	if (b->recipe)
		facts_release(b->facts, b->recipe->ncontents);
	*b = (struct build){0};
}
