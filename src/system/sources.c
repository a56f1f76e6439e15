/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <strings.h>

#include "system/kinds.h"

/* Of one family, what stands first says first what several files say. */
const struct system_source system_sources[] = {
	{"windows", SYSTEM_FILE, "Windows/System32/config/SOFTWARE", 9, system_windows_software},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SYSTEM", 9, system_windows_system},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SAM", 9, system_windows_sam},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SOFTWARE", 9, system_windows_software},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SYSTEM", 9, system_windows_system},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SAM", 9, system_windows_sam},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SOFTWARE.LOG1", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SOFTWARE.LOG2", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SOFTWARE.LOG", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SYSTEM.LOG1", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SYSTEM.LOG2", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SYSTEM.LOG", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SAM.LOG1", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SAM.LOG2", 9, NULL},
	{"windows", SYSTEM_FILE, "Windows/System32/config/SAM.LOG", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SOFTWARE.LOG1", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SOFTWARE.LOG2", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SOFTWARE.LOG", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SYSTEM.LOG1", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SYSTEM.LOG2", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SYSTEM.LOG", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SAM.LOG1", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SAM.LOG2", 9, NULL},
	{"windows", SYSTEM_FILE, "WINNT/System32/config/SAM.LOG", 9, NULL},
	{"linux", SYSTEM_FILE, "etc/os-release", 9, system_linux_release},
	{"linux", SYSTEM_FILE, "usr/lib/os-release", 9, system_linux_release},
	{"linux", SYSTEM_FILE, "etc/debian_version", 9, system_linux_debian_version},
	{"linux", SYSTEM_FILE, "etc/redhat-release", 9, system_linux_debian_version},
	{"linux", SYSTEM_FILE, "etc/alpine-release", 9, system_linux_debian_version},
	{"linux", SYSTEM_FILE, "etc/hostname", 9, system_linux_hostname},
	{"linux", SYSTEM_FILE, "etc/timezone", 9, system_linux_timezone},
	{"linux", SYSTEM_LINK, "etc/localtime", 9, system_zone_link},
	{"linux", SYSTEM_FILE, "etc/machine-id", 9, system_linux_machine_id},
	{"linux", SYSTEM_FILE, "etc/passwd", 9, system_linux_passwd},
	{"linux", SYSTEM_FILE, "var/log/installer/media-info", 9, system_linux_installer},
	{"linux", SYSTEM_FILE, "var/log/installer/lsb-release", 9, system_linux_installer},
	{"linux", SYSTEM_FILE, "root/anaconda-ks.cfg", 9, system_linux_installer},
	{"linux", SYSTEM_FILE, "var/log/wtmp", 9, system_linux_wtmp},
	{"linux", SYSTEM_FILE, "etc/localtime", 9, system_zone_file},
	{"windows", SYSTEM_FILE,
	 "Users/*/AppData/Roaming/Apple Computer/MobileSync/Backup/*/Info.plist", 9,
	 system_kept_backup},
	{"windows", SYSTEM_FILE, "Users/*/Apple/MobileSync/Backup/*/Info.plist", 9,
	 system_kept_backup},
	{"apple", SYSTEM_FILE, "Users/*/Library/Application Support/MobileSync/Backup/*/Info.plist",
	 9, system_kept_backup},
	{"apple", SYSTEM_FILE, "System/Library/CoreServices/SystemVersion.plist", 9,
	 system_apple_version},
	{"apple", SYSTEM_FILE, "Library/Preferences/SystemConfiguration/preferences.plist", 9,
	 system_apple_names},
	{"apple", SYSTEM_FILE, "Library/Preferences/.GlobalPreferences.plist", 9,
	 system_apple_globals},
	{"apple", SYSTEM_FILE, "Library/Preferences/com.apple.loginwindow.plist", 9,
	 system_apple_login},
	{"apple", SYSTEM_LINK, "private/etc/localtime", 9, system_zone_link},
	{"apple", SYSTEM_FILE, "private/var/db/.AppleSetupDone", 9, system_apple_setup},
	{"apple", SYSTEM_FILE, "private/var/db/dslocal/nodes/Default/users/*.plist", 9,
	 system_apple_user},
	{"apple", SYSTEM_FILE, "private/var/preferences/SystemConfiguration/preferences.plist", 9,
	 system_apple_names},
	{"apple", SYSTEM_FILE, "private/var/root/Library/Lockdown/data_ark.plist", 9,
	 system_ios_ark},
	{"apple", SYSTEM_LINK, "private/var/db/timezone/localtime", 9, system_zone_link},
	{"apple", SYSTEM_FILE, "Info.plist", 1, system_ios_backup},
	{"apple", SYSTEM_FILE, "Manifest.plist", 1, system_ios_manifest},
	{"android", SYSTEM_FILE, "system/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "system/system/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "build.prop", 2, system_android_build},
	{"android", SYSTEM_FILE, "vendor/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "product/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "product/etc/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "odm/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "odm/etc/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "system_ext/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "system_ext/etc/build.prop", 9, system_android_build},
	{"android", SYSTEM_FILE, "default.prop", 2, system_android_build},
	{"android", SYSTEM_FILE, "prop.default", 2, system_android_build},
	{"android", SYSTEM_FILE, "data/property/persistent_properties", 9,
	 system_android_persistent},
	{"android", SYSTEM_FILE, "data/property/persist.sys.timezone", 9, system_android_zone},
	{"android", SYSTEM_FILE, "data/system/users/*.xml", 9, system_android_user},
	{"android", SYSTEM_FILE, "data/system/users/*/settings_global.xml", 9,
	 system_android_settings},
	{"android", SYSTEM_FILE, "data/system/users/*/settings_secure.xml", 9,
	 system_android_settings},
	{"android", SYSTEM_FILE, "data/system/packages.xml", 9, system_android_packages},
	{"android", SYSTEM_FILE, "property/persistent_properties", 2, system_android_persistent},
	{"android", SYSTEM_FILE, "property/persist.sys.timezone", 2, system_android_zone},
	{"android", SYSTEM_FILE, "system/users/*.xml", 2, system_android_user},
	{"android", SYSTEM_FILE, "system/users/*/settings_global.xml", 2, system_android_settings},
	{"android", SYSTEM_FILE, "system/users/*/settings_secure.xml", 2, system_android_settings},
	{"android", SYSTEM_FILE, "system/packages.xml", 2, system_android_packages},
	{"portable", SYSTEM_FILE, "MISC/version.txt", 2, system_gopro_version},
	{"portable", SYSTEM_FILE, "iPod_Control/Device/SysInfo", 2, system_ipod_info},
	{"portable", SYSTEM_FILE, "iPod_Control/Device/SysInfoExtended", 2, system_ipod_extended},
	{"portable", SYSTEM_FILE, "Garmin/GarminDevice.xml", 2, system_garmin_device},
	{"portable", SYSTEM_FILE, "system/version.txt", 2, system_kindle_version},
	{"portable", SYSTEM_FILE, ".kobo/version", 2, system_kobo_version},
	{"portable", SYSTEM_FOLDER, "DCIM/*", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "iPod_Control", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "iTunes_Control", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "Nintendo 3DS", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "Nintendo", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "PSP", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "Garmin", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, ".kobo", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "CANONMSC", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "Android", 2, system_portable_folder},
	{"portable", SYSTEM_FOLDER, "ARCHOS", 2, system_portable_folder},
};

const size_t nsystem_sources = sizeof system_sources / sizeof *system_sources;
_Static_assert(sizeof system_sources / sizeof *system_sources <= SYSTEM_SOURCES_MAX,
	       "lists of rows are kept in arrays of that size");

bool
system_part_matches(const char *part, size_t pn, const char *name, size_t n)
{
	if (pn && part[pn - 1] == '*')
		return n >= pn - 1 && n > 0 && strncasecmp(part, name, pn - 1) == 0;
	if (pn && part[0] == '*')
		return n >= pn - 1 && strncasecmp(part + 1, name + n - (pn - 1), pn - 1) == 0;
	return pn == n && strncasecmp(part, name, n) == 0;
}

bool
system_is_log(size_t log, size_t of)
{
	size_t n = strlen(system_sources[of].path);

	return !system_sources[log].read && system_sources[of].read &&
	       strncmp(system_sources[log].path, system_sources[of].path, n) == 0 &&
	       strncmp(system_sources[log].path + n, ".LOG", 4) == 0;
}

/* Where the last part of the n bytes begins. */
static size_t
last_part(const char *p, size_t n)
{
	while (n && p[n - 1] != '/')
		n--;
	return n;
}

/* macOS keeps an /etc of its own below /private, with accounts that nobody uses. */
static bool
is_apples(const struct system_source *s, struct span path, size_t root)
{
	static const char name[] = "private/";

	return strcmp(s->family, "linux") == 0 && root >= sizeof name - 1 &&
	       memcmp(path.p + root - (sizeof name - 1), name, sizeof name - 1) == 0;
}

/* Parts are compared from the last one on; *root: what is left before them. */
static bool
matches(const struct system_source *s, struct span path, size_t *root)
{
	size_t pn = strlen(s->path), n = path.n, at, pat;
	unsigned below = 0;

	for (;;) {
		at = last_part(path.p, n);
		pat = last_part(s->path, pn);
		if (!system_part_matches(s->path + pat, pn - pat, path.p + at, n - at))
			return false;
		if (pat == 0)
			break;
		if (at == 0)
			return false;
		n = at - 1;
		pn = pat - 1;
	}
	*root = at;
	for (size_t i = 0; i < at; i++)
		below += path.p[i] == '/';
	return below <= s->below && !is_apples(s, path, at);
}

size_t
system_source_of(struct span path, enum system_what what, size_t from, size_t *root)
{
	for (size_t i = from; i < nsystem_sources; i++)
		if (system_sources[i].what == what && matches(&system_sources[i], path, root))
			return i;
	return nsystem_sources;
}
