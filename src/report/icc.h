/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The ICC profile of sRGB, made here so that none has to be shipped: what the colours of a PDF/A
 * mean. Specifications: ICC.1:2010 (profile version 4.3), IEC 61966-2-1.
 */
#ifndef WINNOW_REPORT_ICC_H
#define WINNOW_REPORT_ICC_H

#include "base/buffer.h"

void icc_srgb(struct buffer *out);

#endif
