/* SPDX-License-Identifier: Apache-2.0 */
#include <config.h>

#include <pwd.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/clock.h"
#include "record/json.h"
#include "record/stream.h"

void
run_id_new(char id[RUN_ID_MAX])
{
	unsigned char b[16] = {0};
	while (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
		;
	b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
	snprintf(id, RUN_ID_MAX,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
		 b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
		 b[15]);
}

static void
add_user(struct buffer *out)
{
	const struct passwd *p = getpwuid(geteuid());
	char number[24];
	snprintf(number, sizeof number, "%ju", (uintmax_t)geteuid());
	json_member_text(out, "user", p ? p->pw_name : number);
}

static void
add_argv(struct buffer *out, const struct run *run)
{
	json_key(out, "argv");
	buffer_add_byte(out, '[');
	for (int i = 0; i < run->argc; i++) {
		json_comma(out);
		json_add_text(out, run->argv[i]);
	}
	buffer_add_byte(out, ']');
}

static void
add_object(struct buffer *out, const char *key, struct span object)
{
	json_member_raw(out, key, object.n > 0 ? object : span_of("{}"));
}

static void
add_time(struct buffer *out, const char *key)
{
	char now[CLOCK_TEXT_MAX];
	clock_now(now);
	json_member_text(out, key, now);
}

void
run_write(struct buffer *out, const struct run *run)
{
	struct utsname host;
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "run");
	json_member_text(out, "run_id", run->id);
	json_member_text(out, "schema", "winnow-1");
	json_member_text(out, "tool", run->tool);
	json_member_text(out, "version", PACKAGE_VERSION);
	add_argv(out, run);
	add_time(out, "started");
	add_user(out);
	json_member_text(out, "host", uname(&host) == 0 ? host.nodename : "");
	add_object(out, "libraries", run->libraries);
	add_object(out, "confinement", run->confinement);
	if (run->resumes)
		json_member_text(out, "resumes", run->resumes);
	buffer_add_text(out, "}\n");
}

void
end_write(struct buffer *out, const struct run *run, uint64_t items, uint64_t noted, int status)
{
	buffer_add_byte(out, '{');
	json_member_text(out, "record", "end");
	json_member_text(out, "run_id", run->id);
	json_member_text(out, "tool", run->tool);
	json_member_u64(out, "items", items);
	json_member_u64(out, "noted", noted);
	add_time(out, "finished");
	json_member_u64(out, "status", (uint64_t)status);
	buffer_add_text(out, "}\n");
}
