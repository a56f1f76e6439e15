/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/cat_target.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/whole_io.h"

#define SAME_NAME_MAX 10000
#define SHA256_SIZE   32

/* ---- The folder ---- */

static int
check_empty(int fd, const char *folder, struct error *e)
{
	int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	unsigned n = 0;

	if (!dir)
		return error_system(e, "%s", folder);
	while (readdir(dir))
		n++;
	closedir(dir);
	if (n > 2)
		return error_set(
			e, ERROR_USAGE,
			"%s is not empty: bytes of evidence are not mixed with other files; "
			"name a new folder",
			folder);
	return 0;
}

int
cat_target_open(struct cat_target *t, const char *folder, struct error *e)
{
	*t = (struct cat_target){.folder = folder, .folder_fd = -1, .fd = -1};
	t->digest = EVP_MD_CTX_new();
	if (!folder && isatty(STDOUT_FILENO))
		return error_set(
			e, ERROR_USAGE,
			"standard output is a terminal, which bytes of evidence could steer: "
			"write to a file, a pipe or, with -o, a folder");
	if (!folder)
		return 0;
	if (mkdir(folder, 0700) && errno != EEXIST)
		return error_system(e, "%s", folder);
	t->folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (t->folder_fd < 0)
		return error_system(e, "%s", folder);
	return check_empty(t->folder_fd, folder, e);
}

void
cat_target_close(struct cat_target *t)
{
	if (t->fd >= 0 && t->folder)
		close(t->fd);
	if (t->folder_fd >= 0)
		close(t->folder_fd);
	EVP_MD_CTX_free(t->digest);
	*t = (struct cat_target){.folder_fd = -1, .fd = -1};
}

/* ---- Names ---- */

static bool
is_safe(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("._@!-", c));
}

/* No name begins with a dot (hidden, "..") or a dash (taken for an option). */
static void
make_name(struct cat_target *t, struct span id)
{
	size_t n = 0;

	if (id.n == 0 || id.p[0] == '.' || id.p[0] == '-')
		t->name[n++] = '_';
	for (size_t i = 0; i < id.n && n < CAT_NAME_MAX; i++)
		t->name[n++] = is_safe(id.p[i]) ? id.p[i] : '_';
	t->name[n] = '\0';
}

/* The same id can come twice, from two exhibits or because two ids differ in what is not kept. */
static int
create(struct cat_target *t)
{
	size_t n = strlen(t->name);

	for (unsigned i = 1; i <= SAME_NAME_MAX; i++) {
		if (i > 1)
			snprintf(t->name + n, sizeof t->name - n, "~%u", i);
		t->fd = openat(t->folder_fd, t->name,
			       O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (t->fd >= 0 || errno != EEXIST)
			break;
	}
	return t->fd;
}

/* ---- One item ---- */

int
cat_target_begin(struct cat_target *t, struct span id, struct error *e)
{
	t->size = 0;
	t->name[0] = '\0';
	if (!t->digest || !EVP_DigestInit_ex(t->digest, EVP_sha256(), NULL))
		return error_set(e, ERROR_SYSTEM, "SHA-256 is not to be had from OpenSSL");
	if (!t->folder) {
		t->fd = STDOUT_FILENO;
		return 0;
	}
	make_name(t, id);
	if (create(t) < 0) {
		error_system(e, "%s/%s", t->folder, t->name);
		e->kind = ERROR_OUTPUT;
		return -1;
	}
	return 0;
}

int
cat_target_write(struct cat_target *t, struct span bytes, struct error *e)
{
	EVP_DigestUpdate(t->digest, bytes.p, bytes.n);
	t->size += bytes.n;
	if (write_whole(t->fd, bytes.p, bytes.n) < bytes.n)
		return error_set(e, ERROR_OUTPUT, "%s: %s; the output is incomplete",
				 t->folder ? t->name : "standard output", strerror(errno));
	return 0;
}

static int
close_file(struct cat_target *t)
{
	int fd = t->fd;

	t->fd = -1;
	return t->folder ? close(fd) : 0;
}

int
cat_target_end(struct cat_target *t, char *sha256, struct error *e)
{
	unsigned char digest[SHA256_SIZE];
	struct buffer hex = BUFFER_EMPTY;

	if (close_file(t))
		return error_set(e, ERROR_OUTPUT, "%s: %s; the output is incomplete", t->name,
				 strerror(errno));
	EVP_DigestFinal_ex(t->digest, digest, NULL);
	text_hex(&hex, digest, sizeof digest);
	memcpy(sha256, buffer_text(&hex), 2 * sizeof digest + 1);
	buffer_release(&hex);
	return 0;
}

void
cat_target_abandon(struct cat_target *t)
{
	close_file(t);
	if (t->folder)
		unlinkat(t->folder_fd, t->name, 0);
}
