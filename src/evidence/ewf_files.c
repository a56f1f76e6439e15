/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "evidence/ewf.h"
#include "evidence/open_files.h"

#define SEGMENTS_MAX 14971 /* E01 … E99, EAA … ZZZ */
#define LOOK_AHEAD   64	   /* how many lost in a row are still noticed */
#define MEDIA_SIZE   1052  /* what volume and data sections hold, with the set's identifier at 64 */
#define SET_AT	     64
#define SECTIONS_MAX 16 /* looked through for it; it stands among the first */

/* ---- Names ---- */

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

/* The letter with which the extensions of a set begin; 0: the path's is none of them. */
static char
series(const char *path)
{
	size_t n = strlen(path);
	const char *x = path + n - 3;
	char first;

	if (n <= 4 || x[-1] != '.')
		return 0;
	if (isdigit((unsigned char)x[1]) && isdigit((unsigned char)x[2]))
		return strchr("EeSs", x[0]) ? x[0] : '\0';
	if (!isalpha((unsigned char)x[0]) || !isalpha((unsigned char)x[1]) ||
	    !isalpha((unsigned char)x[2]))
		return 0;
	/* .FAA follows .EZZ, and .TAA .SZZ. */
	first = toupper((unsigned char)x[0]) >= 'S' ? 'S' : 'E';
	if (toupper((unsigned char)x[0]) < first)
		return 0;
	return islower((unsigned char)x[0]) ? (char)tolower((unsigned char)first) : first;
}

static char *
segment_path(const char *path, unsigned number)
{
	char *out = memory_string(path);
	size_t n = strlen(out);
	char x[4];

	extension(x, series(path), number);
	memcpy(out + n - 3, x, 3);
	return out;
}

char *
ewf_files_name(const struct ewf_files *files, unsigned number)
{
	for (unsigned i = 0; i < files->n; i++)
		if (files->v[i].named)
			return segment_path(files->v[i].path, number);
	return memory_string("the next one");
}

/* ---- One segment ---- */

bool
ewf_segment_read(const struct ewf_segment *s, uint64_t offset, void *buf, size_t n)
{
	size_t done = 0;

	if (offset > s->size || s->size - offset < n)
		return false;
	while (done < n) {
		ssize_t r = pread(s->fd, (char *)buf + done, n - done, (off_t)(offset + done));

		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return false;
		done += (size_t)r;
	}
	return true;
}

/* The segment's own number from its file header (offset 9, after the signature and a 1), or 0. */
static unsigned
own_number(const struct ewf_segment *s)
{
	unsigned char head[EWF_FILE_HEADER];

	if (!ewf_segment_read(s, 0, head, sizeof head) || memcmp(head, EWF_SIGNATURE, 8) != 0)
		return 0;
	return le16(head + 9);
}

static void
add(struct ewf_files *files, char *path, unsigned named)
{
	files->v = memory_resize_array(files->v, files->n + 1, sizeof *files->v);
	files->v[files->n++] = (struct ewf_segment){path, -1, 0, 0, named};
}

static int
open_segment(struct ewf_segment *s, struct error *e)
{
	struct stat st;

	s->fd = open(s->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (s->fd < 0 || fstat(s->fd, &st))
		return error_system(e, "cannot open %s", s->path);
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "segment %s is not a plain file", s->path);
	s->size = (uint64_t)st.st_size;
	s->number = own_number(s);
	return 0;
}

/* ---- All of them ---- */

/*
 * Names beside each other, from the first on, over gaps. Nothing when the path is not one of them:
 * a file of another name is an image of its own.
 */
static void
list_names(struct ewf_files *files, const char *path)
{
	struct stat st;
	bool among = false;

	for (unsigned i = 1, lost = 0; i < SEGMENTS_MAX && lost <= LOOK_AHEAD; i++) {
		char *p = segment_path(path, i);

		if (stat(p, &st)) {
			free(p);
			lost++;
		} else {
			among |= strcmp(p, path) == 0;
			add(files, p, i);
			lost = 0;
		}
	}
	if (!among)
		ewf_files_release(files);
}

static int
by_number(const void *a, const void *b)
{
	const struct ewf_segment *x = a, *y = b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static int
put_in_order(struct ewf_files *files, struct error *e)
{
	for (unsigned i = 0; i < files->n; i++) {
		struct ewf_segment *s = &files->v[i];

		if (s->number == 0)
			s->number = s->named ? s->named : i + 1;
		files->shuffled |= s->named && s->number != s->named;
	}
	qsort(files->v, files->n, sizeof *files->v, by_number);
	for (unsigned i = 1; i < files->n; i++)
		if (files->v[i].number == files->v[i - 1].number)
			return error_set(e, ERROR_INPUT,
					 "%s and %s both say that they are segment %u: put the "
					 "segments of one image into a folder of their own",
					 files->v[i - 1].path, files->v[i].path,
					 files->v[i].number);
	return 0;
}

/*
 * The identifier that all segments of one acquisition share, or false: older programs wrote none.
 */
static bool
set_identifier(const struct ewf_segment *s, unsigned char id[16])
{
	static const unsigned char none[16];
	struct ewf_section section;
	uint64_t at = EWF_FILE_HEADER;

	for (int i = 0; i < SECTIONS_MAX && ewf_section_read(s, at, &section); i++) {
		if ((strcmp(section.type, "volume") == 0 || strcmp(section.type, "disk") == 0 ||
		     strcmp(section.type, "data") == 0) &&
		    section.size >= EWF_SECTION_HEADER + MEDIA_SIZE)
			return ewf_segment_read(s, at + EWF_SECTION_HEADER + SET_AT, id, 16) &&
			       memcmp(id, none, 16) != 0;
		if (section.next <= at)
			break;
		at = section.next;
	}
	return false;
}

/* Chunks carry no mark of their set: a foreign segment would be taken for this disk's data. */
static int
check_set(const struct ewf_files *files, struct error *e)
{
	unsigned char first[16], other[16];

	if (!set_identifier(&files->v[0], first))
		return 0;
	for (unsigned i = 1; i < files->n; i++)
		if (set_identifier(&files->v[i], other) && memcmp(first, other, 16) != 0)
			return error_set(e, ERROR_INPUT,
					 "%s is of another acquisition than %s: put the segments "
					 "of one image into a folder of their own",
					 files->v[i].path, files->v[0].path);
	return 0;
}

int
ewf_files_find(struct ewf_files *files, const char *path, struct error *e)
{
	if (series(path))
		list_names(files, path);
	if (files->n == 0) /* another name: it may still be the only one */
		add(files, memory_string(path), 0);
	if (open_files_allow(files->n, path, e))
		return -1;
	for (unsigned i = 0; i < files->n; i++) {
		if (open_segment(&files->v[i], e))
			return -1;
		files->bytes += files->v[i].size;
	}
	if (!files->v[0].named && files->v[0].number > 1)
		return error_set(
			e, ERROR_INPUT,
			"%s is segment %u of an EWF image, and the first is not beside it: "
			"put all segments into one folder, named .E01, .E02 …",
			path, files->v[0].number);
	return put_in_order(files, e) ? -1 : check_set(files, e);
}

void
ewf_files_release(struct ewf_files *files)
{
	for (unsigned i = 0; i < files->n; i++) {
		if (files->v[i].fd >= 0)
			close(files->v[i].fd);
		free(files->v[i].path);
	}
	free(files->v);
	*files = (struct ewf_files){0};
}
