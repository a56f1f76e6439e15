/* SPDX-License-Identifier: Apache-2.0 */
/* /etc of Linux and its like. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/json.h"
#include "system/kinds.h"
#include "system/lines.h"

/* os-release(5) */
void
system_linux_release(const struct system_file *file, struct system_facts *out)
{
	static const struct {
		const char *key, *fact;
	} keys[] = {{"PRETTY_NAME", "os"},
		    {"NAME", "os_name"},
		    {"VERSION", "version"},
		    {"VERSION_ID", "version_id"},
		    {"BUILD_ID", "build"}};
	struct span rest, line, key, value;
	struct buffer text = BUFFER_EMPTY;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	while (line_next(&rest, &line))
		for (size_t i = 0;
		     line_split(line, '=', &key, &value) && i < sizeof keys / sizeof *keys; i++)
			if (span_equal(key, keys[i].key))
				system_fact(out, keys[i].fact, line_unquote(value), keys[i].key);
	buffer_release(&text);
}

/* The first line that says something, as a fact. */
static void
first_line(const struct system_file *file, const char *fact, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct span rest, line;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	while (line_next(&rest, &line)) {
		line = system_trim(line);
		if (line.n && line.p[0] != '#') {
			system_fact(out, fact, line, "");
			break;
		}
	}
	buffer_release(&text);
}

void
system_linux_hostname(const struct system_file *file, struct system_facts *out)
{
	first_line(file, "host_name", out);
}

void
system_linux_timezone(const struct system_file *file, struct system_facts *out)
{
	first_line(file, "time_zone", out);
}

void
system_linux_machine_id(const struct system_file *file, struct system_facts *out)
{
	first_line(file, "machine_id", out);
}

void
system_linux_debian_version(const struct system_file *file, struct system_facts *out)
{
	first_line(file, "release", out);
}

/* What an installer wrote last, it wrote at the end of the installation. */
void
system_linux_installer(const struct system_file *file, struct system_facts *out)
{
	system_fact(out, "installed", file->mtime, "time of modification");
}

/* What a link to the zone's file says behind "zoneinfo/". */
void
system_zone_link(const struct system_file *file, struct system_facts *out)
{
	static const char mark[] = "zoneinfo/";
	const char *at = file->target.n
				 ? memmem(file->target.p, file->target.n, mark, sizeof mark - 1)
				 : NULL;
	size_t skip;

	if (!at)
		return;
	skip = (size_t)(at - file->target.p) + sizeof mark - 1;
	system_fact(out, "time_zone", (struct span){file->target.p + skip, file->target.n - skip},
		    "symbolic link");
}

#define FOOTER_MAX 100u

/* A copy of the zone's file, tzfile(5): from version 2 on it ends in a rule between newlines. */
void
system_zone_file(const struct system_file *file, struct system_facts *out)
{
	char end[FOOTER_MAX];
	size_t n = file->bytes->size < sizeof end ? (size_t)file->bytes->size : sizeof end;
	const unsigned char *head = bytes_exact(file->bytes, 0, 5);
	const char *start;

	if (!head || memcmp(head, "TZif", 4) != 0 || head[4] < '2')
		return;
	n = bytes_read(file->bytes, file->bytes->size - n, end, n);
	if (n < 2 || end[n - 1] != '\n')
		return;
	start = memrchr(end, '\n', n - 1);
	if (start)
		system_fact(out, "time_zone_rule",
			    (struct span){start + 1, (size_t)(end + n - start) - 2},
			    "rule at its end");
}

/* ---- passwd(5) ---- */

#define FIRST_PERSON 1000u
#define NOBODY	     65534u

static bool
ends_with(struct span s, const char *end)
{
	size_t n = strlen(end);

	return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* Accounts that somebody can log in to: root and those of people. */
static bool
is_person(unsigned long long uid, struct span shell)
{
	if (ends_with(shell, "/nologin") || ends_with(shell, "/false"))
		return false;
	return uid == 0 || (uid >= FIRST_PERSON && uid <= UINT32_MAX && uid != NOBODY);
}

static void
add_user(struct system_facts *out, const struct span field[7])
{
	unsigned long long uid;
	struct span comma = {field[4].p, field[4].n};
	struct buffer *b;

	if (text_to_u64(field[2].p, field[2].n, &uid) || !is_person(uid, field[6]))
		return;
	b = system_begin(out, &out->users);
	if (!b)
		return;
	system_member(b, "name", field[0]);
	json_member_u64(b, "uid", uid);
	if (comma.n && memchr(comma.p, ',', comma.n))
		comma.n = (size_t)((const char *)memchr(comma.p, ',', comma.n) - comma.p);
	system_member(b, "full_name", comma);
	system_member(b, "home", field[5]);
	system_end(out, b, "");
}

void
system_linux_passwd(const struct system_file *file, struct system_facts *out)
{
	struct span rest, line, field[7];
	struct buffer text = BUFFER_EMPTY;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	while (line_next(&rest, &line)) {
		size_t n = 0;

		while (n < 6 && line_split(line, ':', &field[n], &line))
			n++;
		field[6] = line;
		if (n == 6)
			add_user(out, field);
	}
	buffer_release(&text);
}
