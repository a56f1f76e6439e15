/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The functions of libtsk that winnow calls, each one that calls the library's once this is
 * loaded. The compiler holds the list against the library's header.
 */
#include <string.h>
#include <tsk/fs/tsk_fatfs.h>
#include <tsk/libtsk.h>

#include "evidence/deferred_parts.h"

/* type, name, parameters, arguments */
/* clang-format off */
#define FUNCTIONS(X) \
	X(int8_t, exfatfs_is_cluster_alloc, (FATFS_INFO *f, TSK_DADDR_T c), (f, c)) \
	X(uint8_t, fatfs_inode_walk, \
	  (TSK_FS_INFO *f, TSK_INUM_T a, TSK_INUM_T b, TSK_FS_META_FLAG_ENUM g, \
	   TSK_FS_META_WALK_CB w, void *p), \
	  (f, a, b, g, w, p)) \
	X(int8_t, fatxxfs_is_cluster_alloc, (FATFS_INFO *f, TSK_DADDR_T c), (f, c)) \
	X(const char *, tsk_error_get, (void), ()) \
	X(uint32_t, tsk_error_get_errno, (void), ()) \
	X(TSK_ERROR_INFO *, tsk_error_get_info, (void), ()) \
	X(void, tsk_error_reset, (void), ()) \
	X(void, tsk_error_set_errno, (uint32_t n), (n)) \
	X(ssize_t, tsk_fs_attr_read, \
	  (const TSK_FS_ATTR *a, TSK_OFF_T o, char *p, size_t n, TSK_FS_FILE_READ_FLAG_ENUM g), \
	  (a, o, p, n, g)) \
	X(void, tsk_fs_close, (TSK_FS_INFO *f), (f)) \
	X(const TSK_FS_ATTR *, tsk_fs_file_attr_get_type, \
	  (TSK_FS_FILE *f, TSK_FS_ATTR_TYPE_ENUM t, uint16_t i, uint8_t b), \
	  (f, t, i, b)) \
	X(void, tsk_fs_file_close, (TSK_FS_FILE *f), (f)) \
	X(TSK_FS_FILE *, tsk_fs_file_open_meta, \
	  (TSK_FS_INFO *s, TSK_FS_FILE *f, TSK_INUM_T i), \
	  (s, f, i)) \
	X(TSK_FS_INFO *, tsk_fs_open_img, \
	  (TSK_IMG_INFO *i, TSK_OFF_T o, TSK_FS_TYPE_ENUM t), \
	  (i, o, t)) \
	X(void, tsk_img_close, (TSK_IMG_INFO *i), (i)) \
	X(TSK_IMG_INFO *, tsk_img_open_external, \
	  (void *x, TSK_OFF_T n, unsigned s, \
	   ssize_t (*r)(TSK_IMG_INFO *, TSK_OFF_T, char *, size_t), \
	   void (*c)(TSK_IMG_INFO *), void (*t)(TSK_IMG_INFO *, FILE *)), \
	  (x, n, s, r, c, t)) \
	X(TSK_IMG_INFO *, tsk_img_open_utf8_sing, \
	  (const char *p, TSK_IMG_TYPE_ENUM t, unsigned s), \
	  (p, t, s)) \
	X(ssize_t, tsk_img_read, (TSK_IMG_INFO *i, TSK_OFF_T o, char *p, size_t n), (i, o, p, n)) \
	X(void, tsk_pool_close, (const TSK_POOL_INFO *p), (p)) \
	X(const TSK_POOL_INFO *, tsk_pool_open_img_sing, \
	  (TSK_IMG_INFO *i, TSK_OFF_T o, TSK_POOL_TYPE_ENUM t), \
	  (i, o, t)) \
	X(const char *, tsk_version_get_str, (void), ())
/* clang-format on */

/* libtsk's headers leave some of them out and others without a prototype. */
#define DECLARE(type, name, parameters, arguments) type name parameters;
FUNCTIONS(DECLARE)

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
deferred_load_tsk(struct error *e)
{
	static const char *const names[] = {FUNCTIONS(NAME) NULL};

	if (deferred_functions(TSK_SONAME, names, (void **)&functions, e))
		return -1;
	/* Records say which it is before it is loaded. */
	if (strcmp(tsk_version_get_str(), deferred_tsk_version()) == 0)
		return 0;
	return error_set(e, ERROR_SYSTEM,
			 "libtsk here is %s, and winnow was built for %s: build it again",
			 tsk_version_get_str(), deferred_tsk_version());
}

const char *
deferred_tsk_version(void)
{
	return TSK_VERSION_STR;
}
