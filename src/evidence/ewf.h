/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of the EWF reader (E01, S01; version 1 of the format): its segment files, the index of
 * chunk tables, and what the acquisition left in the headers. Specification: J. Metz, Expert
 * Witness Compression Format (libewf's documentation).
 *
 * The index keeps where each table stands and no entry of it, so that an image of any size costs
 * the same memory; entries are read from the segment when a chunk is wanted.
 */
#ifndef WINNOW_EVIDENCE_EWF_H
#define WINNOW_EVIDENCE_EWF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "evidence/reader.h"

#define EWF_SIGNATURE	   "EVF\x09\x0d\x0a\xff"
#define EWF_FILE_HEADER	   13
#define EWF_SECTION_HEADER 76
#define EWF_CHUNK_MAX	   ((size_t)32 << 20) /* programs write 16 MiB at most */

/* ---- Segment files ---- */

struct ewf_segment {
	char *path;
	int fd;
	uint64_t size;
	unsigned number; /* from 1, as its own header has it; by its name where that is damaged */
	unsigned named;	 /* by its name; 0: the name does not count */
};

struct ewf_files {
	struct ewf_segment *v; /* in order of number */
	unsigned n;
	uint64_t bytes; /* of all files */
	bool shuffled;	/* names and headers disagree */
};

/*
 * Finds and opens all segments from any one of them. Segments may be missing: the numbers then have
 * gaps. Fails when one is no plain file, or two claim to be the same or are of different
 * acquisitions.
 */
int ewf_files_find(struct ewf_files *files, const char *path, struct error *e);
void ewf_files_release(struct ewf_files *files);

/* The name that segment `number` would have beside the others; the caller frees it. */
char *ewf_files_name(const struct ewf_files *files, unsigned number);

/* Exactly n bytes at an offset of a segment; false when it ends before or cannot be read. */
bool ewf_segment_read(const struct ewf_segment *s, uint64_t offset, void *buf, size_t n);

/* ---- Sections ---- */

struct ewf_section {
	char type[17];
	uint64_t at, next, size; /* of its descriptor, of the next one, of all of it */
};

/* False when no section stands there: its checksum must hold. */
bool ewf_section_read(const struct ewf_segment *s, uint64_t at, struct ewf_section *section);

/* The first place from `at` on where the descriptor of a section stands that tells of chunks. */
bool ewf_section_search(const struct ewf_segment *s, uint64_t at, struct ewf_section *section);

/* ---- Tables of chunks ---- */

struct ewf_geometry {
	uint64_t size; /* bytes of the device, as the header says */
	size_t chunk_size;
	unsigned sector_size;
};

enum ewf_table_state { EWF_TABLE_NEW, EWF_TABLE_GOOD, EWF_TABLE_SUSPECT };

struct ewf_table {
	uint64_t first; /* its first chunk */
	uint64_t entries,
		copy;	     /* where its entries stand, and those of table2 (0: there is none) */
	uint64_t base;	     /* what entries count from */
	uint64_t start, end; /* where the chunks stand; start 0: not known */
	uint64_t *found;     /* offsets of chunks that no table tells, or NULL */
	uint32_t segment, n;
	uint32_t overflow; /* from this entry on all 32 bits are offset (EnCase 6.7) */
	bool summed;	   /* a checksum stands behind the entries */
	uint8_t state;	   /* enum ewf_table_state */
};

enum ewf_ending { EWF_CUT, EWF_GOES_ON /* in another segment */, EWF_ENDS };

struct ewf_index {
	struct ewf_geometry geometry; /* size 0: not known */
	struct ewf_table *v;
	size_t n, last;		 /* last: in which a chunk was found */
	bool damaged;		 /* some section could not be read */
	unsigned tables_damaged; /* of those used so far, whose checksum does not hold */
	enum ewf_ending ending;	 /* of the last segment */
	uint64_t searched;	 /* bytes unpacked in search of chunks without a table */
	uint64_t unplaced;	 /* chunks in segments between two gaps, whose place is not known */
	unsigned char stored_md5[16], stored_sha1[20]; /* zeros: none */
	struct ewf_section header, header2;	       /* of the first segment; size 0: none */
	struct ewf_pages *pages;
};

/*
 * Finds the chunks that stand in [start, end) of the segment by unpacking one after the other, for
 * want of a table: fills n and found. False when there is none.
 */
bool ewf_table_search(struct ewf_table *t, struct ewf_index *index, const struct ewf_segment *s);

/* Where a chunk is stored. */
struct ewf_chunk {
	uint32_t segment;
	uint64_t offset;
	uint64_t size; /* at most; the stored form tells its own end */
	bool compressed;
};

/* Never fails for damage: what cannot be read is left out. */
void ewf_index_make(struct ewf_index *index, const struct ewf_files *files);
/* The digests that the sections hold, as members of the record's `stored`. */
void ewf_index_digests(const struct ewf_index *index, struct buffer *out);
void ewf_index_release(struct ewf_index *index);

/* False when no segment holds it. */
bool ewf_index_find(struct ewf_index *index, const struct ewf_files *files, uint64_t chunk,
		    struct ewf_chunk *out);

/* ---- Metadata ---- */

/* Adds the values of a header section to the members of `acquisition`; false when it has none. */
bool ewf_header_add(const struct ewf_segment *s, const struct ewf_section *section,
		    struct buffer *out);

/*
 * Adds what libewf reads of acquisition and stored digests, and notes on read errors, to *facts.
 * False when libewf cannot open the files.
 */
bool ewf_metadata(const struct ewf_files *files, struct reader_facts *facts);

#endif
