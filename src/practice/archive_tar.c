/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <string.h>

#include "practice/archive.h"

#define BLOCK	 512u
#define CHECK_AT 148
#define CHECK_N	 8
#define RECORD_N (20 * BLOCK) /* what tar pads to */

struct ustar {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], check[CHECK_N], type;
	char link[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155];
	char rest[12];
};
_Static_assert(sizeof(struct ustar) == BLOCK, "a head is one block");

static void
pad(struct buffer *out, size_t to)
{
	while (out->n % to)
		buffer_add_byte(out, 0);
}

static void
set_check(struct ustar *u)
{
	unsigned sum = 0;

	memset(u->check, ' ', sizeof u->check);
	for (size_t i = 0; i < sizeof *u; i++)
		sum += ((const unsigned char *)u)[i];
	snprintf(u->check, sizeof u->check, "%06o", sum);
}

void
tar_add(struct buffer *out, const struct packing *p, struct place *place)
{
	struct ustar u = {.mode = "0000644", .uid = "0000000", .gid = "0000000", .type = '0'};

	memcpy(u.name, p->path, strnlen(p->path, sizeof u.name));
	snprintf(u.size, sizeof u.size, "%011llo", (unsigned long long)p->bytes.n);
	snprintf(u.mtime, sizeof u.mtime, "%011llo",
		 (unsigned long long)p->modified->seconds & 077777777777ULL);
	memcpy(u.magic, "ustar", sizeof u.magic);
	memcpy(u.version, "00", sizeof u.version);
	set_check(&u);
	buffer_add(out, &u, sizeof u);
	place->data = out->n;
	place->plain = true;
	buffer_add(out, p->bytes.p, p->bytes.n);
	pad(out, BLOCK);
}

void
tar_end(struct buffer *out)
{
	for (unsigned i = 0; i < 2 * BLOCK; i++)
		buffer_add_byte(out, 0);
	pad(out, RECORD_N);
}
