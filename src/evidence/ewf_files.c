/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>
#include <ctype.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/ewf.h"

#define SEGMENTS_MAX 14971 /* E01 … E99, EAA … ZZZ */
#define LOOK_AHEAD   64	   /* how many lost in a row are still noticed */
#define SECTION_SIZE 76	   /* a section's descriptor: type (16 bytes), offset of the next one … */
#define HEADER_SIZE  13
#define MEDIA_SIZE   1052 /* what volume and data sections hold, with the set's identifier at 64 */
#define SET_AT	     64
#define SECTIONS_MAX 16 /* looked through for it; it stands among the first */

/* The naming of segments: E01 … E99, EAA … EZZ, FAA …; letters in the case of the first one. */
static void
extension(char out[4], char first, unsigned number)
{
	char a = islower((unsigned char)first) ? 'a' : 'A';

	if (number < 100) {
		out[0] = first;
		out[1] = (char)('0' + number / 10);
		out[2] = (char)('0' + number % 10);
	} else {
		number -= 100;
		out[0] = (char)(first + (char)(number / 676));
		out[1] = (char)(a + (char)(number / 26 % 26));
		out[2] = (char)(a + (char)(number % 26));
	}
	out[3] = '\0';
}

/* Does the path end in a segment's extension, so that fellows can be looked for? */
static bool
is_numbered(const char *path)
{
	size_t n = strlen(path);
	const char *x = path + n - 3;

	return n > 4 && x[-1] == '.' && strchr("EeSs", x[0]) &&
	       ((isdigit((unsigned char)x[1]) && isdigit((unsigned char)x[2])) ||
		(isalpha((unsigned char)x[1]) && isalpha((unsigned char)x[2])));
}

static char *
segment_path(const char *path, unsigned number)
{
	char *out = memory_string(path);
	size_t n = strlen(out);
	char x[4];

	extension(x, path[n - 3], number);
	memcpy(out + n - 3, x, 3);
	return out;
}

static int
add(struct ewf_files *files, char *path, struct error *e)
{
	struct stat st;

	files->v = memory_resize_array(files->v, files->n + 1, sizeof *files->v);
	files->v[files->n++] = path;
	if (stat(path, &st))
		return error_system(e, "cannot open %s", path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "segment %s is not a plain file", path);
	files->bytes += (uint64_t)st.st_size;
	return 0;
}

static bool
exists(const char *path, unsigned number)
{
	char *p = segment_path(path, number);
	struct stat st;
	bool found = stat(p, &st) == 0;

	free(p);
	return found;
}

/* The segment's own number from its file header (offset 9, after the signature and a 1), or 0. */
static unsigned
own_number(const char *path)
{
	unsigned char head[13];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof head, 0);

	if (fd >= 0)
		close(fd);
	return n == (ssize_t)sizeof head ? le16(head + 9) : 0;
}

/* Every segment but the last ends in a "next" section. */
static bool
expects_another(const char *path)
{
	char type[16] = "";
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return false;
	if (fstat(fd, &st) || st.st_size < SECTION_SIZE ||
	    pread(fd, type, sizeof type, st.st_size - SECTION_SIZE) != (ssize_t)sizeof type)
		type[0] = '\0';
	close(fd);
	return strncmp(type, "next", sizeof type) == 0;
}

static bool
holds_media(const unsigned char section[SECTION_SIZE])
{
	const char *type = (const char *)section;

	return (strncmp(type, "volume", 16) == 0 || strncmp(type, "disk", 16) == 0 ||
		strncmp(type, "data", 16) == 0) &&
	       le64(section + 24) >= SECTION_SIZE + MEDIA_SIZE;
}

/*
 * The identifier that all segments of one acquisition share, or false: older programs wrote none.
 */
static bool
set_identifier(const char *path, unsigned char id[16])
{
	static const unsigned char none[16];
	unsigned char section[SECTION_SIZE];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	uint64_t at = HEADER_SIZE, before = 0;
	bool found = false;

	for (int i = 0; fd >= 0 && i < SECTIONS_MAX && !found && at > before; i++) {
		if (at > INT64_MAX ||
		    pread(fd, section, sizeof section, (off_t)at) != (ssize_t)sizeof section)
			break;
		found = holds_media(section) &&
			pread(fd, id, 16, (off_t)at + SECTION_SIZE + SET_AT) == 16;
		before = at;
		at = le64(section + 16);
	}
	if (fd >= 0)
		close(fd);
	return found && memcmp(id, none, 16) != 0;
}

/* Chunks carry no mark of their set: a foreign segment would be taken for this disk's data. */
static int
check_set(const struct ewf_files *files, struct error *e)
{
	unsigned char first[16], other[16];

	if (!set_identifier(files->v[0], first))
		return 0;
	for (unsigned i = 1; i < files->n; i++)
		if (set_identifier(files->v[i], other) && memcmp(first, other, 16) != 0)
			return error_set(e, ERROR_INPUT,
					 "%s is of another acquisition than %s: put the segments "
					 "of one image into a folder of their own",
					 files->v[i], files->v[0]);
	return 0;
}

static int
check_missing(struct ewf_files *files, const char *path, struct error *e)
{
	unsigned next = files->n + 1;
	char *p = segment_path(path, next);

	for (unsigned i = 1; i <= LOOK_AHEAD; i++)
		if (exists(path, next + i)) {
			error_set(e, ERROR_INPUT,
				  "%s is missing, but later segments are there: "
				  "put it beside the others",
				  p);
			free(p);
			return -1;
		}
	if (expects_another(files->v[files->n - 1]))
		snprintf(files->missing, sizeof files->missing, "%s", p + strlen(p) - 3);
	free(p);
	return 0;
}

static int
add_alone(struct ewf_files *files, const char *path, struct error *e)
{
	if (add(files, memory_string(path), e))
		return -1;
	if (expects_another(path))
		snprintf(files->missing, sizeof files->missing, "2");
	return 0;
}

int
ewf_files_find(struct ewf_files *files, const char *path, struct error *e)
{
	unsigned own = own_number(path);

	if (!is_numbered(path) || !exists(path, 1)) {
		if (own == 1) /* renamed: it may still be the only one */
			return add_alone(files, path, e);
		return error_set(
			e, ERROR_INPUT,
			"%s is segment %u of an EWF image, and the first is not beside it: "
			"put all segments into one folder, named .E01, .E02 …",
			path, own);
	}
	for (unsigned i = 1; i < SEGMENTS_MAX && exists(path, i); i++)
		if (add(files, segment_path(path, i), e))
			return -1;
	return check_set(files, e) ? -1 : check_missing(files, path, e);
}

void
ewf_files_release(struct ewf_files *files)
{
	for (unsigned i = 0; i < files->n; i++)
		free(files->v[i]);
	free(files->v);
	*files = (struct ewf_files){0};
}
