/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Do these bytes look like a sample of this track? Samples of AVC and HEVC are chains of NAL units
 * behind their lengths (ISO/IEC 14496-15) that fill the sample to its last byte, AV1's are chains
 * of OBUs; others begin with a code of their own. Nothing is decoded.
 */
#ifndef WINNOW_MEDIA_ISOBMFF_CODING_H
#define WINNOW_MEDIA_ISOBMFF_CODING_H

#include "media/isobmff_samples.h"

struct isojudged {
	bool good;
	uint32_t held;	/* bytes of the sample up to the last one that was seen to fit */
	uint32_t broke; /* the first that does not, when it is not good */
	unsigned bits;	/* so many had to be just so: foreign bytes pass once in 2^bits */
};

/* The sample of `size` bytes at `at` of b. False: nothing can be said of such samples. */
bool isosample_judge(struct bytes *b, uint64_t at, uint32_t size, const struct isotrack *t,
		     struct isojudged *j);

/* A NAL unit in a chain. */
struct isonal {
	uint64_t at, end; /* behind its length; end may lie past the source */
	unsigned type;
	bool slice; /* coded picture data */
};

/* The NAL unit whose length stands at `at`; false: none can stand there. hevc: else AVC. */
bool isonal_at(struct bytes *b, uint64_t at, unsigned length_size, bool hevc, struct isonal *nal);

/*
 * The first place in [at, end) of a slice that no encoder writes: start codes, which the standards
 * forbid inside a NAL unit, or a long row of bytes that have their top bit clear, as text has.
 * UINT64_MAX: none.
 */
uint64_t isonal_foreign(struct bytes *b, uint64_t at, uint64_t end);

/* The same for a good sample of any coding whose data looks random. */
uint64_t isosample_foreign(struct bytes *b, uint64_t at, uint32_t size, const struct isotrack *t);

#endif
