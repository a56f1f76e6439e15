/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/key_ring.h"

#include <stdlib.h>

#include "base/memory.h"

int
key_ring_open(struct key_ring *r, const char *const *paths, size_t n, struct error *e)
{
	*r = (struct key_ring){.keys = memory_zero(n + 1, sizeof *r->keys)};
	for (size_t i = 0; i < n; i++) {
		if (set_key_read(&r->keys[i], paths[i], NULL, e)) {
			key_ring_close(r);
			return -1;
		}
		r->n++;
	}
	return 0;
}

void
key_ring_close(struct key_ring *r)
{
	for (size_t i = 0; i < r->n; i++)
		set_key_free(&r->keys[i]);
	free(r->keys);
	*r = (struct key_ring){0};
}

int
key_ring_unlock(const struct key_ring *r, struct hashset *s, struct error *e)
{
	if (!hashset_is_keyed(s))
		return 0;
	for (size_t i = 0; i < r->n; i++) {
		if (hashset_unlock(s, r->keys[i]))
			return 0;
	}
	return error_set(e, ERROR_USAGE,
			 r->n ? "%s is keyed, and not with this key"
			      : "%s holds keyed digests and can only be asked with its key: --key "
				"FILE",
			 hashset_path(s));
}
