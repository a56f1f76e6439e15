/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "record/json.h"
#include "record/record.h"

void
facts_clear(struct facts *f)
{
	buffer_clear(&f->text);
	if (f->n)
		memset(f->slots, 0, 2 * f->cap * sizeof *f->slots);
	f->n = 0;
	f->groups = 0;
	f->dropped = f->undefined = 0;
	f->first_undefined[0] = '\0';
	f->outside = f->lost = f->untyped = 0;
}

void
facts_release(struct facts *f)
{
	buffer_release(&f->text);
	free(f->v);
	free(f->slots);
	memset(f, 0, sizeof *f);
}

static uint32_t
mark_of(const char *group, const char *tag)
{
	uint32_t mark = 2166136261u;

	for (; *group; group++)
		mark = (mark ^ (unsigned char)*group) * 16777619u;
	for (; *tag; tag++)
		mark = (mark ^ (unsigned char)*tag) * 16777619u;
	return mark;
}

/* Where the name stands, or would. cap is a power of two; at most half of the slots are used. */
static uint32_t *
slot_of(const struct facts *f, uint32_t mark, const char *group, const char *tag)
{
	size_t mask = 2 * f->cap - 1, at = mark & mask;

	for (; f->slots[at]; at = (at + 1) & mask) {
		const struct fact *fact = &f->v[f->slots[at] - 1];

		if (fact->mark == mark && strcmp(fact->tag, tag) == 0 &&
		    strcmp(fact->group, group) == 0)
			break;
	}
	return &f->slots[at];
}

/* Groups have two letters at least. Most questions are for groups that a file has not. */
static uint64_t
bit_of(const char *group)
{
	return UINT64_C(1) << ((unsigned)(group[0] * 7 + group[1]) & 63);
}

static const struct fact *
find(const struct facts *f, const char *group, const char *tag)
{
	uint32_t slot =
		f->groups & bit_of(group) ? *slot_of(f, mark_of(group, tag), group, tag) : 0;

	return slot ? &f->v[slot - 1] : NULL;
}

static void
grow(struct facts *f)
{
	f->cap = f->cap ? f->cap * 2 : 128;
	f->v = memory_resize_array(f->v, f->cap, sizeof *f->v);
	free(f->slots);
	f->slots = memory_zero(2 * f->cap, sizeof *f->slots);
	for (size_t i = 0; i < f->n; i++)
		*slot_of(f, f->v[i].mark, f->v[i].group, f->v[i].tag) = (uint32_t)i + 1;
}

/* The groups whose tags describe the picture itself by names the Exif standard gives. */
static bool
is_standard(const char *group, const char *tag)
{
	static const char *const groups[] = {"IFD0", "ExifIFD", "GPS", "InteropIFD"};

	if (strncmp(tag, "0x", 2) == 0)
		return false;
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
		if (strcmp(group, groups[i]) == 0)
			return true;
	return false;
}

size_t
facts_begin(struct facts *f)
{
	return f->text.n;
}

void
facts_end(struct facts *f, size_t begun, const char *group, const char *tag)
{
	struct fact *fact;
	uint32_t *slot;

	if (f->text.n == begun)
		return;
	if (f->text.n > FACTS_MAX || find(f, group, tag)) {
		f->dropped += f->text.n > FACTS_MAX;
		f->text.n = begun;
		return;
	}
	if (f->n == f->cap)
		grow(f);
	fact = &f->v[f->n];
	*fact = (struct fact){.group = group, .at = begun, .n = f->text.n - begun};
	strncpy(fact->tag, tag, sizeof fact->tag - 1);
	fact->tag_mark = mark_of("", fact->tag);
	fact->mark = mark_of(group, fact->tag);
	fact->standard = is_standard(group, fact->tag);
	slot = slot_of(f, fact->mark, group, fact->tag);
	f->groups |= bit_of(group);
	f->n++;
	if (!*slot)
		*slot = (uint32_t)f->n;
}

static struct span
value_of(const struct facts *f, const struct fact *fact)
{
	return (struct span){f->text.data + fact->at, fact->n};
}

struct span
facts_value(const struct facts *f, const char *group, const char *tag)
{
	const struct fact *fact = find(f, group, tag);

	return fact ? value_of(f, fact) : (struct span){NULL, 0};
}

int
facts_text(const struct facts *f, const char *group, const char *tag, struct buffer *out)
{
	struct span value = facts_value(f, group, tag);

	if (!value.p || value.p[0] == '[')
		return -1;
	if (value.p[0] == '"')
		return record_unquote(value, out);
	buffer_add(out, value.p, value.n);
	return 0;
}

size_t
facts_numbers(const struct facts *f, const char *group, const char *tag, double *out, size_t n)
{
	struct span value = facts_value(f, group, tag);
	json_t *v = value.p ? record_parse(value) : NULL, *each;
	size_t i, got = 0;

	if (json_is_number(v)) {
		out[got++] = json_number_value(v);
	} else if (json_is_array(v)) {
		json_array_foreach(v, i, each)
		{
			if (got == n || !json_is_number(each))
				break;
			out[got++] = json_number_value(each);
		}
	}
	json_decref(v);
	return got;
}

void
facts_write_all(const struct facts *f, struct buffer *out)
{
	struct buffer key = BUFFER_EMPTY;

	buffer_add_byte(out, '{');
	for (size_t i = 0; i < f->n; i++) {
		buffer_clear(&key);
		buffer_add_text(&key, f->v[i].group);
		buffer_add_byte(&key, ':');
		buffer_add_text(&key, f->v[i].tag);
		json_member_raw(out, buffer_text(&key), value_of(f, &f->v[i]));
	}
	buffer_release(&key);
	buffer_add_byte(out, '}');
}

/*
 * Standard tags that other blocks state, in order of trust: maker note, then XMP. They are given
 * where Exif itself does not have the tag.
 */
static const struct {
	const char *group, *tag, *standard;
} stand_ins[] = {
	{"MakerNotes", "SerialNumber", "BodySerialNumber"},
	{"MakerNotes", "LensSerialNumber", "LensSerialNumber"},
	{"MakerNotes", "LensModel", "LensModel"},
	{"MakerNotes", "DateTimeOriginal", "DateTimeOriginal"},
	{"MakerNotes", "OwnerName", "CameraOwnerName"},
	{"XMP-tiff", "Make", "Make"},
	{"XMP-tiff", "Model", "Model"},
	{"XMP-tiff", "ImageDescription", "ImageDescription"},
	{"XMP-exif", "DateTimeOriginal", "DateTimeOriginal"},
	{"XMP-photoshop", "DateCreated", "DateTimeOriginal"},
	{"XMP-exif", "DateTimeDigitized", "DateTimeDigitized"},
	{"XMP-xmp", "CreateDate", "DateTimeDigitized"},
	{"XMP-exifEX", "BodySerialNumber", "BodySerialNumber"},
	{"XMP-aux", "SerialNumber", "BodySerialNumber"},
	{"XMP-exifEX", "LensModel", "LensModel"},
	{"XMP-aux", "Lens", "LensModel"},
	{"XMP-exifEX", "LensSerialNumber", "LensSerialNumber"},
	{"XMP-aux", "LensSerialNumber", "LensSerialNumber"},
	{"XMP-exifEX", "CameraOwnerName", "CameraOwnerName"},
	{"XMP-aux", "OwnerName", "CameraOwnerName"},
	{"XMP-xmp", "CreatorTool", "Software"},
	{"PNG", "Software", "Software"},
	{"Keys", "Make", "Make"},
	{"UserData", "Make", "Make"},
	{"Keys", "AndroidMake", "Make"},
	{"RIFF", "Make", "Make"},
	{"Keys", "Model", "Model"},
	{"UserData", "Model", "Model"},
	{"Keys", "AndroidModel", "Model"},
	{"RIFF", "Model", "Model"},
	{"Keys", "LensModel", "LensModel"},
	{"CIFF", "Make", "Make"},
	{"CIFF", "Model", "Model"},
	{"CIFF", "DateTimeOriginal", "DateTimeOriginal"},
	{"CIFF", "OwnerName", "CameraOwnerName"},
	{"CanonRaw", "Make", "Make"},
	{"CanonRaw", "Model", "Model"},
	{"CanonRaw", "SerialNumber", "BodySerialNumber"},
	{"CanonRaw", "DateTimeOriginal", "DateTimeOriginal"},
	{"CanonRaw", "OwnerName", "CameraOwnerName"},
	{"SigmaRaw", "Make", "Make"},
	{"SigmaRaw", "Model", "Model"},
	{"SigmaRaw", "SerialNumber", "BodySerialNumber"},
	{"SigmaRaw", "DateTimeOriginal", "DateTimeOriginal"},
	{"Matroska", "Make", "Make"},
	{"Matroska", "Model", "Model"},
	{"XML", "DeviceManufacturer", "Make"},
	{"XML", "DeviceModelName", "Model"},
	{"XML", "DeviceSerialNo", "BodySerialNumber"},
	{"H264", "Make", "Make"},
	{"H264", "Model", "Model"},
	{"H264", "SerialNumber", "BodySerialNumber"},
	{"ASF", "Make", "Make"},
	{"ASF", "Model", "Model"},
	{"GoPro", "Model", "Model"},
	{"GoPro", "CameraSerialNumber", "BodySerialNumber"},
	{"UserData", "SerialNumber", "BodySerialNumber"},
	{"Keys", "SerialNumber", "BodySerialNumber"},
	{"Insta360", "Model", "Model"},
	{"Insta360", "SerialNumber", "BodySerialNumber"},
	{"Keys", "Software", "Software"},
	{"UserData", "SoftwareVersion", "Software"},
	{"RIFF", "Software", "Software"},
	{"Keys", "CreationDate", "DateTimeOriginal"},
	{"UserData", "ContentCreateDate", "DateTimeOriginal"},
	{"UserData", "DateTimeOriginal", "DateTimeOriginal"},
	{"XML", "CreationDateValue", "DateTimeOriginal"},
	{"H264", "DateTimeOriginal", "DateTimeOriginal"},
	{"RIFF", "DateTimeOriginal", "DateTimeOriginal"},
	{"Matroska", "DateTimeOriginal", "DateTimeOriginal"},
};

/* Is the standard tag given by Exif, or by a stand-in before the i-th? */
static bool
is_given(const struct facts *f, size_t i)
{
	for (size_t k = 0; k < f->n; k++)
		if (f->v[k].standard && strcmp(f->v[k].tag, stand_ins[i].standard) == 0)
			return true;
	for (size_t k = 0; k < i; k++)
		if (strcmp(stand_ins[k].standard, stand_ins[i].standard) == 0 &&
		    find(f, stand_ins[k].group, stand_ins[k].tag))
			return true;
	return false;
}

static void
write_stand_ins(const struct facts *f, struct buffer *out)
{
	for (size_t i = 0; i < sizeof stand_ins / sizeof *stand_ins; i++) {
		const struct fact *fact = find(f, stand_ins[i].group, stand_ins[i].tag);

		if (fact && !is_given(f, i))
			json_member_raw(out, stand_ins[i].standard, value_of(f, fact));
	}
}

static bool
stood_before(const struct facts *f, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (f->v[k].standard && f->v[k].tag_mark == f->v[i].tag_mark &&
		    strcmp(f->v[k].tag, f->v[i].tag) == 0)
			return true;
	return false;
}

void
facts_write_standard(const struct facts *f, struct buffer *out)
{
	buffer_add_byte(out, '{');
	for (size_t i = 0; i < f->n; i++)
		if (f->v[i].standard && !stood_before(f, i))
			json_member_raw(out, f->v[i].tag, value_of(f, &f->v[i]));
	write_stand_ins(f, out);
	buffer_add_byte(out, '}');
}
