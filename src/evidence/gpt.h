/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of a disk's two GPT headers can be believed (UEFI specification, chapter 5): libtsk reads
 * the entries but checks no checksum.
 */
#ifndef WINNOW_EVIDENCE_GPT_H
#define WINNOW_EVIDENCE_GPT_H

#include <stdbool.h>
#include <stdint.h>

#include "evidence/image.h"

/* The higher the better. */
enum gpt_state {
	GPT_ABSENT,
	GPT_BROKEN,  /* the signature is there, but what it says of its entries is nonsense */
	GPT_DAMAGED, /* a checksum is wrong */
	GPT_GOOD,
};

struct gpt {
	enum gpt_state primary, backup;
	unsigned sector_size;
	uint64_t primary_at, backup_at; /* bytes */
};

void gpt_examine(struct gpt *gpt, struct image *image);

#endif
