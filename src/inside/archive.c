/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives and compressed files that libarchive reads. A member's key is its number in the order of
 * the archive, so members asked for in that order are unpacked in one go. Filters that would start
 * a program are left out.
 */
#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "inside/kinds.h"

#define PART ((size_t)256 << 10)

/* The key of what is in a compressed file that is no archive. */
#define RAW_KEY ((uint64_t)1 << 40)

struct packed {
	struct holder holder; /* first */
	struct archive *archive;
	struct bytes *bytes;
	uint64_t at;   /* where libarchive reads on */
	uint64_t next; /* number of the entry that comes next */
	struct archive_entry *entry;
	bool begun; /* the first header was asked for */
	bool raw;   /* taken for one compressed file */
	bool fresh; /* nothing of the entry was read yet */
};

/* ---- Recognising ---- */

struct signature {
	size_t at;
	const char *bytes;
	size_t n;
};

#define S(text) text, sizeof text - 1

static const struct signature signatures[] = {
	{0, S("7z\xbc\xaf\x27\x1c")},
	{0, S("Rar!\x1a\x07")},
	{0, S("\x1f\x8b\x08")},
	{0, S("BZh")},
	{0, S("\xfd\x37zXZ\0")},
	{0, S("\x28\xb5\x2f\xfd")},
	{0, S("\x04\x22\x4d\x18")},
	{0, S("LZIP")},
	{0, S("\x1f\x9d")},
	{0, S("MSCF\0\0\0\0")},
	{0, S("!<arch>\n")},
	{0, S("070701")},
	{0, S("070702")},
	{0, S("070707")},
	{0, S("xar!")},
	{257, S("ustar")},
	{0, S("\xed\xab\xee\xdb")},
	{2, S("-lh")},
	{0, S("\x5d\0\0")},
};

static uint64_t
octal(const unsigned char *p, size_t n)
{
	uint64_t v = 0;
	size_t i = 0;

	while (i < n && p[i] == ' ')
		i++;
	for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
		v = v * 8 + (uint64_t)(p[i] - '0');
	return v;
}

/* A tar from before "ustar" has nothing but its checksum. */
static bool
is_old_tar(const unsigned char *p, size_t n)
{
	uint64_t sum = 0;

	if (n < 512 || p[0] == 0)
		return false;
	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : p[i];
	return sum == octal(p + 148, 8);
}

/* Short signatures are held against what has to follow them. */
static bool
holds(const struct signature *s, const unsigned char *p, size_t n)
{
	if (n < 16 || s->at + s->n > n || memcmp(p + s->at, s->bytes, s->n) != 0)
		return false;
	if (s->bytes[0] == 'B')
		return p[3] >= '1' && p[3] <= '9' &&
		       (memcmp(p + 4, "1AY&SY", 6) == 0 ||
			memcmp(p + 4, "\x17\x72\x45\x38\x50\x90", 6) == 0);
	if (s->at == 2)
		return p[6] == '-';
	if (s->bytes[0] == '\x5d') /* LZMA alone: a dictionary of 2^n, a size of fewer than 2^40 */
		return (le32(p + 1) & (le32(p + 1) - 1)) == 0 && le32(p + 1) >= 4096 &&
		       (le64(p + 5) == UINT64_MAX || le64(p + 5) >> 40 == 0) && p[13] == 0;
	if (s->n == 3 && p[0] == 0x1f)
		return (p[3] & 0xe0) == 0;
	return s->n != 2 || (p[2] & 0x60) == 0;
}

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	const unsigned char *cd;

	for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++)
		if (holds(&signatures[i], p, n))
			return true;
	if (is_old_tar(p, n))
		return true;
	cd = b->size > 32774 ? bytes_exact(b, 32769, 5) : NULL;
	return cd && memcmp(cd, "CD001", 5) == 0;
}

/* ---- Giving libarchive its bytes ---- */

static la_ssize_t
give(struct archive *a, void *ctx, const void **out)
{
	struct packed *x = ctx;
	size_t got;
	const unsigned char *p = bytes_view(x->bytes, x->at, PART, &got);

	(void)a;
	*out = p ? p : (const unsigned char *)"";
	x->at += got;
	return (la_ssize_t)got;
}

static la_int64_t
skip(struct archive *a, void *ctx, la_int64_t request)
{
	struct packed *x = ctx;
	uint64_t rest = x->bytes->size - x->at;
	uint64_t n = request < 0 ? 0 : (uint64_t)request;

	(void)a;
	if (n > rest)
		n = rest;
	x->at += n;
	return (la_int64_t)n;
}

static la_int64_t
seek(struct archive *a, void *ctx, la_int64_t offset, int whence)
{
	struct packed *x = ctx;
	int64_t base = whence == SEEK_SET   ? 0
		       : whence == SEEK_CUR ? (int64_t)x->at
					    : (int64_t)x->bytes->size;
	int64_t to;

	(void)a;
	if (__builtin_add_overflow(base, offset, &to) || to < 0)
		return ARCHIVE_FATAL;
	x->at = (uint64_t)to > x->bytes->size ? x->bytes->size : (uint64_t)to;
	return (la_int64_t)x->at;
}

static void
support(struct archive *a, bool raw)
{
	archive_read_support_format_raw(a);
	archive_read_support_filter_gzip(a);
	archive_read_support_filter_bzip2(a);
	archive_read_support_filter_compress(a);
	archive_read_support_filter_lzma(a);
	archive_read_support_filter_xz(a);
	archive_read_support_filter_lzip(a);
	archive_read_support_filter_zstd(a);
	archive_read_support_filter_lz4(a);
	archive_read_support_filter_rpm(a);
	if (raw)
		return;
	archive_read_support_format_7zip(a);
	archive_read_support_format_ar(a);
	archive_read_support_format_cab(a);
	archive_read_support_format_cpio(a);
	archive_read_support_format_iso9660(a);
	archive_read_support_format_lha(a);
	archive_read_support_format_rar(a);
	archive_read_support_format_rar5(a);
	archive_read_support_format_tar(a);
	archive_read_support_format_xar(a);
	archive_read_support_format_zip(a);
}

static int
fail(struct packed *x, struct error *e)
{
	const char *why = x->archive ? archive_error_string(x->archive) : NULL;

	/* libarchive looks at its format without asking whether there is one. */
	if (x->begun && archive_read_has_encrypted_entries(x->archive) > 0)
		return error_set(e, ERROR_INPUT, "the archive is encrypted (%s)",
				 why ? why : "no more is known");
	return error_set(e, ERROR_INPUT, "the archive breaks here: %s",
			 why ? why : "libarchive does not say why");
}

static int
start(struct packed *x, struct error *e)
{
	if (x->archive)
		archive_read_free(x->archive);
	x->archive = archive_read_new();
	x->at = x->next = 0;
	x->begun = false;
	x->entry = NULL;
	if (!x->archive)
		return error_set(e, ERROR_SYSTEM, "libarchive does not start");
	support(x->archive, x->raw);
	archive_read_set_read_callback(x->archive, give);
	archive_read_set_skip_callback(x->archive, skip);
	archive_read_set_seek_callback(x->archive, seek);
	archive_read_set_callback_data(x->archive, x);
	return archive_read_open1(x->archive) == ARCHIVE_OK ? 0 : fail(x, e);
}

static int
open_packed(struct holder **out, struct bytes *b, struct error *e)
{
	struct packed *x = memory_zero(1, sizeof *x);

	*out = &x->holder;
	x->holder.kind = &holder_archive;
	x->bytes = b;
	return start(x, e);
}

static void
close_packed(struct holder *h)
{
	struct packed *x = (struct packed *)h;

	archive_read_free(x->archive);
	free(x);
}

/* ---- Members ---- */

static void
take_name(struct packed *x, struct member *m)
{
	const char *name = archive_entry_pathname_utf8(x->entry);

	if (!name)
		name = archive_entry_pathname(x->entry);
	if (name)
		buffer_add(&m->name, name, strnlen(name, MEMBER_NAME_MAX));
}

static void
take_times(struct packed *x, struct member *m)
{
	/*
	 * ISO 9660 and RAR up to version 4 store local times; libarchive takes them with the zone
	 * UTC0.
	 */
	int format = archive_format(x->archive) & ARCHIVE_FORMAT_BASE_MASK;
	bool local = format == ARCHIVE_FORMAT_RAR || format == ARCHIVE_FORMAT_CAB;
	struct archive_entry *t = x->entry;

	if (archive_entry_mtime_is_set(t))
		member_set_time(m, MEMBER_MTIME, archive_entry_mtime(t),
				(uint32_t)archive_entry_mtime_nsec(t), local);
	if (archive_entry_atime_is_set(t))
		member_set_time(m, MEMBER_ATIME, archive_entry_atime(t),
				(uint32_t)archive_entry_atime_nsec(t), local);
	if (archive_entry_ctime_is_set(t))
		member_set_time(m, MEMBER_CTIME, archive_entry_ctime(t),
				(uint32_t)archive_entry_ctime_nsec(t), local);
	if (archive_entry_birthtime_is_set(t))
		member_set_time(m, MEMBER_CRTIME, archive_entry_birthtime(t),
				(uint32_t)archive_entry_birthtime_nsec(t), local);
}

/* In a tar that is not compressed, members lie as they are behind their heads. */
static bool
lies_plainly(struct packed *x, const struct member *m)
{
	int64_t at = archive_filter_bytes(x->archive, 0);

	return (archive_format(x->archive) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_TAR &&
	       archive_filter_count(x->archive) == 1 && m->sized &&
	       archive_entry_sparse_count(x->entry) == 0 && at >= 0 &&
	       (uint64_t)at <= x->bytes->size && m->size <= x->bytes->size - (uint64_t)at;
}

static void
take_data(struct packed *x, struct member *m)
{
	int64_t size = archive_entry_size(x->entry);

	m->sized = archive_entry_size_is_set(x->entry) && size >= 0;
	m->size = m->sized ? (uint64_t)size : 0;
	m->data = MEMBER_PACKED;
	if (archive_entry_is_data_encrypted(x->entry)) {
		member_unread(m, false, "encrypted: its content is not examined");
	} else if (lies_plainly(x, m)) {
		m->data = MEMBER_PLAIN;
		member_add_extent(m, (uint64_t)archive_filter_bytes(x->archive, 0), m->size);
	}
}

/* Folders, links, devices and pipes have no bytes of their own. */
static bool
is_file(struct archive_entry *entry)
{
	if (archive_entry_hardlink(entry) && archive_entry_size(entry) == 0)
		return false;
	return archive_entry_filetype(entry) == AE_IFREG || archive_entry_filetype(entry) == 0;
}

static int
next_header(struct packed *x, struct error *e)
{
	int r;

	do
		r = archive_read_next_header(x->archive, &x->entry);
	while (r == ARCHIVE_RETRY);
	x->begun = x->begun || archive_format(x->archive) != 0;
	if (r == ARCHIVE_EOF)
		return 0;
	if (r < ARCHIVE_WARN)
		return fail(x, e);
	x->next++;
	x->fresh = true;
	return 1;
}

/*
 * To libarchive a block of zeros is the end of a tar, and so a compressed disk would be an empty
 * archive.
 */
static bool
may_be_raw(const struct packed *x)
{
	return x->next == 0 && !x->raw && archive_filter_count(x->archive) > 1;
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct packed *x = (struct packed *)h;
	int r;

	while ((r = next_header(x, e)) > 0 || (r == 0 && may_be_raw(x))) {
		if (r <= 0) {
			x->raw = true;
			if (start(x, e) || next_header(x, e) <= 0)
				return 0;
		}
		if (!is_file(x->entry))
			continue;
		m->key = x->raw ? RAW_KEY : x->next - 1;
		take_name(x, m);
		take_times(x, m);
		take_data(x, m);
		return 1;
	}
	return r;
}

/* The entry at hand is found without going back, as long as nothing of it was read. */
static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct packed *x = (struct packed *)h;
	bool raw = key == RAW_KEY;
	int r;

	key = raw ? 0 : key;
	if (x->entry && x->fresh && key + 1 == x->next && raw == x->raw)
		return 0;
	if (raw != x->raw) {
		x->raw = raw;
		x->next = UINT64_MAX;
	}
	if (key < x->next && start(x, e))
		return -1;
	while (x->next <= key) {
		r = next_header(x, e);
		if (r < 0)
			return -1;
		if (r == 0)
			return error_set(e, ERROR_INPUT, "the archive has no member %llu any more",
					 (unsigned long long)key);
	}
	return 0;
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	struct packed *x = (struct packed *)h;
	la_ssize_t r;

	x->fresh = false;
	do
		r = archive_read_data(x->archive, buf, n);
	while (r == ARCHIVE_RETRY);
	*got = r > 0 ? (size_t)r : 0;
	return r < 0 ? fail(x, e) : 0;
}

static const char *
format(struct holder *h)
{
	static const struct {
		int code;
		const char *name;
	} names[] = {{ARCHIVE_FORMAT_TAR, "tar"}, {ARCHIVE_FORMAT_7ZIP, "7z"},
		     {ARCHIVE_FORMAT_RAR, "rar"}, {ARCHIVE_FORMAT_RAR_V5, "rar"},
		     {ARCHIVE_FORMAT_RAW, "raw"}, {ARCHIVE_FORMAT_CPIO, "cpio"},
		     {ARCHIVE_FORMAT_CAB, "cab"}, {ARCHIVE_FORMAT_AR, "ar"},
		     {ARCHIVE_FORMAT_ZIP, "zip"}, {ARCHIVE_FORMAT_ISO9660, "iso9660"}};
	int code = archive_format(((struct packed *)h)->archive) & ARCHIVE_FORMAT_BASE_MASK;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].code == code)
			return names[i].name;
	return "archive";
}

static uint64_t
unpacked(const struct holder *h)
{
	const struct packed *x = (const struct packed *)h;
	int64_t n = archive_filter_bytes(x->archive, 0);

	return n > 0 ? (uint64_t)n : 0;
}

const struct holder_kind holder_archive = {
	.name = "archive",
	.archive = true,
	.head = head,
	.open = open_packed,
	.next = next,
	.find = find,
	.read = read_on,
	.format = format,
	.unpacked = unpacked,
	.close = close_packed,
};
