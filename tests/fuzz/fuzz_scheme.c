/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a scheme: it is refused in words, or every category has a kind and can be found. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "hashset/scheme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(int holds)
{
	if (!holds)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scheme s;
	struct error e = {0};
	int r = scheme_parse(&s, (struct span){(const char *)data, size}, "scheme", &e);

	require(r == 0 || e.text[0]);
	require(r < 0 || (s.name[0] && s.title && s.n <= SCHEME_CATEGORIES_MAX));
	for (size_t i = 0; r == 0 && i < s.n; i++) {
		const struct scheme_category *c = &s.categories[i];

		require(verdict_kind_name(c->kind) != NULL);
		require(scheme_find(&s, span_of(c->category)) == c);
		require(text_is_utf8(c->name, strlen(c->name)));
	}
	scheme_release(&s);
	return 0;
}
