/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool without libtsk is not linked with it. */
#include "evidence/deferred.h"
#include "record/json.h"
#include "tools/libraries.h"

void
library_tsk(struct buffer *out)
{
	json_add_text(out, "libtsk");
	buffer_add_byte(out, ':');
	json_add_text(out, deferred_tsk_version());
}
