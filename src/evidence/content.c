/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/content.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content_parts.h"

/* Items inside items inside items: enough for an archive in a mail in a mailbox. */
#define DEPTH_MAX 8

struct content {
	struct pieces *pieces;	/* runs, inside */
	struct tsk_source *tsk; /* tsk */
	struct member_source *member;
	struct folder_source *file;
	struct content *outer; /* inside: what the pieces are pieces of */
};

/* What a content object is read from. */
struct description {
	const json_t *content;
	const json_t *runs;   /* byte_runs beside it */
	const uint64_t *size; /* NULL: not said */
};

int
content_u64(const json_t *object, const char *key, uint64_t *out)
{
	const json_t *value = json_object_get(object, key);

	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return -1;
	*out = (uint64_t)json_integer_value(value);
	return 0;
}

static int open_described(struct content *c, struct image *image, const struct description *d,
			  unsigned depth, struct error *e);

static int
open_runs(struct content *c, struct image *image, const struct description *d, struct error *e)
{
	if (!d->size)
		return error_set(e, ERROR_INPUT,
				 "the record gives no size: its content cannot be read");
	return pieces_open(&c->pieces, image_bytes(image), d->runs, "img_offset", *d->size, e);
}

int
content_open_outer(struct content **out, struct image *image, const json_t *in, unsigned depth,
		   struct error *e)
{
	struct description outer = {.content = in, .runs = json_object_get(in, "byte_runs")};
	uint64_t size;

	if (content_u64(in, "size", &size) == 0)
		outer.size = &size;
	if (depth >= DEPTH_MAX)
		return error_set(
			e, ERROR_INPUT,
			"content is nested more than %d deep: the record is not of winnow's making",
			DEPTH_MAX);
	*out = memory_zero(1, sizeof(**out));
	return open_described(*out, image, &outer, depth + 1, e);
}

static int
open_inside(struct content *c, struct image *image, const struct description *d, unsigned depth,
	    struct error *e)
{
	if (!d->size)
		return error_set(e, ERROR_INPUT,
				 "the record gives no size: its content cannot be read");
	if (content_open_outer(&c->outer, image, json_object_get(d->content, "in"), depth, e))
		return -1;
	return pieces_open(&c->pieces, content_bytes(c->outer), json_object_get(d->content, "runs"),
			   "offset", *d->size, e);
}

static bool
is_file_of_folder(const json_t *content)
{
	const char *format = json_string_value(json_object_get(content, "format"));

	return format && strcmp(format, "directory") == 0;
}

static int
open_member(struct content *c, struct image *image, const struct description *d, unsigned depth,
	    struct error *e)
{
	if (!d->size)
		return error_set(e, ERROR_INPUT,
				 "the record gives no size: its content cannot be read");
	if (is_file_of_folder(d->content))
		return folder_source_open(&c->file, image, d->content, *d->size, e);
	return member_source_open(&c->member, image, d->content, *d->size, depth, e);
}

static int
open_described(struct content *c, struct image *image, const struct description *d, unsigned depth,
	       struct error *e)
{
	const char *how = json_string_value(json_object_get(d->content, "how"));

	if (!d->content)
		return error_set(e, ERROR_INPUT, "nothing is left of its content; see its notes");
	if (!how)
		return error_set(e, ERROR_INPUT, "the record does not say how its content is read");
	if (strcmp(how, "runs") == 0)
		return open_runs(c, image, d, e);
	if (strcmp(how, "tsk") == 0)
		return tsk_source_open(&c->tsk, image, d->content, d->size, e);
	if (strcmp(how, "inside") == 0)
		return open_inside(c, image, d, depth, e);
	if (strcmp(how, "member") == 0)
		return open_member(c, image, d, depth, e);
	return error_set(e, ERROR_INPUT,
			 "content of the kind \"%.40s\" cannot be read by this version of winnow",
			 how);
}

int
content_open(struct content **out, struct image *image, const struct record *record,
	     struct error *e)
{
	struct description d = {0};
	json_t *content = record_json(record, "content"), *runs = record_json(record, "byte_runs");
	uint64_t size;

	*out = memory_zero(1, sizeof(**out));
	d.content = content;
	d.runs = runs;
	if (record_u64(record, "size", &size) == 0)
		d.size = &size;
	if (open_described(*out, image, &d, 0, e))
		content_close(out);
	json_decref(content);
	json_decref(runs);
	return *out ? 0 : -1;
}

int
content_open_parts(struct content **out, const json_t *runs, uint64_t size, struct bytes *outer,
		   struct error *e)
{
	*out = memory_zero(1, sizeof(**out));
	if (pieces_open(&(*out)->pieces, outer, runs, "offset", size, e)) {
		content_close(out);
		return -1;
	}
	return 0;
}

struct bytes *
content_bytes(struct content *content)
{
	if (content->file)
		return folder_source_bytes(content->file);
	if (content->member)
		return member_source_bytes(content->member);
	return content->tsk ? tsk_source_bytes(content->tsk) : pieces_bytes(content->pieces);
}

void
content_close(struct content **content)
{
	struct content *c = *content;

	if (!c)
		return;
	pieces_close(&c->pieces);
	tsk_source_close(&c->tsk);
	member_source_close(&c->member);
	folder_source_close(&c->file);
	content_close(&c->outer); /* at most DEPTH_MAX of them */
	free(c);
	*content = NULL;
}
