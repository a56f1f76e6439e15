/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/text.h"
#include "carve/carve.h"
#include "media/media.h"

static int
unknown_format(const char *name, size_t n, struct error *e)
{
	struct buffer known = BUFFER_EMPTY;

	for (size_t i = 0; media_formats[i]; i++)
		buffer_add_format(&known, "%s%s", i ? " " : "", media_formats[i]->name);
	error_set(e, ERROR_USAGE, "no format \"%.*s\" is known; there are: %s", (int)n, name,
		  buffer_text(&known));
	buffer_release(&known);
	return -1;
}

static int
add_format(const char *name, size_t n, uint64_t *formats, struct error *e)
{
	for (size_t i = 0; media_formats[i]; i++) {
		if (strlen(media_formats[i]->name) != n ||
		    memcmp(media_formats[i]->name, name, n) != 0)
			continue;
		*formats |= (uint64_t)1 << i;
		return 0;
	}
	return unknown_format(name, n < 40 ? n : 40, e);
}

int
carve_formats(const char *names, uint64_t *formats, struct error *e)
{
	for (;;) {
		size_t n = strcspn(names, ",");

		if (add_format(names, n, formats, e))
			return -1;
		if (!names[n])
			return 0;
		names += n + 1;
	}
}

int
carve_range(const char *text, struct carve_config *config, struct error *e)
{
	const char *colon = strchr(text, ':');
	unsigned long long offset, size;

	if (!colon || text_to_size(text, (size_t)(colon - text), &offset) ||
	    text_to_size(colon + 1, strlen(colon + 1), &size) || size == 0)
		return error_set(
			e, ERROR_USAGE,
			"\"%s\" is no range: give the offset and the length in bytes, as in "
			"1M:512M",
			text);
	config->range_offset = offset;
	config->range_size = size;
	return 0;
}

int
carve_join_budget(const char *text, struct carve_config *config, struct error *e)
{
	unsigned long long size;

	if (text_to_size(text, strlen(text), &size) || size == 0)
		return error_set(e, ERROR_USAGE,
				 "\"%s\" is no budget: give bytes, as in 256M, or use --no-join",
				 text);
	config->join_budget = size;
	return 0;
}
