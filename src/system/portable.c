/* SPDX-License-Identifier: Apache-2.0 */
/* Memories of cameras, players, readers and navigators: files and folders that name one. */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "system/kinds.h"
#include "system/lines.h"
#include "system/plist_file.h"
#include "system/xml_file.h"

struct named {
	const char *name, *fact, *value;
};

/* The five free characters of a folder of DCIM (JEITA CP-3461, "DCF"), as makers use them. */
static const struct named letters[] = {
	{"CANON", "device_make", "Canon"},
	{"EOS*", "device_make", "Canon"},
	{"NIKON", "device_make", "Nikon"},
	{"NCD*", "device_make", "Nikon"},
	{"ND*", "device_make", "Nikon"},
	{"MSDCF", "device_make", "Sony"},
	{"_PANA", "device_make", "Panasonic"},
	{"OLYMP", "device_make", "Olympus"},
	{"OMSYS", "device_make", "OM System"},
	{"_FUJI", "device_make", "Fujifilm"},
	{"PENTX", "device_make", "Pentax"},
	{"RICOH", "device_make", "Ricoh"},
	{"CASIO", "device_make", "Casio"},
	{"KODAK", "device_make", "Kodak"},
	{"LEICA", "device_make", "Leica"},
	{"SIGMA", "device_make", "Sigma"},
	{"HASBL", "device_make", "Hasselblad"},
	{"SSCAM", "device_make", "Samsung"},
	{"GOPRO", "device_make", "GoPro"},
	{"APPLE", "device_make", "Apple"},
	{"KM7D*", "device_make", "Konica Minolta"},
	{"ANDRO", "os", "Android"},
};

/* Other folders at the root of a memory. */
static const struct named folders[] = {
	{"iPod_Control", "device_make", "Apple"},
	{"iPod_Control", "device_model", "iPod"},
	{"iTunes_Control", "device_make", "Apple"},
	{"Nintendo 3DS", "device_make", "Nintendo"},
	{"Nintendo 3DS", "device_model", "3DS"},
	{"Nintendo", "device_make", "Nintendo"},
	{"PSP", "device_make", "Sony"},
	{"PSP", "device_model", "PSP"},
	{"Garmin", "device_make", "Garmin"},
	{".kobo", "device_make", "Kobo"},
	{"CANONMSC", "device_make", "Canon"},
	{"Android", "os", "Android"},
	{"ARCHOS", "device_make", "Archos"},
	{"DCIM/DJI_*", "device_make", "DJI"},
};

static void
add_named(const struct named *v, size_t n, struct span name, struct system_facts *out)
{
	for (size_t i = 0; i < n; i++)
		if (system_part_matches(v[i].name, strlen(v[i].name), name.p, name.n))
			system_fact_text(out, v[i].fact, v[i].value, "name of the folder");
}

/* "100CANON": a number from 100 on and five characters. */
static void
add_dcf(struct span name, struct system_facts *out)
{
	if (name.n != 8 || name.p[0] < '1' || !isdigit((unsigned char)name.p[0]) ||
	    !isdigit((unsigned char)name.p[1]) || !isdigit((unsigned char)name.p[2]))
		return;
	add_named(letters, sizeof letters / sizeof *letters, (struct span){name.p + 3, 5}, out);
}

void
system_portable_folder(const struct system_file *file, struct system_facts *out)
{
	static const char dcim[] = "DCIM/";
	struct span name = file->path;

	add_named(folders, sizeof folders / sizeof *folders, name, out);
	if (name.n > sizeof dcim - 1 && strncasecmp(name.p, dcim, sizeof dcim - 1) == 0)
		add_dcf((struct span){name.p + sizeof dcim - 1, name.n - (sizeof dcim - 1)}, out);
}

/* ---- GoPro's MISC/version.txt: JSON, often with a comma too many ---- */

static void
take_pair(struct span line, const char *key, const char *fact, struct system_facts *out)
{
	struct span name, value;

	if (!line_split(line, ':', &name, &value))
		return;
	while (value.n && value.p[value.n - 1] == ',')
		value = system_trim((struct span){value.p, value.n - 1});
	if (span_equal(line_unquote(name), key))
		system_fact(out, fact, line_unquote(value), key);
}

static void
take_lines(const struct system_file *file, const char *const (*pairs)[2], size_t n,
	   struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct span rest, line;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	while (line_next(&rest, &line))
		for (size_t i = 0; i < n; i++)
			take_pair(line, pairs[i][0], pairs[i][1], out);
	buffer_release(&text);
}

void
system_gopro_version(const struct system_file *file, struct system_facts *out)
{
	static const char *const pairs[][2] = {{"camera type", "device_model"},
					       {"camera serial number", "device_serial"},
					       {"firmware version", "firmware"},
					       {"wifi mac", "wifi_address"}};

	take_lines(file, pairs, sizeof pairs / sizeof *pairs, out);
	if (out->facts.n)
		system_fact_text(out, "device_make", "GoPro", "kind of file");
}

/* ---- iPod ---- */

void
system_ipod_info(const struct system_file *file, struct system_facts *out)
{
	static const char *const pairs[][2] = {{"ModelNumStr", "device_type"},
					       {"pszSerialNumber", "device_serial"},
					       {"visibleBuildID", "version"},
					       {"BoardHwName", "device_model"},
					       {"FirewireGuid", "device_id"}};

	take_lines(file, pairs, sizeof pairs / sizeof *pairs, out);
}

void
system_ipod_extended(const struct system_file *file, struct system_facts *out)
{
	static const char *const pairs[][2] = {{"SerialNumber", "device_serial"},
					       {"FireWireGUID", "device_id"},
					       {"VisibleBuildID", "version"},
					       {"ProductType", "device_type"}};
	struct plist_file *p = plist_file_open(file->bytes, out);

	for (size_t i = 0; p && i < sizeof pairs / sizeof *pairs; i++)
		plist_file_fact(p, pairs[i][0], pairs[i][1], out);
	plist_file_close(&p);
}

/* ---- Garmin, Kindle, Kobo ---- */

static void
see_garmin(void *ctx, const struct xml_event *x)
{
	static const char *const pairs[][2] = {{"Description", "device_model"},
					       {"Id", "device_serial"},
					       {"SoftwareVersion", "firmware"},
					       {"PartNumber", "device_type"},
					       {"DisplayName", "device_name"}};
	struct system_facts *out = ctx;

	for (size_t i = 0; !x->attribute.p && i < sizeof pairs / sizeof *pairs; i++)
		if (span_equal(x->element, pairs[i][0]) && out->facts.n < 20)
			system_fact(out, pairs[i][1], x->value, pairs[i][0]);
}

void
system_garmin_device(const struct system_file *file, struct system_facts *out)
{
	system_fact_text(out, "device_make", "Garmin", "kind of file");
	xml_file_read(file->bytes, see_garmin, out, out);
}

void
system_kindle_version(const struct system_file *file, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct span rest, line;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	if (line_next(&rest, &line) && line.n > 6 && memcmp(line.p, "Kindle", 6) == 0) {
		system_fact_text(out, "device_make", "Amazon", "kind of file");
		system_fact_text(out, "device_model", "Kindle", "kind of file");
		system_fact(out, "firmware", line, "");
	}
	buffer_release(&text);
}

/* .kobo/version: serial number, then versions, commas between. */
void
system_kobo_version(const struct system_file *file, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct span serial, rest, ignored, firmware;

	text_file_read(file->bytes, &text);
	if (line_split(buffer_span(&text), ',', &serial, &rest)) {
		system_fact_text(out, "device_make", "Kobo", "kind of file");
		system_fact(out, "device_serial", serial, "first field");
		if (line_split(rest, ',', &ignored, &rest) &&
		    line_split(rest, ',', &firmware, &rest))
			system_fact(out, "firmware", firmware, "third field");
	}
	buffer_release(&text);
}
