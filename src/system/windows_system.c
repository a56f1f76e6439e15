/* SPDX-License-Identifier: Apache-2.0 */
/* The hive SYSTEM: host name, time zone, last shutdown, maker of the computer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "system/hive.h"
#include "system/kinds.h"

#define ZONE "Control\\TimeZoneInformation"

static const struct {
	const char *key, *value, *fact;
} texts[] = {
	{"Control\\ComputerName\\ComputerName", "ComputerName", "host_name"},
	{"Services\\Tcpip\\Parameters", "Hostname", "host_name"},
	{"Services\\Tcpip\\Parameters", "NV Hostname", "host_name"},
	{"Services\\Tcpip\\Parameters", "Domain", "domain"},
	{ZONE, "TimeZoneKeyName", "time_zone"},
	{ZONE, "StandardName", "time_zone_standard"},
	{"Control\\SystemInformation", "SystemManufacturer", "device_make"},
	{"Control\\SystemInformation", "SystemProductName", "device_model"},
	{"Control\\SystemInformation", "BIOSVersion", "firmware"},
};

static void
read_texts(struct hive_key *set, const char *name, struct system_facts *out)
{
	char where[200];

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct hive_key *key = hive_below(set, texts[i].key);

		if (!key)
			continue;
		snprintf(where, sizeof where, "%s\\%s", name, texts[i].key);
		hive_fact(key, texts[i].value, where, texts[i].fact, out);
		hive_key_close(&key);
	}
}

/* Minutes that local time lacks to UTC, signed. */
static void
read_bias(struct hive_key *set, const char *name, struct system_facts *out)
{
	static const struct {
		const char *value, *fact;
	} biases[] = {{"Bias", "time_zone_bias"}, {"ActiveTimeBias", "time_zone_active_bias"}};
	struct hive_key *key = hive_below(set, ZONE);
	char where[200], text[64];
	uint64_t v;

	for (size_t i = 0; key && i < sizeof biases / sizeof *biases; i++) {
		if (hive_number(key, biases[i].value, &v))
			continue;
		snprintf(where, sizeof where, "%s\\%s\\%s", name, ZONE, biases[i].value);
		snprintf(text, sizeof text, "%" PRId32, (int32_t)(uint32_t)v);
		system_fact_text(out, biases[i].fact, text, where);
	}
	if (key)
		hive_key_close(&key);
}

static void
read_shutdown(struct hive_key *set, const char *name, struct system_facts *out)
{
	struct hive_key *key = hive_below(set, "Control\\Windows");
	struct buffer raw = BUFFER_EMPTY;
	char where[200];

	if (!key)
		return;
	snprintf(where, sizeof where, "%s\\Control\\Windows\\ShutdownTime", name);
	if (hive_bytes(key, "ShutdownTime", &raw, NULL) == 0 && raw.n >= 8)
		system_fact_filetime(out, "last_shutdown", le64((const unsigned char *)raw.data),
				     where);
	buffer_release(&raw);
	hive_key_close(&key);
}

/* The control set that Windows last started with; where that is not said, the first. */
static struct hive_key *
current_set(struct hive *hive, char name[32], struct system_facts *out)
{
	struct hive_key *select = hive_key(hive, "Select");
	uint64_t current = 1;

	if (!select || hive_number(select, "Current", &current) || current > 999)
		system_note(out,
			    "the hive SYSTEM does not say which control set is in use; the first "
			    "one was read");
	if (current > 999)
		current = 1;
	if (select)
		hive_key_close(&select);
	snprintf(name, 32, "ControlSet%03u", (unsigned)current);
	return hive_key(hive, name);
}

void
system_windows_system(const struct system_file *file, struct system_facts *out)
{
	struct hive *hive = hive_of(file, out);
	struct hive_key *set;
	char name[32];

	if (!hive)
		return;
	set = current_set(hive, name, out);
	if (set) {
		read_texts(set, name, out);
		read_bias(set, name, out);
		read_shutdown(set, name, out);
		windows_connected_read(set, name, out);
		hive_key_close(&set);
	}
	windows_mounted_read(hive, out);
	hive_close(&hive);
}
