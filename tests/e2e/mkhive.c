/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes a hive of the Windows registry: mkhive [-d] <SPEC >HIVE. Lines of the specification, fields
 * apart by tabs:
 *
 *	K	Path\of\a key
 *	V	name	sz|expand|dword|qword|bin	text, number or hex
 *
 * Values belong to the key above them. -d: as if it had not been closed cleanly.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/text.h"

#define BASE 4096u
#define NONE UINT32_MAX

struct value {
	char *name;
	uint32_t type;
	struct buffer data;
};

struct key {
	char *name;
	struct key **children;
	size_t nchildren;
	struct value *values;
	size_t nvalues;
};

static struct buffer cells; /* what stands behind the base block */

static void
put(size_t at, uint64_t v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		cells.data[at + i] = (char)(v >> (8 * i));
}

/* Room for a cell of n bytes of content, zeroed; where the content begins. */
static uint32_t
cell(size_t n)
{
	size_t size = (n + 4 + 7) & ~(size_t)7, at = cells.n;

	memset(buffer_reserve(&cells, size), 0, size);
	cells.n += size;
	put(at, (uint64_t)(0 - size), 4);
	return (uint32_t)at;
}

/* ---- The tree ---- */

static struct key *
child(struct key *k, const char *name, size_t n)
{
	for (size_t i = 0; i < k->nchildren; i++)
		if (strlen(k->children[i]->name) == n &&
		    strncasecmp(k->children[i]->name, name, n) == 0)
			return k->children[i];
	k->children = memory_resize_array(k->children, k->nchildren + 1, sizeof *k->children);
	k->children[k->nchildren] = memory_zero(1, sizeof(struct key));
	k->children[k->nchildren]->name = strndup(name, n);
	return k->children[k->nchildren++];
}

static struct key *
key_at(struct key *root, const char *path)
{
	while (*path) {
		size_t n = strcspn(path, "\\");

		root = child(root, path, n);
		path += n + (path[n] != '\0');
	}
	return root;
}

static void
add_utf16(struct buffer *b, const char *s)
{
	for (size_t i = 0; i <= strlen(s); i++) { /* the NUL as well */
		buffer_add_byte(b, s[i]);
		buffer_add_byte(b, 0);
	}
}

static void
add_number(struct buffer *b, const char *s, size_t n)
{
	unsigned long long v = strtoull(s, NULL, 0);

	for (size_t i = 0; i < n; i++)
		buffer_add_byte(b, (char)(v >> (8 * i)));
}

static void
add_value(struct key *k, const char *name, const char *type, const char *text)
{
	struct value *v;

	k->values = memory_resize_array(k->values, k->nvalues + 1, sizeof *k->values);
	v = &k->values[k->nvalues++];
	*v = (struct value){strdup(name), 3, BUFFER_EMPTY};
	if (strcmp(type, "sz") == 0 || strcmp(type, "expand") == 0) {
		v->type = type[0] == 's' ? 1 : 2;
		add_utf16(&v->data, text);
	} else if (strcmp(type, "dword") == 0) {
		v->type = 4;
		add_number(&v->data, text, 4);
	} else if (strcmp(type, "qword") == 0) {
		v->type = 11;
		add_number(&v->data, text, 8);
	} else {
		buffer_reserve(&v->data, strlen(text) / 2 + 1);
		if (text_unhex(text, strlen(text) & ~(size_t)1, (unsigned char *)v->data.data))
			exit(2);
		v->data.n = strlen(text) / 2;
	}
}

static void
read_spec(struct key *root)
{
	char line[4096];
	struct key *k = root;

	while (fgets(line, sizeof line, stdin)) {
		char *field[4] = {NULL, NULL, NULL, NULL}, *rest = line;

		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < 4 && rest; i++)
			field[i] = strsep(&rest, "\t");
		if (strcmp(line, "K") == 0 && field[1])
			k = key_at(root, field[1]);
		else if (strcmp(line, "V") == 0 && field[3])
			add_value(k, field[1], field[2], field[3]);
	}
}

/* ---- Cells ---- */

static uint32_t
write_value(const struct value *v)
{
	size_t n = strlen(v->name);
	uint32_t at = cell(20 + n), data = 0;

	memcpy(cells.data + at + 4, "vk", 2);
	put(at + 6, n, 2);
	if (v->data.n <= 4) {
		put(at + 8, v->data.n | 0x80000000u, 4);
		memcpy(cells.data + at + 12, v->data.data, v->data.n);
	} else {
		data = cell(v->data.n);
		memcpy(cells.data + data + 4, v->data.data, v->data.n);
		put(at + 8, v->data.n, 4);
		put(at + 12, data, 4);
	}
	put(at + 16, v->type, 4);
	put(at + 20, 1, 2);
	memcpy(cells.data + at + 24, v->name, n);
	return at;
}

static void
write_values(const struct key *k, uint32_t nk)
{
	uint32_t list = cell(4 * k->nvalues);

	put(nk + 40, k->nvalues, 4);
	put(nk + 44, list, 4);
	for (size_t i = 0; i < k->nvalues; i++)
		put(list + 4 + 4 * i, write_value(&k->values[i]), 4);
}

static int
by_name(const void *a, const void *b)
{
	return strcasecmp((*(struct key *const *)a)->name, (*(struct key *const *)b)->name);
}

static uint32_t
write_key(const struct key *k, uint32_t parent, unsigned flags)
{
	size_t n = strlen(k->name);
	uint32_t nk = cell(76 + n), list;

	memcpy(cells.data + nk + 4, "nk", 2);
	put(nk + 6, flags | 0x20, 2);
	put(nk + 8, UINT64_C(133500000000000000), 8);
	put(nk + 20, parent, 4);
	put(nk + 24, k->nchildren, 4);
	for (size_t i = 32; i <= 52; i += 4)
		put(nk + i, i == 40 ? 0 : NONE, 4);
	put(nk + 76, n, 2);
	memcpy(cells.data + nk + 80, k->name, n);
	if (k->nvalues)
		write_values(k, nk);
	if (!k->nchildren)
		return nk;
	qsort(k->children, k->nchildren, sizeof *k->children, by_name);
	list = cell(4 + 8 * k->nchildren);
	put(nk + 32, list, 4);
	memcpy(cells.data + list + 4, "lf", 2);
	put(list + 6, k->nchildren, 2);
	for (size_t i = 0; i < k->nchildren; i++) {
		put(list + 8 + 8 * i, write_key(k->children[i], nk, 0), 4);
		strncpy(cells.data + list + 12 + 8 * i, k->children[i]->name, 4);
	}
	return nk;
}

static void
write_hive(const struct key *root, bool dirty)
{
	static unsigned char base[BASE];
	uint32_t sum = 0, top, size;

	memset(buffer_reserve(&cells, 32), 0, 32);
	cells.n = 32;
	memcpy(cells.data, "hbin", 4);
	top = write_key(root, NONE, 0x0c);
	size = (uint32_t)((cells.n + BASE) & ~(size_t)(BASE - 1));
	if (size - cells.n >= 8) {
		uint32_t free = (uint32_t)cells.n, n = size - free;

		memset(buffer_reserve(&cells, n), 0, n);
		cells.n = size;
		put(free, n, 4);
	}
	put(8, size, 4);
	const uint32_t head[] = {0x66676572, 7u + dirty, 7, 0, 0, 1, 5, 0, 1, top, size, 1};
	memcpy(base, head, sizeof head);
	for (size_t i = 0; i < 508; i += 4) {
		uint32_t v;
		memcpy(&v, base + i, 4);
		sum ^= v;
	}
	memcpy(base + 508, &sum, 4);
	fwrite(base, 1, BASE, stdout);
	fwrite(cells.data, 1, cells.n, stdout);
}

int
main(int argc, char **argv)
{
	struct key root = {.name = strdup("ROOT")};

	read_spec(&root);
	write_hive(&root, argc > 1 && strcmp(argv[1], "-d") == 0);
	return fflush(stdout) ? 1 : 0;
}
