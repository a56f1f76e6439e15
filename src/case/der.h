/* SPDX-License-Identifier: Apache-2.0 */
/* Writing ASN.1 in DER (X.690), from the inside out. */
#ifndef WINNOW_CASE_DER_H
#define WINNOW_CASE_DER_H

#include "base/buffer.h"

enum {
	DER_INTEGER = 0x02,
	DER_OCTETS = 0x04,
	DER_NULL = 0x05,
	DER_OID = 0x06,
	DER_UTC_TIME = 0x17,
	DER_SEQUENCE = 0x30,
	DER_SET = 0x31,
	DER_CONTEXT = 0xA0, /* + number: constructed, context-specific */
};

/* Appends one value. */
void der_add(struct buffer *out, unsigned tag, struct span content);
/* Appends it and releases the content. */
void der_wrap(struct buffer *out, unsigned tag, struct buffer *content);
/* An object identifier "1.2.840…". */
void der_oid(struct buffer *out, const char *dotted);
/* How long the value at the start of p is with its head; 0: there is none that fits. */
size_t der_length(struct span p);

#endif
