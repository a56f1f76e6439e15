/* SPDX-License-Identifier: Apache-2.0 */
/* A file of its own, so that a tool without libfuse is not linked with it. */
#include <config.h>

#ifdef HAVE_FUSE
#define FUSE_USE_VERSION 314
#include <fuse_lowlevel.h>
#endif

#include "record/json.h"
#include "tools/libraries.h"

void
library_fuse(struct buffer *out)
{
	json_add_text(out, "libfuse");
	buffer_add_byte(out, ':');
#ifdef HAVE_FUSE
	json_add_text(out, fuse_pkgversion());
#else
	json_add_text(out, "none");
#endif
}
