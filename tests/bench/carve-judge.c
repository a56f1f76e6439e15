/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Judges what a carver gave against the answer key of carve-plant.
 *
 *   carve-judge KEY IMAGE < FINDS
 *
 * A find is a line, with tabs between:
 *   name, state (whole, truncated, damaged; given: the tool does not say), child (1: given as a
 *   part of another item), place in the image ("-": not known), then the runs in the image
 *   "offset:length,…", or the path of a file.
 *
 * The answer, a line a find: class, the item's number, format and placement ("-"), state, size of
 * the find, its bytes equal to the item's from its beginning on, name. Classes:
 *   exact      a planted file, byte for byte
 *   again      the same one once more
 *   child      a part of a planted file, given as such: a thumbnail, a preview
 *   part       begins where a planted file does, and is said not to be whole
 *   frame      a picture of a planted film, not given as its child
 *   embedded   a part of another planted file, given as a file of its own
 *   wrong      begins where a planted file does, but is not it and not said to be a part
 *   false      nothing that was planted
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct run {
	uint64_t file_offset, offset, size;
};

struct item {
	char number[16], format[16], placement[16], path[512];
	unsigned char *data;
	uint64_t size;
	struct run *runs;
	size_t nruns;
	bool seen;
};

struct key {
	struct item *v;
	size_t n;
};

struct find {
	char name[256], state[16], place[32];
	bool child;
	unsigned char *data;
	uint64_t size;
};

static void *
map_file(const char *path, uint64_t *size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	void *m = NULL;

	if (fd < 0 || fstat(fd, &st)) {
		perror(path);
		exit(3);
	}
	*size = (uint64_t)st.st_size;
	if (st.st_size)
		m = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (m == MAP_FAILED) {
		perror(path);
		exit(3);
	}
	close(fd);
	return m;
}

static void *
checked(void *p)
{
	if (!p) {
		perror("carve-judge");
		exit(3);
	}
	return p;
}

static void
parse_runs(struct item *item, char *text)
{
	unsigned long long a, b, c;
	char *save, *one = strtok_r(text, ",", &save);

	for (; one && sscanf(one, "%llu:%llu:%llu", &a, &b, &c) == 3;
	     one = strtok_r(NULL, ",", &save)) {
		item->runs = checked(realloc(item->runs, (item->nruns + 1) * sizeof *item->runs));
		item->runs[item->nruns++] = (struct run){a, b, c};
	}
}

static void
read_key(struct key *key, const char *path)
{
	FILE *f = checked(fopen(path, "re"));
	char line[16384], runs[8192];
	struct item i = {0};

	while (fgets(line, sizeof line, f)) {
		if (sscanf(line,
			   "%15[^\t]\t%15[^\t]\t%15[^\t]\t%*s\t%*u\t%*u\t%8191[^\t]\t%511[^\n]",
			   i.number, i.format, i.placement, runs, i.path) != 5)
			continue;
		i.data = map_file(i.path, &i.size);
		i.runs = NULL;
		i.nruns = 0;
		parse_runs(&i, runs);
		key->v = checked(realloc(key->v, (key->n + 1) * sizeof i));
		key->v[key->n++] = i;
	}
	fclose(f);
}

/* The bytes of a find: of the file, or put together from the image. */
static void
fetch(struct find *f, char *where, const unsigned char *image, uint64_t image_size)
{
	unsigned long long offset, size;
	char *save, *one;

	f->data = NULL;
	f->size = 0;
	if (strchr(where, '/')) {
		f->data = map_file(where, &f->size);
		return;
	}
	for (one = strtok_r(where, ",", &save); one; one = strtok_r(NULL, ",", &save)) {
		if (sscanf(one, "%llu:%llu", &offset, &size) != 2 || offset > image_size ||
		    size > image_size - offset)
			continue;
		f->data = checked(realloc(f->data, f->size + size));
		memcpy(f->data + f->size, image + offset, size);
		f->size += size;
	}
}

static void
drop(struct find *f, bool is_file)
{
	if (is_file && f->data)
		munmap(f->data, f->size);
	else
		free(f->data);
}

static bool
equals(const struct item *i, const struct find *f)
{
	return i->size == f->size && memcmp(i->data, f->data, f->size) == 0;
}

static struct item *
the_same(const struct key *key, const struct find *f)
{
	for (size_t i = 0; i < key->n; i++)
		if (equals(&key->v[i], f))
			return &key->v[i];
	return NULL;
}

/* The item that owns a byte of the image, and which of its bytes that is. */
static struct item *
owner_of(const struct key *key, const char *place, uint64_t *offset)
{
	uint64_t at = strtoull(place, NULL, 10);

	if (place[0] == '-')
		return NULL;
	for (size_t i = 0; i < key->n; i++)
		for (size_t k = 0; k < key->v[i].nruns; k++) {
			const struct run *r = &key->v[i].runs[k];

			if (at >= r->offset && at - r->offset < r->size) {
				*offset = r->file_offset + (at - r->offset);
				return &key->v[i];
			}
		}
	return NULL;
}

static uint64_t
common(const struct item *i, uint64_t offset, const struct find *f)
{
	uint64_t n = 0;

	while (n < f->size && offset + n < i->size && f->data[n] == i->data[offset + n])
		n++;
	return n;
}

/* Where the place is not known: the item with which it shares most of its beginning. */
static struct item *
likeliest(const struct key *key, const struct find *f)
{
	struct item *best = NULL;
	uint64_t most = 511;

	for (size_t i = 0; i < key->n; i++) {
		uint64_t n = common(&key->v[i], 0, f);

		if (n > most) {
			most = n;
			best = &key->v[i];
		}
	}
	return best;
}

static bool
is_film(const struct item *i)
{
	static const char *const films[] = {"avi", "mov", "mp4", "mkv", "mpg",
					    "ts",  "wmv", "flv", NULL};

	for (size_t k = 0; films[k]; k++)
		if (strcmp(i->format, films[k]) == 0)
			return true;
	return false;
}

static const char *
class_of(const struct item *owner, uint64_t offset, uint64_t equal, const struct find *f)
{
	bool partial = strcmp(f->state, "truncated") == 0 || strcmp(f->state, "damaged") == 0;

	if (!owner)
		return "false";
	if (offset == 0)
		return partial ? "part" : "wrong";
	if (f->child && (partial || equal == f->size))
		return "child";
	return is_film(owner) ? "frame" : "embedded";
}

static void
judge(struct key *key, const struct find *f)
{
	struct item *i = f->size ? the_same(key, f) : NULL;
	uint64_t offset = 0, equal = f->size;
	const char *class = "exact";

	if (i) {
		class = i->seen ? "again" : "exact";
		i->seen = true;
	} else {
		i = owner_of(key, f->place, &offset);
		if (!i && f->place[0] == '-')
			i = likeliest(key, f);
		equal = i ? common(i, offset, f) : 0;
		class = class_of(i, offset, equal, f);
	}
	printf("%s\t%s\t%s\t%s\t%s\t%llu\t%llu\t%s\n", class, i ? i->number : "-",
	       i ? i->format : "-", i ? i->placement : "-", f->state, (unsigned long long)f->size,
	       (unsigned long long)equal, f->name);
}

int
main(int argc, char **argv)
{
	struct key key = {0};
	uint64_t image_size;
	unsigned char *image;
	char *line = NULL;
	size_t cap = 0;

	if (argc != 3)
		return 2;
	read_key(&key, argv[1]);
	image = map_file(argv[2], &image_size);
	while (getline(&line, &cap, stdin) > 0) {
		struct find f = {0};
		int child, where = 0;

		line[strcspn(line, "\n")] = '\0';
		if (sscanf(line, "%255[^\t]\t%15[^\t]\t%d\t%31[^\t]\t%n", f.name, f.state, &child,
			   f.place, &where) != 4 ||
		    where == 0)
			continue;
		f.child = child == 1;
		bool is_file = strchr(line + where, '/') != NULL;

		fetch(&f, line + where, image, image_size);
		judge(&key, &f);
		drop(&f, is_file);
	}
	free(line);
	return 0;
}
