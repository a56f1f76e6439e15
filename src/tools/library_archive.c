/* SPDX-License-Identifier: Apache-2.0 */
/* What reads archives; a file of its own, so that other tools are not linked with it. */
#include <archive.h>
#include <string.h>

#include "record/json.h"
#include "tools/libraries.h"

void
library_archive(struct buffer *out)
{
	const char *version = archive_version_string(); /* "libarchive 3.6.2" */
	const char *number = strchr(version, ' ');

	json_add_text(out, "libarchive");
	buffer_add_byte(out, ':');
	json_add_text(out, number ? number + 1 : version);
}
