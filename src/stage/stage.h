/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A stage adds to one record. It runs inside a confined worker: open() before the lock-down (load
 * what it needs), apply() after it, once an item. What goes wrong with an item is a note on it;
 * apply() returns -1 only when the whole run cannot go on.
 *
 * Adding a stage: one file here with a `const struct stage stage_NAME`, one thin tool, one
 * line in triage.c.
 */
#ifndef WINNOW_STAGE_STAGE_H
#define WINNOW_STAGE_STAGE_H

#include "base/bytes.h"
#include "evidence/image.h"
#include "guard/emit.h"
#include "record/edit.h"

struct item {
	const struct record *record; /* as it came in */
	/* What is being added; ask item_value(), not the record, for current values. */
	struct edit *edit;
	struct image *image;	 /* NULL in stages that need no evidence */
	const char *tool;	 /* whose name stands in notes */
	struct content *content; /* opened by item_bytes() on first use, shared by all stages */
	bool content_failed;
	struct emitter *progress; /* NULL where nobody counts; see item_progress() */
	/*
	 * Whole further record lines, to stand right after this one (finds inside it). They go
	 * through the stages behind the one that adds them.
	 */
	struct buffer *more;
};

/* The item's bytes, opened once and shared by the stages; NULL: a note says why (given once). */
struct bytes *item_bytes(struct item *item);

/* Current raw JSON value of a key: what stages set so far, else the record's. */
struct span item_value(const struct item *item, const char *key);
/* The same as text or number: 0 / -1. */
int item_text(const struct item *item, const char *key, struct buffer *out);
int item_u64(const struct item *item, const char *key, uint64_t *out);

void item_note(struct item *item, enum note_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Says that bytes of the item were gone through: feeds the progress line and shows that
 * the worker lives.
 */
static inline void
item_progress(struct item *item, uint64_t bytes)
{
	if (item->progress)
		item->progress->progress(item->progress, bytes);
}

struct stage {
	const char *tool;    /* "winnow-hash": the name in notes and man pages */
	bool needs_evidence; /* false: never asks for bytes (match) */
	/* config: the stage's own, declared in its header. */
	int (*open)(void **state, const void *config, struct error *e);
	int (*apply)(void *state, struct item *item, struct error *e);
	void (*close)(void *state);
};

/* A stage with its configuration, as a tool lists it. */
struct stage_use {
	const struct stage *stage;
	const void *config; /* borrowed, outlives the run; NULL when the stage takes none */
};

#endif
