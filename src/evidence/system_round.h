/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What systems say of themselves (system/), for a source of evidence to take part in. It takes
 * three rounds: files that tell are found, each is read by a job of its own, so that one that
 * loses its worker costs its own facts, and what they tell becomes a `system` record for each
 * system.
 *
 * Volumes are gone down by the paths of system_sources alone. Logical evidence is walked; a source
 * that walks it anyway lets a tap see the lines.
 */
#ifndef WINNOW_EVIDENCE_SYSTEM_ROUND_H
#define WINNOW_EVIDENCE_SYSTEM_ROUND_H

#include "evidence/volume.h"
#include "guard/source.h"

/* Jobs for the volumes; for logical evidence one that walks it, unless `tapped`. */
int system_plan(const struct volume_list *list, const struct image *image, bool tapped,
		struct emitter *out, struct error *e);
/* From what jobs kept: the jobs of the next round, and the records when all is told. */
int system_plan_next(const struct source_input *in, struct span kept, struct emitter *out,
		     struct error *e);
bool system_owns_job(struct span job);
bool system_owns_kept(struct span line);
int system_run(const struct source_input *in, struct span job, struct emitter *out,
	       struct error *e);

/* ---- Files that tell (system_entries.c) ---- */

/*
 * Entries, a line each: "S", the row of system_sources in three digits, the length of the system's
 * root in the path in five, and JSON: a file's record, or {"record":"link"|"folder", …}.
 */
#define SYSTEM_ENTRY_HEAD 9u

struct system_tap;
struct system_tap *system_tap_new(void);
void system_tap_free(struct system_tap **tap);
/* Looks at whole lines of a walk. */
void system_tap_lines(struct system_tap *tap, struct span lines);
/* Keeps what was found, in the order of system_sources. */
int system_tap_keep(struct system_tap *tap, struct emitter *out, struct error *e);
/* One entry, as walks of volumes find them. */
void system_tap_add(struct system_tap *tap, size_t source, size_t root, struct span json);

/* The files of a volume (walk_system.c); notes: of the volume, JSON objects, for the record. */
int walk_system(struct image *image, const struct volume *volume, const char *evidence,
		const char *evidence_id, struct system_tap *tap, struct error *e);

/* ---- What they tell (system_records.c) ---- */

/* May the second entry be a log of the first: by their rows, roots and volumes? */
bool system_entry_is_log(struct span entry, struct span log);
bool system_entry_reads(struct span entry); /* false: one that goes with another */
/*
 * Reads what the first of these lines names, an entry, with its logs, which are the others, and
 * appends what it tells as a line that begins with "T".
 */
void system_tell(struct image *image, struct span entries, struct buffer *told);
/* The records of all that was told; appends whole lines. */
void system_records(const struct source_input *in, struct span told, struct buffer *lines);

#endif
