/* SPDX-License-Identifier: Apache-2.0 */
/* Stands in for plist_file.c where libplist is not there. */
#include "system/plist_file.h"

struct plist_file *
plist_file_open(struct bytes *bytes, struct system_facts *out)
{
	(void)bytes;
	system_note(out, "this build reads no property lists: libplist was not there when it was "
			 "configured");
	return NULL;
}

void
plist_file_close(struct plist_file **p)
{
	*p = NULL;
}

int
plist_file_text(struct plist_file *p, const char *path, struct buffer *out)
{
	(void)p;
	(void)path;
	(void)out;
	return -1;
}

void
plist_file_fact(struct plist_file *p, const char *path, const char *fact, struct system_facts *out)
{
	(void)p;
	(void)path;
	(void)fact;
	(void)out;
}
