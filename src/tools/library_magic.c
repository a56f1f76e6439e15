/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool without libmagic is not linked with it. */
#include <magic.h>

#include "record/json.h"
#include "tools/libraries.h"

void
library_magic(struct buffer *out)
{
	buffer_add_format(out, "\"libmagic\":\"%d.%02d\"", magic_version() / 100,
			  magic_version() % 100);
}
