/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/binding.h"

#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/deferred.h"
#include "evidence/image.h"
#include "guard/confine.h"

static void
make(const char *evidence, const char *evidence_id, unsigned needs, struct buffer *out)
{
	buffer_add_format(out, "%u", needs);
	buffer_add_byte(out, ' ');
	buffer_add_text(out, evidence_id && *evidence_id ? evidence_id : "-");
	buffer_add_byte(out, ' ');
	buffer_add_text(out, evidence);
	buffer_text(out);
}

void
binding_make(const char *evidence, const char *evidence_id, struct buffer *out)
{
	make(evidence, evidence_id, 0, out);
}

void
binding_of(const struct record *r, unsigned *needs, struct buffer *out)
{
	struct buffer path = BUFFER_EMPTY, id = BUFFER_EMPTY;

	buffer_clear(out);
	if (record_name(r, "evidence", &path) == 0 && path.n) {
		if (record_text(r, "evidence_id", &id))
			buffer_clear(&id);
		*needs |= deferred_needs(r);
		make(buffer_text(&path), buffer_text(&id), *needs, out);
	}
	buffer_text(out);
	buffer_release(&path);
	buffer_release(&id);
}

/* FNV-1a. */
static uint64_t
hash_text(const char *text)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * 0x100000001b3u;
	return h ? h : 1;
}

uint64_t
binding_kin(const struct record *r)
{
	static const char format[] = "\"format\":\"archive\"";
	struct span content = record_value(r, "content");
	const json_t *at;
	json_t *parsed;
	char *key = NULL;

	if (!content.p || !memmem(content.p, content.n, format, sizeof format - 1))
		return 0;
	parsed = record_parse(content);
	for (at = parsed; at; at = json_object_get(at, "in")) {
		const char *of = json_string_value(json_object_get(at, "format"));

		if (!of || strcmp(of, "archive") != 0)
			continue;
		free(key); /* further out lies what has to be unpacked first */
		key = json_dumps(json_object_get(at, "in"), JSON_COMPACT | JSON_SORT_KEYS);
		if (!key) /* the evidence itself is the archive */
			key = memory_string("");
	}
	json_decref(parsed);
	uint64_t kin = key ? hash_text(key) : 0;
	free(key);
	return kin;
}

static const char *
moved(const char *path, const struct evidence_moves *moves)
{
	size_t n = strlen(path);

	for (size_t i = 0; i < moves->n; i++)
		if (strncmp(moves->v[i], path, n) == 0 && moves->v[i][n] == '=')
			return moves->v[i] + n + 1;
	return path;
}

static int
check_identity(struct image *image, const char *wanted, size_t n, const char *path, struct error *e)
{
	char id[IMAGE_ID_MAX];

	if (n == 1 && *wanted == '-')
		return 0;
	if (image_id(image, id, e))
		return -1;
	if (strlen(id) == n && memcmp(id, wanted, n) == 0)
		return 0;
	return error_set(
		e, ERROR_INPUT,
		"%s is not the evidence of these records: its evidence_id is %.16s…, theirs "
		"%.*s…; name the right one with --evidence OLD=NEW",
		path, id, n < 16 ? (int)n : 16, wanted);
}

/* "." for a path without one. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder;

	if (!slash)
		return memory_string(".");
	folder = memory_string(path);
	folder[slash == path ? 1 : slash - path] = '\0';
	return folder;
}

/* Segments lie beside the path given or beside what it links to; a device stands alone. */
static int
confine_to(const char *path, struct error *e)
{
	char *real = realpath(path, NULL);
	char *beside, *beside_real;
	struct confinement got = {0};
	struct stat st;
	int r;

	if (!real || stat(real, &st)) {
		free(real);
		return error_system(e, "%s", path);
	}
	beside = folder_of(path);
	beside_real = folder_of(real);
	r = S_ISBLK(st.st_mode) || S_ISDIR(st.st_mode)
		    ? confine_early((const char *const[]){real, NULL}, &got, e)
		    : confine_early((const char *const[]){beside_real, beside, NULL}, &got, e);
	free(beside);
	free(beside_real);
	free(real);
	return r;
}

/* Where the lock-down leaves it open. */
static int
place_folder(struct image *image, struct error *e)
{
	int fd = image_folder(image);

	if (fd < 0)
		return 0;
	fd = dup3(fd, CONFINE_FOLDER_FD, O_CLOEXEC);
	if (fd < 0)
		return error_system(e, "%s", image_path(image));
	image_use_folder(image, fd);
	return 0;
}

int
binding_ready(const char *binding, struct error *e)
{
	return deferred_load((unsigned)strtoul(binding, NULL, 10), e);
}

int
binding_open(const char *binding, const struct evidence_moves *moves, struct image **image,
	     struct error *e)
{
	const char *id = strchr(binding, ' '), *space;
	struct confinement got = {0};
	const char *path;

	*image = NULL;
	if (!id)
		return confine_early(NULL, &got, e);
	space = strchr(++id, ' ');
	path = moved(space + 1, moves);
	if (deferred_load(deferred_container(path), e) || confine_to(path, e) ||
	    image_open(image, path, e) || place_folder(*image, e))
		return -1;
	return check_identity(*image, id, (size_t)(space - id), path, e);
}
