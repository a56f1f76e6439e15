/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says, collected from record streams and nothing else: no clock, no evidence, no
 * names of the files that the records came in. Renderers read it; only the collectors write it.
 *
 * Strings are decoded from JSON but not masked: whoever shows them masks them. NULL or ""
 * stands for what the records do not say. Memory grows with hits, runs, devices and volumes,
 * not with file records.
 */
#ifndef WINNOW_REPORT_FACTS_H
#define WINNOW_REPORT_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/sha256.h"
#include "record/stream.h"
#include "report/case_data.h"
#include "report/language.h"
#include "report/text_pool.h"

#define FACT_NONE                                                                                  \
	SIZE_MAX /* an index that points to nothing; an offset that is not known is UINT64_MAX */

/* What a report shows (edition.h). */
enum edition { EDITION_FULL, EDITION_COURT, EDITION_STATISTICS };

/* ---- Tallies ---- */

struct tally {
	const char *key;
	uint64_t n, bytes;
};
struct tally_list { /* in order of first appearance */
	struct tally *v;
	size_t n, cap;
	struct index *index;
};

struct pair {
	const char *key, *value;
};
struct pair_list {
	struct pair *v;
	size_t n, cap;
};

/* ---- Exhibits and volumes ---- */

struct evidence_fact {
	const char *path, *id, *container;
	uint64_t size, sector_size;
	struct pair_list acquisition, stored; /* as the container gives them; digests by name */
	const struct case_exhibit *exhibit;   /* what the case file says of it, or NULL */
	bool described;	       /* an `evidence` record was there, not only items of it */
	uint64_t items, bytes; /* file records and their sizes */
	uint64_t hit_occurrences, hit_distinct;
};

struct volume_fact {
	size_t evidence; /* index, or FACT_NONE */
	const char *name, *fs, *label, *serial, *encrypted, *description;
	uint64_t offset, size;
};

/* What a system on an exhibit says of itself. */
struct system_statement {
	const char *name;	       /* of the fact; "user", "connected" */
	struct pair_list particulars;  /* a fact's value has the key "" */
	const char *id, *path, *where; /* the file, and the place in it */
};
struct system_fact {
	size_t evidence;
	const char *volume, *root, *family;
	struct system_statement *v;
	size_t n;
};

/* ---- Verification and custody ---- */

/* One reading of an exhibit's bytes, and what its digests were compared with. */
struct verification_fact {
	size_t evidence;
	const char *when;    /* "before", "after", "later" */
	const char *verdict; /* "equal", "different", "partial", "nothing to compare" */
	const char *tool, *started, *finished;
	uint64_t size, bytes_read;
	struct pair_list hashes;
	struct pair_list compared; /* with what (and which digest): "equal" or "different" */
	const char *unread;	   /* "4096 bytes at 1024; …"; "" when all was read */
};

/* A hand-over. */
struct custody_fact {
	size_t evidence;
	const char *exhibit, *from, *to, *when, *place, *why, *seals, *condition, *recorded;
	const char *verdict;
	struct pair_list hashes;
};

/* ---- Who made the records ---- */

struct run_fact {
	const char *id, *tool, *version, *started, *user, *host, *command, *resumes;
	struct pair_list libraries;
	struct pair_list environment; /* system, kernel, digest of the program: what the run says */
	struct pair_list confinement;
	bool reads_evidence_unconfined; /* reads evidence and the record names no confinement, or
					   not all of it */
	bool ended;
	bool resumed; /* a later run took it over */
	const char *finished;
	uint64_t items, noted, status;
};

struct set_fact {
	const char *name, *file, *sha256;
	uint64_t entries;	      /* UINT64_MAX: not said */
	struct pair_list kinds;	      /* entries of each kind */
	struct pair_list metadata;    /* what the set says of itself: version, owner, … */
	bool described;		      /* a `set` record was there, not only matches that name it */
	uint64_t alert, ignore, info; /* matches of items */
};

/* ---- Devices ---- */

#define DEVICE_EXHIBITS 8

struct device_fact {
	const char *make, *model, *serial;
	uint64_t items;
	const char *first_taken, *last_taken;
	const char *lens_serial, *owner, *software; /* of the first item that names them */
	size_t exhibits[DEVICE_EXHIBITS];	    /* indices of those with items of it */
	size_t nexhibits;
	uint64_t hit_items;
};

/* ---- Hits ---- */

/* One record of an occurrence: a deleted file and its carved copy are two parts of one hit. */
struct hit_part {
	const char *id, *path, *origin, *state;
};

struct hit_match {
	const char *set, *by, *scheme, *category, *label;
	uint64_t distance; /* of near matches; UINT64_MAX: not said */
	uint64_t quality;  /* of the item's perceptual digest, 0 to 100; UINT64_MAX: not said */
	bool similar;	   /* by a perceptual digest: alike, not identical */
};

struct hit {
	size_t evidence;	/* index, or FACT_NONE */
	struct hit_part *parts; /* the first is the one shown as its name */
	size_t nparts;
	const char **names; /* further names: hard links, reused */
	size_t nnames;
	struct hit_match *matches; /* alert only */
	size_t nmatches;
	uint64_t size, first_offset; /* UINT64_MAX: not said */
	const char *mime, *md5, *sha1, *sha256;
	const char *mtime, *atime, *ctime, *crtime, *taken, *taken_field;
	const char *latitude, *longitude; /* as the numbers stand in the record */
	size_t device;			  /* index, or FACT_NONE */
	const char *distinct; /* what tells its content from others: the best digest there is, else
				 its id */
	const char *notes;    /* warnings and errors on it, joined; "" when none */
};

/* Hits of one set and category. */
struct hit_group {
	const char *set, *scheme, *category,
		*label; /* label: the category in the words of the scheme */
	uint64_t occurrences, distinct,
		similar; /* similar: occurrences that match by a perceptual digest alone */
	uint64_t bytes;	 /* of the occurrences */
	uint64_t pictures, videos; /* occurrences by type */
	size_t *hits;		   /* indices, in stream order */
};

struct hit_total {
	uint64_t occurrences, distinct, bytes, distinct_bytes;
	uint64_t pictures, videos, distinct_pictures, distinct_videos;
	uint64_t similar;
	struct tally_list by_origin;
};

/* ---- Notes ---- */

struct note_fact {
	const char *tool, *message, *where; /* where: the item's id, or the volume or exhibit */
	size_t evidence;
	bool of_item;
	const char *path; /* of the item */
};

#define NOTES_KEPT 200 /* of each level; beyond that they are counted */
struct note_list {
	struct note_fact v[NOTES_KEPT];
	size_t n;
	uint64_t total;
};

/* ---- All of it ---- */

struct item_counts {
	uint64_t records, bytes;
	uint64_t hashed, pdq, typed; /* items that carry these */
	uint64_t not_hashed;	     /* of a size above 0 and without digests */
	uint64_t size_skipped;	     /* not read, since no set holds their size */
	uint64_t truncated, damaged;
	uint64_t local_times;	  /* times without a zone */
	uint64_t taken_no_offset; /* capture times without their offset from UTC */
	uint64_t synthetic;	  /* with a sign of synthetic origin */
	uint64_t fat_deleted;	  /* deleted items read under the FAT assumption */
	uint64_t containers;	  /* archives and compound documents */
	uint64_t inside;	  /* items found inside others */
	uint64_t names;		  /* further names, not files */
	uint64_t repeated; /* file records whose exhibit and id had been given before; not counted
			      again */
	uint64_t error_noted, warning_noted;
	uint64_t parts_lost; /* incidents of level error: volumes, exhibits or parts of them */
	struct tally_list by_origin, by_class, by_mime;
};

struct counting;

struct facts {
	struct text_pool *pool;
	enum edition edition;
	const struct language *language; /* never NULL; the first of: */
	struct language_list languages;
	const struct counting *counting; /* a jurisdiction's quantities, or NULL */
	struct case_data *case_data;	 /* never NULL */

	char records_sha256[SHA256_HEX_MAX]; /* of all bytes read */
	char report_id[24]; /* "R-" and the first digits of a digest over records and case file */
	uint64_t lines, broken_lines, first_broken;
	bool torn;	     /* the last line has no newline */
	bool reading_failed; /* a stream could not be read to its end */
	bool bare_allowed;
	struct stream_verdict verdict;
	const char *newest_finished;   /* the report's own date; "" when no run finished */
	struct tally_list other_kinds; /* records of kinds that the report does not use */

	struct evidence_fact *evidence;
	size_t nevidence;
	struct verification_fact *verifications; /* in stream order */
	size_t nverifications;
	struct custody_fact *custody;
	size_t ncustody;
	struct volume_fact *volumes;
	size_t nvolumes;
	struct system_fact *systems; /* in stream order */
	size_t nsystems;
	struct run_fact *runs;
	size_t nruns;
	struct set_fact *sets;
	size_t nsets;
	struct device_fact *devices; /* the most items first */
	size_t ndevices;
	struct hit *hits; /* in stream order */
	size_t nhits;
	struct hit_group *groups; /* by set, scheme, category */
	size_t ngroups;
	struct hit_total total;
	struct item_counts items;
	struct note_list errors, warnings;
	struct tally_list notes_by_tool; /* "winnow-exif error" */
};

/* Takes out what names people: owners, accounts, names, paths. */
void systems_withhold(struct facts *f);

/*
 * Is what the report says not the whole of what there was to say? Then every page says INCOMPLETE.
 */
bool facts_incomplete(const struct facts *f);

/*
 * The status of the stream, as stream_status() and the report's own reading give it: 0, 1 or 3;
 * why in *e.
 */
int facts_status(const struct facts *f, struct error *e);

#endif
