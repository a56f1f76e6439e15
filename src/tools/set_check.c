/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-set check: is each set file what it was when it was built? */
#include "hashset/bloom.h"
#include "hashset/check.h"
#include "tools/set_tool.h"

static int
check(struct tool *tool, const char *path)
{
	struct hashset *s = NULL;
	if (bloom_is(path)) /* it has no checksum of its own; its head fits its size */
		return 0;
	int status = hashset_open(&s, path, &tool->error);
	if (status == 0)
		status = hashset_check(s, &tool->error);
	hashset_close(&s);
	return status;
}

void
set_check(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	(void)o;
	for (int i = 0; i < noperands; i++) {
		if (check(tool, operands[i]))
			tool_fail(tool);
		else
			tool_info(tool, "%s: good", operands[i]);
	}
}
