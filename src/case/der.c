/* SPDX-License-Identifier: Apache-2.0 */
#include "case/der.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>

void
der_add(struct buffer *out, unsigned tag, struct span content)
{
	buffer_add_byte(out, (char)tag);
	if (content.n < 128) {
		buffer_add_byte(out, (char)content.n);
	} else {
		unsigned n = 1;
		while (content.n >> 8 * n)
			n++;
		buffer_add_byte(out, (char)(0x80 | n));
		while (n-- > 0)
			buffer_add_byte(out, (char)(content.n >> 8 * n & 0xFF));
	}
	buffer_add(out, content.p, content.n);
}

void
der_wrap(struct buffer *out, unsigned tag, struct buffer *content)
{
	der_add(out, tag, buffer_span(content));
	buffer_release(content);
}

void
der_oid(struct buffer *out, const char *dotted)
{
	ASN1_OBJECT *o = OBJ_txt2obj(dotted, 1);
	der_add(out, DER_OID, (struct span){(const char *)OBJ_get0_data(o), OBJ_length(o)});
	ASN1_OBJECT_free(o);
}

size_t
der_length(struct span p)
{
	const unsigned char *b = (const unsigned char *)p.p;
	size_t n = 0, head = 2;
	if (p.n < 2)
		return 0;
	if (b[1] < 0x80) {
		n = b[1];
	} else {
		unsigned count = b[1] & 0x7F;
		if (count == 0 || count > 4 || p.n < 2u + count)
			return 0;
		for (unsigned i = 0; i < count; i++)
			n = n << 8 | b[2 + i];
		head += count;
	}
	return n <= p.n - head ? head + n : 0;
}
