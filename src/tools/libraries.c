/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/libraries.h"

#include <jansson.h>
#include <libdeflate.h>
#include <seccomp.h>
#include <zlib.h>

#include "record/json.h"

static void
member(struct buffer *out, const char *name, const char *version)
{
	json_add_text(out, name);
	buffer_add_byte(out, ':');
	json_add_text(out, version);
}

void
library_jansson(struct buffer *out)
{
	member(out, "jansson", jansson_version_str());
}

void
library_deflate(struct buffer *out)
{
	member(out, "libdeflate", LIBDEFLATE_VERSION_STRING);
}

void
library_zlib(struct buffer *out)
{
	member(out, "zlib", zlibVersion());
}

void
library_seccomp(struct buffer *out)
{
	const struct scmp_version *v = seccomp_version();
	struct buffer text = BUFFER_EMPTY;

	buffer_add_format(&text, "%u.%u.%u", v->major, v->minor, v->micro);
	member(out, "libseccomp", buffer_text(&text));
	buffer_release(&text);
}
