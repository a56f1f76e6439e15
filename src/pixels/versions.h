/* SPDX-License-Identifier: Apache-2.0 */
/* The libraries that decode: their versions, and what they want to load before the lock-down. */
#ifndef WINNOW_PIXELS_VERSIONS_H
#define WINNOW_PIXELS_VERSIONS_H

#include <stddef.h>

/* "libjpeg 62, libpng 1.6.39, …" */
void versions_describe(char *out, size_t n);

/* Lets libraries that look for plug-ins or their settings do so while they can. */
void versions_warm_up(void);

#endif
