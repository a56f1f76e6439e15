/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts of the DMG (UDIF) reader: the list of runs that make up the device, and how they are
 * unpacked. Specification: none by Apple; J. Levin, "Demystifying the DMG File Format", and QEMU's
 * block/dmg.c agree.
 */
#ifndef WINNOW_EVIDENCE_DMG_H
#define WINNOW_EVIDENCE_DMG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

#define DMG_SECTOR ((uint64_t)512)

enum dmg_type {
	DMG_ZERO = 0,
	DMG_RAW = 1,
	DMG_IGNORE = 2, /* free when the image was made: zeros */
	DMG_ADC = (int)0x80000004,
	DMG_ZLIB = (int)0x80000005,
	DMG_BZIP2 = (int)0x80000006,
	DMG_LZFSE = (int)0x80000007,
	DMG_LZMA = (int)0x80000008,
};

struct dmg_run {
	uint64_t start, size;	 /* bytes of the device */
	uint64_t offset, stored; /* bytes of the file */
	uint32_t type;		 /* enum dmg_type */
};

struct dmg_runs {
	struct dmg_run *v; /* by start; they do not overlap */
	size_t n, cap;
	uint64_t end;	/* of the last one */
	size_t dropped; /* runs that lie over another one, or are longer than any program makes */
};

#define DMG_RUN_MAX ((uint64_t)64 << 20) /* of a packed run: it is unpacked as a whole */

/*
 * Reads the property list (xml, n bytes) of the trailer. data: where the data fork begins in the
 * file. Fails with a sentence for path when there is no list of runs in it, and for runs of a kind
 * that is not read.
 */
int dmg_runs_read(struct dmg_runs *runs, const char *xml, size_t n, uint64_t data, const char *path,
		  struct error *e);
/* One table of runs ("mish"), as it stands in the list; false when it is damaged. */
bool dmg_runs_add(struct dmg_runs *runs, const unsigned char *mish, size_t n, uint64_t data);
void dmg_runs_release(struct dmg_runs *runs);

/* Unpacks a run: false unless it gives exactly size bytes. */
bool dmg_unpack(uint32_t type, const unsigned char *in, size_t n, unsigned char *out, size_t size);

/* Apple Data Compression; the same. */
bool dmg_unpack_adc(const unsigned char *in, size_t n, unsigned char *out, size_t size);

#endif
