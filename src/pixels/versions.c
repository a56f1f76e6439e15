/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/versions.h"

#include <png.h>
#include <stdio.h>
#include <string.h>
/* jpeglib.h wants stdio.h first. */
#include <jpeglib.h>
#ifdef HAVE_WEBP
#include <webp/decode.h>
#endif
#ifdef HAVE_HEIF
#include <libheif/heif.h>
#endif
#ifdef HAVE_TIFF
#include <tiffio.h>
#endif
#ifdef HAVE_AV
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#endif

static void
add(char *out, size_t n, const char *name, const char *version)
{
	size_t used = strlen(out);

	snprintf(out + used, n - used, "%s%s %s", used ? ", " : "", name, version);
}

/* Libraries that keep their version as a number of three parts. */
static void
add_number(char *out, size_t n, const char *name, unsigned major, unsigned minor, unsigned micro)
{
	char version[40];

	snprintf(version, sizeof version, "%u.%u.%u", major, minor, micro);
	add(out, n, name, version);
}

void
versions_describe(char *out, size_t n)
{
	*out = '\0';
#ifdef LIBJPEG_TURBO_VERSION_NUMBER
	add_number(out, n, "libjpeg-turbo", LIBJPEG_TURBO_VERSION_NUMBER / 1000000,
		   LIBJPEG_TURBO_VERSION_NUMBER / 1000 % 1000, LIBJPEG_TURBO_VERSION_NUMBER % 1000);
#else
	add_number(out, n, "libjpeg", JPEG_LIB_VERSION / 10, JPEG_LIB_VERSION % 10, 0);
#endif
	add(out, n, "libpng", png_get_libpng_ver(NULL));
#ifdef HAVE_WEBP
	unsigned webp = (unsigned)WebPGetDecoderVersion();
	add_number(out, n, "libwebp", webp >> 16, webp >> 8 & 255, webp & 255);
#endif
#ifdef HAVE_HEIF
	add(out, n, "libheif", heif_get_version());
#endif
#ifdef HAVE_TIFF
	const char *tiff = TIFFGetVersion(); /* "LIBTIFF, Version 4.5.0\n…" */
	const char *number = strstr(tiff, "Version ");
	char version[40] = "";
	if (number)
		snprintf(version, sizeof version, "%.*s", (int)strcspn(number + 8, "\n"),
			 number + 8);
	add(out, n, "libtiff", version);
#endif
#ifdef HAVE_AV
	unsigned codec = avcodec_version(), format = avformat_version();
	add_number(out, n, "libavcodec", codec >> 16, codec >> 8 & 255, codec & 255);
	add_number(out, n, "libavformat", format >> 16, format >> 8 & 255, format & 255);
#endif
}

void
versions_warm_up(void)
{
#ifdef HAVE_HEIF
	heif_context_free(heif_context_alloc()); /* registers its decoders */
#endif
#ifdef HAVE_AV
	av_log_set_level(AV_LOG_QUIET);
#endif
}
