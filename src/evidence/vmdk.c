/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/vmdk.h"

#include <config.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/memory.h"

#define DESCRIPTOR_MAX ((size_t)1 << 20)
#define SECTOR	       512

/*
 * The descriptor's text, terminated; empty for the kinds that have none. *alone is false when this
 * is an extent that only a descriptor elsewhere makes a disk of.
 */
static char *
read_descriptor(const char *path, bool *alone)
{
	char *text = memory_zero(1, DESCRIPTOR_MAX + 1);
	unsigned char head[SECTOR] = {0};
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint64_t at = 0, n = DESCRIPTOR_MAX;

	if (fd < 0 || pread(fd, head, sizeof head, 0) < 21) {
		n = 0;
	} else if (memcmp(head, "KDMV", 4) == 0) {
		at = le64(head + 28) & (INT64_MAX / SECTOR);
		n = le64(head + 36) & (INT64_MAX / SECTOR);
		n = n < DESCRIPTOR_MAX / SECTOR ? n * SECTOR : DESCRIPTOR_MAX;
		n = at ? n : 0;
		*alone = at != 0;
		at *= SECTOR;
	} else if (memcmp(head, "# Disk DescriptorFile", 21) != 0) {
		n = 0;
	}
	if (n && pread(fd, text, (size_t)n, (off_t)at) < 0)
		text[0] = '\0';
	if (fd >= 0)
		close(fd);
	return text;
}

static int
check_extent(const char *path, const char *name, size_t n, struct error *e)
{
	const char *slash = strrchr(path, '/');
	struct buffer full = BUFFER_EMPTY;
	struct stat st;
	int r = 0;

	/* libvmdk, too, takes only the last part of the name and looks beside the descriptor. */
	for (const char *p = name; p < name + n; p++)
		if (*p == '/' || *p == '\\') {
			n -= (size_t)(p + 1 - name);
			name = p + 1;
		}
	if (slash)
		buffer_add(&full, path, (size_t)(slash + 1 - path));
	buffer_add(&full, name, n);
	if (stat(buffer_text(&full), &st))
		r = error_set(e, ERROR_INPUT, "extent %s of %s is missing: put it beside the VMDK",
			      full.data, path);
	else if (!S_ISREG(st.st_mode))
		r = error_set(e, ERROR_INPUT, "extent %s of %s is not a plain file", full.data,
			      path);
	buffer_release(&full);
	return r;
}

/* RW 4192256 SPARSE "disk-s001.vmdk" [offset] */
static bool
extent_name(const char *line, const char *end, const char **name, size_t *n)
{
	const char *close;

	if (strncmp(line, "RW ", 3) != 0 && strncmp(line, "RDONLY ", 7) != 0)
		return false;
	*name = memchr(line, '"', (size_t)(end - line));
	if (!*name)
		return false;
	++*name;
	close = memchr(*name, '"', (size_t)(end - *name));
	*n = close ? (size_t)(close - *name) : 0;
	return close && *n;
}

static int
check_line(const char *path, const char *line, const char *end, unsigned *extents, struct error *e)
{
	static const char parent[] = "parentCID=";
	const char *name;
	size_t n;

	if (strncasecmp(line, parent, sizeof parent - 1) == 0 &&
	    strncasecmp(line + sizeof parent - 1, "ffffffff", 8) != 0)
		return error_set(e, ERROR_INPUT,
				 "%s is a snapshot that holds only what differs from another "
				 "disk: make it raw first, with: qemu-img convert -O raw %s %s.raw",
				 path, path, path);
	if (!extent_name(line, end, &name, &n))
		return 0;
	++*extents;
	return check_extent(path, name, n, e);
}

int
vmdk_check(const char *path, unsigned *extents, struct error *e)
{
	bool alone = true;
	char *text = read_descriptor(path, &alone);
	const char *line = text, *end;
	int r = alone ? 0
		      : error_set(e, ERROR_INPUT,
				  "%s is an extent of a VMDK: give the descriptor, the VMDK that "
				  "names it",
				  path);

	*extents = 0;
	for (; *line && !r; line = *end ? end + 1 : end) {
		end = line + strcspn(line, "\r\n");
		r = check_line(path, line, end, extents, e);
	}
	if (*extents == 0)
		*extents = 1;
	free(text);
	return r;
}
