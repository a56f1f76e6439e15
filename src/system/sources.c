/* SPDX-License-Identifier: Apache-2.0 */
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
};

const size_t nsystem_sources = sizeof system_sources / sizeof *system_sources;
_Static_assert(sizeof system_sources / sizeof *system_sources <= SYSTEM_SOURCES_MAX,
	       "lists of rows are kept in arrays of that size");

bool
system_part_matches(const char *part, size_t pn, const char *name, size_t n)
{
	if (pn && part[pn - 1] == '*')
		return n >= pn - 1 && n > 0 && strncasecmp(part, name, pn - 1) == 0;
	return pn == n && strncasecmp(part, name, n) == 0;
}

/* Where the last part of the n bytes begins. */
static size_t
last_part(const char *p, size_t n)
{
	while (n && p[n - 1] != '/')
		n--;
	return n;
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
	return below <= s->below;
}

size_t
system_source_of(struct span path, enum system_what what, size_t from, size_t *root)
{
	for (size_t i = from; i < nsystem_sources; i++)
		if (system_sources[i].what == what && matches(&system_sources[i], path, root))
			return i;
	return nsystem_sources;
}
