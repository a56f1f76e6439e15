/* SPDX-License-Identifier: Apache-2.0 */
#include "case/attached.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/new_file.h"
#include "case/pdf_signature.h"
#include "case/whole_file.h"

#define SIGNED_REPORT "report.pdf"

const char *const attached_names[ATTACHED_N] = {CASE_SIGNATURE, CASE_STAMP_REQUEST, CASE_STAMP,
						CASE_SUMS};
const char *const attached_ends[ATTACHED_N] = {".p7s", ".tsq", ".tsr", ".sums"};

void
attached_path(char out[ATTACHED_PATH_MAX], uint64_t part, const char *end)
{
	snprintf(out, ATTACHED_PATH_MAX, ATTACHED_FOLDER "/%04" PRIu64 "%s", part, end);
}

static bool
is_there(int dir, const char *name)
{
	return faccessat(dir, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static int
pour(int from, struct new_file *to, const char *name, struct error *e)
{
	char block[16384];
	ssize_t n;
	while ((n = read(from, block, sizeof block)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_system(e, "cannot read '%s'", name);
		if (new_file_write(to, block, (size_t)n, e) < 0)
			return -1;
	}
	return 0;
}

/* 1 copied, 0 not there, -1. */
static int
copy(int dir, const char *from, const char *to, struct error *e)
{
	struct new_file *f;
	int fd = openat(dir, from, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : error_system(e, "cannot open '%s'", from);
	int result = new_file_open(&f, dir, to, CASE_FILE_MODE, e);
	if (result == 0 && pour(fd, f, from, e) < 0) {
		new_file_abandon(&f);
		result = -1;
	}
	if (result == 0)
		result = new_file_commit(&f, e);
	close(fd);
	return result < 0 ? -1 : 1;
}

/* The next act may make the report anew, and a signed one must not be lost by it. */
static int
keep_report(int dir, uint64_t part, struct error *e)
{
	struct buffer pdf = BUFFER_EMPTY, der = BUFFER_EMPTY;
	struct error ignored = {0};
	char to[ATTACHED_PATH_MAX];
	int result = whole_file_read(dir, SIGNED_REPORT, &pdf, e);
	attached_path(to, part, "-" SIGNED_REPORT);
	if (result > 0 && pdf_signature_find(buffer_span(&pdf), &der, &ignored) > 0)
		result = copy(dir, SIGNED_REPORT, to, e);
	buffer_release(&pdf);
	buffer_release(&der);
	return result < 0 ? -1 : 0;
}

int
attached_keep(struct case_folder *folder, uint64_t part, bool report, struct error *e)
{
	int dir = case_folder_descriptor(folder);
	char to[ATTACHED_PATH_MAX];
	if (mkdirat(dir, ATTACHED_FOLDER, 0700) < 0 && errno != EEXIST)
		return error_system(e, "cannot make '%s/%s'", case_folder_path(folder),
				    ATTACHED_FOLDER);
	for (size_t i = 0; i < ATTACHED_N; i++) {
		attached_path(to, part, attached_ends[i]);
		if (copy(dir, attached_names[i], to, e) < 0)
			return -1;
	}
	if (report && keep_report(dir, part, e) < 0)
		return -1;
	attached_path(to, part, ".sha256");
	return copy(dir, CASE_MANIFEST, to, e);
}

static int
drop(struct case_folder *folder, const char *name, struct error *e)
{
	int dir = case_folder_descriptor(folder);
	if (unlinkat(dir, name, 0) < 0 && errno != ENOENT)
		return error_system(e, "cannot remove '%s/%s'", case_folder_path(folder), name);
	return 0;
}

int
attached_forget(struct case_folder *folder, uint64_t part, struct error *e)
{
	char name[ATTACHED_PATH_MAX];
	attached_path(name, part, ".sha256");
	int result = drop(folder, name, e);
	attached_path(name, part, "-" SIGNED_REPORT);
	if (result == 0)
		result = drop(folder, name, e);
	for (size_t i = 0; result == 0 && i < ATTACHED_N; i++) {
		attached_path(name, part, attached_ends[i]);
		result = drop(folder, name, e);
	}
	(void)unlinkat(case_folder_descriptor(folder), ATTACHED_FOLDER, AT_REMOVEDIR);
	return result;
}

int
attached_remove(struct case_folder *folder, struct error *e)
{
	int result = 0;
	for (size_t i = ATTACHED_N; result == 0 && i-- > 0;)
		result = drop(folder, attached_names[i], e);
	return result;
}

int
attached_sums_text(int dir, struct buffer *out, struct error *e)
{
	struct manifest m = MANIFEST_EMPTY;
	char hex[SHA256_HEX_MAX];
	int result = 0;
	for (size_t i = 0; result == 0 && i < ATTACHED_SUMS; i++) {
		if (!is_there(dir, attached_names[i]))
			continue;
		result = sha256_file(dir, attached_names[i], hex, NULL, e);
		manifest_set(&m, attached_names[i], hex);
	}
	if (result == 0 && m.n && (result = sha256_file(dir, CASE_MANIFEST, hex, NULL, e)) == 0)
		manifest_set(&m, CASE_MANIFEST, hex);
	if (result == 0)
		manifest_text(&m, out);
	manifest_release(&m);
	return result;
}

int
attached_sum(struct case_folder *folder, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	int dir = case_folder_descriptor(folder);
	int result = attached_sums_text(dir, &b, e);
	if (result == 0)
		result = new_file_put(dir, CASE_SUMS, CASE_FILE_MODE, buffer_span(&b), e);
	buffer_release(&b);
	return result;
}
