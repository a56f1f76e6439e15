/* SPDX-License-Identifier: Apache-2.0 */
/* What was connected to a Windows computer: USB storage, cameras, and the letters of disks. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/json.h"
#include "system/hive.h"
#include "system/kinds.h"

/* Device properties, devpkey.h: first installed, last arrived, last removed. */
#define TIMES "Properties\\{83da6326-97a6-4088-9453-a1923f573b29}"

static const struct {
	const char *number, *member;
} times[] = {{"0065", "first_connected"}, {"0066", "last_connected"}, {"0067", "last_removed"}};

/* The property's bytes are its key's default value, or, in Windows 7, that of a key below it. */
static void
add_time(struct hive_key *property, const char *member, struct buffer *b)
{
	struct buffer name = BUFFER_EMPTY, raw = BUFFER_EMPTY;
	struct hive_key *data = hive_below(property, "00000000");
	int status = data ? hive_bytes(data, "Data", &raw, NULL)
			  : hive_value_at(property, 0, &name, &raw);

	if (status == 0 && raw.n == 8)
		system_member_filetime(b, member, le64((const unsigned char *)raw.data));
	if (data)
		hive_key_close(&data);
	buffer_release(&name);
	buffer_release(&raw);
}

static void
add_times(struct hive_key *device, struct buffer *b)
{
	char path[100];

	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct hive_key *property;

		snprintf(path, sizeof path, "%s\\%s", TIMES, times[i].number);
		property = hive_below(device, path);
		if (!property)
			continue;
		add_time(property, times[i].member, b);
		hive_key_close(&property);
	}
}

static void
add_device(struct hive_key *device, const char *bus, const char *where, const char *model,
	   struct buffer *serial, struct system_facts *out)
{
	struct buffer place = BUFFER_EMPTY;
	struct buffer *b = system_begin(out, &out->connected);

	if (!b)
		return;
	json_member_text(b, "bus", bus);
	json_member_text(b, "model", model);
	json_member_span(b, "serial", buffer_span(serial));
	if (hive_text(device, "FriendlyName", &out->text) == 0)
		system_member(b, "name", buffer_span(&out->text));
	add_times(device, b);
	system_member_filetime(b, "key_written", hive_written(device));
	buffer_add_format(&place, "%s\\%s\\%s", where, model, buffer_text(serial));
	system_end(out, b, buffer_text(&place));
	buffer_release(&place);
}

static void
add_model(struct hive_key *model, const char *bus, const char *where, const char *name,
	  struct system_facts *out)
{
	struct buffer serial = BUFFER_EMPTY;

	for (unsigned i = 0; i < hive_children(model); i++) {
		struct hive_key *device = hive_child(model, i, &serial);

		if (!device)
			continue;
		add_device(device, bus, where, name, &serial, out);
		hive_key_close(&device);
	}
	buffer_release(&serial);
}

void
windows_connected_read(struct hive_key *set, const char *name, struct system_facts *out)
{
	static const char *const buses[] = {"USBSTOR", "SWD\\WPDBUSENUM"};
	struct buffer model = BUFFER_EMPTY;
	char path[100], where[200];

	for (size_t k = 0; k < sizeof buses / sizeof *buses; k++) {
		struct hive_key *bus;

		snprintf(path, sizeof path, "Enum\\%s", buses[k]);
		snprintf(where, sizeof where, "%s\\%s", name, path);
		bus = hive_below(set, path);
		for (unsigned i = 0; bus && i < hive_children(bus); i++) {
			struct hive_key *key = hive_child(bus, i, &model);

			if (!key)
				continue;
			add_model(key, buses[k], where, buffer_text(&model), out);
			hive_key_close(&key);
		}
		if (bus)
			hive_key_close(&bus);
	}
	buffer_release(&model);
}

/* ---- MountedDevices ---- */

/* A disk's signature and the partition's offset; a GPT partition; or the name of a device. */
static void
add_mounted(struct buffer *b, const struct buffer *raw, struct buffer *text)
{
	const unsigned char *p = (const unsigned char *)raw->data;
	char id[16];

	buffer_clear(text);
	if (raw->n == 12) {
		snprintf(id, sizeof id, "%08" PRIx32, le32(p));
		json_member_text(b, "disk_signature", id);
		json_member_u64(b, "partition_offset", le64(p + 4));
	} else if (raw->n == 24 && memcmp(p, "DMIO:ID:", 8) == 0) {
		buffer_add_format(text, "%08x-%04x-%04x-", le32(p + 8), le16(p + 12), le16(p + 14));
		text_hex(text, p + 16, 2);
		buffer_add_byte(text, '-');
		text_hex(text, p + 18, 6);
		json_member_span(b, "gpt_partition", buffer_span(text));
	} else {
		hive_utf16(p, raw->n, text);
		system_member(b, "name", buffer_span(text));
	}
}

void
windows_mounted_read(struct hive *hive, struct system_facts *out)
{
	struct hive_key *key = hive_key(hive, "MountedDevices");
	struct buffer name = BUFFER_EMPTY, raw = BUFFER_EMPTY;
	struct buffer *b;

	for (unsigned i = 0; key && i < hive_values(key); i++) {
		if (hive_value_at(key, i, &name, &raw) ||
		    strncmp(buffer_text(&name), "\\DosDevices\\", 12) != 0)
			continue;
		b = system_begin(out, &out->connected);
		if (!b)
			break;
		json_member_text(b, "bus", "MountedDevices");
		json_member_text(b, "letter", buffer_text(&name) + 12);
		add_mounted(b, &raw, &out->text);
		system_end(out, b, "MountedDevices");
	}
	if (key)
		hive_key_close(&key);
	buffer_release(&name);
	buffer_release(&raw);
}
