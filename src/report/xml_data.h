/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of XML 1.0 for programs: text as it is, not masked as people see it (xml.h).
 * Characters that XML cannot hold (most control characters, U+FFFE, U+FFFF)
 * and bytes that are no UTF-8 become U+FFFD.
 */
#ifndef WINNOW_REPORT_XML_DATA_H
#define WINNOW_REPORT_XML_DATA_H

#include <stdint.h>

#include "base/buffer.h"
#include "base/span.h"

/* Escaped for both text and attributes in double quotes. */
void xml_add(struct buffer *out, struct span text);
/* <name>text</name> */
void xml_element(struct buffer *out, const char *name, struct span text);
void xml_element_text(struct buffer *out, const char *name, const char *text);
void xml_element_u64(struct buffer *out, const char *name, uint64_t value);
/* name="text" behind a blank */
void xml_attribute(struct buffer *out, const char *name, const char *text);
void xml_attribute_u64(struct buffer *out, const char *name, uint64_t value);

#endif
