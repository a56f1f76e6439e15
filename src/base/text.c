/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <limits.h>
#include <stdint.h>

#include "base/bytes.h"

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

/* The length a first byte announces and the smallest code point that may be written so long. */
static size_t
sequence_length(unsigned char first, uint32_t *bits, uint32_t *least)
{
	if (first < 0x80) {
		*bits = first, *least = 0;
		return 1;
	}
	if (first >= 0xC2 && first <= 0xDF) {
		*bits = first & 0x1FU, *least = 0x80;
		return 2;
	}
	if ((first & 0xF0) == 0xE0) {
		*bits = first & 0x0FU, *least = 0x800;
		return 3;
	}
	if (first >= 0xF0 && first <= 0xF4) {
		*bits = first & 0x07U, *least = 0x10000;
		return 4;
	}
	return 0;
}

size_t
text_next(const char *p, size_t n, uint32_t *code)
{
	uint32_t bits, least;
	if (n == 0)
		return 0;
	size_t length = sequence_length((unsigned char)p[0], &bits, &least);
	if (length == 0 || length > n)
		return 0;
	for (size_t i = 1; i < length; i++) {
		unsigned char c = (unsigned char)p[i];
		if ((c & 0xC0) != 0x80)
			return 0;
		bits = bits << 6 | (c & 0x3FU);
	}
	if (bits < least || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF))
		return 0;
	*code = bits;
	return length;
}

size_t
text_utf8_prefix(const char *p, size_t n)
{
	uint32_t code;
	size_t i = 0;
	while (i < n) {
		uint64_t eight;
		if (n - i >= sizeof eight) {
			memcpy(&eight, p + i, sizeof eight);
			if ((eight & 0x8080808080808080) == 0) {
				i += sizeof eight;
				continue;
			}
		}
		size_t length = text_next(p + i, n - i, &code);
		if (length == 0)
			break;
		i += length;
	}
	return i;
}

bool
text_is_utf8(const char *p, size_t n)
{
	return text_utf8_prefix(p, n) == n;
}

void
text_to_utf8(struct buffer *out, const char *p, size_t n)
{
	uint32_t code;
	for (size_t i = 0; i < n;) {
		size_t length = text_next(p + i, n - i, &code);
		if (length == 0)
			buffer_add_text(out, REPLACEMENT);
		else
			buffer_add(out, p + i, length);
		i += length ? length : 1;
	}
}

/* Code points that steer a terminal, break a line, or turn the reading direction around. */
static bool
must_mask(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
	       (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

void
text_mask(struct buffer *out, const char *p, size_t n)
{
	uint32_t code;
	for (size_t i = 0; i < n;) {
		size_t length = text_next(p + i, n - i, &code);
		if (length == 0)
			buffer_add_format(out, "\\x%02X", (unsigned char)p[i]);
		else if (!must_mask(code))
			buffer_add(out, p + i, length);
		else if (code < 0x80)
			buffer_add_format(out, "\\x%02X", (unsigned)code);
		else
			buffer_add_format(out, "\\u{%X}", (unsigned)code);
		i += length ? length : 1;
	}
}

void
text_hex(struct buffer *out, const void *p, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *byte = p;
	for (size_t i = 0; i < n; i++) {
		buffer_add_byte(out, digits[byte[i] >> 4]);
		buffer_add_byte(out, digits[byte[i] & 15]);
	}
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Eight digits at once, a byte each in a word. A letter is 9 more than its low four bits say;
 * writing the values out as digits again must give what was read, else something else stood there.
 */
static int
unhex_eight(const char *p, unsigned char *out)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t text = le64((const unsigned char *)p);
	uint64_t values = (text & 0x0F * ones) + (text >> 6 & ones) * 9;
	uint64_t letters = (values + 6 * ones) >> 4 & ones;
	uint64_t again = values + '0' * ones + letters * ('a' - '0' - 10);
	if (again != (text | 0x20 * ones) || (values & 0x10 * ones) != 0 ||
	    ((text >> 5 | text >> 6) & ones) != ones)
		return -1;
	uint64_t pairs = (values << 4 | values >> 8) & UINT64_C(0x00FF00FF00FF00FF);
	for (int i = 0; i < 4; i++)
		out[i] = (unsigned char)(pairs >> 16 * i);
	return 0;
}

int
text_unhex(const char *p, size_t n, unsigned char *out)
{
	size_t i = 0;
	if (n % 2 != 0)
		return -1;
	for (; n - i >= 8; i += 8) {
		if (unhex_eight(p + i, out + i / 2))
			return -1;
	}
	for (; i < n; i += 2) {
		int high = hex_digit(p[i]), low = hex_digit(p[i + 1]);
		if (high < 0 || low < 0)
			return -1;
		out[i / 2] = (unsigned char)(high << 4 | low);
	}
	return 0;
}

int
text_to_u64(const char *p, size_t n, unsigned long long *out)
{
	unsigned long long v = 0;
	if (n == 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (p[i] < '0' || p[i] > '9')
			return -1;
		unsigned digit = (unsigned)(p[i] - '0');
		if (__builtin_mul_overflow(v, 10ULL, &v) || __builtin_add_overflow(v, digit, &v))
			return -1;
	}
	*out = v;
	return 0;
}

int
text_to_size(const char *p, size_t n, unsigned long long *out)
{
	static const char suffixes[] = "KMGT";
	unsigned shift = 0;
	const char *at = n > 0 ? memchr(suffixes, p[n - 1], 4) : NULL;
	if (at) {
		shift = 10 * (unsigned)(at - suffixes + 1);
		n--;
	}
	unsigned long long v;
	if (text_to_u64(p, n, &v) < 0 || v > ULLONG_MAX >> shift)
		return -1;
	*out = v << shift;
	return 0;
}

void
text_human_size(struct buffer *out, unsigned long long n)
{
	static const char *const units[] = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
	size_t unit = 0;
	double v = (double)n;
	while (v >= 1023.95 && unit < 6) {
		v /= 1024;
		unit++;
	}
	if (unit == 0)
		buffer_add_format(out, "%llu %s", n, n == 1 ? "byte" : units[0]);
	else
		buffer_add_format(out, "%.1f %s", v, units[unit]);
}
