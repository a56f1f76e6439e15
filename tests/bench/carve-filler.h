/* SPDX-License-Identifier: Apache-2.0 */
/* What stands around planted files: noise, text, zeros, and heads of files without their bodies. */
#ifndef WINNOW_BENCH_CARVE_FILLER_H
#define WINNOW_BENCH_CARVE_FILLER_H

#include <stddef.h>
#include <stdint.h>

#define FILLER_HEADS 512

struct filler_heads {
	struct {
		unsigned char bytes[1024];
		size_t size;
	} v[FILLER_HEADS];
	size_t n;
};

/* A number below `below` (0 below 1); every one is drawn from the seed before. */
uint64_t dice(uint64_t *seed, uint64_t below);

/* Adds the beginning of a file, while there is room. */
void filler_head(struct filler_heads *heads, const char *format, const unsigned char *data,
		 uint64_t size);

/* Fills n bytes with one kind of filler. */
void filler(uint64_t *seed, const struct filler_heads *heads, unsigned char *to, size_t n);

#endif
