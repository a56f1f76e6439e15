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

struct hive;
struct hive_key;
/* USB storage and portable devices below a control set, whose name is put before places. */
void windows_connected_read(struct hive_key *set, const char *name, struct system_facts *out);
/* Which disks had which letters. */
void windows_mounted_read(struct hive *hive, struct system_facts *out);

#endif
