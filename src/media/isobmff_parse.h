/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coded pictures of a file, read to their last bit by what knows their coding: AVC and HEVC
 * are parsed (avc_follow.h, hevc_follow.h), key frames of AV1 are decoded (av1_follow.h).
 */
#ifndef WINNOW_MEDIA_ISOBMFF_PARSE_H
#define WINNOW_MEDIA_ISOBMFF_PARSE_H

#include "media/avc_follow.h"
#include "media/isobmff_samples.h"

struct isoparser;

/* Reads no configuration before a sample of its track is asked for. b and s outlive it. */
struct isoparser *isoparser_open(struct bytes *b, uint64_t start, const struct isosamples *s);
void isoparser_close(struct isoparser **p);

/*
 * Is this sample a picture to its last bit? AVC_UNKNOWN, too, for one that is no picture or too
 * large. *broke: where it breaks, from the sample's start.
 */
enum avc_result isoparser_sample(struct isoparser *p, const struct isosample *x, uint32_t *broke);

#endif
