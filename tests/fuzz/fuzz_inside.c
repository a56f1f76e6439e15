/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a file that is looked into: every line that is given is a record, and the content of
 * each item can be opened again from its record and the image alone, with the size that it tells.
 */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "evidence/content.h"
#include "evidence/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MEMBERS_MOST 200u

struct check {
	struct image *image;
	struct record record;
};

static void
check_content(struct check *c)
{
	struct content *content = NULL;
	unsigned char buf[4096];
	struct error e = {0};
	uint64_t size;
	size_t n;

	if (!record_value(&c->record, "content").p)
		return;
	assert(record_u64(&c->record, "size", &size) == 0);
	if (content_open(&content, c->image, &c->record, &e))
		return; /* a holder that cannot be opened twice: the note says why */
	assert(content_bytes(content)->size == size);
	n = bytes_read(content_bytes(content), 0, buf, sizeof buf);
	assert(n == (size < sizeof buf ? size : sizeof buf));
	content_close(&content);
}

static int
take(void *ctx, struct span lines, struct error *e)
{
	struct check *c = ctx;

	(void)e;
	while (lines.n) {
		const char *end = memchr(lines.p, '\n', lines.n);
		size_t n;
		struct error broken = {0};

		assert(end);
		n = (size_t)(end - lines.p);
		assert(record_scan(&c->record, lines.p, n, &broken) == 0);
		assert(record_is(&c->record, "file") || record_is(&c->record, "incident"));
		if (record_is(&c->record, "file"))
			check_content(c);
		lines.p += n + 1;
		lines.n -= n + 1;
	}
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct check c = {NULL, RECORD_EMPTY};
	const struct inside_sink sink = {take, NULL, &c};
	struct buffer line = BUFFER_EMPTY;
	struct bytes_memory b;
	struct inside *x;
	struct error e = {0};

	if (size == 0)
		return 0;
	bytes_memory_init(&b, data, size);
	image_open_bytes(&c.image, &b.bytes, "fuzz");
	x = inside_new(c.image, NULL, &sink);
	inside_limit(x, MEMBERS_MOST);
	buffer_add_format(&line,
			  "{\"record\":\"file\",\"evidence\":\"fuzz\",\"id\":\"p0/1\",\"content\":{"
			  "\"how\":\"runs\"},\"path\":\"a\",\"size\":%zu,\"byte_runs\":[{\"file_"
			  "offset\":0,\"img_offset\":0,\"len\":%zu}]}\n",
			  size, size);
	assert(inside_record(x, buffer_span(&line), &e) == 0);
	assert(inside_flush(x, &e) == 0);
	inside_free(&x);
	buffer_release(&line);
	record_release(&c.record);
	image_close(&c.image);
	return 0;
}
