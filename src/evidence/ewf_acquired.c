/* SPDX-License-Identifier: Apache-2.0 */
/* Asking libewf once, while the image is opened: its handles keep too much to be kept. */
#include <libewf.h>
#include <stdlib.h>

#include "base/memory.h"
#include "evidence/ewf.h"
#include "evidence/ewf_metadata.h"

/* The first n segments; where some are missing, libewf still reads what the first ones tell. */
static bool
try_open(const struct ewf_files *files, unsigned n, struct reader_facts *facts)
{
	libewf_handle_t *handle = NULL;
	libewf_error_t *error = NULL;
	char **paths = memory_zero(n, sizeof *paths);
	bool open;

	for (unsigned i = 0; i < n; i++)
		paths[i] = files->v[i].path;
	open = libewf_handle_initialize(&handle, NULL) == 1 &&
	       libewf_handle_open(handle, paths, (int)n, libewf_get_access_flags_read(), &error) ==
		       1;
	libewf_error_free(&error);
	free(paths);
	if (open) {
		ewf_metadata_add(handle, facts);
		libewf_handle_close(handle, NULL);
	}
	if (handle)
		libewf_handle_free(&handle, NULL);
	return open;
}

bool
ewf_metadata(const struct ewf_files *files, struct reader_facts *facts)
{
	return try_open(files, files->n, facts) || (files->n > 1 && try_open(files, 1, facts));
}
