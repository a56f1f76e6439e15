/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where every sample of a movie lies: the sample tables of a movie box (ISO/IEC 14496-12, 8.6 to
 * 8.8), the track runs of movie fragments, and the items of a HEIF file, all as one list in the
 * order of the file. What checks a movie and what joins its pieces both work on it.
 */
#ifndef WINNOW_MEDIA_ISOBMFF_SAMPLES_H
#define WINNOW_MEDIA_ISOBMFF_SAMPLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/isobmff.h"

/* How the samples of a track are coded, as far as their bytes can be judged without decoding. */
enum isocoding {
	ISO_OTHER, /* nothing is known of its bytes */
	ISO_AVC,
	ISO_HEVC,
	ISO_AV1,
	ISO_VP9,
	ISO_MPEG4, /* MPEG-4 part 2, MPEG-1 and -2: start codes */
	ISO_H263,
	ISO_JPEG,
	ISO_PNG,
	ISO_PRORES,
	ISO_CRX, /* Canon raw */
	ISO_AAC,
	ISO_AMR,
	ISO_AC3,
	ISO_GPMD, /* GoPro telemetry */
	ISO_PCM,  /* any bytes at all, in samples of one size */
};

#define ISO_TRACKS_MAX	64
#define ISO_SAMPLES_MAX ((size_t)2 << 20)

struct isotrack {
	enum isocoding coding;
	bool picture, sound;
	char type[5];			 /* of its sample description */
	uint32_t id;			 /* track_ID; item_ID of a HEIF */
	unsigned length_size;		 /* bytes before each NAL unit */
	uint64_t config_at, config_size; /* body of avcC, hvcC …; absolute */
	bool still;			 /* items, not samples: each is a picture of its own */
	uint32_t frame_size;		 /* PCM: bytes of one frame */
	uint32_t default_size;		 /* of samples in fragments */
};

/* Samples of one size each that lie together (PCM) are one entry. */
struct isosample {
	uint64_t at; /* from the file's start */
	uint32_t size;
	uint32_t track; /* index */
};

struct isosamples {
	struct isosample *v;
	size_t n, cap;
	struct isotrack *tracks; /* ISO_TRACKS_MAX of them */
	size_t ntracks;
	bool broken;	      /* tables contradict each other or lie outside */
	bool cut;	      /* more samples than are taken; the list ends early */
	bool fragmented;      /* more samples stand in fragments (mvex) */
	uint64_t index_broke; /* address where a movie box breaks; 0: nowhere */
	uint64_t reach;	      /* end of the last sample, from the file's start */
};

void isosamples_init(struct isosamples *s);
void isosamples_release(struct isosamples *s);

/* The tracks of a movie box and the samples of its own tables. */
void isosamples_add_movie(struct isosamples *s, struct bytes *b, const struct isobox *moov);

/*
 * The samples of one movie fragment, of tracks that its movie box named. start: where the file
 * begins in b.
 */
void isosamples_add_fragment(struct isosamples *s, struct bytes *b, uint64_t start,
			     const struct isobox *moof);

/* The coded pictures of a HEIF's items (isobmff_items.c), a track for each coding. */
void isosamples_add_items(struct isosamples *s, struct bytes *b, const struct isobox *meta);

/* Everything was added: put them in order of the file. */
void isosamples_sort(struct isosamples *s);

/* The index of the first sample that begins at or behind an offset of the file; n: none. */
size_t isosamples_from(const struct isosamples *s, uint64_t offset);

/* For those that add: a track, or NULL when there are too many; a sample. */
struct isotrack *isosamples_track(struct isosamples *s);
void isosamples_add(struct isosamples *s, uint64_t at, uint64_t size, size_t track);

/* isobmff_describe.c: what a track's first sample description says of its coding. */
void isotrack_describe(struct isotrack *t, struct bytes *b, const struct isobox *stbl);
enum isocoding isocoding_of(const char *type);

#endif
