/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The hive SAM: local accounts. F and V are records of fixed layout that Microsoft does not
 * document; the places used here are those that samparse and creddump agree on. No secrets are
 * read.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "record/json.h"
#include "system/hive.h"
#include "system/kinds.h"

#define USERS	 "SAM\\Domains\\Account\\Users"
#define F_MIN	 0x44u
#define V_TEXTS	 0xccu /* what the offsets of V count from */
#define DISABLED 0x0001u

/* A text that V points to: three numbers at `at`, of which offset and length count. */
static void
add_text(struct buffer *b, const char *member, const struct buffer *v, size_t at,
	 struct buffer *text)
{
	const unsigned char *p = (const unsigned char *)v->data;
	uint32_t offset, n;

	if (v->n < V_TEXTS)
		return;
	offset = le32(p + at);
	n = le32(p + at + 4);
	if (offset > v->n - V_TEXTS || n > v->n - V_TEXTS - offset)
		return;
	buffer_clear(text);
	hive_utf16(p + V_TEXTS + offset, n, text);
	system_member(b, member, buffer_span(text));
}

static void
add_state(struct buffer *b, const struct buffer *f)
{
	const unsigned char *p = (const unsigned char *)f->data;

	if (f->n < F_MIN)
		return;
	system_member_filetime(b, "last_login", le64(p + 8));
	system_member_filetime(b, "password_set", le64(p + 24));
	system_member_filetime(b, "last_failed_login", le64(p + 40));
	json_member_u64(b, "logins", le16(p + 0x42));
	if (le16(p + 0x38) & DISABLED)
		json_member_bool(b, "disabled", true);
}

/* Account of Microsoft's that it is tied to. */
static void
add_cloud(struct buffer *b, struct hive_key *key, struct buffer *raw, struct buffer *text)
{
	buffer_clear(text);
	if (hive_bytes(key, "InternetUserName", raw, NULL))
		return;
	hive_utf16(raw->data, raw->n, text);
	system_member(b, "account", buffer_span(text));
}

static void
add_user(struct hive_key *key, const char *name, struct system_facts *out)
{
	struct buffer f = BUFFER_EMPTY, v = BUFFER_EMPTY;
	char where[100];
	unsigned rid;
	struct buffer *b;

	if (sscanf(name, "%8x", &rid) != 1 || strlen(name) != 8)
		return; /* "Names" */
	b = system_begin(out, &out->users);
	if (!b)
		return;
	json_member_u64(b, "rid", rid);
	if (hive_bytes(key, "V", &v, NULL) == 0) {
		add_text(b, "name", &v, 0x0c, &out->text);
		add_text(b, "full_name", &v, 0x18, &out->text);
		add_text(b, "comment", &v, 0x24, &out->text);
	}
	if (hive_bytes(key, "F", &f, NULL) == 0)
		add_state(b, &f);
	add_cloud(b, key, &f, &out->text);
	snprintf(where, sizeof where, "%s\\%s", USERS, name);
	system_end(out, b, where);
	buffer_release(&f);
	buffer_release(&v);
}

void
system_windows_sam(const struct system_file *file, struct system_facts *out)
{
	struct hive *hive = hive_of(file, out);
	struct hive_key *users = hive ? hive_key(hive, USERS) : NULL;
	struct buffer name = BUFFER_EMPTY;

	for (unsigned i = 0; users && i < hive_children(users); i++) {
		struct hive_key *key = hive_child(users, i, &name);

		if (!key)
			continue;
		add_user(key, buffer_text(&name), out);
		hive_key_close(&key);
	}
	if (users)
		hive_key_close(&users);
	hive_close(&hive);
	buffer_release(&name);
}
