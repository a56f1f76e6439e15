/* SPDX-License-Identifier: Apache-2.0 */
/* What the targets of single joiners share. */
#ifndef FUZZ_JOIN_ONE_H
#define FUZZ_JOIN_ONE_H

#include <stddef.h>
#include <stdint.h>

/*
 * The input is a disk of blocks of 64 bytes, and a file of the format begins at its first one;
 * blocks 1, 1 + 2 * hole and so on that are odd are not free, none when hole is 0. Ends the process
 * when the joiner gives what cannot be.
 */
void fuzz_join_one(const char *format, const uint8_t *data, size_t size, unsigned hole);

#endif
