/* SPDX-License-Identifier: Apache-2.0 */
/* The hive SOFTWARE: the system's product, version and owner, and the profiles on it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/json.h"
#include "system/hive.h"
#include "system/kinds.h"

#define CURRENT_VERSION "Microsoft\\Windows NT\\CurrentVersion"
#define PROFILES	CURRENT_VERSION "\\ProfileList"
#define BUILD_WINDOWS11 22000

struct text_value {
	const char *key, *value, *fact;
};

static const struct text_value texts[] = {
	{CURRENT_VERSION, "ProductName", "os"},
	{CURRENT_VERSION, "DisplayVersion", "version"},
	{CURRENT_VERSION, "ReleaseId", "release"},
	{CURRENT_VERSION, "CSDVersion", "service_pack"},
	{CURRENT_VERSION, "CurrentVersion", "kernel_version"},
	{CURRENT_VERSION, "CurrentBuild", "build"},
	{CURRENT_VERSION, "CurrentBuildNumber", "build"},
	{CURRENT_VERSION, "EditionID", "edition"},
	{CURRENT_VERSION, "RegisteredOwner", "owner"},
	{CURRENT_VERSION, "RegisteredOrganization", "organization"},
	{CURRENT_VERSION, "ProductId", "product_id"},
	{"Microsoft\\Cryptography", "MachineGuid", "machine_id"},
	{CURRENT_VERSION "\\Winlogon", "DefaultUserName", "login_default"},
	{"Microsoft\\Windows\\CurrentVersion\\Authentication\\LogonUI", "LastLoggedOnUser",
	 "last_user"},
};

static void
read_texts(struct hive *hive, struct system_facts *out)
{
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct hive_key *key = hive_key(hive, texts[i].key);

		if (!key)
			continue;
		hive_fact(key, texts[i].value, texts[i].key, texts[i].fact, out);
		hive_key_close(&key);
	}
}

/* Windows 11 kept the older product's name. */
static void
note_windows11(struct hive_key *key, struct system_facts *out)
{
	unsigned long long build = 0;
	bool ten = hive_text(key, "ProductName", &out->text) == 0 &&
		   strncmp(buffer_text(&out->text), "Windows 10", 10) == 0;

	if (ten && hive_text(key, "CurrentBuild", &out->text) == 0 &&
	    text_to_u64(out->text.data, out->text.n, &build) == 0 && build >= BUILD_WINDOWS11)
		system_note(out, "ProductName says Windows 10; builds from %d on are Windows 11",
			    BUILD_WINDOWS11);
}

static void
read_numbers(struct hive *hive, struct system_facts *out)
{
	struct hive_key *key = hive_key(hive, CURRENT_VERSION);
	char text[32];
	uint64_t v;

	if (!key)
		return;
	if (hive_number(key, "UBR", &v) == 0) {
		snprintf(text, sizeof text, "%" PRIu64, v);
		system_fact_text(out, "build_revision", text, CURRENT_VERSION "\\UBR");
	}
	if (hive_number(key, "InstallTime", &v) == 0)
		system_fact_filetime(out, "installed", v, CURRENT_VERSION "\\InstallTime");
	if (hive_number(key, "InstallDate", &v) == 0 && v) {
		snprintf(text, sizeof text, "%" PRIu64, v);
		system_fact_time(out, "installed", (int64_t)v, 0, text,
				 CURRENT_VERSION "\\InstallDate");
	}
	note_windows11(key, out);
	hive_key_close(&key);
}

/* Identifiers of people's accounts begin with S-1-5-21 (local, domain) or S-1-12-1 (cloud). */
static bool
is_person(const char *sid)
{
	return strncmp(sid, "S-1-5-21-", 9) == 0 || strncmp(sid, "S-1-12-1-", 9) == 0;
}

static void
add_profile(struct hive_key *key, const char *sid, struct system_facts *out)
{
	char where[300];
	struct buffer *b;

	if (!is_person(sid) || hive_text(key, "ProfileImagePath", &out->text))
		return;
	b = system_begin(out, &out->users);
	if (!b)
		return;
	json_member_text(b, "sid", sid);
	system_member(b, "home", buffer_span(&out->text));
	snprintf(where, sizeof where, "%s\\%.100s", PROFILES, sid);
	system_end(out, b, where);
}

static void
read_profiles(struct hive *hive, struct system_facts *out)
{
	struct hive_key *list = hive_key(hive, PROFILES);
	struct buffer sid = BUFFER_EMPTY;

	for (unsigned i = 0; list && i < hive_children(list); i++) {
		struct hive_key *key = hive_child(list, i, &sid);

		if (!key)
			continue;
		add_profile(key, buffer_text(&sid), out);
		hive_key_close(&key);
	}
	if (list)
		hive_key_close(&list);
	buffer_release(&sid);
}

void
system_windows_software(const struct system_file *file, struct system_facts *out)
{
	struct hive *hive = hive_of(file, out);

	if (!hive)
		return;
	read_texts(hive, out);
	read_numbers(hive, out);
	read_profiles(hive, out);
	hive_close(&hive);
}
