/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels/decoder.h"

#include <stdlib.h>

#include "base/memory.h"

/* A larger picture file is not taken into memory whole. */
#define WHOLE_MAX ((uint64_t)512 << 20)

extern const struct decoder decoder_jpeg, decoder_png, decoder_webp, decoder_heif, decoder_tiff,
	decoder_av;

const struct decoder *const decoders[] = {&decoder_jpeg, &decoder_png,
#ifdef HAVE_WEBP
					  &decoder_webp,
#endif
#ifdef HAVE_HEIF
					  &decoder_heif,
#endif
#ifdef HAVE_TIFF
					  &decoder_tiff,
#endif
#ifdef HAVE_AV
					  &decoder_av,
#endif
					  NULL};

int
decoder_error(struct error *e, const char *why)
{
	return error_set(e, ERROR_INPUT, "the picture cannot be decoded: %s", why);
}

unsigned char *
decoder_whole(struct bytes *b, size_t *n, struct error *e)
{
	unsigned char *p;

	if (b->size > WHOLE_MAX) {
		decoder_error(e, "the file is too large");
		return NULL;
	}
	p = memory_new((size_t)b->size);
	*n = bytes_read(b, 0, p, (size_t)b->size);
	return p;
}

int
decode_picture(struct bytes *b, struct canvas *c, struct error *e)
{
	unsigned char head[DECODER_HEAD];
	size_t n = bytes_read(b, 0, head, sizeof head);

	for (size_t i = 0; decoders[i]; i++)
		if (decoders[i]->knows(head, n))
			return decoders[i]->decode(b, c, e);
	return decoder_error(e, "no decoder for its format was built in");
}
