/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_value.h"

#include <math.h>
#include <string.h>

#include "base/bytes.h"
#include "base/text.h"
#include "record/json.h"

/* Longer lists and byte strings are tables of no meaning to a reader: only their size is told. */
#define LIST_MAX 64
#define HEX_MAX	 64
#define TEXT_MAX ((size_t)64 << 10)

enum {
	BYTE = 1,
	ASCII,
	SHORT,
	LONG,
	RATIONAL,
	SBYTE,
	UNDEFINED,
	SSHORT,
	SLONG,
	SRATIONAL,
	FLOAT,
	DOUBLE,
	IFD,
};

static unsigned
format_size(unsigned format)
{
	static const unsigned char sizes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

	return format < sizeof sizes ? sizes[format] : 0;
}

enum exif_kind
exif_value_kind(uint16_t tag, bool gps)
{
	if (gps)
		return tag == 0x1b || tag == 0x1c ? EXIF_KIND_COMMENT : EXIF_KIND_PLAIN;
	switch (tag) {
	case 0x9000: /* ExifVersion */
	case 0xa000: /* FlashpixVersion */
	case 0x0002: /* InteroperabilityVersion */
		return EXIF_KIND_ASCII;
	case 0x9286: /* UserComment */
		return EXIF_KIND_COMMENT;
	case 0x9c9b: /* XPTitle … XPSubject */
	case 0x9c9c:
	case 0x9c9d:
	case 0x9c9e:
	case 0x9c9f:
		return EXIF_KIND_UTF16;
	case 0x8298: /* Copyright: photographer, editor */
		return EXIF_KIND_TEXTS;
	case 0x927c: /* MakerNote: its own group */
	case 0x02bc: /* XMP */
	case 0x83bb: /* IPTC */
	case 0x8649: /* Photoshop */
	case 0x8773: /* ICC profile */
		return EXIF_KIND_SKIP;
	default:
		return EXIF_KIND_PLAIN;
	}
}

/* ---- Text ---- */

static bool
blank(char c)
{
	return c == ' ' || c == '\0' || c == '\t' || c == '\r' || c == '\n';
}

/* Trimmed at both ends. */
static void
write_trimmed(const char *p, size_t n, struct buffer *out)
{
	n = n < TEXT_MAX ? n : TEXT_MAX;
	while (n && blank(p[n - 1]))
		n--;
	while (n && blank(*p)) {
		p++;
		n--;
	}
	json_add_string(out, p, n);
}

/* Up to the first NUL: what lies behind it is not part of the text. */
static void
write_text(const char *p, size_t n, struct buffer *out)
{
	write_trimmed(p, strnlen(p, n), out);
}

static void
write_texts(const char *p, size_t n, struct buffer *out)
{
	struct buffer text = BUFFER_EMPTY;

	while (n) {
		size_t length = strnlen(p, n), said = length;

		while (said && blank(p[said - 1]))
			said--;
		if (said && text.n)
			buffer_add_text(&text, "; ");
		buffer_add(&text, p, said);
		length += length < n;
		p += length;
		n -= length;
	}
	write_trimmed(text.data ? text.data : "", text.n, out);
	buffer_release(&text);
}

static void
add_code_point(struct buffer *out, uint32_t c)
{
	if (c < 0x80) {
		buffer_add_byte(out, (char)c);
	} else if (c < 0x800) {
		buffer_add_byte(out, (char)(0xc0 | c >> 6));
		buffer_add_byte(out, (char)(0x80 | (c & 63)));
	} else if (c < 0x10000) {
		buffer_add_byte(out, (char)(0xe0 | c >> 12));
		buffer_add_byte(out, (char)(0x80 | (c >> 6 & 63)));
		buffer_add_byte(out, (char)(0x80 | (c & 63)));
	} else {
		buffer_add_byte(out, (char)(0xf0 | c >> 18));
		buffer_add_byte(out, (char)(0x80 | (c >> 12 & 63)));
		buffer_add_byte(out, (char)(0x80 | (c >> 6 & 63)));
		buffer_add_byte(out, (char)(0x80 | (c & 63)));
	}
}

static void
write_utf16(const unsigned char *p, size_t n, bool big_endian, struct buffer *out)
{
	struct buffer text = BUFFER_EMPTY;
	uint32_t high = 0;

	n = n < TEXT_MAX ? n : TEXT_MAX;
	for (; n >= 2; p += 2, n -= 2) {
		uint32_t c = big_endian ? be16(p) : le16(p);

		if (c >= 0xd800 && c < 0xdc00) {
			high = c;
			continue;
		}
		if (c >= 0xdc00 && c < 0xe000)
			c = high ? 0x10000 + ((high - 0xd800) << 10) + (c - 0xdc00) : 0xfffd;
		high = 0;
		if (c == 0xfeff)
			continue;
		add_code_point(&text, c);
	}
	write_text(text.data ? text.data : "", text.n, out);
	buffer_release(&text);
}

/*
 * Some writers keep to one order of bytes whatever the block's is: where Latin text stands, the
 * zeros tell.
 */
static bool
is_utf16be(const unsigned char *p, size_t n, bool otherwise)
{
	size_t zeros[2] = {0, 0};

	for (size_t i = 0; i + 1 < n && (p[i] || p[i + 1]); i += 2) {
		zeros[0] += p[i] == 0;
		zeros[1] += p[i + 1] == 0;
	}
	return zeros[0] == zeros[1] ? otherwise : zeros[0] > zeros[1];
}

/* Exif 2.3, 4.6.5: ASCII, JIS, UNICODE or undefined by the first eight bytes. */
static void
write_comment(const struct exif_value *v, struct buffer *out)
{
	const unsigned char *p = v->data;
	size_t n = v->n;

	if (n < 8 || v->format == ASCII) { /* writers that know of no code */
		write_text((const char *)p, n, out);
	} else if (memcmp(p, "UNICODE", 8) == 0) {
		bool marked = n >= 10 && p[8] == 0xfe && p[9] == 0xff;
		bool other = n >= 10 && p[8] == 0xff && p[9] == 0xfe;

		write_utf16(p + 8, n - 8,
			    marked || (!other && is_utf16be(p + 8, n - 8, v->big_endian)), out);
	} else {
		write_text((const char *)p + 8, n - 8, out);
	}
}

static bool
printable(const unsigned char *p, size_t n)
{
	bool text = false;

	for (size_t i = 0; i < n; i++) {
		if (p[i] && (p[i] < 0x20 || p[i] > 0x7e))
			return false;
		text |= p[i] != 0;
	}
	return text;
}

static void
write_undefined(const struct exif_value *v, struct buffer *out)
{
	if (v->n == 1) {
		json_add_u64(out, v->data[0]);
	} else if (printable(v->data, v->n)) {
		size_t skip = 0;

		while (v->data[skip] == '\0')
			skip++;
		write_text((const char *)v->data + skip, v->n - skip, out);
	} else if (v->n <= HEX_MAX) {
		buffer_add_byte(out, '"');
		text_hex(out, v->data, v->n);
		buffer_add_byte(out, '"');
	} else {
		buffer_add_format(out, "\"(%zu bytes)\"", v->n);
	}
}

/* ---- Numbers ---- */

static uint16_t
u16(const struct exif_value *v, const unsigned char *p)
{
	return v->big_endian ? be16(p) : le16(p);
}

static uint32_t
u32(const struct exif_value *v, const unsigned char *p)
{
	return v->big_endian ? be32(p) : le32(p);
}

static double
real(const struct exif_value *v, const unsigned char *p)
{
	uint64_t bits;
	uint32_t half;
	double d;
	float f;

	if (v->format == FLOAT) {
		half = u32(v, p);
		memcpy(&f, &half, sizeof f);
		return (double)f;
	}
	bits = v->big_endian ? be64(p) : le64(p);
	memcpy(&d, &bits, sizeof d);
	return d;
}

static double
ratio(const struct exif_value *v, const unsigned char *p)
{
	uint32_t above = u32(v, p), below = u32(v, p + 4);

	if (below == 0)
		return NAN;
	if (v->format == SRATIONAL)
		return (double)(int32_t)above / (double)(int32_t)below;
	return (double)above / (double)below;
}

/* The number at p; NAN: it has no value. */
static double
number(const struct exif_value *v, const unsigned char *p)
{
	switch (v->format) {
	case SBYTE:
		return (int8_t)*p;
	case SHORT:
		return u16(v, p);
	case SSHORT:
		return (int16_t)u16(v, p);
	case LONG:
	case IFD:
		return u32(v, p);
	case SLONG:
		return (int32_t)u32(v, p);
	case RATIONAL:
	case SRATIONAL:
		return ratio(v, p);
	case FLOAT:
	case DOUBLE:
		return real(v, p);
	default:
		return *p;
	}
}

static bool
add_number(double d, struct buffer *out)
{
	if (!isfinite(d))
		return false;
	if (fabs(d) < 9e15 && d == floor(d))
		buffer_add_format(out, "%.0f", d == 0 ? 0.0 : d);
	else
		json_add_double(out, d);
	return true;
}

static void
write_numbers(const struct exif_value *v, struct buffer *out, unsigned *undefined)
{
	unsigned size = format_size(v->format);
	uint64_t n = v->n / size < v->count ? v->n / size : v->count;

	if (n == 1) {
		*undefined += !add_number(number(v, v->data), out);
		return;
	}
	if (n > LIST_MAX) {
		buffer_add_format(out, "\"(%llu values)\"", (unsigned long long)n);
		return;
	}
	buffer_add_byte(out, '[');
	for (uint64_t i = 0; i < n; i++) {
		json_comma(out);
		if (!add_number(number(v, v->data + i * size), out)) {
			buffer_add_text(out, "null");
			++*undefined;
		}
	}
	buffer_add_byte(out, ']');
}

void
exif_value_write(const struct exif_value *v, struct buffer *out, unsigned *undefined)
{
	if (v->n == 0 && v->format == ASCII)
		buffer_add_text(out, "\"\"");
	if (v->n == 0 || format_size(v->format) == 0 || v->n < format_size(v->format))
		return;
	switch (v->kind) {
	case EXIF_KIND_SKIP:
		return;
	case EXIF_KIND_ASCII:
		write_text((const char *)v->data, v->n, out);
		return;
	case EXIF_KIND_COMMENT:
		write_comment(v, out);
		return;
	case EXIF_KIND_TEXTS:
		write_texts((const char *)v->data, v->n, out);
		return;
	case EXIF_KIND_UTF16:
		write_utf16(v->data, v->n, false, out);
		return;
	default:
		break;
	}
	if (v->format == ASCII)
		write_text((const char *)v->data, v->n, out);
	else if (v->format == UNDEFINED)
		write_undefined(v, out);
	else
		write_numbers(v, out, undefined);
}

void
exif_value_write_size(const struct exif_value *v, struct buffer *out)
{
	if (v->kind != EXIF_KIND_SKIP)
		buffer_add_format(out, "\"(%zu bytes)\"", v->n);
}
