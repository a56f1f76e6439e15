/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/shelf.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

#define SUFFIX ".recipe"

static const char *const shelves[] = {"examples", PKGDATADIR "/recipes", NULL};

char *
shelf_find(const char *name)
{
	struct buffer path = BUFFER_EMPTY;
	char *found = NULL;

	if (strchr(name, '/') || !access(name, F_OK))
		return memory_string(name);
	for (size_t i = 0; shelves[i] && !found; i++) {
		buffer_clear(&path);
		buffer_add_format(&path, "%s/%s" SUFFIX, shelves[i], name);
		if (!access(buffer_text(&path), R_OK))
			found = memory_string(buffer_text(&path));
	}
	buffer_release(&path);
	return found ? found : memory_string(name);
}

static int
is_recipe(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name), suffix = strlen(SUFFIX);

	return n > suffix && !strcmp(entry->d_name + n - suffix, SUFFIX);
}

int
shelf_list(FILE *out, struct error *e)
{
	for (size_t i = 0; shelves[i]; i++) {
		struct dirent **entries;
		int n = scandir(shelves[i], &entries, is_recipe, alphasort);

		for (int k = 0; k < n; k++) {
			int length = (int)(strlen(entries[k]->d_name) - strlen(SUFFIX));

			fprintf(out, "%.*s\t%s/%s\n", length, entries[k]->d_name, shelves[i],
				entries[k]->d_name);
			free(entries[k]);
		}
		if (n >= 0)
			free(entries);
	}
	return fflush(out) ? error_system(e, "cannot write the list") : 0;
}

int
shelf_show(const char *name, FILE *out, struct error *e)
{
	char *path = shelf_find(name), chunk[4096];
	FILE *in = fopen(path, "re");
	int status = 0;
	size_t n;

	if (!in)
		status = error_system(e, "cannot open the recipe %s", path);
	while (in && (n = fread(chunk, 1, sizeof chunk, in)) > 0)
		fwrite(chunk, 1, n, out);
	if (in && (ferror(in) || fflush(out)))
		status = error_system(e, "cannot show %s", path);
	if (in)
		fclose(in);
	free(path);
	return status;
}
