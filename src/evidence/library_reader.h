/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Containers that libyal's libraries read (libvhdi, libvmdk, libewf), which all have the same kind
 * of handle.
 */
#ifndef WINNOW_EVIDENCE_LIBRARY_READER_H
#define WINNOW_EVIDENCE_LIBRARY_READER_H

#include <stdbool.h>
#include <sys/types.h>

#include "evidence/reader.h"
#include "evidence/sparse_map.h"

struct library_reader;

struct library_handle {
	/* As the libraries' read_buffer_at_offset; errors are not asked for. */
	ssize_t (*read)(void *handle, void *buf, size_t n, int64_t offset);
	void (*free)(void *handle); /* closes as well */
};

/*
 * handle: a file of the library, open; it and those it stands on (below, from the image's own
 * parent down) belong to the reader from here on. facts: what the record is to say, taken over.
 */
struct reader *library_reader_new(const struct library_handle *kind, void *const *handles, size_t n,
				  const char *container, uint64_t size,
				  const struct reader_facts *facts);

/* Makes a map of what is not stored the reader's; NULL: there is none. */
void library_reader_take_map(struct reader *reader, struct sparse_map *map);

#endif
