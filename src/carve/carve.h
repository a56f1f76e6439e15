/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Carving: items found by their structure alone, where no file system names them. As a source it
 * searches an evidence's free space, as a stage the bytes of items given to it.
 */
#ifndef WINNOW_CARVE_CARVE_H
#define WINNOW_CARVE_CARVE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "evidence/inside.h"
#include "guard/source.h"
#include "stage/stage.h"

struct carve_config {
	uint64_t formats; /* a bit for each entry of media_formats; 0: all */
	uint64_t range_offset,
		range_size; /* items that begin in this part of the image; size 0: all */
	uint32_t align;	    /* bytes between places where an item may begin; 0: by place */
	bool slack;	    /* file slack, too */
	bool holders;	    /* as a stage: archives, too, for whoever looks into them */
	bool unfinished;    /* what there is to join is left to another run, as records */
	struct span parts;  /* of unfinished_add(): search nothing, join this; NULL: search */
	const struct charset *names; /* of members of archives that do not tell it; or NULL */
	bool no_join;		     /* broken files are told as they are */
	uint64_t join_budget; /* bytes that may be judged for one broken file; 0: as is usual */
	bool quiet_evidence;  /* no evidence and volume records: another source gives them */
};

/*
 * "jpeg,png" into the bits of carve_config.formats; -1 with ERROR_USAGE that lists what there is.
 */
int carve_formats(const char *names, uint64_t *formats, struct error *e);

/* "OFF:LEN" with K M G T into range_offset and range_size; -1 with ERROR_USAGE. */
int carve_range(const char *text, struct carve_config *config, struct error *e);

/* A size with K M G T into join_budget; -1 with ERROR_USAGE. */
int carve_join_budget(const char *text, struct carve_config *config, struct error *e);

/* config: struct carve_config */
extern const struct source source_carve;
extern const struct stage stage_carve;
/* Searches only pictures that inside_worth() took to end their file, and that do not. */
extern const struct stage stage_behind;
/* As the stage, without joining, for whoever looks inside files. */
extern const struct inside_search carve_inside;

#endif
