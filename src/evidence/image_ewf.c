/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/reader.h"

int
reader_open_ewf(struct reader **out, const char *path, struct error *e)
{
	(void)out;
	return error_set(e, ERROR_INPUT, "%s: EWF is not read yet", path);
}
