/* SPDX-License-Identifier: Apache-2.0 */
/* Stands for the keeper where winnow was built without libfuse. */
#include "mount/mount.h"

int
mount_run(const struct mount_config *config, struct error *e)
{
	(void)config;
	return error_set(e, ERROR_SYSTEM,
			 "this winnow was built without FUSE: install libfuse3-dev, configure and "
			 "build again");
}
