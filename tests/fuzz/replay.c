/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds files to a fuzz target without libFuzzer, so that every ordinary build replays the seeds
 * and the hostile cases.
 *
 *	replay_NAME [-x DIR] [FILE | DIR]…
 *
 * Without operands: tests/fuzz/seeds/NAME (NAME from the program's own name). A *.hex file holds
 * hex digits, white space and comments from # to the end of the line, and stands for the bytes it
 * spells. -x writes what is fed to DIR as well: a corpus for libFuzzer, which does not know *.hex.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"

#define DEPTH_MAX 8
#define SKIP	  77

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct replay {
	const char *export_dir;
	unsigned fed;
};

static int
read_file(const char *path, struct buffer *out, struct error *e)
{
	FILE *f = fopen(path, "rb");
	if (!f)
		return error_system(e, "%s", path);
	size_t n;
	do {
		n = fread(buffer_reserve(out, 65536), 1, 65536, f);
		out->n += n;
	} while (n > 0);
	int failed = ferror(f);
	fclose(f);
	return failed ? error_system(e, "%s", path) : 0;
}

/* Hex text to bytes, in place. */
static int
from_hex(const char *path, struct buffer *b, struct error *e)
{
	size_t n = 0;
	int comment = 0;
	for (size_t i = 0; i < b->n; i++) {
		char c = b->data[i];
		comment = c == '#' || (comment && c != '\n');
		if (!comment && !strchr(" \t\r\n", c))
			b->data[n++] = c;
	}
	unsigned char *bytes = (unsigned char *)b->data;
	if (text_unhex(b->data ? b->data : "", n, bytes) < 0)
		return error_set(e, ERROR_INPUT, "%s: not hex digits in pairs", path);
	b->n = n / 2;
	return 0;
}

static int
export_to(const char *dir, const char *path, const struct buffer *b, struct error *e)
{
	struct buffer name = BUFFER_EMPTY;
	const char *slash = strrchr(path, '/');
	buffer_add_format(&name, "%s/%s.bin", dir, slash ? slash + 1 : path);
	FILE *f = fopen(buffer_text(&name), "wb");
	int result = 0;
	if (!f || fwrite(b->data, 1, b->n, f) != b->n)
		result = error_system(e, "%s", name.data);
	if (f && fclose(f) != 0)
		result = error_system(e, "%s", name.data);
	buffer_release(&name);
	return result;
}

static int
feed_file(struct replay *r, const char *path, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	size_t n = strlen(path);
	int result = read_file(path, &b, e);
	if (result == 0 && n > 4 && strcmp(path + n - 4, ".hex") == 0)
		result = from_hex(path, &b, e);
	if (result == 0 && r->export_dir)
		result = export_to(r->export_dir, path, &b, e);
	if (result == 0) {
		/* A copy of just this size, so that sanitizers see a read past its end. */
		uint8_t *exact = malloc(b.n ? b.n : 1);
		if (exact) {
			memcpy(exact, b.n ? b.data : "", b.n);
			fprintf(stderr, "%s\n", path);
			LLVMFuzzerTestOneInput(exact, b.n);
			r->fed++;
		}
		free(exact);
	}
	buffer_release(&b);
	return result;
}

static int
visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int
feed_path(struct replay *r, const char *path, int depth, struct error *e)
{
	struct stat st;
	if (stat(path, &st) < 0)
		return error_system(e, "%s", path);
	if (!S_ISDIR(st.st_mode))
		return feed_file(r, path, e);
	if (depth == DEPTH_MAX)
		return error_set(e, ERROR_INPUT, "%s: folders are nested too deep", path);
	struct dirent **names;
	int n = scandir(path, &names, visible, alphasort);
	if (n < 0)
		return error_system(e, "%s", path);
	int result = 0;
	for (int i = 0; i < n; i++) {
		struct buffer inner = BUFFER_EMPTY;
		buffer_add_format(&inner, "%s/%s", path, names[i]->d_name);
		if (result == 0)
			result = feed_path(r, buffer_text(&inner), depth + 1, e);
		buffer_release(&inner);
		free(names[i]);
	}
	free(names);
	return result;
}

/* The seeds of the target that this program was built from. */
static int
feed_own_seeds(struct replay *r, const char *program, struct error *e)
{
	const char *source = getenv("WINNOW_SRCDIR"), *name = strrchr(program, '/');
	name = name ? name + 1 : program;
	const char *target = strchr(name, '_');
	struct buffer dir = BUFFER_EMPTY;
	struct stat st;
	buffer_add_format(&dir, "%s/tests/fuzz/seeds/%s", source ? source : TEST_SRCDIR,
			  target ? target + 1 : name);
	int result = 0;
	if (stat(buffer_text(&dir), &st) == 0)
		result = feed_path(r, dir.data, 0, e);
	buffer_release(&dir);
	return result;
}

int
main(int argc, char **argv)
{
	struct replay r = {NULL, 0};
	struct error e = {0};
	int first = 1, result = 0;
	if (argc > 2 && strcmp(argv[1], "-x") == 0) {
		r.export_dir = argv[2];
		first = 3;
	}
	if (first == argc)
		result = feed_own_seeds(&r, argv[0], &e);
	for (int i = first; i < argc && result == 0; i++)
		result = feed_path(&r, argv[i], 0, &e);
	if (result < 0) {
		fprintf(stderr, "%s: %s\n", argv[0], e.text);
		return 1;
	}
	fprintf(stderr, "%s: %u inputs\n", argv[0], r.fed);
	return r.fed > 0 ? 0 : SKIP;
}
