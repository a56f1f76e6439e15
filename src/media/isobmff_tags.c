/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What movies say of themselves: times of the header (ISO/IEC 14496-12), Apple's user data and keys
 * (QuickTime File Format), 3GPP's (TS 26.244), iTunes' list, and makers' own atoms. Names are
 * exiftool's.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "media/gpmf.h"
#include "media/isobmff.h"
#include "media/samsung.h"
#include "media/tags.h"

#define BOXES_MAX    512 /* in one box */
#define KEYS_MAX     256
#define TAG_NAME_MAX 48

/* Seconds from 1904, where QuickTime's clock begins, to 1970. */
#define EPOCH_1904 INT64_C(2082844800)

struct lister {
	struct bytes *b;
	struct media_tags *out;
	bool telemetry; /* GoPro's user data was met */
};

/* Goes through the boxes of a box; take() once each. */
static void
each_box(struct lister *l, uint64_t at, uint64_t end,
	 void (*take)(struct lister *l, const struct isobox *box))
{
	struct isobox box;

	for (unsigned i = 0; i < BOXES_MAX && at < end; i++) {
		if (isobox_at(l->b, at, end, &box) <= 0 || box.end > end)
			return;
		take(l, &box);
		at = box.end;
	}
}

/* ---- Times ---- */

static void
take_time(struct lister *l, const char *tag, uint64_t since_1904)
{
	if (since_1904)
		l->out->time(l->out, "QuickTime", tag, (int64_t)since_1904 - EPOCH_1904);
}

static void
take_header(struct lister *l, const struct isobox *box)
{
	const unsigned char *p = bytes_exact(l->b, box->body, 20);
	bool wide = p && p[0] == 1;
	uint64_t duration;
	uint32_t scale;

	if (!p || box->end - box->body < (wide ? 32 : 20))
		return;
	take_time(l, "CreateDate", wide ? be64(p + 4) : be32(p + 4));
	take_time(l, "ModifyDate", wide ? be64(p + 12) : be32(p + 8));
	p = wide ? bytes_exact(l->b, box->body, 32) : p;
	scale = p ? be32(p + (wide ? 20 : 12)) : 0;
	duration = !p ? 0 : wide ? be64(p + 24) : be32(p + 16);
	if (scale && duration && duration < UINT32_MAX)
		l->out->number(l->out, "QuickTime", "Duration", (double)duration / scale);
}

static void
take_track_header(struct lister *l, const struct isobox *box)
{
	const unsigned char *p = bytes_exact(l->b, box->body, 20);

	if (!p)
		return;
	take_time(l, "TrackCreateDate", p[0] == 1 ? be64(p + 4) : be32(p + 4));
	take_time(l, "TrackModifyDate", p[0] == 1 ? be64(p + 12) : be32(p + 8));
}

static void
take_in_track(struct lister *l, const struct isobox *box)
{
	if (isobox_is(box, "tkhd"))
		take_track_header(l, box);
	else if (isobox_is(box, "mdia"))
		isobmff_dji_tags(l->b, box, l->out);
}

/* ---- User data ---- */

/* Text as each kind of atom keeps it. */
enum shape {
	INTERNATIONAL, /* 16 bits of length, 16 of language, text */
	THREE_GPP,     /* version and flags, language, text */
	PLAIN,	       /* text to the end */
	VERSIONED,     /* four bytes, then text */
};

static const struct {
	const char *type, *tag;
	enum shape shape;
} user_data[] = {
	{"\251mak", "Make", INTERNATIONAL},
	{"\251mod", "Model", INTERNATIONAL},
	{"\251swr", "SoftwareVersion", INTERNATIONAL},
	{"\251xyz", "GPSCoordinates", INTERNATIONAL},
	{"\251day", "ContentCreateDate", INTERNATIONAL},
	{"\251nam", "Title", INTERNATIONAL},
	{"\251cmt", "Comment", INTERNATIONAL},
	{"\251aut", "Author", INTERNATIONAL},
	{"\251cpy", "Copyright", INTERNATIONAL},
	{"\251des", "Description", INTERNATIONAL},
	{"\251enc", "EncoderID", INTERNATIONAL},
	{"\251fmt", "Format", INTERNATIONAL},
	{"\251inf", "Information", INTERNATIONAL},
	{"\251req", "Requirements", INTERNATIONAL},
	{"\251too", "Encoder", INTERNATIONAL},
	{"@mak", "Make", INTERNATIONAL},
	{"@mod", "Model", INTERNATIONAL},
	{"@swr", "SoftwareVersion", INTERNATIONAL},
	{"@day", "ContentCreateDate", INTERNATIONAL},
	{"@xyz", "GPSCoordinates", INTERNATIONAL},
	{"manu", "Make", VERSIONED},
	{"modl", "Model", VERSIONED},
	{"vndr", "Vendor", PLAIN},
	{"CNCV", "CompressorVersion", PLAIN},
	{"CNMN", "Model", PLAIN},
	{"CNFV", "FirmwareVersion", VERSIONED},
	{"FIRM", "FirmwareVersion", PLAIN},
	{"LENS", "LensSerialNumber", PLAIN},
	{"GoPr", "GoProType", PLAIN},
	{"\251mdl", "Model", PLAIN},
	{"SNum", "SerialNumber", PLAIN},
	{"slno", "SerialNumber", PLAIN},
	{"cmid", "CameraID", PLAIN},
	{"cmnm", "Model", PLAIN},
	{"date", "DateTimeOriginal", PLAIN},
	{"name", "Name", PLAIN},
	{"titl", "Title", THREE_GPP},
	{"dscp", "Description", THREE_GPP},
	{"auth", "Author", THREE_GPP},
	{"perf", "Performer", THREE_GPP},
	{"cprt", "Copyright", THREE_GPP},
};

/* Languages below are the Mac's own and say that its letters are meant. */
#define LANGUAGE_ISO 0x400

static enum media_text
coding_of(struct bytes *b, uint64_t at, uint64_t n, unsigned language)
{
	const unsigned char *p = n >= 2 ? bytes_exact(b, at, 2) : NULL;

	if (p && p[0] == 0xfe && p[1] == 0xff)
		return MEDIA_UTF16BE;
	if (p && p[0] == 0xff && p[1] == 0xfe)
		return MEDIA_UTF16LE;
	return language < LANGUAGE_ISO ? MEDIA_MAC_ROMAN : MEDIA_UTF8;
}

static void
take_shaped(struct lister *l, const struct isobox *box, const char *tag, enum shape shape)
{
	static const uint64_t skips[] = {4, 6, 0, 4};
	uint64_t skip = skips[shape], n = box->end - box->body;
	unsigned language = LANGUAGE_ISO;
	const unsigned char *p;

	if (n <= skip)
		return;
	n -= skip;
	if (shape == INTERNATIONAL && (p = bytes_exact(l->b, box->body, 4))) {
		language = be16(p + 2);
		if (be16(p) < n)
			n = be16(p);
	}
	tags_text(l->out, l->b, "UserData", tag, box->body + skip, n,
		  coding_of(l->b, box->body + skip, n, language));
}

/* 3GPP: name, role, longitude, latitude and altitude as 16.16 numbers, body, notes. */
static void
take_location(struct lister *l, const struct isobox *box)
{
	uint64_t n = box->end - box->body;
	size_t have = n < 512 ? (size_t)n : 512, at = 6;
	const unsigned char *p = n > 20 ? bytes_exact(l->b, box->body, have) : NULL;
	char text[64];

	if (!p)
		return;
	while (at < have && p[at])
		at++;
	at += 2; /* the name's end, the role */
	if (at + 12 > have)
		return;
	int n_text = snprintf(
		text, sizeof text, "%+.5f%+.5f%+.2f/", (double)(int32_t)be32(p + at + 4) / 65536,
		(double)(int32_t)be32(p + at) / 65536, (double)(int32_t)be32(p + at + 8) / 65536);
	l->out->text(l->out, "UserData", "LocationInformation", (unsigned char *)text,
		     (size_t)n_text, MEDIA_UTF8);
}

/* ---- Apple's keys and iTunes' list ---- */

struct keys {
	uint64_t at[KEYS_MAX], n[KEYS_MAX];
	size_t count;
};

static void
read_keys(struct lister *l, const struct isobox *box, struct keys *keys)
{
	uint64_t at = box->body + 8;

	while (keys->count < KEYS_MAX && at < box->end && box->end - at >= 8) {
		const unsigned char *p = bytes_exact(l->b, at, 4);
		uint32_t size = p ? be32(p) : 0;

		if (size < 8 || size > box->end - at)
			return;
		keys->at[keys->count] = at + 8;
		keys->n[keys->count++] = size - 8;
		at += size;
	}
}

/* "com.apple.quicktime.location.ISO6709" as exiftool calls it. */
static void
key_name(const char *key, char *name)
{
	static const struct {
		const char *key, *tag;
	} known[] = {
		{"com.apple.quicktime.make", "Make"},
		{"com.apple.quicktime.model", "Model"},
		{"com.apple.quicktime.software", "Software"},
		{"com.apple.quicktime.creationdate", "CreationDate"},
		{"com.apple.quicktime.location.ISO6709", "GPSCoordinates"},
		{"com.apple.quicktime.content.identifier", "ContentIdentifier"},
		{"com.apple.quicktime.camera.identifier", "CameraIdentifier"},
		{"com.apple.quicktime.camera.lens_model", "LensModel"},
		{"com.apple.quicktime.author", "Author"},
		{"com.apple.quicktime.comment", "Comment"},
		{"com.android.version", "AndroidVersion"},
		{"com.android.manufacturer", "AndroidMake"},
		{"com.android.model", "AndroidModel"},
		{"com.android.capture.fps", "AndroidCaptureFPS"},
	};
	size_t n = 0;
	bool large = true;

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (strcmp(known[i].key, key) == 0) {
			snprintf(name, TAG_NAME_MAX, "%s", known[i].tag);
			return;
		}
	}
	if (strncmp(key, "com.apple.quicktime.", 20) == 0)
		key += 20;
	else if (strncmp(key, "com.", 4) == 0)
		key += 4;
	for (; *key && n + 1 < TAG_NAME_MAX; key++) {
		if (!isalnum((unsigned char)*key)) {
			large = true;
			continue;
		}
		name[n++] = large ? (char)toupper((unsigned char)*key) : *key;
		large = false;
	}
	name[n] = '\0';
}

/* The `data` box of one entry of a list: type, locale, value. */
static void
take_value(struct lister *l, const struct isobox *entry, const char *group, const char *tag)
{
	struct isobox data;
	const unsigned char *p;
	uint64_t n;

	if (!*tag || isobox_find(l->b, entry->body, entry->end, "data", &data) ||
	    data.end - data.body < 8)
		return;
	p = bytes_exact(l->b, data.body, 8);
	n = data.end - data.body - 8;
	if (!p)
		return;
	switch (be32(p) & 0xffffff) {
	case 1: /* UTF-8 */
		tags_text(l->out, l->b, group, tag, data.body + 8, n, MEDIA_UTF8);
		break;
	case 2: /* UTF-16 */
		tags_text(l->out, l->b, group, tag, data.body + 8, n, MEDIA_UTF16BE);
		break;
	case 23: /* a 32-bit float */
		p = n == 4 ? bytes_exact(l->b, data.body + 8, 4) : NULL;
		if (p) {
			uint32_t bits = be32(p);
			float v;

			memcpy(&v, &bits, sizeof v);
			l->out->number(l->out, group, tag, (double)v);
		}
		break;
	default:
		break;
	}
}

/* Entries of Apple's list are numbered by their key, beginning with 1. */
static void
take_key_values(struct lister *l, const struct isobox *list, const struct keys *keys)
{
	uint64_t at = list->body;

	while (at < list->end && list->end - at >= 8) {
		const unsigned char *p = bytes_exact(l->b, at, 8);
		uint32_t size = p ? be32(p) : 0, number = p ? be32(p + 4) : 0;
		struct isobox entry = {.at = at, .body = at + 8, .end = at + size};
		char key[128] = "", name[TAG_NAME_MAX];

		if (size < 8 || size > list->end - at)
			return;
		if (number >= 1 && number <= keys->count && keys->n[number - 1] < sizeof key) {
			bytes_read(l->b, keys->at[number - 1], key, (size_t)keys->n[number - 1]);
			key_name(key, name);
			take_value(l, &entry, "Keys", name);
		}
		at += size;
	}
}

static void
take_list_entry(struct lister *l, const struct isobox *box)
{
	static const struct {
		const char *type, *tag;
	} known[] = {
		{"\251nam", "Title"},
		{"\251too", "Encoder"},
		{"\251day", "ContentCreateDate"},
		{"\251ART", "Artist"},
		{"\251aut", "Author"},
		{"\251cmt", "Comment"},
		{"\251mak", "Make"},
		{"\251mod", "Model"},
		{"\251swr", "Software"},
		{"\251xyz", "GPSCoordinates"},
		{"cprt", "Copyright"},
		{"desc", "Description"},
		{"ownr", "Owner"},
		{"apID", "AppleStoreAccount"},
	};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (isobox_is(box, known[i].type))
			take_value(l, box, "ItemList", known[i].tag);
}

static void
take_meta(struct lister *l, const struct isobox *meta)
{
	struct isobox keys_box, list;
	struct keys keys = {.count = 0};
	const unsigned char *p = bytes_exact(l->b, meta->body, 8);
	/* ISO's box has a version first; Apple's begins with its handler at once. */
	uint64_t body = meta->body + (p && be32(p) == 0 ? 4 : 0);

	if (isobox_find(l->b, body, meta->end, "ilst", &list)) {
		isobmff_sony_tags(l->b, meta, l->out);
		return;
	}
	if (isobox_find(l->b, body, meta->end, "keys", &keys_box)) {
		each_box(l, list.body, list.end, take_list_entry);
		return;
	}
	read_keys(l, &keys_box, &keys);
	take_key_values(l, &list, &keys);
}

/* ---- Where they stand ---- */

static void
take_in_user_data(struct lister *l, const struct isobox *box)
{
	for (size_t i = 0; i < sizeof user_data / sizeof *user_data; i++)
		if (isobox_is(box, user_data[i].type))
			take_shaped(l, box, user_data[i].tag, user_data[i].shape);
	if (isobox_is(box, "loci"))
		take_location(l, box);
	else if (isobox_is(box, "GPMF"))
		gpmf_tags(l->b, box->body, box->end, l->out), l->telemetry = true;
	else if (isobox_is(box, "meta"))
		take_meta(l, box);
	else
		isobmff_maker_tags(l->b, box, l->out);
}

static void
take_in_movie(struct lister *l, const struct isobox *box)
{
	if (isobox_is(box, "mvhd"))
		take_header(l, box);
	else if (isobox_is(box, "udta"))
		each_box(l, box->body, box->end, take_in_user_data);
	else if (isobox_is(box, "meta"))
		take_meta(l, box);
	else if (isobox_is(box, "trak"))
		each_box(l, box->body, box->end, take_in_track);
	else if (isobox_is(box, "gps "))
		isobmff_dashcam_tags(l->b, box, l->out);
}

static void
take_at_top(struct lister *l, const struct isobox *box)
{
	if (isobox_is(box, "moov")) {
		each_box(l, box->body, box->end, take_in_movie);
		if (l->telemetry)
			isobmff_telemetry_tags(l->b, box, l->out);
	} else if (isobox_is(box, "udta")) {
		each_box(l, box->body, box->end, take_in_user_data);
	} else if (isobox_is(box, "meta")) {
		take_meta(l, box);
	} else if (isobox_is(box, "sefd")) {
		samsung_tags(l->b, box->end, l->out);
	}
}

void
isobmff_tags(struct bytes *b, struct media_tags *out)
{
	struct lister l = {b, out, false};

	each_box(&l, 0, b->size, take_at_top);
	isobmff_insta_tags(b, out);
}
