/* SPDX-License-Identifier: Apache-2.0 */
/* What the listers of container tags share. */
#ifndef WINNOW_MEDIA_TAGS_H
#define WINNOW_MEDIA_TAGS_H

#include "media/media.h"

/* A longer text says nothing of a device; it is cut. */
#define TAG_TEXT_MAX ((size_t)4096)

/* The bytes [at, at + n) as a text. */
void tags_text(struct media_tags *out, struct bytes *b, const char *group, const char *tag,
	       uint64_t at, uint64_t n, enum media_text coding);

/* The bytes as lower-case hexadecimal digits, 64 of them at most. */
void tags_hex(struct media_tags *out, struct bytes *b, const char *group, const char *tag,
	      uint64_t at, uint64_t n);

/* Seconds since 1970 of a clock that knows no zone, as Exif writes times; 0 was never set. */
void tags_clock(struct media_tags *out, const char *group, const char *tag, int64_t seconds);

/* One file a container. */
void riff_tags(struct bytes *b, struct media_tags *out);     /* AVI: INFO lists, IDIT */
void riff_blocks(struct bytes *b, struct media_blocks *out); /* AVI: XMP */
void matroska_tags(struct bytes *b, struct media_tags *out); /* segment information, SimpleTags */
void flv_tags(struct bytes *b, struct media_tags *out);	     /* onMetaData */
void ogg_tags(struct bytes *b, struct media_tags *out);	     /* Vorbis comments */
void jpeg_tags(struct bytes *b, struct media_tags *out);     /* GoPro, CIFF, Olympus' texts */
void asf_tags(struct bytes *b, struct media_tags *out);	     /* content descriptions */

#endif
