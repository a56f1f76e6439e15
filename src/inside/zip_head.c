/* SPDX-License-Identifier: Apache-2.0 */
/* The heads of ZIP members, and where the central directory lies. */
#include <string.h>

#include "base/text.h"
#include "inside/legacy_names.h"
#include "inside/zip.h"

#define EXTRA_ZIP64	   0x0001
#define EXTRA_NTFS	   0x000a
#define EXTRA_TIMESTAMP	   0x5455
#define EXTRA_UNICODE_PATH 0x7075

/* ---- Times ---- */

static int64_t
days_from_civil(int64_t y, unsigned month, unsigned day)
{
	unsigned doy;
	int64_t era, yoe;

	y -= month <= 2;
	era = y / 400;
	yoe = y - era * 400;
	doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
	return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/* MS-DOS keeps local time; a month or day of 0 is none. */
static void
take_dos_time(struct member *m, uint32_t stamp)
{
	unsigned date = stamp >> 16, t = stamp & 0xffff;
	unsigned month = date >> 5 & 15, day = date & 31;

	if (month < 1 || month > 12 || day < 1 || m->times[MEMBER_MTIME].set)
		return;
	member_set_time(m, MEMBER_MTIME,
			days_from_civil(1980 + (date >> 9), month, day) * 86400 + (t >> 11) * 3600 +
				(t >> 5 & 63) * 60 + (t & 31) * 2,
			0, true);
}

/* Flags, then a time each; the central directory keeps the first only. */
static void
take_unix_times(struct member *m, const unsigned char *p, size_t n)
{
	static const enum member_time order[] = {MEMBER_MTIME, MEMBER_ATIME, MEMBER_CRTIME};
	size_t at = 1;

	for (unsigned i = 0; n > 0 && i < 3; i++)
		if (p[0] >> i & 1 && at + 4 <= n) {
			member_set_time(m, order[i], (int32_t)le32(p + at), 0, false);
			at += 4;
		}
}

static void
take_ntfs_times(struct member *m, const unsigned char *p, size_t n)
{
	if (n < 32 || le16(p + 4) != 1 || le16(p + 6) < 24)
		return;
	member_set_filetime(m, MEMBER_MTIME, le64(p + 8));
	member_set_filetime(m, MEMBER_ATIME, le64(p + 16));
	member_set_filetime(m, MEMBER_CRTIME, le64(p + 24));
}

/* ---- Extra fields ---- */

/* The values that did not fit into 32 bits, in this order, those alone. */
static void
take_zip64(struct zip_entry *x, const unsigned char *p, size_t n)
{
	uint64_t *const values[] = {&x->size, &x->packed, &x->local};

	for (size_t i = 0, at = 0; i < 3; i++)
		if (*values[i] == UINT32_MAX && at + 8 <= n) {
			*values[i] = le64(p + at);
			at += 8;
		}
}

static void
take_unicode_path(struct member *m, const unsigned char *p, size_t n)
{
	if (n > 5 && n - 5 <= MEMBER_NAME_MAX && p[0] == 1 &&
	    text_is_utf8((const char *)p + 5, n - 5) &&
	    crc32(0, (const Bytef *)m->name.data, (uInt)m->name.n) == le32(p + 1)) {
		buffer_clear(&m->display);
		m->guessed = false;
		buffer_add(&m->display, p + 5, n - 5);
	}
}

static void
take_extra(struct zip_entry *x, struct member *m, const unsigned char *p, size_t n)
{
	for (size_t at = 0; at + 4 <= n;) {
		unsigned id = le16(p + at);
		size_t size = le16(p + at + 2);

		at += 4;
		if (size > n - at)
			return;
		if (id == EXTRA_ZIP64)
			take_zip64(x, p + at, size);
		else if (m && id == EXTRA_TIMESTAMP)
			take_unix_times(m, p + at, size);
		else if (m && id == EXTRA_NTFS)
			take_ntfs_times(m, p + at, size);
		else if (m && id == EXTRA_UNICODE_PATH)
			take_unicode_path(m, p + at, size);
		at += size;
	}
}

/* ---- Heads ---- */

static void
take_name(struct member *m, const struct zip_entry *x, const unsigned char *p, size_t n)
{
	if (n > MEMBER_NAME_MAX) {
		member_note(m, false, "its name has %zu bytes and is cut", n);
		n = MEMBER_NAME_MAX;
	}
	buffer_add(&m->name, p, n);
	if (!(x->flags & ZIP_FLAG_UTF8) && !text_is_utf8((const char *)p, n)) {
		legacy_name(&m->display, p, n);
		m->guessed = true;
	}
}

/* Name and extra fields, which may be longer than a window. */
static void
take_rest(struct bytes *b, uint64_t at, size_t name_n, size_t extra_n, struct zip_entry *x,
	  struct member *m)
{
	const unsigned char *p;

	if (m && name_n && (p = bytes_exact(b, at, name_n)))
		take_name(m, x, p, name_n);
	if (extra_n && (p = bytes_exact(b, at + name_n, extra_n)))
		take_extra(x, m, p, extra_n);
}

bool
zip_read_central(struct bytes *b, uint64_t at, struct zip_entry *x, struct member *m)
{
	const unsigned char *p = bytes_exact(b, at, ZIP_CENTRAL_SIZE);
	size_t name_n, extra_n;
	uint32_t stamp;

	if (!p || memcmp(p, "PK\1\2", 4) != 0)
		return false;
	*x = (struct zip_entry){.flags = le16(p + 8),
				.method = le16(p + 10),
				.crc = le32(p + 16),
				.packed = le32(p + 20),
				.size = le32(p + 24),
				.attributes = le32(p + 38),
				.local = le32(p + 42),
				.made_by = p[5],
				.sizes_known = true};
	name_n = le16(p + 28);
	extra_n = le16(p + 30);
	x->end = at + ZIP_CENTRAL_SIZE + name_n + extra_n + le16(p + 32);
	stamp = le32(p + 12);
	take_rest(b, at + ZIP_CENTRAL_SIZE, name_n, extra_n, x, m);
	if (m)
		take_dos_time(m, stamp);
	return x->end <= b->size;
}

bool
zip_read_local(struct bytes *b, uint64_t at, struct zip_entry *x, struct member *m)
{
	const unsigned char *p = bytes_exact(b, at, ZIP_LOCAL_SIZE);
	size_t name_n, extra_n;
	uint32_t stamp;

	if (!p || memcmp(p, "PK\3\4", 4) != 0)
		return false;
	*x = (struct zip_entry){.flags = le16(p + 6),
				.method = le16(p + 8),
				.crc = le32(p + 14),
				.packed = le32(p + 18),
				.size = le32(p + 22)};
	name_n = le16(p + 26);
	extra_n = le16(p + 28);
	stamp = le32(p + 10);
	x->data = x->end = at + ZIP_LOCAL_SIZE + name_n + extra_n;
	x->sizes_known = !(x->flags & ZIP_FLAG_DESCRIPTOR) || x->packed != 0;
	take_rest(b, at + ZIP_LOCAL_SIZE, name_n, extra_n, x, m);
	x->local = at;
	if (m)
		take_dos_time(m, stamp);
	return x->data <= b->size;
}

/* ---- The directory ---- */

#define END_SIZE     22u
#define LOCATOR_SIZE 20u
#define END64_SIZE   56u

/* What an end record says of the directory; end_at is where the directory should end. */
static bool
take_directory(struct bytes *b, struct zip_directory *d, uint64_t at, uint64_t size,
	       uint64_t end_at)
{
	struct zip_entry x;

	d->end = end_at;
	if (size <= end_at && at <= end_at - size) {
		d->shift = end_at - size - at;
		d->at = end_at - size;
		d->found = size == 0 || zip_read_central(b, d->at, &x, NULL);
	}
	if (!d->found && size && at < end_at && zip_read_central(b, at, &x, NULL)) {
		d->shift = 0;
		d->at = at;
		d->end = size <= end_at - at ? at + size : end_at;
		d->found = true;
	}
	return d->found;
}

static bool
take_end64(struct bytes *b, struct zip_directory *d, uint64_t end_at)
{
	const unsigned char *p;
	uint64_t at;

	if (end_at < LOCATOR_SIZE)
		return false;
	p = bytes_exact(b, end_at - LOCATOR_SIZE, LOCATOR_SIZE);
	if (!p || memcmp(p, "PK\6\7", 4) != 0)
		return false;
	at = le64(p + 8);
	p = bytes_exact(b, at, END64_SIZE);
	if (!p || memcmp(p, "PK\6\6", 4) != 0) {
		at = end_at - LOCATOR_SIZE >= END64_SIZE ? end_at - LOCATOR_SIZE - END64_SIZE : 0;
		p = bytes_exact(b, at, END64_SIZE);
	}
	if (!p || memcmp(p, "PK\6\6", 4) != 0)
		return false;
	return take_directory(b, d, le64(p + 48), le64(p + 40), at);
}

/*
 * Of a ZIP that is cut off, the last directory can be that of a ZIP that is stored in it: something
 * stands before that one, and it is a member.
 */
static bool
belongs_to_inner(struct bytes *b, const struct zip_directory *d)
{
	struct zip_entry x;

	return d->shift > 0 && zip_read_local(b, 0, &x, NULL) && x.data > ZIP_LOCAL_SIZE;
}

/* An end record may have a comment of up to 64 KiB behind it. */
void
zip_find_directory(struct bytes *b, struct zip_directory *d)
{
	uint64_t least = b->size > END_SIZE + UINT16_MAX ? b->size - END_SIZE - UINT16_MAX : 0;

	*d = (struct zip_directory){.found = false};
	if (b->size < END_SIZE)
		return;
	for (uint64_t at = b->size - END_SIZE + 1; at-- > least && !d->found;) {
		const unsigned char *p = bytes_exact(b, at, END_SIZE);

		if (!p || p[0] != 'P' || memcmp(p, "PK\5\6", 4) != 0)
			continue;
		uint64_t size = le32(p + 12), offset = le32(p + 16);
		if (!take_end64(b, d, at))
			take_directory(b, d, offset, size, at);
	}
	if (d->found && belongs_to_inner(b, d))
		*d = (struct zip_directory){.found = false};
}
