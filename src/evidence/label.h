/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Label and serial of a volume, in the form that blkid(8) prints them (NTFS and HFS+: as
 * fsstat(1)). What cannot be read is left empty.
 */
#ifndef WINNOW_EVIDENCE_LABEL_H
#define WINNOW_EVIDENCE_LABEL_H

#include <tsk/libtsk.h>

#include "evidence/volume.h"

/* By v->fs_type; fs is that file system, open. */
void label_read(struct volume *v, struct bytes *image, TSK_FS_INFO *fs);

/* One file a family of file systems. */
void label_fat(struct volume *v, struct bytes *image);
void label_exfat(struct volume *v, struct bytes *image);
void label_ntfs(struct volume *v, struct bytes *image, TSK_FS_INFO *fs);
void label_ext(struct volume *v, struct bytes *image);
void label_ufs(struct volume *v, struct bytes *image);
void label_hfs(struct volume *v, struct bytes *image);
void label_iso9660(struct volume *v, struct bytes *image);
void label_apfs(struct volume *v, struct bytes *image, uint64_t superblock);

/* ---- Helpers ---- */

/* n bytes at an offset in the volume, or NULL. n <= BYTES_WINDOW. */
const unsigned char *label_bytes(const struct volume *v, struct bytes *image, uint64_t offset,
				 size_t n);
/* Each writes a terminated string into a label or serial of struct volume. */
void label_text(char out[256], const unsigned char *p, size_t n); /* up to NUL; blanks trimmed */
void label_utf16le(char out[256], const unsigned char *p, size_t units);
void label_utf16be(char out[256], const unsigned char *p, size_t units);
void label_uuid(char out[64], const unsigned char p[16]); /* all zero: left empty */

#endif
