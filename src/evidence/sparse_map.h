/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which blocks of a VHD, VHDX or VMDK are not stored and so are zeros. Their libraries read the
 * blocks, but do not tell: a disk of a terabyte with little on it would be read zero by zero.
 *
 * Specifications: Microsoft, Virtual Hard Disk Image Format; [MS-VHDX]; VMware, Virtual Disk
 * Format 1.1.
 */
#ifndef WINNOW_EVIDENCE_SPARSE_MAP_H
#define WINNOW_EVIDENCE_SPARSE_MAP_H

#include <stdint.h>

struct sparse_map;

/*
 * Of the file that holds a whole disk by itself; NULL when it is of another kind, stands on another
 * file, or its tables are not in order. sparse_map_close() frees it.
 */
struct sparse_map *sparse_map_open(const char *path);
void sparse_map_close(struct sparse_map **map);

/* How many bytes from offset on are zeros since nothing is stored there; 0: none, or not known. */
uint64_t sparse_map_hole(struct sparse_map *map, uint64_t offset);

#endif
