/* SPDX-License-Identifier: Apache-2.0 */
/* A segment is a chain of sections, each with a descriptor of 76 bytes. */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/ewf.h"

#define SUMMED 72 /* bytes of the descriptor that its checksum covers */
#define WINDOW ((size_t)1 << 20)

static bool
parse(struct ewf_section *s, uint64_t at, const unsigned char p[EWF_SECTION_HEADER])
{
	if (libdeflate_adler32(1, p, SUMMED) != le32(p + SUMMED))
		return false;
	memcpy(s->type, p, 16);
	s->type[16] = '\0';
	s->at = at;
	s->next = le64(p + 16);
	s->size = le64(p + 24);
	return true;
}

bool
ewf_section_read(const struct ewf_segment *s, uint64_t at, struct ewf_section *section)
{
	unsigned char p[EWF_SECTION_HEADER];

	return ewf_segment_read(s, at, p, sizeof p) && parse(section, at, p);
}

/* The first descriptor that lies in the n bytes at p, which stand at `at` in the segment. */
static bool
search_window(const unsigned char *p, size_t n, uint64_t at, struct ewf_section *section)
{
	static const char types[][16] = {"table", "table2", "sectors", "next", "done", "data"};
	bool found = false;

	for (size_t k = 0; k < sizeof types / sizeof types[0]; k++) {
		const unsigned char *q = p;

		while ((q = memmem(q, (size_t)(p + n - q), types[k], sizeof types[k])) &&
		       (size_t)(p + n - q) >= EWF_SECTION_HEADER) {
			if (parse(section, at + (uint64_t)(q - p), q)) {
				n = (size_t)(q - p) + EWF_SECTION_HEADER - 1; /* only before it */
				found = true;
				break;
			}
			q++;
		}
	}
	return found;
}

bool
ewf_section_search(const struct ewf_segment *s, uint64_t at, struct ewf_section *section)
{
	unsigned char *window = memory_new(WINDOW);
	bool found = false;

	while (!found && at < s->size && s->size - at >= EWF_SECTION_HEADER) {
		size_t n = s->size - at < WINDOW ? (size_t)(s->size - at) : WINDOW;

		if (ewf_segment_read(s, at, window, n))
			found = search_window(window, n, at, section);
		at += n - EWF_SECTION_HEADER + 1;
	}
	free(window);
	return found;
}
