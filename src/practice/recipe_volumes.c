/* SPDX-License-Identifier: Apache-2.0 */
/* The directives that say where things lie: volume, gap, and what is planted on them. */
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "practice/reader.h"

#define SIZE_STEP	  4096
#define EXFAT_CLUSTER_MAX ((uint64_t)32 << 20)

static const char *const fs_names[] = {"fat16", "fat32", "exfat", "ntfs", "ext4", NULL};
static const char *const filler_names[] = {"zeros", "random", "text", NULL};
static const char *const order_names[] = {"forward", "backward", "mixed", NULL};
static const char *const removal_names[] = {"wiped", "kept", NULL};

/* ---- volume and gap ---- */

static struct volume_spec *
volume_add(struct reader *r, const struct volume_spec *v)
{
	struct recipe *recipe = r->recipe;

	recipe->volumes =
		memory_resize_array(recipe->volumes, recipe->nvolumes + 1, sizeof *recipe->volumes);
	recipe->volumes[recipe->nvolumes] = *v;
	return &recipe->volumes[recipe->nvolumes++];
}

/* Attributes that volumes and gaps share. */
static int
take_extent(struct reader *r, struct statement *s, struct volume_spec *v, struct error *e)
{
	int filler = FILLER_ZEROS;

	v->line = r->line;
	if (take_size(s, "size", RECIPE_DISK_MAX, &v->size, e) ||
	    take_choice(s, "filler", filler_names, &filler, e))
		return -1;
	v->filler = (enum filler)filler;
	if (!v->size || v->size % SIZE_STEP)
		return error_set(e, ERROR_INPUT, "size= is needed, a whole number of %d bytes (4K)",
				 SIZE_STEP);
	return 0;
}

static int
take_serial(struct statement *s, struct volume_spec *v, struct error *e)
{
	size_t digits = v->fs == FS_NTFS || v->fs == FS_EXT4 ? 16 : 8;
	unsigned char bytes[8] = {0};
	const char *text = NULL;

	if (take_text(s, "serial", &text, e))
		return -1;
	if (!text)
		return 0;
	if (strlen(text) != digits || text_unhex(text, digits, bytes))
		return error_set(e, ERROR_INPUT, "serial=%s: write %zu hex digits", text, digits);
	for (size_t i = 0; i < digits / 2; i++)
		v->serial = v->serial << 8 | bytes[i];
	return 0;
}

static int
check_label(const struct volume_spec *v, struct error *e)
{
	bool fat = v->fs == FS_FAT16 || v->fs == FS_FAT32;
	size_t max = fat || v->fs == FS_EXFAT ? 11 : v->fs == FS_EXT4 ? 16 : 32;
	size_t n = v->label ? strlen(v->label) : 0;

	if (n > max)
		return error_set(e, ERROR_INPUT, "label: at most %zu bytes on %s", max,
				 fs_name(v->fs));
	for (size_t i = 0; i < n; i++) {
		char c = v->label[i];
		bool plain = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
			     c == '-' || c == ' ';

		if (!plain && (fat || c < ' ' || c > '~'))
			return error_set(e, ERROR_INPUT, "label: %s",
					 fat ? "A-Z, 0-9, blank, _ and - only"
					     : "plain ASCII only");
	}
	return 0;
}

static int
take_cluster(struct statement *s, struct volume_spec *v, struct error *e)
{
	uint64_t cluster = 0, min = v->fs == FS_EXT4 ? 1024 : 512,
		 max = v->fs == FS_EXT4	   ? 4096
		       : v->fs == FS_EXFAT ? EXFAT_CLUSTER_MAX
					   : 65536;

	if (take_size(s, "cluster", max, &cluster, e))
		return -1;
	if (cluster && (cluster < min || (cluster & (cluster - 1))))
		return error_set(e, ERROR_INPUT, "cluster: a power of two from %llu to %llu bytes",
				 (unsigned long long)min, (unsigned long long)max);
	v->cluster = (uint32_t)cluster;
	return 0;
}

static int
read_volume(struct reader *r, struct statement *s, struct error *e)
{
	struct volume_spec v = {0};
	int fs = choose("file system", s->operands[0], fs_names, e), removal = 0;

	if (fs < 0)
		return -1;
	v.fs = (enum fs_kind)(fs + FS_FAT16);
	if (take_extent(r, s, &v, e) || take_text(s, "label", &v.label, e) || check_label(&v, e) ||
	    take_serial(s, &v, e) || take_cluster(s, &v, e))
		return -1;
	if (v.fs == FS_EXT4 && take_choice(s, "names", removal_names, &removal, e))
		return -1;
	v.names_kept = removal;
	volume_add(r, &v);
	return 0;
}

static int
read_gap(struct reader *r, struct statement *s, struct error *e)
{
	struct volume_spec v = {.fs = FS_GAP};

	if (take_extent(r, s, &v, e))
		return -1;
	volume_add(r, &v);
	return 0;
}

/* ---- What is planted ---- */

static int
plant_add(struct reader *r, struct statement *s, struct plant *p, struct error *e)
{
	struct volume_spec *v;

	if (!r->recipe->nvolumes)
		return error_set(e, ERROR_INPUT, "'%s' stands before any volume", s->directive);
	v = &r->recipe->volumes[r->recipe->nvolumes - 1];
	p->line = r->line;
	if (p->kind != PLANT_FREE && v->fs == FS_GAP)
		return error_set(e, ERROR_INPUT, "a gap has no files; only 'free' can stand here");
	if (p->path && path_check(p->path, v->fs, e))
		return -1;
	if (p->stream &&
	    (strchr(p->stream, '/') || name_check(p->stream, strlen(p->stream), v->fs, e)))
		return e->kind ? -1 : error_set(e, ERROR_INPUT, "a stream's name has no '/'");
	/* Twice as much each time: a recipe may plant thousands. */
	if (!(v->n & (v->n - 1)))
		v->plants = memory_resize_array(v->plants, v->n ? v->n * 2 : 1, sizeof *v->plants);
	v->plants[v->n++] = *p;
	return 0;
}

static int
take_times(struct statement *s, struct times *t, struct error *e)
{
	return take_moment(s, "modified", &t->modified, e) ||
			       take_moment(s, "accessed", &t->accessed, e) ||
			       take_moment(s, "changed", &t->changed, e) ||
			       take_moment(s, "created", &t->created, e)
		       ? -1
		       : 0;
}

/* What a file between the pieces of another needs: that other one, right above. */
static int
check_interleaved(const struct reader *r, const struct plant *p, struct error *e)
{
	const struct volume_spec *v =
		r->recipe->nvolumes ? &r->recipe->volumes[r->recipe->nvolumes - 1] : NULL;
	const struct plant *host = v && v->n ? &v->plants[v->n - 1] : NULL;

	if (!host || (host->kind != PLANT_FILE && host->kind != PLANT_DELETED) ||
	    host->fragments < 2 || host->interleaved)
		return error_set(e, ERROR_INPUT,
				 "interleaved: the line above must be a file with fragments=");
	if (p->fragments > 1 || p->at_set)
		return error_set(e, ERROR_INPUT,
				 "interleaved: the file above says in how many pieces and where");
	return 0;
}

static int
take_place(struct reader *r, struct statement *s, struct plant *p, struct error *e)
{
	int order = ORDER_FORWARD;

	p->fragments = 1;
	p->at = UINT64_MAX;
	if (take_number(s, "fragments", 1, RECIPE_FRAGMENT_MAX, &p->fragments, e) ||
	    take_size(s, "at", RECIPE_DISK_MAX, &p->at, e) ||
	    take_choice(s, "order", order_names, &order, e))
		return -1;
	p->order = (enum piece_order)order;
	p->at_set = p->at != UINT64_MAX;
	if (p->at_set && p->at % 512)
		return error_set(e, ERROR_INPUT, "at= must be a whole number of sectors (512)");
	if (p->kind != PLANT_FREE && take_flag(s, "interleaved", &p->interleaved, e))
		return -1;
	return p->interleaved ? check_interleaved(r, p, e) : 0;
}

static int
read_dir(struct reader *r, struct statement *s, struct error *e)
{
	struct plant p = {.kind = PLANT_DIR, .path = s->operands[0], .fragments = 1};

	return take_times(s, &p.times, e) ? -1 : plant_add(r, s, &p, e);
}

static int
read_file(struct reader *r, struct statement *s, struct error *e)
{
	struct plant p = {.kind = PLANT_FILE, .path = s->operands[0]};

	if (content_find(r->recipe, s->operands[1], &p.content, e) || take_times(s, &p.times, e) ||
	    take_place(r, s, &p, e))
		return -1;
	return plant_add(r, s, &p, e);
}

static int
read_deleted(struct reader *r, struct statement *s, struct error *e)
{
	struct plant p = {.kind = PLANT_DELETED, .path = s->operands[0]};

	if (content_find(r->recipe, s->operands[1], &p.content, e) || take_times(s, &p.times, e) ||
	    take_moment(s, "deleted", &p.deleted, e) || take_place(r, s, &p, e))
		return -1;
	return plant_add(r, s, &p, e);
}

/* A stream hangs on a file that was planted above, on NTFS. */
static int
check_stream(struct reader *r, const struct plant *p, struct error *e)
{
	const struct volume_spec *v =
		r->recipe->nvolumes ? &r->recipe->volumes[r->recipe->nvolumes - 1] : NULL;

	if (!v || v->fs != FS_NTFS)
		return error_set(e, ERROR_INPUT, "only NTFS has alternate streams");
	for (size_t i = 0; i < v->n; i++)
		if (v->plants[i].path && v->plants[i].kind != PLANT_STREAM &&
		    !strcmp(v->plants[i].path, p->path))
			return 0;
	return error_set(e, ERROR_INPUT, "no file '%s' stands above in this volume", p->path);
}

static int
read_stream(struct reader *r, struct statement *s, struct error *e)
{
	struct plant p = {.kind = PLANT_STREAM,
			  .path = s->operands[0],
			  .stream = s->operands[1],
			  .fragments = 1};

	if (content_find(r->recipe, s->operands[2], &p.content, e) || check_stream(r, &p, e))
		return -1;
	return plant_add(r, s, &p, e);
}

static int
read_free(struct reader *r, struct statement *s, struct error *e)
{
	struct plant p = {.kind = PLANT_FREE};

	if (content_find(r->recipe, s->operands[0], &p.content, e) || take_place(r, s, &p, e))
		return -1;
	return plant_add(r, s, &p, e);
}

static int
read_many(struct reader *r, struct statement *s, struct error *e)
{
	struct plant p = {.kind = PLANT_MANY,
			  .path = s->operands[0],
			  .fragments = 1,
			  .each = 1000,
			  .written = 1};
	unsigned long long count;

	if (text_to_u64(s->operands[1], strlen(s->operands[1]), &count) || !count ||
	    count > RECIPE_MANY_MAX)
		return error_set(e, ERROR_INPUT, "'%s' is not a number of files from 1 to %u",
				 s->operands[1], RECIPE_MANY_MAX);
	p.count = (unsigned)count;
	if (content_find(r->recipe, s->operands[2], &p.content, e) || take_times(s, &p.times, e) ||
	    take_number(s, "each", 1, RECIPE_FOLDER_MAX, &p.each, e) ||
	    take_number(s, "written", 1, RECIPE_MANY_MAX, &p.written, e))
		return -1;
	if (!r->recipe->nvolumes || r->recipe->volumes[r->recipe->nvolumes - 1].fs != FS_EXFAT)
		return error_set(e, ERROR_INPUT, "many: only exFAT takes millions of files here");
	return plant_add(r, s, &p, e);
}

const struct directive volume_directives[] = {
	{"volume", "fat16|fat32|exfat|ntfs|ext4 size=SIZE …", 1, read_volume},
	{"gap", "size=SIZE", 0, read_gap},
	{"dir", "PATH", 1, read_dir},
	{"file", "PATH CONTENT", 2, read_file},
	{"deleted", "PATH CONTENT", 2, read_deleted},
	{"many", "FOLDER NUMBER CONTENT", 3, read_many},
	{"stream", "PATH NAME CONTENT", 3, read_stream},
	{"free", "CONTENT", 1, read_free},
	{NULL, NULL, 0, NULL}};
