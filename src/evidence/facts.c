/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "evidence/reader.h"
#include "record/edit.h"

void
facts_warn(struct reader_facts *facts, const char *format, ...)
{
	char text[1000];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (facts->notes.n)
		buffer_add_byte(&facts->notes, ',');
	note_add(&facts->notes, "winnow-info", NOTE_WARNING, text);
}
