/* SPDX-License-Identifier: Apache-2.0 */
/* What decodes AV1; a file of its own, so that a tool without it is not linked with it. */
#include <config.h>
#ifdef HAVE_DAV1D
#include <dav1d/dav1d.h>
#endif

#include "record/json.h"
#include "tools/libraries.h"

void
library_dav1d(struct buffer *out)
{
#ifdef HAVE_DAV1D
	const char *version = dav1d_version();
#else
	const char *version = "not built in";
#endif

	json_add_text(out, "libdav1d");
	buffer_add_byte(out, ':');
	json_add_text(out, version);
}
