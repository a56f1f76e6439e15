/* SPDX-License-Identifier: Apache-2.0 */
/* UUIDs made from names (RFC 4122, version 5): the same name, the same UUID, on any machine. */
#ifndef WINNOW_BASE_UUID_H
#define WINNOW_BASE_UUID_H

#include "base/span.h"

#define UUID_BYTES 16
#define UUID_TEXT  37 /* characters, with the NUL */

/* The UUID of a name within a name space, lower-case. */
void uuid_of_name(const unsigned char name_space[UUID_BYTES], struct span name,
		  char out[UUID_TEXT]);

#endif
