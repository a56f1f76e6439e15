/* SPDX-License-Identifier: Apache-2.0 */
/* Members that have to be unpacked. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/content_parts.h"
#include "inside/spool.h"

struct member_source {
	struct image *image;
	struct kept_holder *kept;
	struct spool *spool;
};

int
member_source_open(struct member_source **out, struct image *image, const json_t *content,
		   uint64_t size, unsigned depth, struct error *e)
{
	struct member_source *s;
	struct kept_holder *kept;
	uint64_t key;

	if (content_u64(content, "at", &key))
		return error_set(e, ERROR_INPUT,
				 "the content does not say where in its holder the member is");
	if (kept_holder(&kept, image, content, depth, e))
		return -1;
	s = memory_zero(1, sizeof *s);
	s->image = image;
	s->kept = kept;
	s->spool = spool_new(kept_holder_of(kept), key, size);
	*out = s;
	return 0;
}

struct bytes *
member_source_bytes(struct member_source *s)
{
	return spool_bytes(s->spool);
}

void
member_source_close(struct member_source **source)
{
	struct member_source *s = *source;

	if (!s)
		return;
	spool_free(&s->spool);
	kept_holder_return(s->image, s->kept);
	free(s);
	*source = NULL;
}
