/* SPDX-License-Identifier: Apache-2.0 */
/* Containers that libtsk's image layer reads: AFF (through AFFLIB). */
#include <config.h>
#include <stdlib.h>
#include <string.h>
#include <tsk/libtsk.h>

#include "base/memory.h"
#include "evidence/filesystem.h"
#include "evidence/reader.h"

#define STEP ((size_t)65536)

struct libtsk {
	struct reader reader;
	TSK_IMG_INFO *tsk;
};

static void
libtsk_read(struct reader *r, uint64_t offset, unsigned char *buf, size_t n)
{
	struct libtsk *x = (struct libtsk *)r;

	while (n) {
		size_t step = n < STEP ? n : STEP;
		ssize_t got = tsk_img_read(x->tsk, (TSK_OFF_T)offset, (char *)buf, step);
		size_t good = got > 0 ? (size_t)got : 0;

		if (good < step) {
			memset(buf + good, 0, step - good);
			faults_add(&r->faults, offset + good, step - good);
			tsk_error_reset();
		}
		offset += step;
		buf += step;
		n -= step;
	}
}

static void
libtsk_facts(struct reader *r, struct reader_facts *facts)
{
	(void)r;
	facts->segments = 1;
}

static void
libtsk_close(struct reader *r)
{
	struct libtsk *x = (struct libtsk *)r;

	tsk_img_close(x->tsk);
	free(x);
}

/* The libraries below libtsk add a trace of calls, a line each: the first says enough. */
static int
refuse(const char *path, const char *container, struct error *e)
{
	const char *text = filesystem_tsk_error();

	return error_set(e, ERROR_INPUT, "%s cannot be read as %s, it may be damaged: %.*s", path,
			 container, (int)strcspn(text, "\r\n"), text);
}

static int
libtsk_open(struct reader **out, const char *path, TSK_IMG_TYPE_ENUM type, const char *container,
	    struct error *e)
{
	static const struct reader_kind kind = {libtsk_read, NULL, libtsk_facts, libtsk_close};
	TSK_IMG_INFO *tsk = tsk_img_open_utf8_sing(path, type, 0);
	struct libtsk *x;

	if (!tsk)
		return refuse(path, container, e);
	if (tsk->size <= 0) {
		tsk_img_close(tsk);
		return error_set(e, ERROR_INPUT, "%s holds a device of size 0", path);
	}
	x = memory_zero(1, sizeof *x);
	x->tsk = tsk;
	reader_init(&x->reader, &kind, container, (uint64_t)tsk->size, STEP);
	if (tsk->sector_size)
		x->reader.sector_size = tsk->sector_size;
	*out = &x->reader;
	return 0;
}

int
reader_open_aff(struct reader **out, const char *path, struct error *e)
{
	return libtsk_open(out, path, TSK_IMG_TYPE_AFF_AFF, "aff", e);
}
