/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Acquisition data without libewf, for images so large that libewf's own index of chunks would take
 * more memory than a worker should have. header2 holds it in UTF-16, header in bytes: packed lines,
 * one with names and one with values, tabs between.
 */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "evidence/ewf.h"
#include "record/json.h"

#define PACKED_MAX ((uint64_t)1 << 20)
#define TEXT_MAX   ((size_t)4 << 20)
#define LINES_MAX  8 /* that the names may stand in */

static const struct {
	const char *name, *key;
	bool date;
} values[] = {
	{"a", "description", false},
	{"c", "case_number", false},
	{"n", "evidence_number", false},
	{"e", "examiner", false},
	{"t", "notes", false},
	{"av", "software_version", false},
	{"ov", "os", false},
	{"m", "acquired", true},
	{"u", "system_date", true},
	{"md", "model", false},
	{"sn", "serial", false},
	{"l", "device_label", false},
	{"pid", "process_identifier", false},
	{"ext", "extents", false},
};

/* The section's bytes unpacked, or NULL. */
static unsigned char *
unpack(const struct ewf_segment *s, const struct ewf_section *section, size_t *n)
{
	struct libdeflate_decompressor *d = NULL;
	unsigned char *in, *out = NULL;
	uint64_t size = section->size - EWF_SECTION_HEADER;
	bool good;

	if (section->size <= EWF_SECTION_HEADER || size > PACKED_MAX)
		return NULL;
	in = memory_new((size_t)size);
	if (ewf_segment_read(s, section->at + EWF_SECTION_HEADER, in, (size_t)size))
		d = libdeflate_alloc_decompressor();
	if (d) {
		out = memory_new(TEXT_MAX);
		good = libdeflate_zlib_decompress(d, in, (size_t)size, out, TEXT_MAX, n) ==
		       LIBDEFLATE_SUCCESS;
		libdeflate_free_decompressor(d);
		if (!good) {
			free(out);
			out = NULL;
		}
	}
	free(in);
	return out;
}

/* As UTF-8; what is not of one byte becomes two or three, so in place is not possible. */
static void
to_utf8(struct buffer *out, const unsigned char *p, size_t n, bool wide)
{
	if (!wide) {
		text_to_utf8(out, (const char *)p, n);
		return;
	}
	for (size_t i = 2; i + 1 < n; i += 2) {
		uint32_t c = le16(p + i);

		if (c < 0x80) {
			buffer_add_byte(out, (char)c);
		} else if (c < 0x800) {
			buffer_add_byte(out, (char)(0xc0 | c >> 6));
			buffer_add_byte(out, (char)(0x80 | (c & 0x3f)));
		} else {
			buffer_add_byte(out, (char)(0xe0 | c >> 12));
			buffer_add_byte(out, (char)(0x80 | (c >> 6 & 0x3f)));
			buffer_add_byte(out, (char)(0x80 | (c & 0x3f)));
		}
	}
}

static struct span
take_until(struct span *s, char end)
{
	const char *p = memchr(s->p, end, s->n);
	struct span part = {s->p, p ? (size_t)(p - s->p) : s->n};
	size_t used = part.n + (p != NULL);

	s->p += used;
	s->n -= used;
	return part;
}

static struct span
take_line(struct span *s)
{
	struct span line = take_until(s, '\n');

	if (line.n && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* header2 has seconds since 1970, header the parts of a local time. */
static void
add_value(struct buffer *out, struct span name, struct span value, bool wide)
{
	unsigned long long seconds;
	char date[CLOCK_TEXT_MAX];

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		if (strlen(values[i].name) != name.n || memcmp(values[i].name, name.p, name.n) != 0)
			continue;
		if (values[i].date && wide && text_to_u64(value.p, value.n, &seconds) == 0 &&
		    seconds <= INT32_MAX) {
			clock_format(date, (time_t)seconds, 0, "Z");
			json_member_text(out, values[i].key, date);
		} else if (value.n) {
			json_member_span(out, values[i].key, value);
		}
	}
}

static bool
add_lines(struct buffer *out, struct span text, bool wide)
{
	struct span names = {NULL, 0}, line;

	for (int i = 0; i < LINES_MAX && text.n && !names.p; i++) {
		line = take_line(&text);
		if (line.n == 4 && memcmp(line.p, "main", 4) == 0)
			names = take_line(&text);
	}
	line = take_line(&text);
	if (!names.p || !names.n)
		return false;
	while (names.n) {
		struct span name = take_until(&names, '\t');

		add_value(out, name, take_until(&line, '\t'), wide);
	}
	return true;
}

bool
ewf_header_add(const struct ewf_segment *s, const struct ewf_section *section, struct buffer *out)
{
	bool wide = strcmp(section->type, "header2") == 0, good;
	struct buffer text = BUFFER_EMPTY;
	size_t n = 0;
	unsigned char *p = section->size ? unpack(s, section, &n) : NULL;

	if (!p)
		return false;
	to_utf8(&text, p, n, wide);
	good = add_lines(out, buffer_span(&text), wide);
	buffer_release(&text);
	free(p);
	return good;
}
