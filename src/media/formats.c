/* SPDX-License-Identifier: Apache-2.0 */
#include "media/media.h"

#include <string.h>
#include <strings.h>

/* Every format, one line each, in order of how common they are. */
#define FORMATS(FORMAT)                                                                            \
	FORMAT(jpeg)                                                                               \
	FORMAT(png)                                                                                \
	FORMAT(isobmff)                                                                            \
	FORMAT(gif)                                                                                \
	FORMAT(webp)                                                                               \
	FORMAT(tiff)                                                                               \
	FORMAT(jp2)                                                                                \
	FORMAT(jxl)                                                                                \
	FORMAT(psd)                                                                                \
	FORMAT(raf)                                                                                \
	FORMAT(mrw)                                                                                \
	FORMAT(crw)                                                                                \
	FORMAT(x3f)                                                                                \
	FORMAT(bmp)                                                                                \
	FORMAT(avi)                                                                                \
	FORMAT(matroska)                                                                           \
	FORMAT(asf)                                                                                \
	FORMAT(flv)                                                                                \
	FORMAT(ogg)                                                                                \
	FORMAT(mpeg_ps)                                                                            \
	FORMAT(mpeg_ts)                                                                            \
	FORMAT(zip)                                                                                \
	FORMAT(sevenzip)                                                                           \
	FORMAT(rar)                                                                                \
	FORMAT(gzip)                                                                               \
	FORMAT(bzip2)                                                                              \
	FORMAT(xz)                                                                                 \
	FORMAT(zstd)                                                                               \
	FORMAT(tar)                                                                                \
	FORMAT(cab)                                                                                \
	FORMAT(ole)                                                                                \
	FORMAT(pdf)                                                                                \
	FORMAT(sqlite)                                                                             \
	FORMAT(thumbcache)                                                                         \
	FORMAT(encoded)

#define DECLARE(name) extern const struct media_format media_##name;
#define POINT(name)   &media_##name,

FORMATS(DECLARE)

const struct media_format *const media_formats[] = {FORMATS(POINT) NULL};

const struct media_format *
media_by_name(const char *name)
{
	for (size_t i = 0; media_formats[i]; i++)
		if (strcmp(media_formats[i]->name, name) == 0)
			return media_formats[i];
	return NULL;
}

/* Is the n-byte word one of those in list, blanks between, case folded? */
static bool
listed(const char *list, const char *word, size_t n)
{
	while (*list) {
		size_t len = strcspn(list, " ");

		if (len == n && strncasecmp(list, word, n) == 0)
			return true;
		list += len;
		list += strspn(list, " ");
	}
	return false;
}

const struct media_format *
media_by_extension(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');

	if (!dot || !dot[1])
		return NULL;
	for (size_t i = 0; media_formats[i]; i++)
		if (listed(media_formats[i]->extensions, dot + 1, strlen(dot + 1)))
			return media_formats[i];
	return NULL;
}

const struct media_format *
media_identify(struct bytes *b, uint64_t start, struct media_walk *w)
{
	unsigned char head[MEDIA_HEAD];
	size_t n = bytes_read(b, start, head, sizeof head);

	for (size_t i = 0; media_formats[i]; i++) {
		if (media_formats[i]->holder || !media_formats[i]->head(head, n))
			continue;
		media_formats[i]->walk(b, start, w);
		if (w->state != MEDIA_NOT)
			return media_formats[i];
	}
	memset(w, 0, sizeof *w);
	return NULL;
}

const char *
media_state_name(enum media_state s)
{
	static const char *const names[] = {
		[MEDIA_WHOLE] = "whole",
		[MEDIA_TRUNCATED] = "truncated",
		[MEDIA_DAMAGED] = "damaged",
	};

	return s == MEDIA_NOT ? NULL : names[s];
}
