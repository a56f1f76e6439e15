/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "hashset/list_format.h"

/* The surest marks first; sums, which takes any text with a digest in front, last. */
const struct list_format *const list_formats[] = {
	&list_hashdeep,
	&list_table,
	&list_sums,
	NULL,
};
