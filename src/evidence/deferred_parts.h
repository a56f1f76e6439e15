/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of libdeferred.a share. */
#ifndef WINNOW_EVIDENCE_DEFERRED_PARTS_H
#define WINNOW_EVIDENCE_DEFERRED_PARTS_H

#include "evidence/deferred.h"

/* Does nothing the second time. -1: the library or one of the functions is not there. */
int deferred_load_tsk(struct error *e);
int deferred_load_archive(struct error *e);

/*
 * Puts the functions called `names` (up to NULL) of the library into `functions`, in that order,
 * unless they stand there already.
 */
int deferred_functions(const char *library, const char *const *names, void **functions,
		       struct error *e);

#endif
