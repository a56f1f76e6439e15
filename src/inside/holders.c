/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "inside/holder.h"
#include "inside/kinds.h"

/* Those that are told by firm signatures come first. */
static const struct holder_kind *const kinds[] = {
	&holder_zip,	    &holder_ole,
	&holder_thumbcache, &holder_pdf,
	&holder_sqlite,	    &holder_android_backup,
	&holder_archive,    &holder_mail,
	&holder_encoded,    NULL,
};

#define HEAD ((size_t)4096)

const struct holder_kind *
holder_recognise(struct bytes *b)
{
	unsigned char head[HEAD];
	size_t n = bytes_read(b, 0, head, sizeof head);

	for (size_t i = 0; kinds[i]; i++)
		if (kinds[i]->head(b, head, n))
			return kinds[i];
	return NULL;
}

const struct holder_kind *
holder_by_name(const char *name)
{
	for (size_t i = 0; kinds[i]; i++)
		if (strcmp(kinds[i]->name, name) == 0)
			return kinds[i];
	return NULL;
}
