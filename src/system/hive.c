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

struct hive *
hive_of(struct bytes *bytes, struct system_facts *out)
{
	const unsigned char *head = bytes_exact(bytes, 0, HIVE_HEAD);
	struct error why = {0};
	struct hive *hive = NULL;
	bool clean;

	if (!head || memcmp(head, "regf", 4) != 0) {
		system_note(out, "%.*s is no registry hive", (int)out->path.n, out->path.p);
		return NULL;
	}
	clean = le32(head + 4) == le32(head + 8);
	if (hive_open(&hive, bytes, &why)) {
		system_note(out, "%.*s: %s", (int)out->path.n, out->path.p, why.text);
		return NULL;
	}
	if (!clean)
		system_note(
			out,
			"%.*s was in use when the disk was taken: what its log files hold, which "
			"may be newer, was not applied",
			(int)out->path.n, out->path.p);
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
