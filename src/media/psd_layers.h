/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a Photoshop document that hold pixels: layers, and the merged picture. */
#ifndef WINNOW_MEDIA_PSD_LAYERS_H
#define WINNOW_MEDIA_PSD_LAYERS_H

#include "media/media.h"
#include "media/strips.h"

/* Sections hold, but rows were not followed, or could not be. */
#define PSD_WHOLE_CONFIDENCE 0.8

/* Bytes of codes that random data does not get through. */
#define PSD_CODED_CERTAIN 512

struct psd {
	struct bytes *b;
	uint64_t start; /* of the file */
	bool deep;	/* follow the rows */
	bool large;	/* PSB: wider lengths */
	bool layered;	/* in the layers now */
	unsigned channels, depth;
	uint32_t width, height;

	unsigned layers;
	uint64_t rows, rows_due; /* of coded rows: followed, and met */
	uint64_t coded;		 /* bytes of them */
	uint64_t smooth;	 /* bytes of plain rows that go on from each other */
	enum media_state state;	 /* why it stopped, as psd_stop() was told */
	uint64_t broke;
	const char *why; /* static */
};

/* Notes why it goes no further; false. */
bool psd_stop(struct psd *d, enum media_state state, uint64_t at, const char *why);

/* The section of layers and masks in [at, end), where `end` may lie past the source. */
bool psd_layers(struct psd *d, uint64_t at, uint64_t end);

/* The merged picture at *at; then behind it. */
bool psd_picture(struct psd *d, uint64_t *at);

/* The same as strips, by what the head says alone. */
void psd_layers_strips(struct psd *d, uint64_t at, uint64_t end, struct strips *s);
void psd_picture_strip(struct psd *d, uint64_t at, struct strips *s);

/* Channels one behind the other, in all `rows` rows of `size` bytes, at *at; then behind. */
bool psd_rows(struct psd *d, uint64_t *at, uint64_t end, unsigned compression, uint64_t rows,
	      uint64_t size);

#endif
