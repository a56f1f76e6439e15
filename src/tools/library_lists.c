/* SPDX-License-Identifier: Apache-2.0 */
/* What reads lists; a file of its own, so that other tools are not linked with it. */
#include <expat.h>
#include <sqlite3.h>
#include <string.h>

#include "record/json.h"
#include "tools/libraries.h"

void
library_expat(struct buffer *out)
{
	const char *version = XML_ExpatVersion(); /* "expat_2.5.0" */
	const char *number = strchr(version, '_');

	json_add_text(out, "expat");
	buffer_add_byte(out, ':');
	json_add_text(out, number ? number + 1 : version);
}

void
library_sqlite(struct buffer *out)
{
	json_add_text(out, "SQLite");
	buffer_add_byte(out, ':');
	json_add_text(out, sqlite3_libversion());
}
