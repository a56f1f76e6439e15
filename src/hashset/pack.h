/* SPDX-License-Identifier: Apache-2.0 */
/* Writing fixed-width numbers into bytes; reading them is base/bytes.h's. */
#ifndef WINNOW_HASHSET_PACK_H
#define WINNOW_HASHSET_PACK_H

#include <stdint.h>

static inline void
pack_le32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static inline void
pack_le64(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static inline void
pack_be32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * (3 - i));
}

static inline void
pack_be64(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(v >> 8 * (7 - i));
}

#endif
