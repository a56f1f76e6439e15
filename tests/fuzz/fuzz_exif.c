/* SPDX-License-Identifier: Apache-2.0 */
/* An Exif block through winnow-exif's reading: facts, and the keys made of them, must be JSON. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "stage/exif_block.h"
#include "stage/exif_derive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
	if (!holds)
		abort();
}

static void
require_json(struct span text)
{
	json_t *v = record_parse(text);

	require(v != NULL);
	json_decref(v);
}

static void
derive(const struct facts *facts)
{
	static const char line[] = "{\"record\":\"file\"}";
	struct record r = RECORD_EMPTY;
	struct buffer out = BUFFER_EMPTY;
	struct edit edit = {0};
	struct error e = {0};
	struct item item = {.record = &r, .edit = &edit, .tool = "winnow-exif"};

	require(record_scan(&r, line, sizeof line - 1, &e) == 0);
	edit_init(&edit, &r);
	exif_set_device(facts, &item);
	exif_set_gps(facts, &item);
	exif_set_taken(facts, &item);
	edit_write(&edit, &out);
	require_json((struct span){out.data, out.n - 1});
	edit_release(&edit);
	buffer_release(&out);
	record_release(&r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buffer out = BUFFER_EMPTY;
	struct facts facts = {0};
	struct bytes_memory m;

	bytes_memory_init(&m, data, size);
	exif_block_read(&m.bytes, 0, size, "APP1", &facts);
	facts_write_all(&facts, &out);
	require_json(buffer_span(&out));
	buffer_clear(&out);
	facts_write_standard(&facts, &out);
	require_json(buffer_span(&out));
	derive(&facts);
	facts_release(&facts);
	buffer_release(&out);
	return 0;
}
