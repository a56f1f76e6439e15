/* SPDX-License-Identifier: Apache-2.0 */
#include "media/nal_unit.h"

#include <stdlib.h>

#include "base/memory.h"

size_t
nal_unit_take(struct nal_unit *u, struct bytes *b, uint64_t at, size_t n)
{
	unsigned zeros = 0;
	size_t out = 0;

	if (u->cap < n) {
		u->v = memory_resize(u->v, n);
		u->cap = n;
	}
	n = bytes_read(b, at, u->v, n);
	for (size_t i = 0; i < n; i++) {
		unsigned char c = u->v[i];

		if (zeros >= 2 && c == 3) {
			zeros = 0;
			continue;
		}
		zeros = c ? 0 : zeros + 1;
		u->v[out++] = c;
	}
	return out;
}

size_t
nal_unit_escaped(const struct nal_unit *u, size_t at)
{
	unsigned zeros = 0;
	size_t more = 0;

	for (size_t i = 0; i < at; i++) {
		if (zeros >= 2 && u->v[i] <= 3) {
			more++;
			zeros = 0;
		}
		zeros = u->v[i] ? 0 : zeros + 1;
	}
	return at + more;
}

void
nal_unit_release(struct nal_unit *u)
{
	free(u->v);
	*u = (struct nal_unit){.v = NULL};
}
