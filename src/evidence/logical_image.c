/* SPDX-License-Identifier: Apache-2.0 */
/* Opening logical evidence as an image. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "evidence/image_state.h"
#include "inside/holder.h"

/* ---- A directory: an image without bytes ---- */

static void
read_nothing(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	(void)r;
	(void)offset;
	memset(buf, 0, n);
}

static void
no_facts(struct reader *r, struct reader_facts *facts)
{
	(void)r;
	facts->segments = 1;
}

static void
close_reader(struct reader *r)
{
	free(r);
}

struct reader *
reader_of_directory(void)
{
	static const struct reader_kind kind = {
		.read = read_nothing, .facts = no_facts, .close = close_reader};
	struct reader *r = memory_zero(1, sizeof *r);

	r->kind = &kind;
	r->container = "directory";
	r->sector_size = 512;
	r->grain = BYTES_WINDOW;
	return r;
}

bool
image_is_logical(const struct image *image)
{
	return image->logical;
}

const struct entries *
image_entries(const struct image *image)
{
	return image->reader->entries;
}

int
image_folder(const struct image *image)
{
	return image->folder;
}

void
image_use_folder(struct image *image, int fd)
{
	if (image->folder >= 0 && image->folder != fd)
		close(image->folder);
	image->folder = fd;
}

/* ---- An archive ---- */

/* A compressed file that is no archive may be a compressed disk, which has to be unpacked first. */
int
image_take_archive(struct image *image, struct error *e)
{
	const struct holder_kind *kind = holder_recognise(image_bytes(image));
	struct member m = {.nextents = 0};
	struct holder *h = NULL;
	struct error broken = {0};
	const char *format;
	int r;

	if (!kind || holder_open(&h, kind, image_bytes(image), &broken))
		return error_set(e, ERROR_INPUT, "%s", broken.text);
	r = holder_next(h, &m, &broken);
	format = holder_format(h);
	holder_close(&h);
	member_release(&m);
	if (r <= 0 || strcmp(format, "raw") == 0)
		return error_set(e, ERROR_INPUT, "no archive is in it");
	image->reader->container = format;
	image->logical = true;
	return 0;
}
