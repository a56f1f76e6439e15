/* SPDX-License-Identifier: Apache-2.0 */
/* Sample descriptions: how the samples of a track are coded. */
#include <string.h>

#include "media/isobmff_samples.h"

static const struct {
	char type[5];
	enum isocoding coding;
} codings[] = {
	{"avc1", ISO_AVC},    {"avc2", ISO_AVC},    {"avc3", ISO_AVC},	  {"avc4", ISO_AVC},
	{"dva1", ISO_AVC},    {"dvav", ISO_AVC},    {"hvc1", ISO_HEVC},	  {"hev1", ISO_HEVC},
	{"dvh1", ISO_HEVC},   {"dvhe", ISO_HEVC},   {"av01", ISO_AV1},	  {"dav1", ISO_AV1},
	{"vp09", ISO_VP9},    {"mp4v", ISO_MPEG4},  {"xvid", ISO_MPEG4},  {"XVID", ISO_MPEG4},
	{"DIVX", ISO_MPEG4},  {"3IV2", ISO_MPEG4},  {"m2v1", ISO_MPEG4},  {"mpeg", ISO_MPEG4},
	{"s263", ISO_H263},   {"h263", ISO_H263},   {"H263", ISO_H263},	  {"jpeg", ISO_JPEG},
	{"mjpa", ISO_JPEG},   {"dmb1", ISO_JPEG},   {"MJPG", ISO_JPEG},	  {"png ", ISO_PNG},
	{"MPNG", ISO_PNG},    {"apch", ISO_PRORES}, {"apcn", ISO_PRORES}, {"apcs", ISO_PRORES},
	{"apco", ISO_PRORES}, {"ap4h", ISO_PRORES}, {"ap4x", ISO_PRORES}, {"CRAW", ISO_CRX},
	{"mp4a", ISO_AAC},    {"samr", ISO_AMR},    {"sawb", ISO_AMR},	  {"ac-3", ISO_AC3},
	{"ec-3", ISO_AC3},    {"gpmd", ISO_GPMD},   {"sowt", ISO_PCM},	  {"twos", ISO_PCM},
	{"lpcm", ISO_PCM},    {"in24", ISO_PCM},    {"in32", ISO_PCM},	  {"fl32", ISO_PCM},
	{"fl64", ISO_PCM},    {"raw ", ISO_PCM},    {"ulaw", ISO_PCM},	  {"alaw", ISO_PCM},
	{"NONE", ISO_PCM},    {"ipcm", ISO_PCM},
};

enum isocoding
isocoding_of(const char *type)
{
	for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
		if (memcmp(codings[i].type, type, 4) == 0)
			return codings[i].coding;
	return ISO_OTHER;
}

/* Bytes of a sample entry before the boxes inside it. */
#define VISUAL_ENTRY 86
#define SOUND_ENTRY  36

/* The box of a type inside a sample entry; QuickTime puts sound's into `wave`. */
static int
find_config(struct bytes *b, uint64_t at, uint64_t end, const char *type, struct isobox *out)
{
	struct isobox wave;

	if (isobox_find(b, at, end, type, out) == 0)
		return 0;
	if (isobox_find(b, at, end, "wave", &wave))
		return -1;
	return isobox_find(b, wave.body, wave.end, type, out);
}

/* avcC, hvcC: how many bytes the length of a NAL unit takes. */
static void
take_nal_config(struct isotrack *t, struct bytes *b, uint64_t at, uint64_t end)
{
	const unsigned char *p;
	struct isobox box;
	bool avc = t->coding == ISO_AVC;

	t->length_size = 4;
	if (isobox_find(b, at, end, avc ? "avcC" : "hvcC", &box) ||
	    box.end - box.body < (avc ? 7u : 23u))
		return;
	t->config_at = box.body;
	t->config_size = box.end - box.body;
	p = bytes_exact(b, box.body, 23 < t->config_size ? 23 : (size_t)t->config_size);
	if (p)
		t->length_size = (p[avc ? 4 : 21] & 3u) + 1;
}

/*
 * The object type of an MPEG-4 elementary stream (ISO/IEC 14496-1, 7.2.6): 0 when it is
 * not told. Descriptors: a tag, a length of up to four bytes, a body.
 */
static unsigned
object_type(struct bytes *b, uint64_t at, uint64_t end)
{
	unsigned char p[32];
	struct isobox esds;
	size_t n, i = 4;

	if (find_config(b, at, end, "esds", &esds))
		return 0;
	n = esds.end - esds.body < sizeof p ? (size_t)(esds.end - esds.body) : sizeof p;
	n = bytes_read(b, esds.body, p, n);
	if (n < 8 || p[i++] != 3)
		return 0;
	while (i < n && p[i] & 0x80)
		i++;
	i += 4; /* the length's last byte, ES_ID, flags */
	if (i >= n || p[i++] != 4)
		return 0;
	while (i < n && p[i] & 0x80)
		i++;
	return i + 1 < n ? p[i + 1] : 0;
}

static void
take_av1_config(struct isotrack *t, struct bytes *b, uint64_t at, uint64_t end)
{
	struct isobox box;

	if (isobox_find(b, at, end, "av1C", &box))
		return;
	t->config_at = box.body;
	t->config_size = box.end - box.body;
}

static void
take_visual(struct isotrack *t, struct bytes *b, const struct isobox *entry)
{
	uint64_t at = entry->at + VISUAL_ENTRY;

	if (at > entry->end)
		return;
	if (t->coding == ISO_AVC || t->coding == ISO_HEVC)
		take_nal_config(t, b, at, entry->end);
	if (t->coding == ISO_AV1)
		take_av1_config(t, b, at, entry->end);
	if (t->coding == ISO_MPEG4 && object_type(b, at, entry->end) == 0x6c)
		t->coding = ISO_JPEG;
}

static void
take_sound(struct isotrack *t, struct bytes *b, const struct isobox *entry)
{
	const unsigned char *p = bytes_exact(b, entry->at, SOUND_ENTRY);
	uint64_t at = entry->at + SOUND_ENTRY;
	unsigned version, kind;

	if (!p || at > entry->end)
		return;
	version = be16(p + 16);

	t->frame_size = be16(p + 24) * ((be16(p + 26) + 7u) / 8);
	if (version == 1 && entry->end - at >= 16 && (p = bytes_exact(b, at, 16)) != NULL) {
		t->frame_size = be32(p + 8);
		at += 16;
	} else if (version == 2) {
		at += 36;
		t->frame_size = 0;
	}
	if (t->coding != ISO_AAC)
		return;
	kind = object_type(b, at, entry->end);
	if (kind != 0x40 && kind != 0x66 && kind != 0x67 && kind != 0x68)
		t->coding = ISO_OTHER;
}

void
isotrack_describe(struct isotrack *t, struct bytes *b, const struct isobox *stbl)
{
	struct isobox stsd, entry;

	if (isobox_find(b, stbl->body, stbl->end, "stsd", &stsd) || stsd.end - stsd.body < 16 ||
	    isobox_at(b, stsd.body + 8, stsd.end, &entry) <= 0 || entry.end > stsd.end)
		return;
	memcpy(t->type, entry.type, 4);
	t->coding = isocoding_of(entry.type);
	if (t->picture)
		take_visual(t, b, &entry);
	else if (t->sound)
		take_sound(t, b, &entry);
	else if (t->coding != ISO_GPMD)
		t->coding = ISO_OTHER;
}
