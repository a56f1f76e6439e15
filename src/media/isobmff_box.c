/* SPDX-License-Identifier: Apache-2.0 */
#include "media/isobmff.h"

#include <string.h>

bool
isobox_is(const struct isobox *box, const char *type)
{
	return memcmp(box->type, type, 4) == 0;
}

/* Four printable characters; Apple's user data begins with a copyright sign. */
static bool
type_fits(const unsigned char *p)
{
	for (size_t i = 0; i < 4; i++)
		if ((p[i] < 0x20 || p[i] > 0x7e) && p[i] != 0xa9)
			return false;
	return true;
}

int
isobox_at(struct bytes *b, uint64_t at, uint64_t limit, struct isobox *box)
{
	const unsigned char *p;
	uint64_t size;

	memset(box, 0, sizeof *box);
	if (limit > b->size)
		limit = b->size;
	if (at > limit || limit - at < 8)
		return 0;
	p = bytes_exact(b, at, 8);
	if (!p)
		return 0;
	if (!type_fits(p + 4))
		return -1;
	memcpy(box->type, p + 4, 4);
	box->at = at;
	box->body = at + 8;
	size = be32(p);
	if (size == 0) {
		box->open = true;
		box->end = limit;
		return 1;
	}
	if (size == 1) {
		p = limit - at >= 16 ? bytes_exact(b, at + 8, 8) : NULL;
		if (!p)
			return 0;
		size = be64(p);
		box->body = at + 16;
	}
	if (size < box->body - at || __builtin_add_overflow(at, size, &box->end))
		return -1;
	return 1;
}

int
isobox_find(struct bytes *b, uint64_t at, uint64_t limit, const char *type, struct isobox *out)
{
	/* boxes inside one another box: more than any writer makes */
	for (unsigned i = 0; i < 4096 && at < limit; i++) {
		if (isobox_at(b, at, limit, out) <= 0 || out->end > limit)
			return -1;
		if (isobox_is(out, type))
			return 0;
		at = out->end;
	}
	return -1;
}

/* ISO base media, QuickTime, and what makers put behind their movies. */
bool
isobox_top_level(const struct isobox *box)
{
	static const char types[] =
		"ftyp moov mdat free skip wide uuid meta moof mfra sidx styp ssix "
		"prft emsg pnot udta PICT idat pdin mpvd inst sefd junk thum "
		"imda iden meco fecr etyp blob frea Xtra gpsa beam";

	for (const char *p = types;; p += 5) {
		if (memcmp(p, box->type, 4) == 0)
			return true;
		if (p[4] == '\0')
			return false;
	}
}
