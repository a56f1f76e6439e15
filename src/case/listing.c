/* SPDX-License-Identifier: Apache-2.0 */
#include "case/listing.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "case/attached.h"
#include "case/case_folder.h"

#define FOLDERS_DEEP_MAX 32

struct listing {
	int (*fn)(void *ctx, const char *name, bool regular, struct error *e);
	void *ctx;
	struct buffer prefix;
};

bool
listing_leaves_out(const char *name)
{
	if (strcmp(name, CASE_MANIFEST) == 0)
		return true;
	for (size_t i = 0; i < ATTACHED_N; i++)
		if (strcmp(name, attached_names[i]) == 0)
			return true;
	return false;
}

static int list_folder(struct listing *l, int dir, unsigned depth, struct error *e);

static int
list_entry(struct listing *l, int dir, const char *name, unsigned depth, struct error *e)
{
	struct stat st;
	size_t before = l->prefix.n;
	if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return error_system(e, "cannot read '%s' of the case folder", name);
	buffer_add_text(&l->prefix, name);
	const char *whole = buffer_text(&l->prefix);
	int result = 0;
	if (S_ISDIR(st.st_mode)) {
		int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		buffer_add_byte(&l->prefix, '/');
		result = fd < 0 ? error_system(e, "cannot open '%s' of the case folder", name)
				: list_folder(l, fd, depth + 1, e);
	} else if (!listing_leaves_out(whole)) {
		result = l->fn(l->ctx, whole, S_ISREG(st.st_mode), e);
	}
	l->prefix.n = before;
	return result;
}

/* Closes dir. */
static int
list_folder(struct listing *l, int dir, unsigned depth, struct error *e)
{
	DIR *d = depth > FOLDERS_DEEP_MAX ? NULL : fdopendir(dir);
	if (!d) {
		close(dir);
		return error_set(
			e, ERROR_SYSTEM,
			"cannot list the folders within the case folder (more than %d deep?)",
			FOLDERS_DEEP_MAX);
	}
	int result = 0;
	for (struct dirent *entry; result == 0 && (entry = readdir(d)) != NULL;)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = list_entry(l, dirfd(d), entry->d_name, depth, e);
	closedir(d);
	return result;
}

int
listing_each(int dir, int (*fn)(void *ctx, const char *name, bool regular, struct error *e),
	     void *ctx, struct error *e)
{
	struct listing l = {fn, ctx, BUFFER_EMPTY};
	int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = copy < 0 ? error_system(e, "cannot read the case folder")
			      : list_folder(&l, copy, 0, e);
	buffer_release(&l.prefix);
	return result;
}
