/* SPDX-License-Identifier: Apache-2.0 */
/* Blocks of bytes inside maker notes, laid out by model, mixed or enciphered. */
#include <stdio.h>
#include <string.h>

#include "stage/exif_maker.h"

/* Does the model begin with one of these? NULL ends the list. */
static bool
model_is(const struct maker_note *n, const char *const names[])
{
	for (; *names; names++)
		if (strncmp(n->model, *names, strlen(*names)) == 0)
			return true;
	return false;
}

/* ---- Canon ---- */

void
maker_take_canon_serial(struct maker_note *n, const unsigned char *data, size_t size)
{
	/* those of the EOS 5D stand behind a head */
	size_t skip = strstr(n->model, "EOS 5D") ? 9 : 0;

	if (size > skip)
		maker_add_text(n, "InternalSerialNumber", data + skip, size - skip);
}

/* Lenses' numbers in the block that describes the camera; their place is known for few models. */
void
maker_take_canon_camera(struct maker_note *n, const unsigned char *data, size_t size)
{
	static const struct {
		const char *model;
		size_t at;
	} places[] = {{"EOS 5D Mark III", 0x164}, {"EOS 5DS", 0x16b}};

	for (size_t i = 0; i < sizeof places / sizeof *places; i++)
		if (strstr(n->model, places[i].model) && size >= places[i].at + 5)
			maker_add_hex(n, "LensSerialNumber", data + places[i].at, 5);
}

/* Not every model fills it. */
void
maker_take_canon_lens(struct maker_note *n, const unsigned char *data, size_t size)
{
	if (size == 5 && be32(data))
		maker_add_hex(n, "LensSerialNumber", data, size);
}

/* ---- Pentax ---- */

void
maker_take_pentax_date(struct maker_note *n, const unsigned char *data, size_t size)
{
	n->date = size == 4 ? be32(data) : 0;
}

void
maker_take_pentax_time(struct maker_note *n, const unsigned char *data, size_t size)
{
	n->time = size == 3 ? (uint32_t)data[0] << 24 | (uint32_t)data[1] << 16 |
				      (uint32_t)data[2] << 8
			    : 0;
}

/* Exposures so far, mixed with the picture's own date and time, which stand before it. */
void
maker_take_pentax_count(struct maker_note *n, const unsigned char *data, size_t size)
{
	if (size == 4 && n->date)
		maker_add_number(n, "ShutterCount", be32(data) ^ n->date ^ ~n->time);
}

/* ---- Sony ---- */

/* Pairs of digits in reverse order: 12345678 is stored as 78563412. */
void
maker_take_sony_serial(struct maker_note *n, const unsigned char *data, size_t size)
{
	unsigned char text[8];

	if (size < 8)
		return;
	for (size_t i = 0; i < 8; i += 2) {
		text[i] = data[6 - i];
		text[i + 1] = data[7 - i];
		if (text[i] < '0' || text[i] > '9' || text[i + 1] < '0' || text[i + 1] > '9')
			return;
	}
	maker_add_text(n, "SerialNumber", text, sizeof text);
}

/* A byte is enciphered as its third power modulo 249; those from 249 on stand as they are. */
static void
decipher(const unsigned char *data, size_t size, unsigned char *out)
{
	unsigned char plain[256];

	for (unsigned i = 0; i < 256; i++)
		plain[i] = (unsigned char)i;
	for (unsigned i = 2; i < 248; i++)
		plain[i * i * i % 249] = (unsigned char)i;
	for (size_t i = 0; i < size; i++)
		out[i] = plain[data[i]];
}

static void
add_count(struct maker_note *n, const unsigned char *p)
{
	if (le32(p) & 0xffffff)
		maker_add_number(n, "ShutterCount", le32(p) & 0xffffff);
}

/* The layout of 2015 and before. */
static void
take_old(struct maker_note *n, const unsigned char *p)
{
	static const char *const none[] = {"Lunar", "NEX-5N", "NEX-7", "NEX-VG20E", NULL};
	static const char *const alpha[] = {"SLT-", "HV", "ILCA-", NULL};

	add_count(n, p + 0x32);
	if (model_is(n, alpha))
		maker_add_bytes(n, "InternalSerialNumber", p + 0xf0, 5);
	else if (!model_is(n, none))
		maker_add_bytes(n, "InternalSerialNumber", p + 0x7c, 4);
}

void
maker_take_sony_9050(struct maker_note *n, const unsigned char *data, size_t size)
{
	static const char *const second[] = {"ILCE-6100", "ILCE-6300", "ILCE-6400", "ILCE-6500",
					     "ILCE-6600", "ILCE-7C",   "ILCE-7M3",  "ILCE-7RM2",
					     "ILCE-7RM3", "ILCE-7RM4", "ILCE-7SM2", "ILCE-9",
					     "ILCA-99M2", "ZV-E10",    NULL};
	static const char *const third[] = {"ILCE-7M4", "ILCE-7RM5", "ILCE-7SM3", "ILME-FX3", NULL};
	static const char *const first[] = {"SLT-", "NEX-", "ILCE-", "ILCA-", "HV", "Lunar", NULL};
	unsigned char p[0x100];

	if (size < sizeof p)
		return;
	decipher(data, sizeof p, p);
	if (model_is(n, second) || model_is(n, third)) {
		add_count(n, p + 0x3a);
		maker_add_bytes(n, "InternalSerialNumber", p + 0x88, 6);
	} else if (strncmp(n->model, "ILCE-1", 6) == 0) {
		add_count(n, p + 0x3a);
		maker_add_bytes(n, "InternalSerialNumber", p + 0x8a, 6);
	} else if (model_is(n, first)) {
		take_old(n, p);
	}
}
