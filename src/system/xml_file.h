/* SPDX-License-Identifier: Apache-2.0 */
/*
 * XML of devices: text, through expat, or Android's binary form ("ABX", since Android 12; as
 * BinaryXmlSerializer of AOSP writes it).
 */
#ifndef WINNOW_SYSTEM_XML_FILE_H
#define WINNOW_SYSTEM_XML_FILE_H

#include "system/system.h"

#define XML_FILE_MAX ((uint64_t)16 << 20)

/* An attribute, or, where attribute.p is NULL, a piece of the text of an element. */
struct xml_event {
	struct span element, attribute, value;
};

/*
 * Calls see() for each, in order; spans are valid during the call. What breaks on the way is a
 * note.
 */
void xml_file_read(struct bytes *bytes, void (*see)(void *ctx, const struct xml_event *x),
		   void *ctx, struct system_facts *out);

/* ---- Its parts ---- */

/* -1: broken. */
int xml_read_text(struct span text, void (*see)(void *ctx, const struct xml_event *x), void *ctx);
int xml_read_binary(struct span text, void (*see)(void *ctx, const struct xml_event *x), void *ctx);

#endif
