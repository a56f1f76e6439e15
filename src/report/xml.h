/* SPDX-License-Identifier: Apache-2.0 */
/* Text as it may stand in HTML and XML, between tags and in attributes. */
#ifndef WINNOW_REPORT_XML_H
#define WINNOW_REPORT_XML_H

#include "base/buffer.h"

/* Masked as text_mask() does it, so that what a record chose can do no harm, then escaped. */
void xml_escape(struct buffer *out, struct span text);

#endif
