/* SPDX-License-Identifier: Apache-2.0 */
/* What a heap of Canon's says of its camera; names as ExifTool gives them. */
#include <stdio.h>
#include <string.h>

#include "media/ciff.h"
#include "media/tags.h"

struct taker {
	struct ciff ciff;
	struct media_tags *out;
	const char *group;
	bool eos; /* its model is one of the EOS series */
	double serial;
};

/* Two texts, a NUL behind each. */
static void
take_make_model(struct taker *t, uint64_t at, uint64_t n)
{
	size_t most = n < 256 ? (size_t)n : 256;
	const unsigned char *p = bytes_exact(t->ciff.b, at, most);
	const unsigned char *nul = p ? memchr(p, 0, most) : NULL;
	size_t make = nul ? (size_t)(nul - p) : most;

	t->eos = p && memmem(p, most, "EOS", 3);
	tags_text(t->out, t->ciff.b, t->group, "Make", at, make, MEDIA_UTF8);
	if (make + 1 < most)
		tags_text(t->out, t->ciff.b, t->group, "Model", at + make + 1, most - make - 1,
			  MEDIA_UTF8);
}

/* The clock's time, the zone in seconds, and whether that is set. */
static void
take_captured(struct taker *t, uint64_t at, uint64_t n)
{
	const unsigned char *p = n >= 4 ? bytes_exact(t->ciff.b, at, 4) : NULL;

	if (p)
		tags_clock(t->out, t->group, "DateTimeOriginal", ciff_u32(&t->ciff, p));
	p = p && n >= 12 ? bytes_exact(t->ciff.b, at + 4, 8) : NULL;
	if (p && ciff_u32(&t->ciff, p + 4) == 0x80000000u)
		t->out->number(t->out, t->group, "TimeZoneCode",
			       (double)(int32_t)ciff_u32(&t->ciff, p) / 3600);
}

/* Words: their number in bytes, then settings; the 22nd is the lens. */
static void
take_settings(struct taker *t, uint64_t at, uint64_t n)
{
	const unsigned char *p = n >= 46 ? bytes_exact(t->ciff.b, at, 46) : NULL;
	unsigned lens = p ? ciff_u16(&t->ciff, p + 44) : 0;

	if (lens && lens != 0xffff)
		t->out->number(t->out, "MakerNotes", "LensType", lens);
}

static const struct {
	unsigned number;
	const char *tag;
} texts[] = {
	{CIFF_FIRMWARE, "CanonFirmwareVersion"},
	{CIFF_OWNER, "OwnerName"},
	{CIFF_IMAGE_TYPE, "CanonImageType"},
	{CIFF_FILE_NAME, "OriginalFileName"},
};

static const struct {
	unsigned number;
	const char *tag;
} numbers[] = {
	{CIFF_FILE_NUMBER, "FileNumber"},
	{CIFF_SERIAL_FORMAT, "SerialNumberFormat"},
};

static void
take(struct ciff *self, unsigned number, uint64_t at, uint64_t n)
{
	struct taker *t = (struct taker *)self;
	const unsigned char *p = n >= 4 ? bytes_exact(self->b, at, 4) : NULL;
	double v = p ? ciff_u32(self, p) : 0;

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (texts[i].number == number)
			tags_text(t->out, self->b, t->group, texts[i].tag, at, n, MEDIA_UTF8);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (numbers[i].number == number && p)
			t->out->number(t->out, t->group, numbers[i].tag, v);
	if (number == CIFF_MAKE_MODEL)
		take_make_model(t, at, n);
	else if (number == CIFF_CAPTURED)
		take_captured(t, at, n);
	else if (number == CIFF_CAMERA_SETTINGS)
		take_settings(t, at, n);
	else if (number == CIFF_SERIAL && p)
		t->serial = v;
}

void
ciff_tags(struct bytes *b, uint64_t at, uint64_t end, const char *group, struct media_tags *out)
{
	struct taker t = {.ciff = {.take = take}, .out = out, .group = group};
	uint64_t head;

	end = end < b->size ? end : b->size;
	head = at < end && end - at >= CIFF_HEAD ? ciff_open(&t.ciff, b, at) : 0;
	if (!head || head >= end - at)
		return;
	(void)ciff_each(&t.ciff, at + head, end);
	/* With PowerShots this number is something else. */
	if (t.serial > 0 && t.eos)
		out->number(out, group, "SerialNumber", t.serial);
}
