/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/segments.h"

#include <config.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"

#define SUFFIX_MIN   2
#define SUFFIX_MAX   6
#define SEGMENTS_MAX 100000

/* A name cut into its stem (with the dot) and a suffix that counts in some base. */
struct pattern {
	const char *folder; /* "" or with the slash */
	size_t folder_n;
	const char *name; /* the file's name without its folder */
	size_t stem_n;
	size_t width; /* of the suffix; 0: does not count */
	unsigned base;
	char zero; /* '0' 'a' 'A' */
};

static bool
all_within(const char *p, size_t n, char low, char high)
{
	for (size_t i = 0; i < n; i++)
		if (p[i] < low || p[i] > high)
			return false;
	return true;
}

static void
pattern_of(struct pattern *p, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *dot;
	size_t n;

	*p = (struct pattern){.folder = path};
	p->name = slash ? slash + 1 : path;
	p->folder_n = (size_t)(p->name - path);
	dot = strrchr(p->name, '.');
	if (!dot)
		return;
	n = strlen(dot + 1);
	if (n < SUFFIX_MIN || n > SUFFIX_MAX)
		return;
	p->stem_n = (size_t)(dot + 1 - p->name);
	p->width = n;
	if (all_within(dot + 1, n, '0', '9'))
		p->base = 10, p->zero = '0';
	else if (all_within(dot + 1, n, 'a', 'z'))
		p->base = 26, p->zero = 'a';
	else if (all_within(dot + 1, n, 'A', 'Z'))
		p->base = 26, p->zero = 'A';
	else
		p->width = 0;
}

/* The number of a name of this pattern, or -1. */
static long
number_of(const struct pattern *p, const char *name)
{
	const char *suffix = name + p->stem_n;
	long number = 0;

	if (strlen(name) != p->stem_n + p->width || memcmp(name, p->name, p->stem_n) != 0 ||
	    !all_within(suffix, p->width, p->zero, (char)(p->zero + (char)p->base - 1)))
		return -1;
	for (size_t i = 0; i < p->width; i++)
		number = number * (long)p->base + (suffix[i] - p->zero);
	return number;
}

static char *
path_of(const struct pattern *p, long number)
{
	struct buffer b = BUFFER_EMPTY;
	char suffix[SUFFIX_MAX + 1] = {0};

	for (size_t i = p->width; i-- > 0; number /= (long)p->base)
		suffix[i] = (char)(p->zero + (char)(number % (long)p->base));
	buffer_add(&b, p->folder, p->folder_n);
	buffer_add(&b, p->name, p->stem_n);
	buffer_add_text(&b, suffix);
	buffer_text(&b);
	return b.data;
}

/* Marks the numbers that stand in the folder; returns one more than the greatest. */
static size_t
list_folder(const struct pattern *p, bool *present)
{
	char *folder = p->folder_n ? memory_zero(1, p->folder_n + 1) : memory_string(".");
	size_t reach = 0;
	struct dirent *d;
	DIR *dir;

	if (p->folder_n)
		memcpy(folder, p->folder, p->folder_n);
	dir = opendir(folder);
	free(folder);
	while (dir && (d = readdir(dir))) {
		long number = number_of(p, d->d_name);

		if (number < 0 || number >= SEGMENTS_MAX)
			continue;
		present[number] = true;
		if ((size_t)number >= reach)
			reach = (size_t)number + 1;
	}
	if (dir)
		closedir(dir);
	return reach;
}

static void
add(struct segments *s, char *path)
{
	s->v = memory_resize_array(s->v, s->n + 1, sizeof *s->v);
	s->v[s->n++] = path;
}

static int
collect(struct segments *s, const struct pattern *p, long first, const bool *present, size_t reach,
	struct error *e)
{
	for (long i = first + 1; i < (long)reach; i++) {
		char *path = path_of(p, i);

		if (!present[i]) {
			error_set(e, ERROR_INPUT,
				  "%s is missing, but later segments are there: "
				  "put it beside the others",
				  path);
			free(path);
			return -1;
		}
		add(s, path);
	}
	return 0;
}

/* Where counting begins, or -1 when nothing here is split. Two digits begin at 00 (split -d). */
static long
first_number(const struct pattern *p, const bool *present)
{
	if (present[0])
		return 0;
	return p->base == 10 && p->width > 2 && present[1] ? 1 : -1;
}

static int
find_fellows(struct segments *s, const struct pattern *p, long own, bool *present, struct error *e)
{
	size_t reach = list_folder(p, present);
	long first = first_number(p, present);
	char *path;

	if (first < 0 || own < first)
		return 0;
	if (own == first)
		return collect(s, p, first, present, reach, e);
	path = path_of(p, first);
	error_set(e, ERROR_INPUT, "%s is a later segment of a split image: give the first, %s",
		  s->v[0], path);
	free(path);
	return -1;
}

int
segments_find(struct segments *s, const char *path, struct error *e)
{
	struct pattern p;
	bool *present;
	long own;
	int r;

	pattern_of(&p, path);
	add(s, memory_string(path));
	own = p.width ? number_of(&p, p.name) : -1;
	if (own < 0 || own >= SEGMENTS_MAX)
		return 0;
	present = memory_zero(SEGMENTS_MAX, sizeof *present);
	r = find_fellows(s, &p, own, present, e);
	free(present);
	return r;
}

void
segments_release(struct segments *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->v[i]);
	free(s->v);
	*s = (struct segments){NULL, 0};
}
