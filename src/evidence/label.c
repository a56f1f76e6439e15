/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/label.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

const unsigned char *
label_bytes(const struct volume *v, struct bytes *image, uint64_t offset, size_t n)
{
	if (offset > v->size || v->size - offset < n)
		return NULL;
	return bytes_exact(image, v->offset + offset, n);
}

/* Cuts at 255 bytes without cutting a character in two. */
static void
copy(char out[256], struct buffer *b)
{
	size_t n = b->n < 255 ? b->n : 255;

	while (n && n < b->n && ((unsigned char)b->data[n] & 0xc0) == 0x80)
		n--;
	memcpy(out, buffer_text(b), n);
	out[n] = '\0';
	buffer_release(b);
}

void
label_text(char out[256], const unsigned char *p, size_t n)
{
	struct buffer b = BUFFER_EMPTY;
	const unsigned char *end = memchr(p, '\0', n);

	if (end)
		n = (size_t)(end - p);
	while (n && p[n - 1] == ' ')
		n--;
	text_to_utf8(&b, (const char *)p, n);
	copy(out, &b);
}

static void
add_utf8(struct buffer *b, uint32_t c)
{
	if (c < 0x80) {
		buffer_add_byte(b, (char)c);
	} else if (c < 0x800) {
		buffer_add_byte(b, (char)(0xc0 | c >> 6));
		buffer_add_byte(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		buffer_add_byte(b, (char)(0xe0 | c >> 12));
		buffer_add_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buffer_add_byte(b, (char)(0x80 | (c & 0x3f)));
	} else {
		buffer_add_byte(b, (char)(0xf0 | c >> 18));
		buffer_add_byte(b, (char)(0x80 | (c >> 12 & 0x3f)));
		buffer_add_byte(b, (char)(0x80 | (c >> 6 & 0x3f)));
		buffer_add_byte(b, (char)(0x80 | (c & 0x3f)));
	}
}

static void
from_utf16(char out[256], const unsigned char *p, size_t units,
	   uint16_t (*unit)(const unsigned char *p))
{
	struct buffer b = BUFFER_EMPTY;

	for (size_t i = 0; i < units; i++) {
		uint32_t c = unit(p + 2 * i);
		uint32_t low = i + 1 < units ? unit(p + 2 * i + 2) : 0;

		if (c == 0)
			break;
		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c & 0x3ff) << 10) + (low & 0x3ff);
			i++;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = 0xfffd;
		}
		add_utf8(&b, c);
	}
	copy(out, &b);
}

void
label_utf16le(char out[256], const unsigned char *p, size_t units)
{
	from_utf16(out, p, units, le16);
}

void
label_utf16be(char out[256], const unsigned char *p, size_t units)
{
	from_utf16(out, p, units, be16);
}

void
label_uuid(char out[64], const unsigned char p[16])
{
	static const unsigned char zero[16];
	size_t n = 0;

	if (memcmp(p, zero, 16) == 0)
		return;
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			out[n++] = '-';
		n += (size_t)snprintf(out + n, 64 - n, "%02x", p[i]);
	}
}

void
label_read(struct volume *v, struct bytes *image, TSK_FS_INFO *fs)
{
	switch (v->fs_type) {
	case TSK_FS_TYPE_FAT12:
	case TSK_FS_TYPE_FAT16:
	case TSK_FS_TYPE_FAT32:
		label_fat(v, image);
		break;
	case TSK_FS_TYPE_EXFAT:
		label_exfat(v, image);
		break;
	case TSK_FS_TYPE_NTFS:
		label_ntfs(v, image, fs);
		break;
	case TSK_FS_TYPE_EXT2:
	case TSK_FS_TYPE_EXT3:
	case TSK_FS_TYPE_EXT4:
		label_ext(v, image);
		break;
	case TSK_FS_TYPE_FFS1:
	case TSK_FS_TYPE_FFS1B:
	case TSK_FS_TYPE_FFS2:
		label_ufs(v, image);
		break;
	case TSK_FS_TYPE_HFS:
		label_hfs(v, image);
		break;
	case TSK_FS_TYPE_ISO9660:
		label_iso9660(v, image);
		break;
	default:
		break;
	}
}
