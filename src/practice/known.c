/* SPDX-License-Identifier: Apache-2.0 */
/* The list of the digests that a recipe calls known. */
#include <string.h>

#include "practice/key.h"

/* Lists without it are read by more tools: the columns are there when a recipe asks for them. */
static bool
wants_pdq(const struct recipe *r)
{
	for (size_t i = 0; i < r->ncontents; i++)
		if (r->contents[i].pdq)
			return true;
	return false;
}

static void
add_row(struct buffer *out, const struct content *c, const struct facts *f, bool pdq)
{
	char hex[PDQ_HEX + 1];

	buffer_add_format(out, "%s,%s,%s,%llu,%s,practice,%u,%s", f->sha256, f->sha1, f->md5,
			  (unsigned long long)f->size, known_name(c->known), c->category, c->name);
	pdq_to_hex(f->likeness.pdq.bits, hex);
	if (pdq && c->pdq && f->likeness.known)
		buffer_add_format(out, ",%s,%u", hex, f->likeness.pdq.quality);
	else if (pdq)
		buffer_add_text(out, ",,");
	buffer_add_byte(out, '\n');
}

void
known_write(const struct build *b, const char *list_name, struct buffer *out)
{
	size_t n = strlen(list_name);
	bool csv = n >= 4 && !strcmp(list_name + n - 4, ".csv"), pdq = wants_pdq(b->recipe);

	if (csv)
		buffer_add_format(out, "sha256,sha1,md5,size,kind,scheme,category,name%s\n",
				  pdq ? ",pdq,quality" : "");
	for (size_t i = 0; i < b->recipe->ncontents; i++) {
		const struct content *c = &b->recipe->contents[i];
		const struct facts *f = &b->facts[i];

		if (csv && c->known != KNOWN_NOT)
			add_row(out, c, f, pdq);
		else if (!csv && c->known == KNOWN_ALERT)
			buffer_add_format(out, "%s  %s\n", f->sha256, c->name);
	}
}
