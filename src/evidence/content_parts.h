/* SPDX-License-Identifier: Apache-2.0 */
/* What the ways of reading content share; nobody outside content*.c includes it. */
#ifndef WINNOW_EVIDENCE_CONTENT_PARTS_H
#define WINNOW_EVIDENCE_CONTENT_PARTS_H

#include <jansson.h>

#include "base/bytes.h"
#include "evidence/content.h"
#include "evidence/filesystem.h"
#include "evidence/image.h"
#include "inside/holder.h"

/* ---- Members of a content object: 0, or -1 when absent or not a whole number from 0 on ---- */

int content_u64(const json_t *object, const char *key, uint64_t *out);

/* ---- Pieces of another source, one behind the other (content_runs.c) ---- */

struct pieces;

/*
 * `runs` is an array of {"file_offset", offset_key, "len"} that has to cover [0, size) in order
 * without gap or overlap, all of it within `inner`, which is borrowed.
 */
int pieces_open(struct pieces **out, struct bytes *inner, const json_t *runs,
		const char *offset_key, uint64_t size, struct error *e);
struct bytes *pieces_bytes(struct pieces *p);
void pieces_close(struct pieces **p);

/* ---- What libtsk reads (content_tsk.c) ---- */

struct tsk_source;

/* size: what the record says; it has to be what the file system says. NULL: take that. */
int tsk_source_open(struct tsk_source **out, struct image *image, const json_t *content,
		    const uint64_t *size, struct error *e);
struct bytes *tsk_source_bytes(struct tsk_source *s);
void tsk_source_close(struct tsk_source **s);

/* ---- Members that have to be unpacked (content_member.c) ---- */

struct member_source;

/* depth: of the content in others. */
int member_source_open(struct member_source **out, struct image *image, const json_t *content,
		       uint64_t size, unsigned depth, struct error *e);
struct bytes *member_source_bytes(struct member_source *s);
void member_source_close(struct member_source **s);

/* Opens what stands as "in" of a content, which carries its own size. */
int content_open_outer(struct content **out, struct image *image, const json_t *in, unsigned depth,
		       struct error *e);

/* ---- Files of a directory that is the evidence (content_folder.c) ---- */

struct folder_source;

/* size: what the record says; the file must have it still. */
int folder_source_open(struct folder_source **out, struct image *image, const json_t *content,
		       uint64_t size, struct error *e);
struct bytes *folder_source_bytes(struct folder_source *s);
void folder_source_close(struct folder_source **s);

/* ---- What is kept open with an image (content_kept.c) ---- */

struct kept_all {
	struct kept *filesystems;
	struct kept_holder *holders;
};

struct kept_all *kept_of(struct image *image);

/* ---- Holders kept open between items (content_holders.c) ---- */

/* The holder that a content of how "member" names. To be given back. */
int kept_holder(struct kept_holder **out, struct image *image, const json_t *content,
		unsigned depth, struct error *e);
struct holder *kept_holder_of(struct kept_holder *k);
void kept_holder_return(struct image *image, struct kept_holder *k);
void kept_holders_forget(struct kept_holder **list);

/* ---- File systems kept open between items (content_kept.c) ---- */

/* Opens, or finds one open; each is to be given back. They close with the image. */
int kept_filesystem(struct filesystem **out, struct image *image, uint64_t offset, int fs_type,
		    uint64_t pool_block, struct error *e);
void kept_filesystem_return(struct image *image, struct filesystem *fs);

#endif
