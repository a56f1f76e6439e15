/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of libarchive that winnow calls, each one that calls the library's once this is
 * loaded. The compiler holds the list against the library's header.
 */
#include <archive.h>
#include <archive_entry.h>

#include "evidence/deferred_parts.h"

/* type, name, parameters, arguments */
/* clang-format off */
#define FUNCTIONS(X) \
	X(time_t, archive_entry_atime, (struct archive_entry *e), (e)) \
	X(int, archive_entry_atime_is_set, (struct archive_entry *e), (e)) \
	X(long, archive_entry_atime_nsec, (struct archive_entry *e), (e)) \
	X(time_t, archive_entry_birthtime, (struct archive_entry *e), (e)) \
	X(int, archive_entry_birthtime_is_set, (struct archive_entry *e), (e)) \
	X(long, archive_entry_birthtime_nsec, (struct archive_entry *e), (e)) \
	X(time_t, archive_entry_ctime, (struct archive_entry *e), (e)) \
	X(int, archive_entry_ctime_is_set, (struct archive_entry *e), (e)) \
	X(long, archive_entry_ctime_nsec, (struct archive_entry *e), (e)) \
	X(__LA_MODE_T, archive_entry_filetype, (struct archive_entry *e), (e)) \
	X(const char *, archive_entry_hardlink, (struct archive_entry *e), (e)) \
	X(int, archive_entry_is_data_encrypted, (struct archive_entry *e), (e)) \
	X(time_t, archive_entry_mtime, (struct archive_entry *e), (e)) \
	X(int, archive_entry_mtime_is_set, (struct archive_entry *e), (e)) \
	X(long, archive_entry_mtime_nsec, (struct archive_entry *e), (e)) \
	X(const char *, archive_entry_pathname, (struct archive_entry *e), (e)) \
	X(const char *, archive_entry_pathname_utf8, (struct archive_entry *e), (e)) \
	X(la_int64_t, archive_entry_size, (struct archive_entry *e), (e)) \
	X(int, archive_entry_size_is_set, (struct archive_entry *e), (e)) \
	X(int, archive_entry_sparse_count, (struct archive_entry *e), (e)) \
	X(const char *, archive_error_string, (struct archive *a), (a)) \
	X(la_int64_t, archive_filter_bytes, (struct archive *a, int i), (a, i)) \
	X(int, archive_filter_count, (struct archive *a), (a)) \
	X(int, archive_format, (struct archive *a), (a)) \
	X(la_ssize_t, archive_read_data, (struct archive *a, void *p, size_t n), (a, p, n)) \
	X(int, archive_read_free, (struct archive *a), (a)) \
	X(int, archive_read_has_encrypted_entries, (struct archive *a), (a)) \
	X(struct archive *, archive_read_new, (void), ()) \
	X(int, archive_read_next_header, (struct archive *a, struct archive_entry **e), (a, e)) \
	X(int, archive_read_open1, (struct archive *a), (a)) \
	X(int, archive_read_set_callback_data, (struct archive *a, void *p), (a, p)) \
	X(int, archive_read_set_read_callback, \
	  (struct archive *a, archive_read_callback *f), \
	  (a, f)) \
	X(int, archive_read_set_seek_callback, \
	  (struct archive *a, archive_seek_callback *f), \
	  (a, f)) \
	X(int, archive_read_set_skip_callback, \
	  (struct archive *a, archive_skip_callback *f), \
	  (a, f)) \
	X(int, archive_read_support_filter_bzip2, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_compress, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_gzip, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_lz4, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_lzip, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_lzma, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_rpm, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_xz, (struct archive *a), (a)) \
	X(int, archive_read_support_filter_zstd, (struct archive *a), (a)) \
	X(int, archive_read_support_format_7zip, (struct archive *a), (a)) \
	X(int, archive_read_support_format_ar, (struct archive *a), (a)) \
	X(int, archive_read_support_format_cab, (struct archive *a), (a)) \
	X(int, archive_read_support_format_cpio, (struct archive *a), (a)) \
	X(int, archive_read_support_format_iso9660, (struct archive *a), (a)) \
	X(int, archive_read_support_format_lha, (struct archive *a), (a)) \
	X(int, archive_read_support_format_rar, (struct archive *a), (a)) \
	X(int, archive_read_support_format_rar5, (struct archive *a), (a)) \
	X(int, archive_read_support_format_raw, (struct archive *a), (a)) \
	X(int, archive_read_support_format_tar, (struct archive *a), (a)) \
	X(int, archive_read_support_format_xar, (struct archive *a), (a)) \
	X(int, archive_read_support_format_zip, (struct archive *a), (a))
/* clang-format on */

#define MEMBER(type, name, parameters, arguments) type(*name) parameters;
#define NAME(type, name, parameters, arguments)	  #name,
#define CALL(type, name, parameters, arguments)                                                    \
	type name parameters                                                                       \
	{                                                                                          \
		return functions.name arguments;                                                   \
	}

/* Filled once, before any evidence is read. */
static struct {
	FUNCTIONS(MEMBER)
} functions;

FUNCTIONS(CALL)

int
deferred_load_archive(struct error *e)
{
	static const char *const names[] = {FUNCTIONS(NAME) NULL};

	return deferred_functions(ARCHIVE_SONAME, names, (void **)&functions, e);
}
