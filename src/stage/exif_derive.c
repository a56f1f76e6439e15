/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_derive.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "record/json.h"

void
exif_set_object(struct item *item, const char *key, struct buffer *json)
{
	if (json->n > 2) /* more than {} */
		edit_set(item->edit, key, buffer_span(json));
	buffer_release(json);
}

/* ---- Device ---- */

/* Where each part of it may stand, the surest place first. */
static const struct {
	const char *part, *group, *tag;
} places[] = {
	{"make", "IFD0", "Make"},
	{"make", "XMP-tiff", "Make"},
	{"make", "Keys", "Make"},
	{"make", "UserData", "Make"},
	{"make", "ItemList", "Make"},
	{"make", "Keys", "AndroidMake"},
	{"make", "RIFF", "Make"},
	{"make", "Matroska", "Make"},
	{"make", "XML", "DeviceManufacturer"},
	{"make", "H264", "Make"},
	{"make", "ASF", "Make"},
	{"make", "CIFF", "Make"},
	{"make", "CanonRaw", "Make"},
	{"make", "SigmaRaw", "Make"},
	{"model", "IFD0", "Model"},
	{"model", "IFD0", "UniqueCameraModel"},
	{"model", "XMP-tiff", "Model"},
	{"model", "Keys", "Model"},
	{"model", "UserData", "Model"},
	{"model", "ItemList", "Model"},
	{"model", "Keys", "AndroidModel"},
	{"model", "GoPro", "Model"},
	{"model", "RIFF", "Model"},
	{"model", "Insta360", "Model"},
	{"model", "DJI", "Model"},
	{"model", "Matroska", "Model"},
	{"model", "XML", "DeviceModelName"},
	{"model", "H264", "Model"},
	{"model", "ASF", "Model"},
	{"model", "CIFF", "Model"},
	{"model", "CanonRaw", "Model"},
	{"model", "SigmaRaw", "Model"},
	{"serial", "ExifIFD", "BodySerialNumber"},
	{"serial", "IFD0", "CameraSerialNumber"},
	{"serial", "MakerNotes", "SerialNumber"},
	{"serial", "MakerNotes", "InternalSerialNumber"},
	{"serial", "XMP-exifEX", "BodySerialNumber"},
	{"serial", "XMP-aux", "SerialNumber"},
	{"serial", "GoPro", "CameraSerialNumber"},
	{"serial", "CIFF", "SerialNumber"},
	{"serial", "CanonRaw", "SerialNumber"},
	{"serial", "SigmaRaw", "SerialNumber"},
	{"serial", "PictureInfo", "SerialNumber"},
	{"serial", "XML", "DeviceSerialNo"},
	{"serial", "H264", "SerialNumber"},
	{"serial", "Keys", "SerialNumber"},
	{"serial", "UserData", "SerialNumber"},
	{"serial", "Insta360", "SerialNumber"},
	{"serial", "DJI", "SerialNumber"},
	{"serial", "Matroska", "SerialNumber"},
	{"serial", "XMP-drone-dji", "CameraSerialNumber"},
	{"serial", "XMP-drone-dji", "DroneSerialNumber"},
	{"serial", "XMP-microsoft", "CameraSerialNumber"},
	{"lens_serial", "ExifIFD", "LensSerialNumber"},
	{"lens_serial", "MakerNotes", "LensSerialNumber"},
	{"lens_serial", "XMP-exifEX", "LensSerialNumber"},
	{"lens_serial", "XMP-aux", "LensSerialNumber"},
	{"lens_serial", "UserData", "LensSerialNumber"},
	{"lens_serial", "GoPro", "LensSerialNumber"},
	{"owner", "ExifIFD", "CameraOwnerName"},
	{"owner", "MakerNotes", "OwnerName"},
	{"owner", "XMP-exifEX", "CameraOwnerName"},
	{"owner", "XMP-aux", "OwnerName"},
	{"owner", "CIFF", "OwnerName"},
	{"owner", "CanonRaw", "OwnerName"},
	{"software", "IFD0", "Software"},
	{"software", "XMP-xmp", "CreatorTool"},
	{"software", "CanonRaw", "CanonFirmwareVersion"},
	{"software", "SigmaRaw", "FirmwareVersion"},
	{"software", "Keys", "Software"},
	{"software", "UserData", "SoftwareVersion"},
	{"software", "UserData", "FirmwareVersion"},
	{"software", "GoPro", "FirmwareVersion"},
	{"software", "Insta360", "FirmwareVersion"},
	{"software", "ItemList", "Software"},
	{"software", "RIFF", "Software"},
	{"software", "PNG", "Software"},
	{"software", "ItemList", "Encoder"},
	{"software", "Matroska", "WritingApp"},
	{"software", "IPTC", "OriginatingProgram"},
};

/*
 * Canon stores the serial number as a number and says beside it how the body shows it: decimal, or
 * a hexadecimal and a decimal half.
 */
static void
canon_serial(const struct facts *f, const char *group, struct buffer *text)
{
	double serial, format = 0;
	char shown[16];
	uint32_t v;

	if (facts_numbers(f, group, "SerialNumber", &serial, 1) != 1 ||
	    !(serial >= 0 && serial <= UINT32_MAX))
		return;
	v = (uint32_t)serial;
	facts_numbers(f, group, "SerialNumberFormat", &format, 1);
	if (format == 0x90000000u)
		snprintf(shown, sizeof shown, "%04X%05u", v >> 16, v & 0xffff);
	else
		snprintf(shown, sizeof shown, "%010u", v);
	buffer_clear(text);
	buffer_add_text(text, shown);
}

/* Sony's and others' numbers are bytes: hexadecimal, as the makers' own programs show them. */
static bool
bytes_serial(const struct facts *f, const char *group, const char *tag, struct buffer *text)
{
	double v[16];
	size_t n = facts_numbers(f, group, tag, v, 16);

	if (n < 2)
		return false;
	for (size_t i = 0; i < n; i++) {
		unsigned char byte = v[i] >= 0 && v[i] < 256 ? (unsigned char)v[i] : 0;

		text_hex(text, &byte, 1);
	}
	return true;
}

/* Nikon's "NO= 10 0005e5" and Olympus' blanks: the number alone. */
static void
strip_label(struct buffer *text)
{
	const char *p = buffer_text(text);
	size_t skip = strncasecmp(p, "NO=", 3) == 0 ? 3 : 0;

	skip += strspn(p + skip, " ");
	memmove(text->data, text->data + skip, text->n - skip);
	text->n -= skip;
	while (text->n && text->data[text->n - 1] == ' ')
		text->n--;
}

static bool
is_serial(size_t i)
{
	return strstr(places[i].part, "serial") != NULL;
}

/* The part's text at place i; false: it says nothing. */
static bool
part_text(const struct facts *f, size_t i, struct buffer *text)
{
	buffer_clear(text);
	if (facts_text(f, places[i].group, places[i].tag, text) &&
	    !(is_serial(i) && bytes_serial(f, places[i].group, places[i].tag, text)))
		return false;
	if (is_serial(i) && text->n)
		strip_label(text);
	if (strcmp(places[i].tag, "SerialNumber") == 0 &&
	    (strcmp(places[i].group, "MakerNotes") == 0 ||
	     strcmp(places[i].group, "CanonRaw") == 0 || strcmp(places[i].group, "CIFF") == 0))
		canon_serial(f, places[i].group, text);
	return strspn(buffer_text(text), " 0-") != text->n;
}

/* Equal but for case, blanks and leading zeros? */
static bool
same_number(const char *a, const char *b)
{
	a += strspn(a, " 0");
	b += strspn(b, " 0");
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
}

/* Two of several blocks may name different devices: an edited or a forged file. */
static void
note_conflict(const struct facts *f, size_t held, size_t other, struct item *item)
{
	struct buffer a = BUFFER_EMPTY, b = BUFFER_EMPTY;

	if (part_text(f, held, &a) && part_text(f, other, &b) &&
	    !same_number(buffer_text(&a), buffer_text(&b)))
		item_note(item, NOTE_WARNING, "%s:%s says \"%.60s\", but %s:%s says \"%.60s\"",
			  places[held].group, places[held].tag, buffer_text(&a),
			  places[other].group, places[other].tag, buffer_text(&b));
	buffer_release(&a);
	buffer_release(&b);
}

/* Only names and numbers that cameras give themselves; owners and programs change rightly. */
static bool
must_agree(size_t i)
{
	const char *part = places[i].part;

	return strcmp(places[i].tag, "InternalSerialNumber") != 0 &&
	       strcmp(places[i].tag, "UniqueCameraModel") != 0 &&
	       (strcmp(part, "make") == 0 || strcmp(part, "model") == 0 ||
		strcmp(part, "serial") == 0 || strcmp(part, "lens_serial") == 0);
}

void
exif_set_device(const struct facts *f, struct item *item)
{
	struct buffer json = BUFFER_EMPTY, tags = BUFFER_EMPTY, text = BUFFER_EMPTY;
	const char *last = "";
	char tag[FACT_TAG_MAX * 2];
	size_t held = 0;

	buffer_add_byte(&json, '{');
	buffer_add_byte(&tags, '{');
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		if (!part_text(f, i, &text))
			continue;
		if (strcmp(places[i].part, last) == 0) {
			if (must_agree(i) && must_agree(held))
				note_conflict(f, held, i, item);
			continue;
		}
		last = places[i].part;
		held = i;
		json_member_span(&json, last, buffer_span(&text));
		snprintf(tag, sizeof tag, "%s:%s", places[i].group, places[i].tag);
		json_member_text(&tags, last, tag);
	}
	buffer_add_byte(&tags, '}');
	if (tags.n > 2)
		json_member_raw(&json, "tags", buffer_span(&tags));
	buffer_add_byte(&json, '}');
	exif_set_object(item, "device", &json);
	buffer_release(&tags);
	buffer_release(&text);
}
