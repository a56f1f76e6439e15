/* SPDX-License-Identifier: Apache-2.0 */
#include "report/icc.h"

#include <stdint.h>

static void
put(struct buffer *out, uint32_t v)
{
	const char bytes[4] = {(char)(v >> 24), (char)(v >> 16), (char)(v >> 8), (char)v};
	buffer_add(out, bytes, sizeof bytes);
}

/* s15Fixed16Number, from ten-thousandths of ten-thousandths so that no rounding depends on the
 * machine. */
static void
put_fixed(struct buffer *out, int64_t hundred_millionths)
{
	int64_t scaled = hundred_millionths * 65536;
	int64_t half = scaled < 0 ? -50000000 : 50000000;
	put(out, (uint32_t)(int32_t)((scaled + half) / 100000000));
}

static void
put_text(struct buffer *out, const char *text)
{
	put(out, 0x6D6C7563); /* mluc */
	put(out, 0);
	put(out, 1);
	put(out, 12);
	put(out, 0x656E5553); /* enUS */
	put(out, (uint32_t)strlen(text) * 2);
	put(out, 28);
	for (; *text; text++) {
		buffer_add_byte(out, 0);
		buffer_add_byte(out, *text);
	}
	while (out->n % 4 != 0)
		buffer_add_byte(out, 0);
}

static void
put_xyz(struct buffer *out, int64_t x, int64_t y, int64_t z)
{
	put(out, 0x58595A20); /* XYZ */
	put(out, 0);
	put_fixed(out, x);
	put_fixed(out, y);
	put_fixed(out, z);
}

/* The curve of IEC 61966-2-1 as its four pieces of a parametric curve. */
static void
put_curve(struct buffer *out)
{
	put(out, 0x70617261); /* para */
	put(out, 0);
	put(out, 3U << 16);
	put_fixed(out, 240000000);
	put_fixed(out, 94786730);
	put_fixed(out, 5213270);
	put_fixed(out, 7739938);
	put_fixed(out, 4045000);
}

/* From D65 to the connection space's D50 (Bradford). */
static void
put_adaptation(struct buffer *out)
{
	static const int64_t m[] = {104781120, 2288660, -5012700, 2954240, 99048440,
				    -1704910,  -923450, 1504360,  75213160};
	put(out, 0x73663332); /* sf32 */
	put(out, 0);
	for (size_t i = 0; i < 9; i++)
		put_fixed(out, m[i]);
}

static void
put_data(struct buffer *data, size_t at[10])
{
	at[0] = data->n, put_text(data, "sRGB IEC61966-2.1");
	at[1] = data->n, put_text(data, "No copyright, use freely");
	at[2] = data->n, put_xyz(data, 96420288, 100000000, 82490540);
	at[3] = data->n, put_xyz(data, 43606570, 22248840, 1391600);
	at[4] = data->n, put_xyz(data, 38514710, 71687320, 9707640);
	at[5] = data->n, put_xyz(data, 14306640, 6060790, 71409610);
	at[6] = at[7] = at[8] = data->n, put_curve(data);
	at[9] = data->n, put_adaptation(data);
}

static void
put_header(struct buffer *out, size_t size)
{
	static const uint32_t words[] = {
		0,
		0x04300000,
		0x6D6E7472,
		0x52474220,
		0x58595A20, /* mntr RGB XYZ */
		2026 << 16 | 1,
		1U << 16,
		0,
		0x61637370, /* a date of no meaning; acsp */
	};
	put(out, (uint32_t)size);
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		put(out, words[i]);
	while (out->n < 68)
		put(out, 0);
	put_fixed(out, 96420288);
	put_fixed(out, 100000000);
	put_fixed(out, 82490540);
	while (out->n < 128)
		put(out, 0);
}

void
icc_srgb(struct buffer *out)
{
	static const uint32_t tags[] = {
		0x64657363, 0x63707274, 0x77747074,
		0x7258595A, 0x6758595A, /* desc cprt wtpt rXYZ */
		0x6258595A, 0x72545243, 0x67545243,
		0x62545243, 0x63686164, /* gXYZ bXYZ ?TRC chad */
	};
	struct buffer data = BUFFER_EMPTY;
	size_t at[11], n = sizeof tags / sizeof *tags, begin = 128 + 4 + 12 * n;
	put_data(&data, at);
	at[n] = data.n;
	put_header(out, begin + data.n);
	put(out, (uint32_t)n);
	for (size_t i = 0; i < n; i++) {
		size_t next = i;
		while (at[next] == at[i])
			next++;
		put(out, tags[i]);
		put(out, (uint32_t)(begin + at[i]));
		put(out, (uint32_t)(at[next] - at[i]));
	}
	buffer_add(out, data.data, data.n);
	buffer_release(&data);
}
