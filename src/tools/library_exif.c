/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool without libexif is not linked with it. */
#include <config.h>

#include "record/json.h"
#include "tools/libraries.h"

/* libexif has no way to ask it; what it was built against stands in for that. */
void
library_exif(struct buffer *out)
{
	json_add_text(out, "libexif");
	buffer_add_byte(out, ':');
	json_add_text(out, EXIF_VERSION);
}
