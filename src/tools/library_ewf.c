/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What reads containers of disks; a file of its own, so that a tool without them is not linked with
 * them.
 */
#include <config.h>
#include <libewf.h>
#ifdef HAVE_VHDI
#include <libvhdi.h>
#endif
#ifdef HAVE_VMDK
#include <libvmdk.h>
#endif

#include "record/json.h"
#include "tools/libraries.h"

static void
add(struct buffer *out, const char *name, const char *version)
{
	json_add_text(out, name);
	buffer_add_byte(out, ':');
	json_add_text(out, version);
}

void
library_ewf(struct buffer *out)
{
	add(out, "libewf", libewf_get_version());
#ifdef HAVE_VHDI
	buffer_add_byte(out, ',');
	add(out, "libvhdi", libvhdi_get_version());
#endif
#ifdef HAVE_VMDK
	buffer_add_byte(out, ',');
	add(out, "libvmdk", libvmdk_get_version());
#endif
}
