/* SPDX-License-Identifier: Apache-2.0 */
/* The readers that sources.c lists, and what they share among themselves. */
#ifndef WINNOW_SYSTEM_KINDS_H
#define WINNOW_SYSTEM_KINDS_H

#include "system/system.h"

typedef void system_reader(const struct system_file *file, struct system_facts *out);

system_reader system_windows_software, system_windows_system, system_windows_sam;
system_reader system_linux_release, system_linux_hostname, system_linux_timezone;
system_reader system_linux_passwd, system_linux_machine_id, system_linux_installer;
system_reader system_linux_wtmp, system_linux_debian_version, system_zone_link;
system_reader system_zone_file;
system_reader system_apple_version, system_apple_names, system_apple_globals, system_apple_login;
system_reader system_apple_setup, system_apple_user, system_ios_ark, system_ios_backup;
system_reader system_ios_manifest, system_kept_backup;
system_reader system_android_build, system_android_persistent, system_android_zone;
system_reader system_android_user, system_android_settings, system_android_packages;
system_reader system_portable_folder, system_gopro_version, system_ipod_info;
system_reader system_ipod_extended, system_garmin_device, system_kindle_version;
system_reader system_kobo_version;

struct hive;
struct hive_key;
/* USB storage and portable devices below a control set, whose name is put before places. */
void windows_connected_read(struct hive_key *set, const char *name, struct system_facts *out);
/* Which disks had which letters. */
void windows_mounted_read(struct hive *hive, struct system_facts *out);

#endif
