/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/type_name.h"

#include <ctype.h>
#include <string.h>

/* Names of media that media/ does not walk; the first part matches types by prefix. */
static const struct {
	const char *mime, *extensions;
} others[] = {
	{"video/x-matroska", "mkv mk3d mka mks webm"},
	{"video/webm", "webm mkv"},
	{"video/x-ms-asf", "asf wmv wma"},
	{"video/x-ms-wmv", "wmv asf"},
	{"video/mpeg", "mpg mpeg mpe m1v m2v m2p ps vob mod vdr"},
	{"video/MP2T", "ts mts m2ts m2t tod tp trp"},
	{"video/mp2t", "ts mts m2ts m2t tod tp trp"},
	{"video/x-flv", "flv f4v"},
	{"video/x-msvideo", "avi divx"},
	{"video/ogg", "ogv ogg ogm"},
	{"video/mp4", "mp4 m4v mov 3gp m4a"},
	{"video/quicktime", "mov qt mp4"},
	{"video/3gpp", "3gp 3g2 3gpp mp4"},
	{"image/vnd.adobe.photoshop", "psd psb pdd"},
	{"image/svg+xml", "svg"},
	{"image/vnd.microsoft.icon", "ico"},
	{"image/x-icon", "ico cur"},
	{"image/webp", "webp"},
	{"image/heic", "heic heif hif"},
	{"image/heif", "heic heif hif avci"},
	{"image/avif", "avif"},
	{"image/bmp", "bmp dib"},
	{"image/x-ms-bmp", "bmp dib"},
	{"image/tiff", "tif tiff"},
	{"image/jp2", "jp2 j2k jpf jpx jpm"},
	{"image/jxl", "jxl"},
	{"image/x-xcf", "xcf"},
	{"video/x-mng", "mng"},
	{"image/x-tga", "tga"},
	{"image/x-portable", "ppm pgm pbm pnm pam"},
};
#define OTHERS (sizeof others / sizeof *others)

static bool
listed(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = list; (p = strstr(p, word)); p += n)
		if ((p == list || p[-1] == ' ') && (p[n] == ' ' || p[n] == '\0'))
			return true;
	return false;
}

static bool
claims_nothing(const char *extension)
{
	return listed(
		"tmp temp dat data bin cache bak old orig part partial dl blob file raw img dd "
		"chk rec 0 crdownld download tdb db",
		extension);
}

void
extension_of(const char *path, char out[EXTENSION_MAX])
{
	const char *slash = strrchr(path, '/');
	const char *dot = strrchr(slash ? slash : path, '.');
	bool letter = false;
	size_t n = 0;

	out[0] = '\0';
	if (!dot || dot == path || dot[-1] == '/')
		return;
	for (const char *p = dot + 1; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (!isascii(c) || !isalnum(c) || n + 1 == EXTENSION_MAX) {
			out[0] = '\0';
			return;
		}
		letter |= isalpha(c) != 0;
		out[n++] = (char)tolower(c);
	}
	out[n] = '\0';
	if (!letter || claims_nothing(out))
		out[0] = '\0';
}

static bool
is_media(const char *mime)
{
	return strncmp(mime, "image/", 6) == 0 || strncmp(mime, "video/", 6) == 0;
}

/* 1 the pair is in a table, 0 the type is known and this is not its extension, -1 type unknown. */
static int
expected(const char *extension, const char *mime)
{
	int known = -1;

	for (size_t i = 0; i < OTHERS; i++) {
		if (strncmp(mime, others[i].mime, strlen(others[i].mime)) != 0)
			continue;
		if (listed(others[i].extensions, extension))
			return 1;
		known = 0;
	}
	return known;
}

static bool
names_media(const char *extension)
{
	for (size_t i = 0; media_formats[i]; i++)
		if (listed(media_formats[i]->extensions, extension))
			return true;
	for (size_t i = 0; i < OTHERS; i++)
		if (listed(others[i].extensions, extension))
			return true;
	return false;
}

bool
extension_disagrees(const char *extension, const char *mime, const struct media_format *f)
{
	if (!extension[0])
		return false;
	if (f)
		return !listed(f->extensions, extension) && expected(extension, mime) != 1;
	if (is_media(mime))
		return expected(extension, mime) == 0;
	if (strncmp(mime, "audio/", 6) == 0) /* .mp4, .asf and .ogg hold sound alone, too */
		return false;
	return names_media(extension);
}
