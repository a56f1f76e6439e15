/* SPDX-License-Identifier: Apache-2.0 */
/* macOS and iOS: property lists at well-known places, and backups of phones. */
#include <string.h>

#include "record/json.h"
#include "system/kinds.h"
#include "system/plist_file.h"

struct plist_fact {
	const char *path, *fact;
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
read_facts(const struct system_file *file, const struct plist_fact *v, size_t n,
	   struct system_facts *out)
{
	struct plist_file *p = plist_file_open(file->bytes, out);

	for (size_t i = 0; p && i < n; i++)
		plist_file_fact(p, v[i].path, v[i].fact, out);
	plist_file_close(&p);
}

void
system_apple_version(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact facts[] = {{"ProductName", "os"},
						  {"ProductVersion", "version"},
						  {"ProductBuildVersion", "build"}};

	read_facts(file, facts, COUNT(facts), out);
}

/* SystemConfiguration/preferences.plist */
void
system_apple_names(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact facts[] = {
		{"System/System/ComputerName", "device_name"},
		{"System/System/HostName", "host_name"},
		{"System/Network/HostNames/LocalHostName", "host_name"},
		{"Model", "device_type"}};

	read_facts(file, facts, COUNT(facts), out);
}

void
system_apple_globals(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact facts[] = {
		{"com.apple.TimeZonePref.Last_Selected_City", "time_zone_city"},
		{"AppleLocale", "locale"},
		{"AppleLanguages", "language"},
		{"Country", "country"}};

	read_facts(file, facts, COUNT(facts), out);
}

void
system_apple_login(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact facts[] = {{"lastUserName", "last_user"},
						  {"autoLoginUser", "login_default"}};

	read_facts(file, facts, COUNT(facts), out);
}

/* The setup assistant leaves an empty file when it is through. */
void
system_apple_setup(const struct system_file *file, struct system_facts *out)
{
	system_fact(out, "installed", file->mtime, "time of modification");
}

/* ---- Accounts of macOS ---- */

static void
add_member(struct plist_file *p, const char *path, const char *member, struct buffer *b,
	   struct buffer *text)
{
	if (plist_file_text(p, path, text) == 0)
		system_member(b, member, buffer_span(text));
}

/* Accounts of services begin with an underscore; every value is an array. */
static bool
is_person(struct plist_file *p, struct buffer *text)
{
	if (plist_file_text(p, "name", text) || !text->n || text->data[0] == '_')
		return false;
	return strcmp(buffer_text(text), "daemon") != 0 && strcmp(text->data, "nobody") != 0;
}

void
system_apple_user(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact members[] = {
		{"name", "name"},	 {"realname", "full_name"}, {"uid", "uid"},
		{"home", "home"},	 {"shell", "shell"},	    {"hint", "password_hint"},
		{"generateduid", "uuid"}};
	struct plist_file *p = plist_file_open(file->bytes, out);
	struct buffer text = BUFFER_EMPTY;
	struct buffer *b = p && is_person(p, &text) ? system_begin(out, &out->users) : NULL;

	if (b) {
		for (size_t i = 0; i < COUNT(members); i++)
			add_member(p, members[i].path, members[i].fact, b, &text);
		system_end(out, b, "");
	}
	plist_file_close(&p);
	buffer_release(&text);
}

/* ---- iOS ---- */

/* data_ark.plist of lockdownd. */
void
system_ios_ark(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact facts[] = {{"-DeviceName", "device_name"},
						  {"-TimeZone", "time_zone"},
						  {"-SerialNumber", "device_serial"},
						  {"-ActivationState", "activation"},
						  {"com.apple.international-Locale", "locale"},
						  {"com.apple.international-Language", "language"}};

	read_facts(file, facts, COUNT(facts), out);
}

static const struct plist_fact backup[] = {{"Device Name", "device_name"},
					   {"Display Name", "device_name"},
					   {"Product Name", "device_model"},
					   {"Product Type", "device_type"},
					   {"Product Version", "version"},
					   {"Build Version", "build"},
					   {"Serial Number", "device_serial"},
					   {"IMEI", "imei"},
					   {"IMEI 2", "imei"},
					   {"MEID", "meid"},
					   {"ICCID", "iccid"},
					   {"Phone Number", "phone_number"},
					   {"Unique Identifier", "device_id"},
					   {"Last Backup Date", "last_backup"},
					   {"iTunes Version", "backup_program"},
					   {"macOS Version", "backup_system"}};

/* Many programs have an Info.plist; a backup's names its device. */
static struct plist_file *
open_backup(const struct system_file *file, struct system_facts *out)
{
	struct plist_file *p = plist_file_open(file->bytes, out);
	struct buffer text = BUFFER_EMPTY;

	if (p && plist_file_text(p, "Last Backup Date", &text) &&
	    plist_file_text(p, "Unique Identifier", &text))
		plist_file_close(&p);
	buffer_release(&text);
	return p;
}

void
system_ios_backup(const struct system_file *file, struct system_facts *out)
{
	struct plist_file *p = open_backup(file, out);

	for (size_t i = 0; p && i < COUNT(backup); i++)
		plist_file_fact(p, backup[i].path, backup[i].fact, out);
	plist_file_close(&p);
}

void
system_ios_manifest(const struct system_file *file, struct system_facts *out)
{
	static const struct plist_fact facts[] = {{"Lockdown/DeviceName", "device_name"},
						  {"Lockdown/ProductType", "device_type"},
						  {"Lockdown/ProductVersion", "version"},
						  {"Lockdown/BuildVersion", "build"},
						  {"Lockdown/SerialNumber", "device_serial"},
						  {"Lockdown/UniqueDeviceID", "device_id"},
						  {"IsEncrypted", "backup_encrypted"},
						  {"Date", "last_backup"}};

	read_facts(file, facts, COUNT(facts), out);
}

/* A backup that a computer keeps tells of a phone that was connected to it. */
void
system_kept_backup(const struct system_file *file, struct system_facts *out)
{
	struct plist_file *p = open_backup(file, out);
	struct buffer text = BUFFER_EMPTY;
	struct buffer *b = p ? system_begin(out, &out->connected) : NULL;

	if (b) {
		json_member_text(b, "bus", "backup of a phone");
		for (size_t i = 0; i < COUNT(backup); i++)
			if (strcmp(backup[i].path, "Display Name") != 0 &&
			    strcmp(backup[i].path, "IMEI 2") != 0)
				add_member(p, backup[i].path, backup[i].fact, b, &text);
		system_end(out, b, "");
	}
	plist_file_close(&p);
	buffer_release(&text);
}
