/* SPDX-License-Identifier: Apache-2.0 */
/* The recipes that come with winnow: found by name where they are installed, or in examples/. */
#ifndef WINNOW_PRACTICE_SHELF_H
#define WINNOW_PRACTICE_SHELF_H

#include <stdio.h>

#include "base/error.h"

/*
 * The path that a name on the command line means, for free(): a file as it is, else
 * a recipe's name.
 */
char *shelf_find(const char *name);
int shelf_list(FILE *out, struct error *e);
int shelf_show(const char *name, FILE *out, struct error *e);

#endif
