/*
 * Naming every file of a volume: live, deleted, orphan, alternate streams. Well-known user folders,
 * camera rolls and downloads first, then the rest, FAT orphans last (finding them reads the whole volume).
 * Order, ids and bytes of the records depend on the evidence alone.
 */
#ifndef WINNOW_EVIDENCE_WALK_H
#define WINNOW_EVIDENCE_WALK_H

#include "base/span.h"
#include "evidence/image.h"
#include "evidence/volume.h"

struct walk_sink {
	/* One whole record line with newline (file or name). -1 stops the walk with *e. */
	int (*emit)(void *ctx, struct span line, struct error *e);
	void *ctx;
};

/*
 * Walks one volume. A file system that breaks midway gives what it could; what went wrong is returned
 * as JSON note objects (comma between) in *notes, and as notes on the items concerned.
 * `evidence` and `evidence_id` stand in every record.
 */
int walk_volume(struct image *image, const struct volume *volume, const char *evidence,
		const char *evidence_id, const struct walk_sink *sink, struct buffer *notes,
		struct error *e);

#endif
