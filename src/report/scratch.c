/* SPDX-License-Identifier: Apache-2.0 */
#include "report/scratch.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/memory.h"

#define BLOCK	 ((size_t)1 << 16)
#define WHAT_FOR "a scratch file of the report in " P_tmpdir

struct scratch {
	FILE *file;
};

int
scratch_open(struct scratch **out, struct error *e)
{
	FILE *file = tmpfile();

	*out = NULL;
	if (!file)
		return error_system(e, WHAT_FOR);
	*out = memory_zero(1, sizeof **out);
	(*out)->file = file;
	return 0;
}

void
scratch_close(struct scratch **s)
{
	if (!*s)
		return;
	fclose((*s)->file);
	free(*s);
	*s = NULL;
}

int
scratch_add(struct scratch *s, struct span text, struct error *e)
{
	if (fwrite(text.p, 1, text.n, s->file) != text.n)
		return error_system(e, WHAT_FOR);
	return 0;
}

int
scratch_copy(struct scratch *s, struct output *to, struct error *e)
{
	struct buffer block = BUFFER_EMPTY;
	int r = 0;

	if (fflush(s->file) || fseek(s->file, 0, SEEK_SET))
		return error_system(e, WHAT_FOR);
	for (size_t n = 1; r == 0 && n > 0;) {
		buffer_clear(&block);
		n = fread(buffer_reserve(&block, BLOCK), 1, BLOCK, s->file);
		if (n > 0)
			r = output_write(to, (struct span){block.data, n}, e);
	}
	if (r == 0 && ferror(s->file))
		r = error_system(e, WHAT_FOR);
	buffer_release(&block);
	return r;
}
