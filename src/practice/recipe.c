/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/recipe.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"
#include "practice/reader.h"

#define DEFAULT_TIME "2026-01-02T03:04:06Z"

static const char *const table_names[] = {"none", "mbr", "gpt", NULL};

const char *
fs_name(enum fs_kind fs)
{
	static const char *const names[] = {"gap", "fat16", "fat32", "exfat", "ntfs", "ext4"};

	return names[fs];
}

const char *
known_name(enum known_kind kind)
{
	static const char *const names[] = {"no", "alert", "ignore", "info"};

	return names[kind];
}

/* ---- Directives about the whole ---- */

static int
read_seed(struct reader *r, struct statement *s, struct error *e)
{
	unsigned long long v;

	if (text_to_u64(s->operands[0], strlen(s->operands[0]), &v))
		return error_set(e, ERROR_INPUT, "seed '%s' is not a whole number", s->operands[0]);
	r->recipe->seed = v;
	return 0;
}

static int
read_time(struct reader *r, struct statement *s, struct error *e)
{
	return moment_parse(&r->recipe->time, s->operands[0], e);
}

static int
read_disk(struct reader *r, struct statement *s, struct error *e)
{
	int table = choose("partition table", s->operands[0], table_names, e);

	if (table < 0)
		return -1;
	if (r->recipe->disk_given)
		return error_set(e, ERROR_INPUT, "'disk' is given twice");
	r->recipe->disk_given = true;
	r->recipe->table = (enum table_kind)table;
	return take_size(s, "size", RECIPE_DISK_MAX, &r->recipe->size, e);
}

static int
read_acquisition(struct reader *r, struct statement *s, struct error *e)
{
	struct acquisition *a = &r->recipe->acquisition;

	return take_text(s, "case", &a->case_number, e) ||
			       take_text(s, "evidence", &a->evidence_number, e) ||
			       take_text(s, "description", &a->description, e) ||
			       take_text(s, "examiner", &a->examiner, e) ||
			       take_text(s, "notes", &a->notes, e) ||
			       take_moment(s, "date", &a->date, e) ||
			       take_size(s, "segment", RECIPE_SEGMENT_MAX, &a->segment, e)
		       ? -1
	       : a->segment && a->segment < RECIPE_SEGMENT_MIN
		       ? error_set(e, ERROR_INPUT, "segment= is 1M to 2047M")
		       : 0;
}

static const struct directive disk_directives[] = {
	{"seed", "NUMBER", 1, read_seed},
	{"time", "TIME", 1, read_time},
	{"disk", "none|mbr|gpt [size=SIZE]", 1, read_disk},
	{"acquisition", "[case=…] [evidence=…] …", 0, read_acquisition},
	{NULL, NULL, 0, NULL}};

/* ---- Lines ---- */

static const struct directive *
directive_find(const char *name)
{
	const struct directive *const tables[] = {disk_directives, content_directives,
						  volume_directives};

	for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
		for (const struct directive *d = tables[t]; d->name; d++)
			if (!strcmp(d->name, name))
				return d;
	return NULL;
}

static int
read_line(struct reader *r, char *line, struct error *e)
{
	const struct directive *d;
	struct statement s;

	if (statement_cut(&s, line, e))
		return -1;
	if (!s.directive && s.nattributes)
		return error_set(e, ERROR_INPUT, "a line starts with a directive, not with '%s='",
				 s.attributes[0].key);
	if (!s.directive)
		return 0;
	if (!(d = directive_find(s.directive)))
		return error_set(e, ERROR_INPUT, "unknown directive '%s'; see winnow-recipe(5)",
				 s.directive);
	if (statement_operands(&s, d->operands, d->usage, e) || d->read(r, &s, e))
		return -1;
	return statement_finish(&s, e);
}

static int
check_whole(const struct recipe *r, struct error *e)
{
	size_t filesystems = 0;

	for (size_t i = 0; i < r->nvolumes; i++)
		filesystems += r->volumes[i].fs != FS_GAP;
	if (!r->nvolumes)
		return error_set(e, ERROR_INPUT, "%s: the recipe has no volume", r->file);
	if (r->table == TABLE_NONE && r->nvolumes > 1)
		return error_set(e, ERROR_INPUT,
				 "%s:%u: a disk without partition table holds one volume; say "
				 "'disk mbr' or 'disk gpt'",
				 r->file, r->volumes[1].line);
	if (r->table == TABLE_MBR && filesystems > 4)
		return error_set(e, ERROR_INPUT,
				 "%s: an MBR has room for four volumes; say 'disk gpt'", r->file);
	if (filesystems > 128)
		return error_set(e, ERROR_INPUT, "%s: more than 128 volumes", r->file);
	return 0;
}

static int
read_lines(struct reader *r, struct error *e)
{
	char *line = r->recipe->text, *next;

	for (; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = 0;
		r->line++;
		if (read_line(r, line, e))
			return error_prefix(e, "%s:%u", r->recipe->file, r->line);
	}
	return check_whole(r->recipe, e);
}

int
recipe_parse(struct recipe *r, const char *file, const char *text, size_t n, struct error *e)
{
	struct reader reader = {r, 0};

	*r = (struct recipe){.file = file, .seed = 1, .table = TABLE_MBR};
	moment_parse(&r->time, DEFAULT_TIME, e);
	if (n > RECIPE_BYTES_MAX)
		return error_set(e, ERROR_INPUT, "%s: a recipe is at most %zu MiB long", file,
				 RECIPE_BYTES_MAX >> 20);
	if (memchr(text, 0, n) || !text_is_utf8(text, n))
		return error_set(e, ERROR_INPUT, "%s: not UTF-8 text", file);
	r->text = memory_new(n + 1);
	memcpy(r->text, text, n);
	r->text[n] = 0;
	return read_lines(&reader, e);
}

int
recipe_read(struct recipe *r, const char *file, struct error *e)
{
	struct buffer text = BUFFER_EMPTY;
	FILE *in = fopen(file, "re");
	size_t got;
	int status;

	*r = (struct recipe){0};
	if (!in)
		return error_system(e, "cannot open the recipe %s", file);
	do {
		got = fread(buffer_reserve(&text, 65536), 1, 65536, in);
		text.n += got;
	} while (got && text.n <= RECIPE_BYTES_MAX);
	status = ferror(in) ? error_system(e, "cannot read the recipe %s", file)
			    : recipe_parse(r, file, buffer_span(&text).p, text.n, e);
	fclose(in);
	buffer_release(&text);
	return status;
}

void
recipe_release(struct recipe *r)
{
	for (size_t i = 0; i < r->ncameras; i++)
		free(r->cameras[i]);
	for (size_t i = 0; i < r->nvolumes; i++)
		free(r->volumes[i].plants);
	for (size_t i = 0; i < r->ncontents; i++)
		if (r->contents[i].archive) {
			free(r->contents[i].archive->members);
			free(r->contents[i].archive);
		}
	free(r->cameras);
	free(r->contents);
	free(r->volumes);
	free(r->text);
	*r = (struct recipe){0};
}
