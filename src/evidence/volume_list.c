/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/volume_list.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define TOOL "winnow-info" /* in whose name the notes stand */

size_t
volume_add(struct volume_list *list, const char *name)
{
	size_t i = list->n++;

	list->v = memory_resize_array(list->v, list->n, sizeof *list->v);
	list->notes = memory_resize_array(list->notes, list->n + 1, sizeof *list->notes);
	memset(&list->v[i], 0, sizeof list->v[i]);
	snprintf(list->v[i].name, sizeof list->v[i].name, "%s", name);
	list->notes[i + 1] = list->notes[i]; /* the table's stay last */
	list->notes[i] = (struct buffer)BUFFER_EMPTY;
	return i;
}

void
volume_drop(struct volume_list *list, size_t i)
{
	while (list->n > i) {
		list->n--;
		buffer_release(&list->notes[list->n]);
		list->notes[list->n] = list->notes[list->n + 1];
	}
}

void
volume_note(struct volume_list *list, size_t i, enum note_level level, const char *format, ...)
{
	struct buffer *notes = &list->notes[i];
	char text[1000];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	if (notes->n)
		buffer_add_byte(notes, ',');
	note_add(notes, TOOL, level, text);
}

static int
by_offset(const void *a, const void *b)
{
	const struct volume_gap *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

static void
add_gap(struct volume_list *list, uint64_t from, uint64_t to)
{
	if (from >= to)
		return;
	list->gaps = memory_resize_array(list->gaps, list->ngaps + 1, sizeof *list->gaps);
	list->gaps[list->ngaps++] = (struct volume_gap){from, to - from};
}

void
volumes_find_gaps(struct volume_list *list, uint64_t image_size)
{
	struct volume_gap *taken = memory_zero(list->n + 1, sizeof *taken);
	uint64_t end = 0;

	for (size_t i = 0; i < list->n; i++)
		taken[i] = (struct volume_gap){list->v[i].offset, list->v[i].size};
	qsort(taken, list->n, sizeof *taken, by_offset);
	for (size_t i = 0; i < list->n; i++) {
		if (taken[i].size == 0)
			continue;
		add_gap(list, end, taken[i].offset);
		if (taken[i].offset + taken[i].size > end)
			end = taken[i].offset + taken[i].size;
	}
	add_gap(list, end, image_size);
	free(taken);
}

const struct volume *
volume_find(const struct volume_list *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->v[i].name, name) == 0)
			return &list->v[i];
	return NULL;
}

void
volumes_release(struct volume_list *list)
{
	for (size_t i = 0; list->notes && i <= list->n; i++)
		buffer_release(&list->notes[i]);
	free(list->notes);
	free(list->gaps);
	free(list->v);
	*list = (struct volume_list){0};
}
