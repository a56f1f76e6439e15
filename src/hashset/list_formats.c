/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "hashset/list_format.h"

/* The surest marks first; sums, which takes any text with a digest in front, last. */
const struct list_format *const list_formats[] = {
	&list_sqlite, &list_encase, &list_hashdeep, &list_hfind, &list_vics, &list_stopncii,
	&list_ncmec,  &list_sql,    &list_table,    &list_pdq,	 &list_sums, NULL,
};
