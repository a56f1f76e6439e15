/* SPDX-License-Identifier: Apache-2.0 */
/*
 * /var/log/wtmp, utmp(5): records of 384 bytes, little-endian as on all machines that matter here.
 * The last boot and the last orderly shutdown are told.
 */
#include <stdio.h>
#include <string.h>

#include "system/kinds.h"

#define ENTRY	 384u
#define RUN_LVL	 1u
#define BOOT	 2u
#define USER_AT	 44u
#define TIME_AT	 340u
#define LOOK_MAX 200000u /* entries, from the end */

struct moment {
	uint32_t seconds, microseconds;
	bool known;
};

static void
keep(struct moment *m, const unsigned char *p)
{
	uint32_t seconds = le32(p + TIME_AT);

	if (m->known && seconds <= m->seconds)
		return;
	*m = (struct moment){seconds, le32(p + TIME_AT + 4), seconds != 0};
}

static void
tell(struct system_facts *out, const char *fact, const struct moment *m, const char *where)
{
	char stored[32];

	if (!m->known)
		return;
	snprintf(stored, sizeof stored, "%u.%06u", m->seconds, m->microseconds);
	system_fact_time(out, fact, m->seconds,
			 m->microseconds < 1000000 ? m->microseconds * 1000 : 0, stored, where);
}

void
system_linux_wtmp(const struct system_file *file, struct system_facts *out)
{
	uint64_t n = file->bytes->size / ENTRY;
	struct moment boot = {0}, shutdown = {0};

	for (uint64_t i = n > LOOK_MAX ? n - LOOK_MAX : 0; i < n; i++) {
		const unsigned char *p = bytes_exact(file->bytes, i * ENTRY, ENTRY);

		if (!p)
			break;
		if (le16(p) == BOOT)
			keep(&boot, p);
		else if (le16(p) == RUN_LVL && memcmp(p + USER_AT, "shutdown", 9) == 0)
			keep(&shutdown, p);
	}
	tell(out, "last_boot", &boot, "entry of type BOOT_TIME");
	tell(out, "last_shutdown", &shutdown, "entry \"shutdown\"");
}
