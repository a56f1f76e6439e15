/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/vmdk.h"

#include <config.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "base/span.h"

#define DESCRIPTOR_MAX ((size_t)1 << 20)
#define SECTOR	       512

/*
 * The descriptor's text, terminated; empty for the kinds that have none. *embedded: it stands in
 * the file that holds the data. *alone is false when this is an extent that only a descriptor
 * elsewhere makes a disk of.
 */
static char *
read_descriptor(const char *path, bool *embedded, bool *alone)
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
		*embedded = true;
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

/* One VMDK as it is gone through. */
struct check {
	const char *path;
	bool embedded;
	struct vmdk *vmdk;
};

/* libvmdk, too, takes only the last part of the name and looks beside the descriptor. */
static char *
extent_path(const struct check *c, struct span name)
{
	const char *slash = strrchr(c->path, '/');
	struct buffer full = BUFFER_EMPTY;

	for (size_t i = name.n; i-- > 0;)
		if (name.p[i] == '/' || name.p[i] == '\\') {
			name.p += i + 1;
			name.n -= i + 1;
			break;
		}
	if (slash)
		buffer_add(&full, c->path, (size_t)(slash + 1 - c->path));
	buffer_add(&full, name.p, name.n);
	buffer_text(&full);
	return full.data;
}

static int
check_extent(const struct check *c, struct span name, uint64_t sectors, bool flat, struct error *e)
{
	char *path = extent_path(c, name);
	struct stat st;
	int r = 0;

	if (stat(path, &st) && c->embedded)
		r = error_set(e, ERROR_INPUT,
			      "%s calls itself %s in its descriptor: it was renamed, give it that "
			      "name again",
			      c->path, path);
	else if (stat(path, &st))
		r = error_set(e, ERROR_INPUT, "extent %s of %s is missing: put it beside the VMDK",
			      path, c->path);
	else if (!S_ISREG(st.st_mode))
		r = error_set(e, ERROR_INPUT, "extent %s of %s is not a plain file", path, c->path);
	else if (flat && sectors > ((uint64_t)st.st_size + SECTOR - 1) / SECTOR)
		r = error_set(e, ERROR_INPUT,
			      "extent %s is shorter than %s says: it is cut off (as plain bytes it "
			      "can be read by itself)",
			      path, c->path);
	else if (!flat)
		c->vmdk->cut |= vmdk_extent_is_cut(path);
	free(path);
	return r;
}

/* RW 4192256 SPARSE "disk-s001.vmdk" [offset] */
static bool
parse_extent(struct span line, struct span *name, uint64_t *sectors, bool *flat)
{
	const char *number = memchr(line.p, ' ', line.n), *open, *close;

	if (strncmp(line.p, "RW ", 3) != 0 && strncmp(line.p, "RDONLY ", 7) != 0)
		return false;
	open = memchr(line.p, '"', line.n);
	close = open ? memchr(open + 1, '"', (size_t)(line.p + line.n - open - 1)) : NULL;
	if (!close || close == open + 1)
		return false;
	*name = (struct span){open + 1, (size_t)(close - open - 1)};
	*sectors = strtoull(number, NULL, 10);
	*flat = memmem(line.p, (size_t)(open - line.p), " FLAT ", 6) != NULL;
	return true;
}

static int
check_line(const struct check *c, struct span line, struct error *e)
{
	struct span name;
	uint64_t sectors;
	bool flat;

	if (!parse_extent(line, &name, &sectors, &flat))
		return 0;
	c->vmdk->extents++;
	return check_extent(c, name, sectors, flat, e);
}

int
vmdk_check(const char *path, struct vmdk *vmdk, struct error *e)
{
	struct check c = {path, false, vmdk};
	bool alone = true;
	char *text = read_descriptor(path, &c.embedded, &alone);
	int r = alone ? 0
		      : error_set(e, ERROR_INPUT,
				  "%s is an extent of a VMDK: give the descriptor, the VMDK that "
				  "names it",
				  path);

	*vmdk = (struct vmdk){0};
	for (const char *line = text; *line && !r;) {
		size_t n = strcspn(line, "\r\n");

		r = check_line(&c, (struct span){line, n}, e);
		line += n + (line[n] != '\0');
	}
	if (vmdk->extents == 0)
		vmdk->extents = 1;
	free(text);
	return r;
}
