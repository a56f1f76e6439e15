/* SPDX-License-Identifier: Apache-2.0 */
/* Building the records of a walk. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "evidence/walk_parts.h"
#include "record/edit.h"
#include "record/json.h"

/* A local time of unknown zone is written without "Z": FAT and exFAT keep those, and ISO 9660,
 * whose recorded offset libtsk does not apply. */
static const char *
zone_of(const TSK_FS_INFO *fs)
{
	return TSK_FS_TYPE_ISFAT(fs->ftype) || TSK_FS_TYPE_ISISO9660(fs->ftype) ? "" : "Z";
}

static void item_note(struct walk *w, enum note_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void
item_note(struct walk *w, enum note_level level, const char *format, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (w->notes.n > 0)
		buffer_add_byte(&w->notes, ',');
	note_add(&w->notes, WALK_TOOL, level, text);
}

static void
add_time(struct walk *w, const char *key, time_t seconds, uint32_t nanoseconds)
{
	char text[CLOCK_TEXT_MAX];

	if (seconds == 0 && nanoseconds == 0)
		return;
	clock_format(text, seconds, nanoseconds < 1000000000 ? nanoseconds : 0, zone_of(w->fs));
	json_member_text(&w->line, key, text);
}

static void
add_times(struct walk *w, const TSK_FS_META *meta)
{
	add_time(w, "mtime", meta->mtime, meta->mtime_nano);
	add_time(w, "atime", meta->atime, meta->atime_nano);
	add_time(w, "ctime", meta->ctime, meta->ctime_nano);
	add_time(w, "crtime", meta->crtime, meta->crtime_nano);
	if (TSK_FS_TYPE_ISEXT(w->fs->ftype) && meta->flags & TSK_FS_META_FLAG_UNALLOC)
		add_time(w, "dtime", meta->time2.ext2.dtime, meta->time2.ext2.dtime_nano);
}

static void
add_path(struct walk *w, const char *stream)
{
	size_t path_n = w->path.n;

	if (stream) {
		buffer_add_byte(&w->path, ':');
		buffer_add_text(&w->path, stream);
	}
	json_member_name(&w->line, "path", w->path.data ? w->path.data : "", w->path.n);
	w->path.n = path_n;
}

/*
 * Attributes are part of an id where the file system names them: always on NTFS,
 * elsewhere for forks.
 */
static bool
id_names_attribute(const struct walk *w, const TSK_FS_ATTR *attr)
{
	return attr &&
	       (TSK_FS_TYPE_ISNTFS(w->fs->ftype) || (attr->type != TSK_FS_ATTR_TYPE_DEFAULT &&
						     attr->type != TSK_FS_ATTR_TYPE_HFS_DATA));
}

static void
begin_record(struct walk *w, const char *kind, TSK_INUM_T address, const TSK_FS_ATTR *attr)
{
	char id[VOLUME_NAME_MAX + 64];
	int n = snprintf(id, sizeof(id), "%s/%" PRIuINUM, w->volume->name, address);

	if (id_names_attribute(w, attr))
		snprintf(id + n, sizeof(id) - (size_t)n, "-%u-%u", (unsigned)attr->type,
			 (unsigned)attr->id);
	buffer_clear(&w->line);
	buffer_add_byte(&w->line, '{');
	json_member_text(&w->line, "record", kind);
	json_member_path(&w->line, "evidence", w->evidence);
	json_member_text(&w->line, "evidence_id", w->evidence_id);
	json_member_text(&w->line, "id", id);
}

static int
end_record(struct walk *w, struct error *e)
{
	if (w->notes.n > 0) {
		json_key(&w->line, "notes");
		buffer_add_byte(&w->line, '[');
		buffer_add(&w->line, w->notes.data, w->notes.n);
		buffer_add_byte(&w->line, ']');
		buffer_clear(&w->notes);
	}
	buffer_add_text(&w->line, "}\n");
	return w->sink->emit(w->sink->ctx, buffer_span(&w->line), e);
}

static void
add_content(struct walk *w, const TSK_FS_META *meta, const TSK_FS_ATTR *attr, bool plain)
{
	struct buffer *b = &w->line;

	json_key(b, "content");
	buffer_add_byte(b, '{');
	json_member_text(b, "how", plain ? "runs" : "tsk");
	if (!plain) {
		json_member_text(b, "fs", filesystem_type_name(w->volume->fs_type));
		json_member_u64(b, "offset", w->volume->offset);
		json_member_u64(b, "addr", meta->addr);
		json_member_u64(b, "type", attr ? (uint64_t)attr->type : 1);
		json_member_u64(b, "attr", attr ? attr->id : 0);
		if (w->volume->pool_block)
			json_member_u64(b, "pool", w->volume->pool_block);
	}
	buffer_add_byte(b, '}');
}

/*
 * libtsk reads a deleted FAT file over free clusters. Where its first cluster is in use again, or
 * too few free ones follow, it gives one cluster instead. Of a longer file that leaves nothing to
 * speak of.
 */
static bool
is_gone(const struct walk *w, const struct walk_runs *runs, uint64_t size)
{
	if (walk_claims_too_much(w))
		return true;
	return TSK_FS_TYPE_ISFAT(w->fs->ftype) &&
	       w->handle->meta->flags & TSK_FS_META_FLAG_UNALLOC && !runs->too_many &&
	       runs->covered + runs->cut < size;
}

static void
note_deleted(struct walk *w, const TSK_FS_ATTR *attr, const struct walk_runs *runs, uint64_t size)
{
	uint64_t in_use = walk_runs_in_use(w, attr);

	if (size == 0)
		return;
	if (walk_claims_too_much(w))
		item_note(w, NOTE_WARNING,
			  "a freed inode that claims more bytes than its file system has: what it "
			  "holds is something else, and nothing is read by it");
	else if (is_gone(w, runs, size))
		item_note(w, NOTE_WARNING,
			  "the chain of clusters is gone and its first cluster is in use again, or "
			  "too few free ones follow it: nothing is left of its content");
	else if (in_use > 0)
		item_note(w, NOTE_WARNING,
			  "deleted, and %" PRIu64 " of its blocks are in use again: its content "
			  "may be that of other files",
			  in_use);
	else if (TSK_FS_TYPE_ISFAT(w->fs->ftype))
		item_note(w, NOTE_INFO,
			  "the chain of clusters is gone; read over the clusters that are still "
			  "free from its first one: an assumption");
}

#define NTFS_BADCLUS 8

/*
 * $BadClus:$Bad is a hole as long as the volume, and of it only clusters marked bad count. libtsk
 * drops the hole; taken at its word it would be read as terabytes of zeros.
 */
static bool
is_bad_clusters(const struct walk *w, const TSK_FS_ATTR *attr)
{
	return TSK_FS_TYPE_ISNTFS(w->fs->ftype) && w->handle->meta->addr == NTFS_BADCLUS && attr &&
	       attr->flags & TSK_FS_ATTR_NONRES && attr->name && !attr->nrd.run;
}

static void
note_attribute(struct walk *w, const TSK_FS_ATTR *attr, const struct walk_runs *runs)
{
	if (attr && attr->size < 0)
		item_note(w, NOTE_WARNING, "the file system gives a negative size; taken as 0");
	if (attr && attr->flags & TSK_FS_ATTR_ENC)
		item_note(w, NOTE_INFO,
			  "encrypted by the file system (EFS): its bytes are not the file's own");
	if (is_bad_clusters(w, attr))
		item_note(w, NOTE_INFO,
			  "no cluster is marked bad: the stream is one hole of %lld bytes",
			  (long long)attr->size);
	if (runs->cut > 0)
		item_note(w, NOTE_WARNING,
			  "%" PRIu64 " bytes lie past the end of the image: it is cut short",
			  runs->cut);
	if (runs->too_many)
		item_note(w, NOTE_INFO, "in more than %d pieces: byte_runs are left out",
			  WALK_RUNS_MAX);
}

/* What the file system says of an inode that is no file, and still has bytes. */
static void
note_type(struct walk *w, const TSK_FS_META *meta)
{
	if (meta->type == TSK_FS_META_TYPE_LNK)
		item_note(w, NOTE_WARNING, "a symbolic link that is too long to be one");
	else if (meta->type != TSK_FS_META_TYPE_REG && meta->type != TSK_FS_META_TYPE_UNDEF &&
		 !TSK_FS_IS_DIR_META(meta->type))
		item_note(w, NOTE_WARNING, "a device, pipe or socket that holds data");
}

static uint64_t
size_of(const struct walk *w, const TSK_FS_ATTR *attr)
{
	TSK_OFF_T size = attr ? attr->size : w->handle->meta->size;

	return size > 0 && !is_bad_clusters(w, attr) ? (uint64_t)size : 0;
}

static void
add_runs(struct walk *w)
{
	if (w->runs.n == 0)
		return;
	json_key(&w->line, "byte_runs");
	buffer_add_byte(&w->line, '[');
	buffer_add(&w->line, w->runs.data, w->runs.n);
	buffer_add_byte(&w->line, ']');
}

/* What the file system says of the item was not all to be had. */
static void
note_faults(struct walk *w)
{
	struct buffer text = BUFFER_EMPTY;

	image_tell_faults(w->image, w->faults, &text);
	if (text.n)
		item_note(w, NOTE_ERROR, "%s", buffer_text(&text));
	buffer_release(&text);
}

static void
add_notes(struct walk *w, const TSK_FS_ATTR *attr, const struct walk_runs *runs, uint64_t size)
{
	const TSK_FS_META *meta = w->handle->meta;

	note_type(w, meta);
	note_attribute(w, attr, runs);
	if (meta->flags & TSK_FS_META_FLAG_UNALLOC)
		note_deleted(w, attr, runs, size);
	if (!attr && size > 0 && !walk_claims_too_much(w))
		item_note(w, NOTE_WARNING,
			  "where its content lies was not found out: byte_runs are left out");
	note_faults(w);
}

int
walk_emit_file(struct walk *w, const TSK_FS_ATTR *attr, const char *stream, const char *origin,
	       struct error *e)
{
	const TSK_FS_META *meta = w->handle->meta;
	uint64_t size = size_of(w, attr);
	struct walk_runs runs;

	if (w->silent)
		return 0;
	buffer_clear(&w->runs);
	walk_runs_add(w, attr, &w->runs, &runs);
	begin_record(w, "file", meta->addr, attr);
	if (!is_gone(w, &runs, size))
		add_content(w, meta, attr, runs.covered == size && !runs.too_many);
	json_member_text(&w->line, "origin", origin);
	add_path(w, stream);
	json_member_u64(&w->line, "size", size);
	add_times(w, meta);
	if (!is_gone(w, &runs, size))
		add_runs(w);
	add_notes(w, attr, &runs, size);
	return end_record(w, e);
}

int
walk_emit_name(struct walk *w, TSK_INUM_T address, const TSK_FS_ATTR *attr, const char *state,
	       struct error *e)
{
	if (w->silent)
		return 0;
	begin_record(w, "name", address, attr);
	add_path(w, NULL);
	json_member_text(&w->line, "state", state);
	return end_record(w, e);
}
