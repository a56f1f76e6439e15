/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What must hold for any line whatever that is given to the scanner and the editor: used by the
 * property test on lines that it makes up and by the fuzz target on what libFuzzer finds. A promise
 * that is broken is printed and aborts.
 */
#ifndef WINNOW_TESTS_RECORD_CHECK_H
#define WINNOW_TESTS_RECORD_CHECK_H

#include <stdbool.h>
#include <stddef.h>

/* All checks on one line; returns whether the scanner took it for a record. */
bool record_check_line(const char *line, size_t n);

#endif
