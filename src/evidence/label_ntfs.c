/* SPDX-License-Identifier: Apache-2.0 */
/* NTFS: the serial stands in the boot sector, the label in $Volume, which libtsk reads for us. */
#include <stdio.h>

#include "evidence/label.h"

#define VOLUME_RECORD 3
#define NAME_BYTES    ((size_t)128) /* Windows takes 32 characters */

void
label_ntfs(struct volume *v, struct bytes *image, TSK_FS_INFO *fs)
{
	const unsigned char *p = label_bytes(v, image, 0x48, 8);
	TSK_FS_FILE *file = tsk_fs_file_open_meta(fs, NULL, VOLUME_RECORD);
	const TSK_FS_ATTR *name = NULL;
	char utf16[NAME_BYTES];
	ssize_t n = 0;

	if (p)
		snprintf(v->serial, sizeof v->serial, "%016llX", (unsigned long long)le64(p));
	if (file)
		name = tsk_fs_file_attr_get_type(file, TSK_FS_ATTR_TYPE_NTFS_VNAME, 0, 0);
	if (name && name->size > 0)
		n = tsk_fs_attr_read(name, 0, utf16,
				     name->size < (TSK_OFF_T)sizeof utf16 ? (size_t)name->size
									  : sizeof utf16,
				     TSK_FS_FILE_READ_FLAG_NONE);
	if (n > 1)
		label_utf16le(v->label, (unsigned char *)utf16, (size_t)n / 2);
	if (file)
		tsk_fs_file_close(file);
	tsk_error_reset();
}
