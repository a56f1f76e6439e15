/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/list_record.h"

#include <string.h>

#include "base/text.h"
#include "record/json.h"

void
list_record_clear(struct list_record *r)
{
	list_row_clear(&r->row);
	buffer_clear(&r->category);
	buffer_clear(&r->comment);
	buffer_clear(&r->id);
	buffer_clear(&r->details);
	r->other = r->odd = r->twice = r->unusual = false;
}

void
list_record_release(struct list_record *r)
{
	buffer_release(&r->category);
	buffer_release(&r->comment);
	buffer_release(&r->id);
	buffer_release(&r->details);
}

void
list_record_digest(struct list_record *r, int kind, struct span hex)
{
	struct list_row new = {.digests = 0};
	hex = list_trim(hex);
	if (hex.n == 0)
		return;
	if (hex.n != 2 * digest_size((enum digest_kind)kind) ||
	    !list_take_digest(&new, hex, &r->other)) {
		r->odd = true;
		return;
	}
	if ((r->row.digests & 1U << kind) &&
	    memcmp(r->row.digest[kind], new.digest[kind], digest_size((enum digest_kind)kind)) != 0)
		r->twice = true;
	memcpy(r->row.digest[kind], new.digest[kind], digest_size((enum digest_kind)kind));
	r->row.digests |= 1U << kind;
}

void
list_record_pdq(struct list_record *r, struct span hex)
{
	struct list_row new = {.digests = 0};
	hex = list_trim(hex);
	if (hex.n == 0)
		return;
	if (!list_take_pdq(&new, hex)) {
		r->odd = true;
		return;
	}
	r->twice = r->twice || (r->row.has_pdq && memcmp(r->row.pdq, new.pdq, PDQ_SIZE) != 0);
	memcpy(r->row.pdq, new.pdq, PDQ_SIZE);
	r->row.has_pdq = true;
}

/* A digest that is carried along, under a name that tells it from what we know. */
static void
carry(struct list_record *r, struct span name, struct span value)
{
	struct buffer key = BUFFER_EMPTY;
	struct buffer clean = BUFFER_EMPTY;
	text_to_utf8(&clean, name.p, name.n < 64 ? name.n : 64);
	buffer_add_text(&key, "hash:");
	buffer_add(&key, clean.data, clean.n);
	list_record_detail(r, buffer_text(&key), value);
	buffer_release(&key);
	buffer_release(&clean);
}

void
list_record_named(struct list_record *r, struct span name, struct span value)
{
	char folded[32];
	int kind = digest_of_name(name);
	digest_fold_name(name, folded, sizeof folded);
	if (kind >= 0)
		list_record_digest(r, kind, value);
	else if (strcmp(folded, "pdq") == 0)
		list_record_pdq(r, value);
	else if (strcmp(folded, "photodna") == 0 || strcmp(folded, "pdna") == 0)
		list_record_detail(r, "photodna", value);
	else
		carry(r, name, value);
}

void
list_record_category(struct list_record *r, struct span text)
{
	text = list_trim(text);
	if (text.n == 0)
		return;
	if (r->category.n > 0 &&
	    (r->category.n != text.n || memcmp(r->category.data, text.p, text.n) != 0))
		r->twice = true;
	buffer_clear(&r->category);
	buffer_add(&r->category, text.p, text.n);
}

void
list_record_comment(struct list_record *r, struct span text)
{
	buffer_clear(&r->comment);
	buffer_add(&r->comment, text.p, text.n);
}

void
list_record_id(struct list_record *r, struct span text)
{
	buffer_clear(&r->id);
	if (text.n <= LIST_VALUE_MAX)
		buffer_add(&r->id, text.p, text.n);
}

void
list_record_id_of(struct list_record *r, const struct record *details)
{
	buffer_clear(&r->id);
	if (record_text(details, "id", &r->id) == 0)
		r->row.id = buffer_span(&r->id);
}

void
list_record_detail(struct list_record *r, const char *key, struct span text)
{
	if (text.n == 0 || text.n > LIST_VALUE_MAX || r->details.n + 6 * text.n > LIST_DETAILS_MAX)
		return;
	if (r->details.n == 0)
		buffer_add_byte(&r->details, '{');
	json_comma(&r->details);
	json_add_string(&r->details, key, strlen(key));
	buffer_add_byte(&r->details, ':');
	json_add_string(&r->details, text.p, text.n);
}

/* Nothing in it to know a file by. */
static enum list_reject
why_nothing(const struct list_record *r)
{
	return r->other ? LIST_OTHER_DIGEST : LIST_NO_DIGEST;
}

int
list_record_give(struct list *l, struct list_record *r, struct error *e)
{
	bool by_id = r->row.action == LIST_DELETE && r->id.n > 0;
	if (r->twice || (!r->row.digests && !r->row.has_pdq && !by_id)) {
		list_reject(l, r->twice ? LIST_TWICE : why_nothing(r), list_where(l));
		return 0;
	}
	if (r->id.n > 0 && !r->row.details.p) {
		list_record_detail(r, "id", buffer_span(&r->id));
		r->row.id = buffer_span(&r->id);
	}
	if (r->category.n > 0)
		r->row.category = buffer_span(&r->category);
	if (r->comment.n > 0)
		r->row.comment = buffer_span(&r->comment);
	if (r->details.n > 0 && !r->row.details.p) {
		buffer_add_byte(&r->details, '}');
		r->row.details = buffer_span(&r->details);
	}
	if (r->odd && l->counts.odd_cells++ == 0)
		l->counts.first_odd_cell = list_where(l);
	return list_row(l, &r->row, e);
}
