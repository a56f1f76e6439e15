/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf16.h"

#include "base/bytes.h"

void
utf8_add(struct buffer *out, unsigned code)
{
	if (code < 0x80) {
		buffer_add_byte(out, (char)code);
		return;
	}
	if (code < 0x800) {
		buffer_add_byte(out, (char)(0xc0 | code >> 6));
	} else {
		if (code < 0x10000) {
			buffer_add_byte(out, (char)(0xe0 | code >> 12));
		} else {
			buffer_add_byte(out, (char)(0xf0 | code >> 18));
			buffer_add_byte(out, (char)(0x80 | (code >> 12 & 63)));
		}
		buffer_add_byte(out, (char)(0x80 | (code >> 6 & 63)));
	}
	buffer_add_byte(out, (char)(0x80 | (code & 63)));
}

void
utf16_add(struct buffer *out, const unsigned char *p, size_t n)
{
	for (size_t i = 0; i + 2 <= n; i += 2) {
		unsigned code = le16(p + i), low;

		if (code >= 0xd800 && code < 0xdc00 && i + 4 <= n &&
		    (low = le16(p + i + 2)) >= 0xdc00 && low < 0xe000) {
			code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		} else if (code >= 0xd800 && code < 0xe000) {
			code = 0xfffd;
		}
		utf8_add(out, code);
	}
}
