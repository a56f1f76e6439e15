/* SPDX-License-Identifier: Apache-2.0 */
/* Values of a hive in the types that they are meant to have. */
#include "system/hive.h"

#include <stdio.h>
#include <string.h>

#include "base/utf16.h"

#define HIVE_HEAD 12u /* signature and both sequence numbers */

/* Types of values, as winnt.h numbers them. */
enum {
	REG_SZ = 1,
	REG_EXPAND_SZ = 2,
	REG_DWORD = 4,
	REG_LINK = 6,
	REG_MULTI_SZ = 7,
	REG_QWORD = 11
};

/* What the logs of a hive in use hold, put over it; NULL: nothing of them belongs there. */
static struct hive_replay *
replay_of(const struct system_file *file, struct system_facts *out)
{
	unsigned applied = 0;
	struct hive_replay *replay =
		file->nlogs ? hive_replay_open(file->bytes, file->logs, file->nlogs, &applied)
			    : NULL;

	if (replay)
		system_note(out,
			    "%.*s was in use when the disk was taken: %u entries of its log files, "
			    "which are newer, were applied to it in memory",
			    (int)out->path.n, out->path.p, applied);
	else
		system_note(out,
			    "%.*s was in use when the disk was taken: %s, so newer values may be "
			    "missing",
			    (int)out->path.n, out->path.p,
			    file->nlogs ? "its log files hold nothing that fits to it"
					: "its log files were not found");
	return replay;
}

struct hive *
hive_of(const struct system_file *file, struct system_facts *out)
{
	const unsigned char *head = bytes_exact(file->bytes, 0, HIVE_HEAD);
	struct hive_replay *replay = NULL;
	struct bytes *bytes = file->bytes;
	struct error why = {0};
	struct hive *hive = NULL;

	if (!head || memcmp(head, "regf", 4) != 0) {
		system_note(out, "%.*s is no registry hive", (int)out->path.n, out->path.p);
		return NULL;
	}
	if (le32(head + 4) != le32(head + 8))
		replay = replay_of(file, out);
	if (replay)
		bytes = hive_replay_bytes(replay);
	if (!hive_counts_hold(bytes)) {
		hive_replay_close(&replay);
		system_note(out,
			    "%.*s names more keys or values than it has room for: it is damaged, "
			    "and was not read",
			    (int)out->path.n, out->path.p);
		return NULL;
	}
	if (hive_open(&hive, bytes, replay, &why)) {
		system_note(out, "%.*s: %s", (int)out->path.n, out->path.p, why.text);
		return NULL;
	}
	return hive;
}

void
hive_utf16(const void *p, size_t n, struct buffer *out)
{
	const unsigned char *b = p;
	size_t end = 0;

	while (end + 2 <= n && (b[end] || b[end + 1]))
		end += 2;
	utf16_add(out, b, end);
}

int
hive_text(struct hive_key *key, const char *name, struct buffer *out)
{
	struct buffer raw = BUFFER_EMPTY;
	uint32_t type = 0;
	int status = hive_bytes(key, name, &raw, &type);

	buffer_clear(out);
	if (type != REG_SZ && type != REG_EXPAND_SZ && type != REG_LINK && type != REG_MULTI_SZ)
		status = -1;
	if (status == 0)
		hive_utf16(raw.data, raw.n, out);
	buffer_release(&raw);
	return status;
}

int
hive_number(struct hive_key *key, const char *name, uint64_t *out)
{
	struct buffer raw = BUFFER_EMPTY;
	uint32_t type = 0;
	int status = hive_bytes(key, name, &raw, &type);

	if (status == 0 && type == REG_DWORD && raw.n >= 4)
		*out = le32((const unsigned char *)raw.data);
	else if (status == 0 && type == REG_QWORD && raw.n >= 8)
		*out = le64((const unsigned char *)raw.data);
	else
		status = -1;
	buffer_release(&raw);
	return status;
}

void
hive_fact(struct hive_key *key, const char *value, const char *where, const char *fact,
	  struct system_facts *out)
{
	char place[300];

	snprintf(place, sizeof place, "%s\\%s", where, value);
	if (hive_text(key, value, &out->text) == 0)
		system_fact(out, fact, buffer_span(&out->text), place);
}
