/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inside/pdf_parts.h"

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool
ends_name(char c)
{
	return is_space(c) || memchr("/<>[]()", c, 7);
}

/* What stands behind the key; NULL: it is not there. */
static const char *
value_of(const char *p, const char *end, const char *key)
{
	size_t n = strlen(key);

	while ((p = memmem(p, (size_t)(end - p), key, n)) != NULL) {
		p += n;
		if (p < end && !ends_name(*p))
			continue;
		while (p < end && is_space(*p))
			p++;
		return p < end ? p : NULL;
	}
	return NULL;
}

/* A direct number: not one that is the first half of a reference. */
static bool
number_of(const char *p, const char *end, const char *key, uint64_t *out)
{
	const char *at = value_of(p, end, key);
	size_t digits = 0;

	*out = 0;
	for (; at && at < end && *at >= '0' && *at <= '9' && digits < 15; at++, digits++)
		*out = *out * 10 + (uint64_t)(*at - '0');
	if (digits == 0)
		return false;
	while (at < end && is_space(*at))
		at++;
	if (at < end && *at >= '0' && *at <= '9') {
		while (at < end && ((*at >= '0' && *at <= '9') || is_space(*at)))
			at++;
		if (at < end && *at == 'R')
			return false;
	}
	return true;
}

static bool
is_name(const char *p, const char *end, const char *name)
{
	size_t n = strlen(name);

	return (size_t)(end - p) >= n && memcmp(p, name, n) == 0 &&
	       (p + n == end || ends_name(p[n]));
}

static enum pdf_filter
filter_of(const char *p, const char *end)
{
	static const struct {
		const char *name;
		enum pdf_filter filter;
	} names[] = {{"/FlateDecode", PDF_FLATE},
		     {"/Fl", PDF_FLATE},
		     {"/DCTDecode", PDF_DCT},
		     {"/DCT", PDF_DCT},
		     {"/JPXDecode", PDF_JPX},
		     {"/ASCII85Decode", PDF_A85},
		     {"/A85", PDF_A85},
		     {"/ASCIIHexDecode", PDF_AHX},
		     {"/AHx", PDF_AHX},
		     {"/RunLengthDecode", PDF_RUNS},
		     {"/RL", PDF_RUNS}};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (is_name(p, end, names[i].name))
			return names[i].filter;
	return PDF_OTHER;
}

static void
add_filter(struct pdf_image *image, enum pdf_filter filter)
{
	if (image->last == PDF_DCT || image->last == PDF_JPX || image->last == PDF_OTHER ||
	    image->nfilters == PDF_FILTERS_MAX)
		image->last = PDF_OTHER; /* nothing comes behind a picture's own coding */
	else if (filter == PDF_DCT || filter == PDF_JPX || filter == PDF_OTHER)
		image->last = filter;
	else
		image->filters[image->nfilters++] = filter;
}

static void
read_filters(struct pdf_image *image, const char *p, const char *end)
{
	const char *at = value_of(p, end, "/Filter");

	if (!at)
		return;
	if (*at != '[') {
		add_filter(image, filter_of(at, end));
		return;
	}
	for (at++; at < end && *at != ']'; at++)
		if (*at == '/')
			add_filter(image, filter_of(at, end));
}

/* Pixels of a palette or of one bit for masks make no picture by themselves. */
static bool
pixels_are_plain(const struct pdf_image *image, const char *p, const char *end)
{
	return image->width && image->height && image->width < 65536 && image->height < 65536 &&
	       (image->bits == 1 || image->bits == 8) && image->nfilters > 0 &&
	       !memmem(p, (size_t)(end - p), "/Indexed", 8) &&
	       !memmem(p, (size_t)(end - p), "/ImageMask", 10);
}

void
pdf_read_dictionary(struct pdf_image *image, const char *p, size_t n)
{
	const char *end = p + n, *subtype, *type;
	uint64_t v;

	*image = (struct pdf_image){.bits = 8};
	image->length_known = number_of(p, end, "/Length", &image->length);
	subtype = value_of(p, end, "/Subtype");
	image->is_image = subtype && is_name(subtype, end, "/Image");
	type = value_of(p, end, "/Type");
	image->attached = !image->is_image && type && is_name(type, end, "/EmbeddedFile");
	if (!image->is_image && !image->attached)
		return;
	read_filters(image, p, end);
	if (number_of(p, end, "/Width", &v) && v < UINT32_MAX)
		image->width = (uint32_t)v;
	if (number_of(p, end, "/Height", &v) && v < UINT32_MAX)
		image->height = (uint32_t)v;
	if (number_of(p, end, "/BitsPerComponent", &v) && v <= 16)
		image->bits = (uint32_t)v;
	image->predicted = number_of(p, end, "/Predictor", &v) && v >= 10;
	if (image->attached)
		image->readable = image->last == PDF_NONE;
	else if (image->last == PDF_NONE)
		image->readable = pixels_are_plain(image, p, end);
	else
		image->readable = image->last != PDF_OTHER;
}
