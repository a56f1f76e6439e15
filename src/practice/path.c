/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which paths a recipe may name: nothing that leads out of a volume or that its file
 * system cannot hold.
 */
#include <string.h>

#include "practice/reader.h"

#define PATH_BYTES_MAX 2000
#define NAME_BYTES_MAX 255

static bool
is_dots(const char *name, size_t n)
{
	return (n == 1 && name[0] == '.') || (n == 2 && name[0] == '.' && name[1] == '.');
}

/* What Windows refuses in a name. */
static int
check_windows(const char *name, size_t n, struct error *e)
{
	for (size_t i = 0; i < n; i++)
		if (strchr("\\:*?\"<>|", name[i]))
			return error_set(e, ERROR_INPUT, "'%.*s': '%c' cannot stand in a name here",
					 (int)n, name, name[i]);
	if (name[n - 1] == '.' || name[n - 1] == ' ')
		return error_set(e, ERROR_INPUT, "'%.*s': a name cannot end in a dot or blank here",
				 (int)n, name);
	return 0;
}

int
name_check(const char *name, size_t n, enum fs_kind fs, struct error *e)
{
	if (!n || is_dots(name, n))
		return error_set(
			e, ERROR_INPUT,
			"an empty name, '.' or '..' cannot be part of a path; paths start at "
			"the root of the volume, without '/'");
	if (n > NAME_BYTES_MAX)
		return error_set(e, ERROR_INPUT, "a name is at most %d bytes long", NAME_BYTES_MAX);
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			return error_set(e, ERROR_INPUT, "a control character stands in a name");
	return fs == FS_EXT4 ? 0 : check_windows(name, n, e);
}

int
path_check(const char *path, enum fs_kind fs, struct error *e)
{
	unsigned depth = 0;

	if (strlen(path) > PATH_BYTES_MAX)
		return error_set(e, ERROR_INPUT, "a path is at most %d bytes long", PATH_BYTES_MAX);
	for (const char *p = path;; p++) {
		size_t n = strcspn(p, "/");

		if (name_check(p, n, fs, e))
			return error_prefix(e, "%s", path);
		if (++depth > RECIPE_DEPTH_MAX)
			return error_set(e, ERROR_INPUT, "a path has at most %u parts",
					 RECIPE_DEPTH_MAX);
		p += n;
		if (!*p)
			return 0;
	}
}
