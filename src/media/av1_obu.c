/* SPDX-License-Identifier: Apache-2.0 */
#include "media/av1_obu.h"

bool
av1_obu_read(const unsigned char *p, size_t n, uint64_t left, struct av1_obu *out)
{
	unsigned k, shift = 0;

	*out = (struct av1_obu){.type = n ? p[0] >> 3 & 15 : 0};
	/* the forbidden bit, the reserved one; reserved types */
	if (n == 0 || p[0] & 0x81 || out->type == 0 || (out->type > 8 && out->type != AV1_PADDING))
		return false;
	k = p[0] & 4 ? 2 : 1;
	out->body = k;
	if (!(p[0] & 2)) {
		out->size = left > k ? left - k : 0;
		return left >= k;
	}
	out->size_at = k;
	do {
		if (k >= n || shift > 49)
			return false;
		out->size |= (uint64_t)(p[k] & 0x7f) << shift;
		shift += 7;
	} while (p[k++] & 0x80);
	out->size_bytes = k - out->size_at;
	out->body = k;
	return left >= k && out->size <= left - k;
}
