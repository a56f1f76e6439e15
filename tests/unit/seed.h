/* SPDX-License-Identifier: Apache-2.0 */
/* The commented hex of tests/fuzz/seeds as bytes, so that unit tests need not repeat it. */
#ifndef WINNOW_TESTS_SEED_H
#define WINNOW_TESTS_SEED_H

#include <stdio.h>

#include "base/buffer.h"
#include "base/text.h"

/* name: "jpeg/grey". Appends; asserts that it is there and is hex. */
static inline void
seed_read(const char *name, struct buffer *out)
{
	char path[512], line[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/tests/fuzz/seeds/%s.hex", TEST_SRCDIR, name);
	f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		if (line[0] == '#')
			continue;
		for (char *p = line; p[0] > ' ' && p[1] > ' '; p += 3) {
			unsigned char c;

			assert_int_equal(text_unhex(p, 2, &c), 0);
			buffer_add_byte(out, (char)c);
		}
	}
	fclose(f);
}

#endif
