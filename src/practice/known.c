/* SPDX-License-Identifier: Apache-2.0 */
/* The list of the digests that a recipe calls known. */
#include <string.h>

#include "practice/key.h"

void
known_write(const struct build *b, const char *list_name, struct buffer *out)
{
	size_t n = strlen(list_name);
	bool csv = n >= 4 && !strcmp(list_name + n - 4, ".csv");

	if (csv)
		buffer_add_text(out, "sha256,sha1,md5,size,kind,scheme,category,name\n");
	for (size_t i = 0; i < b->recipe->ncontents; i++) {
		const struct content *c = &b->recipe->contents[i];
		const struct facts *f = &b->facts[i];

		if (csv && c->known != KNOWN_NOT)
			buffer_add_format(out, "%s,%s,%s,%llu,%s,practice,%u,%s\n", f->sha256,
					  f->sha1, f->md5, (unsigned long long)f->size,
					  known_name(c->known), c->category, c->name);
		else if (!csv && c->known == KNOWN_ALERT)
			buffer_add_format(out, "%s  %s\n", f->sha256, c->name);
	}
}
