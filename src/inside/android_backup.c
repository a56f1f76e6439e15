/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Backups of Android as `adb backup` writes them (AOSP, FullBackupEngine): four lines of text – a
 * magic, the version, whether what follows is compressed, how it is encrypted – and a tar, as it is
 * or as one zlib stream.
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/memory.h"
#include "inside/kinds.h"

#define MAGIC "ANDROID BACKUP\n"
/* The lines before the tar, of a backup that is not encrypted. */
#define LINES_MAX 64u

struct backup {
	struct holder holder; /* first */
	uint64_t tar;	      /* where it begins */
	bool compressed, encrypted, given;
	bool open; /* z is */
	z_stream z;
	uint64_t at; /* of what is to be unpacked */
};

static bool
head(struct bytes *b, const unsigned char *p, size_t n)
{
	(void)b;
	return n > sizeof MAGIC && memcmp(p, MAGIC, sizeof MAGIC - 1) == 0;
}

/* The line at *at, without its end; it is passed. false: there is no whole line. */
static bool
take_line(const char *text, size_t n, size_t *at, const char **line, size_t *length)
{
	const char *end = memchr(text + *at, '\n', n - *at);

	if (!end)
		return false;
	*line = text + *at;
	*length = (size_t)(end - *line);
	*at += *length + 1;
	return true;
}

static int
open_backup(struct holder **out, struct bytes *b, struct error *e)
{
	char text[LINES_MAX];
	size_t n = bytes_read(b, 0, text, sizeof text), at = sizeof MAGIC - 1, length[3];
	const char *line[3]; /* version, compressed, encryption */
	struct backup *x;

	if (!head(b, (const unsigned char *)text, n))
		return error_set(e, ERROR_INPUT, "the bytes are no Android backup");
	for (size_t i = 0; i < 3; i++)
		if (!take_line(text, n, &at, &line[i], &length[i]))
			return error_set(e, ERROR_INPUT, "the Android backup has no whole head");
	x = memory_zero(1, sizeof *x);
	*out = &x->holder;
	x->tar = at;
	x->compressed = length[1] == 1 && line[1][0] == '1';
	x->encrypted = length[2] != 4 || memcmp(line[2], "none", 4) != 0;
	return 0;
}

static void
end_unpacking(struct backup *x)
{
	if (x->open)
		inflateEnd(&x->z);
	x->open = false;
}

static void
close_backup(struct holder *h)
{
	end_unpacking((struct backup *)h);
	free(h);
}

static int
next(struct holder *h, struct member *m, struct error *e)
{
	struct backup *x = (struct backup *)h;

	(void)e;
	if (x->given)
		return 0;
	x->given = true;
	buffer_add_text(&m->name, "backup.tar");
	m->key = x->tar;
	if (x->encrypted) {
		member_unread(m, true, "the Android backup is encrypted");
	} else if (x->compressed) {
		m->data = MEMBER_PACKED;
	} else {
		m->data = MEMBER_PLAIN;
		m->sized = true;
		m->size = h->bytes->size - x->tar;
		member_add_extent(m, x->tar, m->size);
	}
	return 1;
}

static int
find(struct holder *h, uint64_t key, struct error *e)
{
	struct backup *x = (struct backup *)h;

	if (key != x->tar || x->encrypted || !x->compressed)
		return error_set(e, ERROR_INPUT, "no tar of an Android backup begins at %llu",
				 (unsigned long long)key);
	end_unpacking(x);
	x->z = (z_stream){0};
	x->at = key;
	x->open = inflateInit(&x->z) == Z_OK;
	return x->open ? 0 : error_set(e, ERROR_SYSTEM, "no memory to unpack the backup");
}

/* 0 and as much as there is; -1: it breaks here. */
static int
unpack(struct backup *x, size_t *got)
{
	size_t most = x->z.avail_out, n;
	int r = Z_OK;

	while (r == Z_OK && x->z.avail_out) {
		const unsigned char *p = bytes_view(x->holder.bytes, x->at, BYTES_WINDOW, &n);

		x->z.next_in = (z_const Bytef *)p;
		x->z.avail_in = p ? (uInt)n : 0;
		r = inflate(&x->z, Z_NO_FLUSH);
		x->at += (p ? n : 0) - x->z.avail_in;
	}
	*got = most - x->z.avail_out;
	return r == Z_OK || r == Z_STREAM_END ? 0 : -1;
}

static int
read_on(struct holder *h, unsigned char *buf, size_t n, size_t *got, struct error *e)
{
	struct backup *x = (struct backup *)h;

	*got = 0;
	if (!x->open)
		return 0;
	x->z.next_out = buf;
	x->z.avail_out = n < UINT32_MAX ? (uInt)n : UINT32_MAX;
	if (unpack(x, got) == 0 || *got)
		return 0;
	return error_set(e, ERROR_INPUT, "the backup's stream breaks at %llu",
			 (unsigned long long)x->at);
}

const struct holder_kind holder_android_backup = {.name = "android-backup",
						  .archive = true,
						  .head = head,
						  .open = open_backup,
						  .next = next,
						  .find = find,
						  .read = read_on,
						  .close = close_backup};
