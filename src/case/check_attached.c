/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/small_file.h"
#include "case/attached.h"
#include "case/check.h"

/* ---- The sums over what is attached ---- */

static int
check_sums(struct case_check *c, struct error *e)
{
	struct buffer is = BUFFER_EMPTY, should = BUFFER_EMPTY;
	struct error why = {0};
	int found = small_file_read(c->dir, CASE_SUMS, &is, &why);
	int result = attached_sums_text(c->dir, &should, &why);
	bool same = is.n == should.n && (is.n == 0 || memcmp(is.data, should.data, is.n) == 0);
	if (result == 0 && found >= 0 && should.n && same)
		result = case_check_tell(c, e, "attached", CASE_HOLDS, CASE_SUMS,
					 "what is attached to the manifest is as it says");
	else if (found == 0 && should.n == 0)
		result = 0;
	else
		result = case_check_tell(c, e, "attached", CASE_BROKEN, CASE_SUMS,
					 "what is attached to the manifest was changed, added or "
					 "removed, or these digests were");
	buffer_release(&is);
	buffer_release(&should);
	return result;
}

int
case_check_attached(struct case_check *c, struct error *e)
{
	return check_sums(c, e);
}
