/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inside the image: what each container's reader gives image.c. One file a container; adding one
 * means one such file, one line in container.c's table and one in image.c's.
 *
 * Readers never fail for a bad place: they give zeros and add it to the faults.
 */
#ifndef WINNOW_EVIDENCE_READER_H
#define WINNOW_EVIDENCE_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "evidence/container.h"
#include "evidence/faults.h"
#include "record/edit.h"

struct reader;

/* Members of the `evidence` record that only the container knows: JSON text, commas between. */
struct reader_facts {
	struct buffer acquisition; /* members of the object */
	struct buffer stored;	   /* members of the object: digests the container holds */
	struct buffer notes;	   /* note objects */
	unsigned segments;
};

struct reader_kind {
	/* Exactly n bytes from offset, all of them within the size. */
	void (*read)(struct reader *r, uint64_t offset, unsigned char *buf, size_t n);
	/*
	 * Bytes that lie in memory anyway, from offset (within the size) on, valid until the next
	 * call; NULL when there are none here. NULL member: never.
	 */
	const unsigned char *(*map)(struct reader *r, uint64_t offset, size_t want, size_t *got);
	void (*facts)(struct reader *r, struct reader_facts *facts);
	void (*close)(struct reader *r);
};

/* Embedded first in each reader's own struct. */
struct reader {
	const struct reader_kind *kind;
	/* image_hole(); NULL: never knows. Set after reader_init(). */
	uint64_t (*hole)(struct reader *r, uint64_t offset);
	/* image_sweep(); NULL: makes no difference. Set after reader_init(). */
	void (*sweep)(struct reader *r, bool again);
	const char *container; /* static; image_container() */
	uint64_t size;	       /* bytes of the decoded device */
	unsigned sector_size;
	size_t grain; /* a power of two or a chunk size: reads are cheapest on its multiples */
	struct faults faults;
	/* Files that the container lists itself (entries.h), freed with the image; or NULL. */
	struct entries *entries;
};

/* Fills all of *r; the sector size is 512. */
void reader_init(struct reader *r, const struct reader_kind *kind, const char *container,
		 uint64_t size, size_t grain);

/* What a path is. */
struct reader_found {
	struct container container;
	int folder; /* open on it if it is a directory, which then has no reader; else -1 */
};

/* The reader that a path needs (reader_open.c). Fails with a sentence, as image_open() says. */
int reader_open(struct reader **out, struct reader_found *found, const char *path, struct error *e);

/* ---- Containers ---- */

/* Each takes the path as given. fd is open on it and passes to the reader, also on failure. */
int reader_open_raw(struct reader **out, int fd, const char *path, struct error *e);
int reader_open_device(struct reader **out, int fd, const char *path, struct error *e);
int reader_open_vdi(struct reader **out, int fd, const char *path, struct error *e);
int reader_open_dmg(struct reader **out, int fd, const char *path, struct error *e);
int reader_open_qcow2(struct reader **out, int fd, const char *path, unsigned depth,
		      struct error *e);

/* These open the file themselves, since their libraries find fellow segments by name. */
int reader_open_ewf(struct reader **out, const char *path, struct error *e);
int reader_open_ewf2(struct reader **out, const char *path, bool logical, struct error *e);
int reader_open_aff(struct reader **out, const char *path, struct error *e);
int reader_open_vmdk(struct reader **out, const char *path, unsigned depth, struct error *e);
int reader_open_vhd(struct reader **out, const char *path, const char *container, unsigned depth,
		    struct error *e);

/* ---- Files that hold only what differs from another ---- */

#define READER_DEPTH_MAX 64u /* files that stand on each other */

/* The path of a file beside another, by the last part of its name; the caller frees it. */
char *reader_beside(const char *path, const char *name);

/* Fails unless `backing` is a plain file. name: as the file at path has it. */
int reader_check_backing(const char *path, const char *name, const char *backing, unsigned depth,
			 struct error *e);

/* Opens it, whatever container it is; raw: as plain bytes. depth: of the file at path. */
int reader_open_beside(struct reader **out, const char *path, const char *name, bool raw,
		       unsigned depth, struct error *e);

/* A note object on the evidence record. */
void facts_note(struct reader_facts *facts, enum note_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
