/* SPDX-License-Identifier: Apache-2.0 */
#include <libewf.h>
#include <stdio.h>
#include <string.h>

#include "evidence/ewf_metadata.h"
#include "record/json.h"

#define VALUE_MAX 4096

/* libewf's names for header values, and ours. */
static const struct {
	const char *identifier, *key;
} values[] = {
	{"case_number", "case_number"},
	{"evidence_number", "evidence_number"},
	{"description", "description"},
	{"examiner_name", "examiner"},
	{"notes", "notes"},
	{"acquiry_date", "acquired"},
	{"system_date", "system_date"},
	{"acquiry_operating_system", "os"},
	{"acquiry_software", "software"},
	{"acquiry_software_version", "software_version"},
	{"model", "model"},
	{"serial_number", "serial"},
	{"device_label", "device_label"},
	{"process_identifier", "process_identifier"},
	{"extents", "extents"},
};

static const struct {
	uint8_t format;
	const char *name;
	bool utc; /* dates are kept as POSIX time, so what libewf makes of them under UTC is UTC */
} formats[] = {
	{LIBEWF_FORMAT_ENCASE1, "EnCase 1", false},
	{LIBEWF_FORMAT_ENCASE2, "EnCase 2", false},
	{LIBEWF_FORMAT_ENCASE3, "EnCase 3", false},
	{LIBEWF_FORMAT_ENCASE4, "EnCase 4", true},
	{LIBEWF_FORMAT_ENCASE5, "EnCase 5", true},
	{LIBEWF_FORMAT_ENCASE6, "EnCase 6", true},
	{LIBEWF_FORMAT_ENCASE7, "EnCase 7", true},
	{LIBEWF_FORMAT_SMART, "SMART", false},
	{LIBEWF_FORMAT_FTK_IMAGER, "FTK Imager", false},
	{LIBEWF_FORMAT_LINEN5, "LinEn 5", true},
	{LIBEWF_FORMAT_LINEN6, "LinEn 6", true},
	{LIBEWF_FORMAT_LINEN7, "LinEn 7", true},
	{LIBEWF_FORMAT_EWF, "EWF", false},
	{LIBEWF_FORMAT_EWFX, "EWF-X", true},
};

static const char *
media_type_name(uint8_t type)
{
	switch (type) {
	case LIBEWF_MEDIA_TYPE_REMOVABLE:
		return "removable disk";
	case LIBEWF_MEDIA_TYPE_FIXED:
		return "fixed disk";
	case LIBEWF_MEDIA_TYPE_OPTICAL:
		return "optical disk";
	case LIBEWF_MEDIA_TYPE_SINGLE_FILES:
		return "single files";
	case LIBEWF_MEDIA_TYPE_MEMORY:
		return "memory";
	default:
		return "unknown";
	}
}

static bool
header_value(libewf_handle_t *handle, const char *identifier, char value[VALUE_MAX])
{
	libewf_error_t *error = NULL;
	int r = libewf_handle_get_utf8_header_value(handle, (const uint8_t *)identifier,
						    strlen(identifier), (uint8_t *)value, VALUE_MAX,
						    &error);

	libewf_error_free(&error);
	value[VALUE_MAX - 1] = '\0';
	return r == 1 && value[0];
}

static void
add_header_values(libewf_handle_t *handle, struct buffer *out, bool utc)
{
	char value[VALUE_MAX + 1];

	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		memset(value, 0, sizeof value);
		if (!header_value(handle, values[i].identifier, value))
			continue;
		size_t n = strlen(value);
		if (utc && n < VALUE_MAX &&
		    (strcmp(values[i].key, "acquired") == 0 ||
		     strcmp(values[i].key, "system_date") == 0))
			memcpy(value + n, "Z", 2);
		json_member_span(out, values[i].key, span_of(value));
	}
}

static void
add_media(libewf_handle_t *handle, struct buffer *out)
{
	uint8_t type = 0, flags = 0;
	size32_t chunk_size = 0;

	if (libewf_handle_get_media_type(handle, &type, NULL) == 1)
		json_member_text(out, "media_type", media_type_name(type));
	if (libewf_handle_get_media_flags(handle, &flags, NULL) == 1)
		json_member_bool(out, "physical", (flags & LIBEWF_MEDIA_FLAG_PHYSICAL) != 0);
	if (libewf_handle_get_chunk_size(handle, &chunk_size, NULL) == 1)
		json_member_u64(out, "chunk_size", chunk_size);
}

static void
add_digests(libewf_handle_t *handle, struct buffer *out)
{
	static const char *const names[][2] = {{"MD5", "md5"}, {"SHA1", "sha1"}};

	for (size_t i = 0; i < 2; i++) {
		libewf_error_t *error = NULL;
		char hex[64] = "";
		int r = libewf_handle_get_utf8_hash_value(handle, (const uint8_t *)names[i][0],
							  strlen(names[i][0]), (uint8_t *)hex,
							  sizeof hex, &error);

		libewf_error_free(&error);
		if (r == 1 && hex[0])
			json_member_text(out, names[i][1], hex);
	}
}

/* Sectors that the acquisition itself could not read are not ours to blame, but have to be said. */
static void
note_read_errors(libewf_handle_t *handle, struct reader_facts *facts)
{
	uint64_t start = 0, count = 0, sectors = 0, first = 0;
	uint32_t n = 0;

	if (libewf_handle_get_number_of_acquiry_errors(handle, &n, NULL) != 1 || n == 0)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (libewf_handle_get_acquiry_error(handle, i, &start, &count, NULL) == 1) {
			first = i == 0 ? start : first;
			sectors += count;
		}
	json_member_u64(&facts->acquisition, "read_errors", n);
	facts_note(facts, NOTE_WARNING,
		   "%llu sectors in %u places could not be read when the image was made, "
		   "the first at sector %llu",
		   (unsigned long long)sectors, n, (unsigned long long)first);
}

void
ewf_metadata_add(libewf_handle_t *handle, struct reader_facts *facts)
{
	uint8_t format = 0;
	bool utc = false;

	libewf_handle_set_header_values_date_format(handle, LIBEWF_DATE_FORMAT_ISO8601, NULL);
	libewf_handle_get_format(handle, &format, NULL);
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (formats[i].format == format) {
			json_member_text(&facts->acquisition, "format", formats[i].name);
			utc = formats[i].utc;
		}
	add_header_values(handle, &facts->acquisition, utc);
	add_media(handle, &facts->acquisition);
	note_read_errors(handle, facts);
	add_digests(handle, &facts->stored);
}

libewf_handle_t *
ewf_metadata_open_all(const char *path, unsigned *segments)
{
	libewf_handle_t *handle = NULL;
	char **names = NULL;
	int n = 0;

	if (libewf_glob(path, strlen(path), LIBEWF_FORMAT_UNKNOWN, &names, &n, NULL) != 1)
		return NULL;
	*segments = (unsigned)n;
	if (libewf_handle_initialize(&handle, NULL) == 1 &&
	    libewf_handle_open(handle, names, n, libewf_get_access_flags_read(), NULL) != 1)
		libewf_handle_free(&handle, NULL);
	libewf_glob_free(names, n, NULL);
	return handle;
}
