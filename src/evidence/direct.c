/* SPDX-License-Identifier: Apache-2.0 */
/* For tools that are linked with the libraries: they are there. */
#include <tsk/libtsk.h>

#include "evidence/deferred.h"

int
deferred_load(unsigned needs, struct error *e)
{
	(void)needs;
	(void)e;
	return 0;
}

const char *
deferred_tsk_version(void)
{
	return tsk_version_get_str();
}
