/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG by libjpeg-turbo, row by row. */
#include <stdio.h>
/* jpeglib.h wants the one above first. */
#include <jpeglib.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/memory.h"
#include "pixels/decoder.h"

/* Where both sides stay this long, decoding at half the size leaves the digest within its bound. */
#define SIDE_HALVED ((uint32_t)4 * PDQ_SIDE)

struct reader {
	struct jpeg_decompress_struct jpeg;
	struct jpeg_error_mgr errors;
	struct jpeg_source_mgr source;
	jmp_buf out;
	struct bytes *b;
	uint64_t at;
	unsigned char *memory, *row;
	struct error *e;
};

static bool
knows(const unsigned char *p, size_t n)
{
	return n >= 3 && p[0] == 0xff && p[1] == 0xd8 && p[2] == 0xff;
}

/* ---- What the library calls ---- */

_Noreturn static void
fail(j_common_ptr jpeg)
{
	struct reader *r = (struct reader *)jpeg->client_data;
	char why[JMSG_LENGTH_MAX];

	jpeg->err->format_message(jpeg, why);
	decoder_error(r->e, why);
	longjmp(r->out, 1);
}

static void
say_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

static void
begin_source(j_decompress_ptr jpeg)
{
	(void)jpeg;
}

/* Behind the end stands an end marker, so that a cut picture is decoded as far as it goes. */
static boolean
fill(j_decompress_ptr jpeg)
{
	static const JOCTET end[] = {0xff, JPEG_EOI};
	struct reader *r = (struct reader *)jpeg->client_data;
	size_t got;
	const unsigned char *p = bytes_view(r->b, r->at, BYTES_WINDOW, &got);

	jpeg->src->next_input_byte = p ? p : end;
	jpeg->src->bytes_in_buffer = p ? got : sizeof end;
	r->at += p ? got : 0;
	return TRUE;
}

static void
skip(j_decompress_ptr jpeg, long n)
{
	struct reader *r = (struct reader *)jpeg->client_data;
	size_t have = jpeg->src->bytes_in_buffer;

	if (n <= 0)
		return;
	if ((size_t)n <= have) {
		jpeg->src->next_input_byte += n;
		jpeg->src->bytes_in_buffer -= (size_t)n;
		return;
	}
	r->at += (size_t)n - have;
	jpeg->src->bytes_in_buffer = 0;
}

static void
open_jpeg(struct reader *r)
{
	r->jpeg.err = jpeg_std_error(&r->errors);
	r->errors.error_exit = fail;
	r->errors.output_message = say_nothing;
	r->jpeg.client_data = r;
	jpeg_create_decompress(&r->jpeg);
	r->jpeg.client_data = r;
	r->source = (struct jpeg_source_mgr){.init_source = begin_source,
					     .fill_input_buffer = fill,
					     .skip_input_data = skip,
					     .resync_to_restart = jpeg_resync_to_restart,
					     .term_source = begin_source};
	r->jpeg.src = &r->source;
}

/* ---- Painting ---- */

/* Four inks as printers' programs store them, the wrong way round when Adobe wrote them. */
static void
mix_inks(unsigned char *row, uint32_t width, bool inverted)
{
	for (uint32_t x = 0; x < width; x++) {
		unsigned char *p = row + (size_t)x * 4;
		unsigned black = inverted ? p[3] : 255u - p[3];

		for (unsigned k = 0; k < 3; k++) {
			unsigned ink = inverted ? p[k] : 255u - p[k];

			p[k] = (unsigned char)((ink * black + 127) / 255);
		}
	}
}

static void
choose_output(struct jpeg_decompress_struct *j)
{
	if (j->jpeg_color_space == JCS_GRAYSCALE)
		j->out_color_space = JCS_GRAYSCALE;
	else if (j->jpeg_color_space == JCS_CMYK || j->jpeg_color_space == JCS_YCCK)
		j->out_color_space = JCS_CMYK;
	else
		j->out_color_space = JCS_RGB;
	j->scale_num = 1;
	j->scale_denom = j->image_width >= SIDE_HALVED && j->image_height >= SIDE_HALVED ? 2 : 1;
}

static int
paint(struct reader *r, struct canvas *c)
{
	struct jpeg_decompress_struct *j = &r->jpeg;
	bool inks;

	jpeg_read_header(j, TRUE);
	choose_output(j);
	jpeg_start_decompress(j);
	if (!canvas_begin(c, j->output_width, j->output_height))
		return decoder_error(r->e, "it is too large");
	inks = j->out_color_space == JCS_CMYK;
	/* Off by one: aligned rows are written past the cache, and we read them next. */
	r->memory = memory_new((size_t)j->output_width * (size_t)j->output_components + 1);
	r->row = r->memory + 1;
	while (j->output_scanline < j->output_height) {
		uint32_t wanted = canvas_wants(c), y = j->output_scanline;

		if (wanted > y) {
			jpeg_skip_scanlines(j, wanted - y);
			continue;
		}
		jpeg_read_scanlines(j, &r->row, 1);
		if (inks)
			mix_inks(r->row, j->output_width, j->saw_Adobe_marker);
		canvas_row(c, y, r->row, (size_t)j->output_components, j->output_components >= 3);
	}
	c->damaged = j->err->num_warnings > 0;
	return 0;
}

static int
decode(struct bytes *b, struct canvas *c, struct error *e)
{
	struct reader *r = memory_zero(1, sizeof *r);
	int status = -1;

	r->b = b;
	r->e = e;
	if (setjmp(r->out) == 0) {
		open_jpeg(r);
		status = paint(r, c);
	}
	jpeg_destroy_decompress(&r->jpeg);
	free(r->memory);
	free(r);
	return status;
}

const struct decoder decoder_jpeg = {"libjpeg", knows, decode};
