/* SPDX-License-Identifier: Apache-2.0 */
/* What containers of films say of themselves, from files put together here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants the four above first. */
#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "media/isobmff.h"
#include "media/mdpm.h"
#include "media/tags.h"
#include "seed.h"

/* Lists "Group:Tag=value;". */
struct listing {
	struct media_tags tags;
	struct buffer text;
};

static void
list_text(struct media_tags *self, const char *group, const char *tag, const unsigned char *p,
	  size_t n, enum media_text coding)
{
	struct listing *l = (struct listing *)self;

	buffer_add_format(&l->text, "%s:%s%s=", group, tag,
			  coding == MEDIA_UTF8	    ? ""
			  : coding == MEDIA_UTF16LE ? "(le)"
						    : "(be)");
	for (size_t i = 0; i < n; i++)
		if (p[i])
			buffer_add_byte(&l->text, (char)p[i]);
	buffer_add_byte(&l->text, ';');
}

static void
list_time(struct media_tags *self, const char *group, const char *tag, int64_t seconds)
{
	struct listing *l = (struct listing *)self;

	buffer_add_format(&l->text, "%s:%s=%lld;", group, tag, (long long)seconds);
}

static void
list_number(struct media_tags *self, const char *group, const char *tag, double value)
{
	struct listing *l = (struct listing *)self;

	buffer_add_format(&l->text, "%s:%s=%g;", group, tag, value);
}

static void
expect(void (*tags)(struct bytes *b, struct media_tags *out), const struct buffer *file,
       const char *wanted)
{
	struct listing l = {{list_text, list_time, list_number}, BUFFER_EMPTY};
	struct bytes_memory m;

	bytes_memory_init(&m, file->data, file->n);
	tags(&m.bytes, &l.tags);
	assert_string_equal(buffer_text(&l.text), wanted);
	/* Whatever is cut off: no crash, and nothing that was not there. */
	for (size_t n = 0; n < file->n; n++) {
		buffer_clear(&l.text);
		bytes_memory_init(&m, file->data, n);
		tags(&m.bytes, &l.tags);
		assert_true(l.text.n <= strlen(wanted));
	}
	buffer_release(&l.text);
}

static void
put32(struct buffer *b, uint32_t v)
{
	const unsigned char p[] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
				   (unsigned char)(v >> 8), (unsigned char)v};

	buffer_add(b, p, 4);
}

static void
put16(struct buffer *b, unsigned v)
{
	const unsigned char p[] = {(unsigned char)(v >> 8), (unsigned char)v};

	buffer_add(b, p, 2);
}

static size_t
begin(struct buffer *b, const char *type)
{
	put32(b, 0);
	buffer_add(b, type, 4);
	return b->n - 8;
}

static void
end(struct buffer *b, size_t at)
{
	uint32_t n = (uint32_t)(b->n - at);
	struct buffer size = BUFFER_EMPTY;

	put32(&size, n);
	memcpy(b->data + at, size.data, 4);
	buffer_release(&size);
}

static void
international(struct buffer *b, const char *type, const char *text)
{
	size_t at = begin(b, type);

	put16(b, (unsigned)strlen(text));
	put16(b, 0x15c7);
	buffer_add_text(b, text);
	end(b, at);
}

static void
key_value(struct buffer *b, uint32_t number, const char *text)
{
	size_t entry = b->n, data;

	put32(b, 0);
	put32(b, number);
	data = begin(b, "data");
	put32(b, 1);
	put32(b, 0);
	buffer_add_text(b, text);
	end(b, data);
	end(b, entry);
}

static void
a_key(struct buffer *b, const char *name)
{
	size_t at = begin(b, "mdta");

	buffer_add_text(b, name);
	end(b, at);
}

static void
movie_of_a_phone(void **state)
{
	struct buffer f = BUFFER_EMPTY;
	size_t moov, box, list;

	(void)state;
	moov = begin(&f, "moov");
	box = begin(&f, "mvhd");
	put32(&f, 0);
	put32(&f, 2082844800u + 1000);
	put32(&f, 2082844800u + 2000);
	put32(&f, 600);
	put32(&f, 900);
	end(&f, box);
	box = begin(&f, "udta");
	international(&f, "\251mak", "Apple");
	international(&f, "\251xyz", "+10.5-106.25/");
	end(&f, box);
	box = begin(&f, "meta");
	list = begin(&f, "keys");
	put32(&f, 0);
	put32(&f, 2);
	a_key(&f, "com.apple.quicktime.model");
	a_key(&f, "com.maker.some-thing.new");
	end(&f, list);
	list = begin(&f, "ilst");
	key_value(&f, 1, "iPhone");
	key_value(&f, 2, "x");
	key_value(&f, 3, "no such key");
	end(&f, list);
	end(&f, box);
	end(&f, moov);
	expect(isobmff_tags, &f,
	       "QuickTime:CreateDate=1000;QuickTime:ModifyDate=2000;QuickTime:Duration=1.5;"
	       "UserData:Make=Apple;UserData:GPSCoordinates=+10.5-106.25/;Keys:Model=iPhone;"
	       "Keys:MakerSomeThingNew=x;");
	buffer_release(&f);
}

static void
action_camera(void **state)
{
	static const unsigned char gpmf[] = "DEVC\0\1\0\30"
					    "CASNc\16\0\1C3111111111111\0\0";
	struct buffer f = BUFFER_EMPTY;
	size_t moov, udta, box;

	(void)state;
	moov = begin(&f, "moov");
	udta = begin(&f, "udta");
	box = begin(&f, "FIRM");
	buffer_add_text(&f, "HD5.02");
	end(&f, box);
	box = begin(&f, "GPMF");
	buffer_add(&f, gpmf, sizeof gpmf - 1);
	end(&f, box);
	end(&f, udta);
	end(&f, moov);
	expect(isobmff_tags, &f,
	       "UserData:FirmwareVersion=HD5.02;GoPro:CameraSerialNumber=C3111111111111;");
	buffer_release(&f);
}

static void
avi_of_a_camera(void **state)
{
	static const char file[] = "RIFF\72\0\0\0AVI "
				   "LIST\46\0\0\0hdrl"
				   "IDIT\32\0\0\0Mon May 06 07:08:09 2024\n\0"
				   "JUNK\0\0\0\0";
	struct buffer f = BUFFER_EMPTY;

	(void)state;
	buffer_add(&f, file, sizeof file - 1);
	expect(riff_tags, &f, "RIFF:DateTimeOriginal=Mon May 06 07:08:09 2024\n;");
	buffer_release(&f);
}

static void
matroska_of_a_program(void **state)
{
	static const unsigned char file[] = "\x1a\x45\xdf\xa3\x80"
					    "\x18\x53\x80\x67\xb2"
					    "\x15\x49\xa9\x66\x93"
					    "\x4d\x80\x81m"
					    "\x57\x41\x81w"
					    "\x44\x61\x88\0\0\0\0\x77\x35\x94\0"
					    "\x12\x54\xc3\x67\x95"
					    "\x73\x73\x92"
					    "\x67\xc8\x8f"
					    "\x45\xa3\x86M_NAME\x44\x87\x83val";
	struct buffer f = BUFFER_EMPTY;

	(void)state;
	buffer_add(&f, file, sizeof file - 1);
	expect(matroska_tags, &f,
	       "Matroska:MuxingApp=m;Matroska:WritingApp=w;Matroska:DateTimeOriginal=978307202;"
	       "Matroska:MName=val;");
	buffer_release(&f);
}

/* The files are seeds of the fuzz target, made by what their names say. */
static void
expect_seed(void (*tags)(struct bytes *b, struct media_tags *out), const char *name,
	    const char *wanted)
{
	struct buffer file = BUFFER_EMPTY;

	seed_read(name, &file);
	expect(tags, &file, wanted);
	buffer_release(&file);
}

static void
segments_of_makers(void **state)
{
	(void)state;
	expect_seed(jpeg_tags, "tags/gopro",
		    "GoPro:DeviceName=Drawn;GoPro:CameraSerialNumber=C1234567;GoPro:Model=Cam1;"
		    "GoPro:GPSCoordinates=+21.0283330+105.8500000+12.500/;");
	expect_seed(jpeg_tags, "tags/bad-gopro", "");
	expect_seed(jpeg_tags, "tags/ciff",
		    "CIFF:Make=Canon;CIFF:Model=Drawn Camera;CIFF:OwnerName=An Owner;"
		    "CIFF:DateTimeOriginal=2001:09:09 01:46:40;");
	expect_seed(jpeg_tags, "tags/bad-ciff", "");
	expect_seed(jpeg_tags, "tags/picture-info",
		    "PictureInfo:ID=DRAWN DIGITAL CAMERA;PictureInfo:SerialNumber=#00000001;");
}

static void
camcorders(void **state)
{
	(void)state;
	expect_seed(mdpm_file_tags, "tags/mdpm",
		    "H264:DateTimeOriginal=2026:11:23 05:30:00+07:00;H264:Make=Sony;"
		    "H264:Model=HDR-XX1;H264:GPSCoordinates=+21.0166667+105.8500000/;");
	expect_seed(isobmff_tags, "tags/sony-xml",
		    "XML:DeviceManufacturer=Sony;XML:DeviceModelName=ILCE-0;"
		    "XML:DeviceSerialNo=1234567;XML:CreationDateValue=2026-11-23T05:30:00+07:00;");
	expect_seed(isobmff_tags, "tags/bad-sony-xml", "");
	expect_seed(riff_tags, "tags/nikon-avi", "RIFF:Make=Drawn;RIFF:Model=Cam;");
}

static void
streams(void **state)
{
	(void)state;
	expect_seed(flv_tags, "tags/flv", "FLV:CreationDate=2026-11-23;");
	expect_seed(ogg_tags, "tags/ogg",
		    "Vorbis:Vendor=drawn;Vorbis:Date=2026-11-23;Vorbis:Artist=An;");
	expect_seed(ogg_tags, "tags/bad-ogg", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(movie_of_a_phone),
		cmocka_unit_test(action_camera),
		cmocka_unit_test(avi_of_a_camera),
		cmocka_unit_test(matroska_of_a_program),
		cmocka_unit_test(segments_of_makers),
		cmocka_unit_test(camcorders),
		cmocka_unit_test(streams),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
