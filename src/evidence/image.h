/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One exhibit's image, open for reading only. Raw files, split raw and block devices are read by
 * us, EWF by libewf; AFF, VMDK and VHD through libtsk. All access goes through one reader, which
 * libtsk is given through tsk_img_open_external(), so nothing needs opening after a worker's
 * lock-down.
 *
 * Not for use from several threads. Evidence is never written: everything is opened O_RDONLY.
 */
#ifndef WINNOW_EVIDENCE_IMAGE_H
#define WINNOW_EVIDENCE_IMAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/error.h"

struct image;
struct TSK_IMG_INFO;

#define IMAGE_ID_MAX 65

/*
 * Opens a directory, a file (the first segment of a split image or EWF finds its fellows) or a
 * block device. Fails with a sentence for sockets, pipes and character devices; empty files;
 * containers that are recognised but cannot be read (QCOW2, VHDX, DMG: named, with what to do).
 */
int image_open(struct image **out, const char *path, struct error *e);
void image_close(struct image **image);

/* An image over bytes that outlive it, for tests; name stands for its path. */
void image_open_bytes(struct image **out, struct bytes *bytes, const char *name);

uint64_t image_size(const struct image *image); /* bytes of the decoded device */
unsigned image_sector_size(const struct image *image);
const char *image_path(const struct image *image); /* as given */
/*
 * Logical evidence: a directory, an archive or an L01 (logical.h). Its bytes are no disk; those of
 * a directory are none at all.
 */
bool image_is_logical(const struct image *image);
/* The files that its container lists itself (entries.h), else NULL. */
const struct entries *image_entries(const struct image *image);
/* The descriptor of a directory, else -1. */
int image_folder(const struct image *image);
/* From now on the directory is reached by `fd`, which passes to the image. */
void image_use_folder(struct image *image, int fd);
/* "directory" "zip" "tar" "7z" …; "raw" "split raw" "ewf" "aff" "vmdk" "vhd" "device" */
const char *image_container(const struct image *image);

/*
 * Up to n bytes; *got < n only at the end of the device. Places that cannot be read (bad
 * sector, bad EWF chunk) come as zeros and are added to the fault list; -1 only when nothing
 * can be read at all.
 */
int image_read(struct image *image, uint64_t offset, void *buf, size_t n, size_t *got,
	       struct error *e);

/*
 * How many bytes from offset (within the size) on are known to be zeros without reading them, since
 * nothing is stored there (a sparse file); 0: none, or not known.
 */
uint64_t image_hole(struct image *image, uint64_t offset);

/*
 * From now on most of it is going to be looked at, in long stretches: megabytes may be read at
 * once. Not for who looks at files here and there. again: over and over, so that up to a good GiB
 * of it stays mapped: pages of the cache, which the process shares.
 */
void image_sweep(struct image *image, bool again);

/*
 * The decoded device as a bytes source, owned by the image. Raw files are mapped: views are free.
 */
struct bytes *image_bytes(struct image *image);

/*
 * Total of bytes given as zeros so far; compare before and after an item. Asking also makes libtsk
 * forget what it keeps of bad places, so that the next item that meets them counts them again.
 */
uint64_t image_faults(struct image *image);

/*
 * A note's sentence on what was given as zeros since `before` (an answer of image_faults()), with
 * its places in the device; appends nothing when that is nothing.
 */
void image_tell_faults(const struct image *image, uint64_t before, struct buffer *out);

/* The same on what was ever found unreadable in [offset, offset + length). */
void image_tell_faults_in(const struct image *image, uint64_t offset, uint64_t length,
			  struct buffer *out);

/* libtsk's view of the same reader; owned by the image. */
struct TSK_IMG_INFO *image_tsk(struct image *image);

/*
 * The evidence_id of the record stream: of a directory as folder_identity() (folder.h) gives it,
 * else lower-case hex SHA-256 over the size (8 bytes, little-endian), the first MiB, the MiB from
 * size/2 on, and the last MiB (each shorter where the device is shorter).
 */
int image_id(struct image *image, char id[IMAGE_ID_MAX], struct error *e);

/*
 * The `evidence` record, one line with newline: evidence, evidence_id, size, container,
 * sector_size, segments (paths' count), acquisition {...} and stored digests where the container
 * has them, notes (write-block warning for a block device, missing segments …).
 */
int image_describe(struct image *image, struct buffer *out, struct error *e);

/*
 * What others keep with an image, to find again as long as it is open (content keeps open file
 * systems). image_close() calls forget(data) first of all.
 */
struct image_kept {
	void *data;
	void (*forget)(void *data); /* NULL: nothing is kept */
};
struct image_kept *image_kept(struct image *image);

#endif
