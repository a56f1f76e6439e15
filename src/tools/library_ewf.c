/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool without libewf is not linked with it. */
#include <libewf.h>

#include "record/json.h"
#include "tools/libraries.h"

void
library_ewf(struct buffer *out)
{
	json_add_text(out, "libewf");
	buffer_add_byte(out, ':');
	json_add_text(out, libewf_get_version());
}
