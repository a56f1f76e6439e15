/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>

#include "evidence/reader.h"

void
reader_init(struct reader *r, const struct reader_kind *kind, const char *container, uint64_t size,
	    size_t grain)
{
	*r = (struct reader){.kind = kind,
			     .container = container,
			     .size = size,
			     .sector_size = 512,
			     .grain = grain};
}

void
facts_note(struct reader_facts *facts, enum note_level level, const char *format, ...)
{
	char text[1000];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (facts->notes.n)
		buffer_add_byte(&facts->notes, ',');
	note_add(&facts->notes, "winnow-info", level, text);
}
