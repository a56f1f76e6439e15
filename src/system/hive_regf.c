/* SPDX-License-Identifier: Apache-2.0 */
#include "system/hive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#include <libbfio.h>
#include <libregf.h>

#define PATH_BYTES_MAX 512u

/* ---- libregf reads through this ---- */

struct source {
	struct bytes *bytes;
	uint64_t at;
};

static int
source_free(intptr_t **handle, libbfio_error_t **error)
{
	(void)error;
	free(*handle);
	*handle = NULL;
	return 1;
}

static int
source_clone(intptr_t **to, intptr_t *from, libbfio_error_t **error)
{
	(void)error;
	*to = memory_copy(from, sizeof(struct source));
	return 1;
}

static int
source_open(intptr_t *handle, int flags, libbfio_error_t **error)
{
	(void)handle;
	(void)flags;
	(void)error;
	return 1;
}

static int
source_close(intptr_t *handle, libbfio_error_t **error)
{
	(void)handle;
	(void)error;
	return 0;
}

static ssize_t
source_read(intptr_t *handle, uint8_t *buf, size_t n, libbfio_error_t **error)
{
	struct source *s = (struct source *)handle;
	size_t got = bytes_read(s->bytes, s->at, buf, n);

	(void)error;
	s->at += got;
	return (ssize_t)got;
}

static off64_t
source_seek(intptr_t *handle, off64_t offset, int whence, libbfio_error_t **error)
{
	struct source *s = (struct source *)handle;

	(void)error;
	if (whence == SEEK_CUR)
		offset += (off64_t)s->at;
	else if (whence == SEEK_END)
		offset += (off64_t)s->bytes->size;
	if (offset < 0)
		return -1;
	s->at = (uint64_t)offset;
	return offset;
}

static int
source_is_there(intptr_t *handle, libbfio_error_t **error)
{
	(void)handle;
	(void)error;
	return 1;
}

static int
source_size(intptr_t *handle, size64_t *size, libbfio_error_t **error)
{
	(void)error;
	*size = ((struct source *)handle)->bytes->size;
	return 1;
}

/* ---- Opening ---- */

struct hive {
	struct hive_replay *replay;
	libregf_file_t *file;
	libbfio_handle_t *io;
};

struct hive_key {
	libregf_key_t *key;
};

int
hive_open(struct hive **out, struct bytes *bytes, struct hive_replay *replay, struct error *e)
{
	struct hive *h = memory_zero(1, sizeof *h);
	struct source *s = memory_zero(1, sizeof *s);

	s->bytes = bytes;
	h->replay = replay;
	*out = h;
	if (libbfio_handle_initialize(&h->io, (intptr_t *)s, source_free, source_clone, source_open,
				      source_close, source_read, NULL, source_seek, source_is_there,
				      source_is_there, source_size, LIBBFIO_FLAG_IO_HANDLE_MANAGED,
				      NULL) != 1) {
		free(s);
		hive_close(out);
		return error_set(e, ERROR_SYSTEM, "libbfio cannot be used");
	}
	if (libregf_file_initialize(&h->file, NULL) != 1 ||
	    libregf_file_open_file_io_handle(h->file, h->io, LIBREGF_OPEN_READ, NULL) != 1) {
		hive_close(out);
		return error_set(e, ERROR_INPUT, "libregf cannot read it as a registry hive");
	}
	return 0;
}

void
hive_close(struct hive **hive)
{
	struct hive *h = *hive;

	if (!h)
		return;
	if (h->file) {
		libregf_file_close(h->file, NULL);
		libregf_file_free(&h->file, NULL);
	}
	if (h->io)
		libbfio_handle_free(&h->io, NULL);
	hive_replay_close(&h->replay);
	free(h);
	*hive = NULL;
}

/* ---- Keys ---- */

static struct hive_key *
key_new(libregf_key_t *key)
{
	struct hive_key *k;

	if (!key)
		return NULL;
	k = memory_zero(1, sizeof *k);
	k->key = key;
	return k;
}

struct hive_key *
hive_key(struct hive *hive, const char *path)
{
	libregf_key_t *root = NULL;
	struct hive_key *key, *below;

	if (libregf_file_get_root_key(hive->file, &root, NULL) != 1)
		return NULL;
	key = key_new(root);
	below = hive_below(key, path);
	hive_key_close(&key);
	return below;
}

/* libregf compares names exactly; Windows does not. */
static libregf_key_t *
named(libregf_key_t *key, const char *name, size_t n)
{
	libregf_key_t *below = NULL;
	int children = 0;
	char other[PATH_BYTES_MAX];
	size_t size = 0;

	if (libregf_key_get_sub_key_by_utf8_name(key, (const uint8_t *)name, n, &below, NULL) == 1)
		return below;
	if (libregf_key_get_number_of_sub_keys(key, &children, NULL) != 1)
		return NULL;
	for (int i = 0; i < children && i < HIVE_CHILDREN_MAX; i++) {
		below = NULL;
		if (libregf_key_get_sub_key(key, i, &below, NULL) != 1)
			continue;
		if (libregf_key_get_utf8_name_size(below, &size, NULL) == 1 && size == n + 1 &&
		    size <= sizeof other &&
		    libregf_key_get_utf8_name(below, (uint8_t *)other, size, NULL) == 1 &&
		    strncasecmp(other, name, n) == 0)
			return below;
		libregf_key_free(&below, NULL);
	}
	return NULL;
}

struct hive_key *
hive_below(struct hive_key *key, const char *path)
{
	libregf_key_t *at = key->key;

	while (at && *path) {
		size_t n = strcspn(path, "\\");
		libregf_key_t *next = named(at, path, n);

		if (at != key->key)
			libregf_key_free(&at, NULL);
		at = next;
		path += n + (path[n] != '\0');
	}
	return at == key->key ? NULL : key_new(at);
}

void
hive_key_close(struct hive_key **key)
{
	if (!*key)
		return;
	libregf_key_free(&(*key)->key, NULL);
	free(*key);
	*key = NULL;
}

unsigned
hive_children(struct hive_key *key)
{
	int n = 0;

	if (libregf_key_get_number_of_sub_keys(key->key, &n, NULL) != 1 || n < 0)
		return 0;
	return n < HIVE_CHILDREN_MAX ? (unsigned)n : HIVE_CHILDREN_MAX;
}

struct hive_key *
hive_child(struct hive_key *key, unsigned i, struct buffer *name)
{
	libregf_key_t *below = NULL;
	size_t size = 0;

	buffer_clear(name);
	if (libregf_key_get_sub_key(key->key, (int)i, &below, NULL) != 1)
		return NULL;
	if (libregf_key_get_utf8_name_size(below, &size, NULL) == 1 && size > 1 &&
	    size <= HIVE_VALUE_MAX &&
	    libregf_key_get_utf8_name(below, (uint8_t *)buffer_reserve(name, size), size, NULL) ==
		    1)
		name->n += size - 1;
	return key_new(below);
}

uint64_t
hive_written(struct hive_key *key)
{
	uint64_t filetime = 0;

	libregf_key_get_last_written_time(key->key, &filetime, NULL);
	return filetime;
}

/* ---- Values ---- */

static int
value_bytes(libregf_value_t *value, struct buffer *out)
{
	size_t n = 0;

	if (libregf_value_get_value_data_size(value, &n, NULL) != 1 || n > HIVE_VALUE_MAX)
		return -1;
	if (n &&
	    libregf_value_get_value_data(value, (uint8_t *)buffer_reserve(out, n), n, NULL) != 1)
		return -1;
	out->n += n;
	return 0;
}

static libregf_value_t *
value_named(struct hive_key *key, const char *name)
{
	libregf_value_t *value = NULL;

	if (libregf_key_get_value_by_utf8_name(key->key, (const uint8_t *)name, strlen(name),
					       &value, NULL) != 1)
		return NULL;
	return value;
}

int
hive_bytes(struct hive_key *key, const char *name, struct buffer *out, uint32_t *type)
{
	libregf_value_t *value = value_named(key, name);
	int status;

	buffer_clear(out);
	if (!value)
		return -1;
	status = value_bytes(value, out);
	if (status == 0 && type && libregf_value_get_value_type(value, type, NULL) != 1)
		status = -1;
	libregf_value_free(&value, NULL);
	return status;
}

unsigned
hive_values(struct hive_key *key)
{
	int n = 0;

	if (libregf_key_get_number_of_values(key->key, &n, NULL) != 1 || n < 0)
		return 0;
	return n < HIVE_CHILDREN_MAX ? (unsigned)n : HIVE_CHILDREN_MAX;
}

int
hive_value_at(struct hive_key *key, unsigned i, struct buffer *name, struct buffer *bytes)
{
	libregf_value_t *value = NULL;
	size_t size = 0;
	int status;

	buffer_clear(name);
	buffer_clear(bytes);
	if (libregf_key_get_value(key->key, (int)i, &value, NULL) != 1)
		return -1;
	if (libregf_value_get_utf8_name_size(value, &size, NULL) == 1 && size > 1 &&
	    size <= HIVE_VALUE_MAX &&
	    libregf_value_get_utf8_name(value, (uint8_t *)buffer_reserve(name, size), size, NULL) ==
		    1)
		name->n += size - 1;
	status = value_bytes(value, bytes);
	libregf_value_free(&value, NULL);
	return status;
}
