/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "record/edit.h"
#include "record/json.h"
#include "record/record.h"

#define CONTAINER "container"

const char *
verify_verdict_word(enum verify_verdict verdict)
{
	static const char *const words[] = {"equal", "different", "partial", "nothing to compare"};

	return words[verdict];
}

void
expected_add(struct expected_digests *x, const char *with, enum digest_kind kind, const char *hex)
{
	struct expected_digest *d;

	for (size_t i = 0; i < x->n; i++)
		if (x->v[i].kind == kind && strcmp(x->v[i].hex, hex) == 0 &&
		    strcmp(x->v[i].with, with) == 0)
			return;
	x->v = memory_resize_array(x->v, x->n + 1, sizeof *x->v);
	d = &x->v[x->n++];
	*d = (struct expected_digest){.with = with, .kind = kind};
	memcpy(d->hex, hex, strlen(hex) + 1);
}

void
expected_release(struct expected_digests *x)
{
	free(x->v);
	*x = (struct expected_digests){NULL, 0};
}

/* ---- The verdict ---- */

static enum verify_verdict
judge(const struct digested *d, const struct expected_digests *all, bool other)
{
	if (other)
		return VERIFY_DIFFERENT;
	if (d->nunread)
		return VERIFY_PARTIAL;
	if (!all->n)
		return VERIFY_NOTHING;
	for (size_t i = 0; i < all->n; i++)
		if (strcmp(all->v[i].hex, d->hex[all->v[i].kind]) != 0)
			return VERIFY_DIFFERENT;
	return VERIFY_EQUAL;
}

static void
add_known(const struct digested *d, const struct expected_digests *more,
	  struct expected_digests *all)
{
	for (size_t i = 0; i < more->n; i++)
		if (d->done & 1u << more->v[i].kind)
			expected_add(all, more->v[i].with, more->v[i].kind, more->v[i].hex);
}

static void
evidence_id(const struct verified *x, char id[VERIFY_ID_MAX])
{
	struct record r = RECORD_EMPTY;
	struct error ignored = {0};
	struct buffer b = BUFFER_EMPTY;

	if (x->digested.evidence.n &&
	    record_scan(&r, x->digested.evidence.data, x->digested.evidence.n - 1, &ignored) == 0)
		(void)record_text(&r, "evidence_id", &b);
	snprintf(id, VERIFY_ID_MAX, "%s", buffer_text(&b));
	buffer_release(&b);
	record_release(&r);
}

/* *other: it is not the evidence that it should be. */
static int
gather(const struct verifying *v, struct verified *x, struct expected_digests *all, bool *other,
       struct error *e)
{
	struct expected_digests more = {NULL, 0};
	char id[VERIFY_ID_MAX], known[VERIFY_ID_MAX] = "";
	int r = 0;

	for (unsigned k = 0; k < DIGEST_KINDS; k++)
		if (x->digested.stored[k][0])
			expected_add(all, CONTAINER, (enum digest_kind)k, x->digested.stored[k]);
	if (v->expected)
		add_known(&x->digested, v->expected, all);
	evidence_id(x, id);
	if (v->earlier)
		r = v->earlier(v->earlier_ctx, id, &more, known, e);
	add_known(&x->digested, &more, all);
	expected_release(&more);
	*other = known[0] && strcmp(known, id) != 0;
	return r;
}

/* ---- The record ---- */

void
verified_add_names(const struct verified *v, struct buffer *out)
{
	struct record r = RECORD_EMPTY;
	struct error ignored = {0};
	const struct buffer *line = &v->digested.evidence;
	static const char *const keys[] = {"evidence", "evidence_bytes", "evidence_id"};

	if (line->n && record_scan(&r, line->data, line->n - 1, &ignored) == 0)
		for (size_t i = 0; i < 3; i++) {
			struct span value = record_value(&r, keys[i]);

			if (value.n)
				json_member_raw(out, keys[i], value);
		}
	record_release(&r);
}

void
verified_add_hashes(const struct verified *v, struct buffer *out)
{
	json_key(out, "hashes");
	buffer_add_byte(out, '{');
	for (unsigned k = 0; k < DIGEST_KINDS; k++)
		if (v->digested.done & 1u << k)
			json_member_text(out, digest_name(k), v->digested.hex[k]);
	buffer_add_byte(out, '}');
}

static void
add_unread(struct buffer *out, const struct digested *d)
{
	json_key(out, "unread");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < d->nunread; i++) {
		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_u64(out, "offset", d->unread[i].offset);
		json_member_u64(out, "len", d->unread[i].len);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
}

static void
add_compared(struct buffer *out, const struct digested *d, const struct expected_digests *all)
{
	json_key(out, "compared");
	buffer_add_byte(out, '[');
	for (size_t i = 0; i < all->n; i++) {
		const struct expected_digest *x = &all->v[i];

		json_comma(out);
		buffer_add_byte(out, '{');
		json_member_path(out, "with", x->with);
		json_member_text(out, "algorithm", digest_name(x->kind));
		json_member_text(out, "digest", x->hex);
		json_member_bool(out, "equal", strcmp(x->hex, d->hex[x->kind]) == 0);
		buffer_add_byte(out, '}');
	}
	buffer_add_byte(out, ']');
}

static void
add_notes(struct buffer *out, const struct verifying *v, const struct verified *x)
{
	if (x->digested.done && (x->verdict == VERIFY_EQUAL || x->verdict == VERIFY_NOTHING))
		return;
	json_key(out, "notes");
	buffer_add_byte(out, '[');
	if (x->verdict == VERIFY_NOTHING)
		note_add(
			out, v->tool, NOTE_INFO,
			"a directory has no digest as a whole: verify the image or archive that it "
			"was taken from");
	else
		note_add(out, v->tool, NOTE_ERROR,
			 x->verdict == VERIFY_PARTIAL
				 ? "parts of the evidence could not be read; they count as zeros"
				 : "the evidence does not equal a digest that was stored of it");
	buffer_add_byte(out, ']');
}

static void
write_record(const struct verifying *v, const struct expected_digests *all, struct verified *x)
{
	struct buffer *b = &x->record;

	buffer_add_byte(b, '{');
	json_member_text(b, "record", "verification");
	json_member_text(b, "tool", v->tool);
	verified_add_names(x, b);
	if (v->when)
		json_member_text(b, "when", v->when);
	json_member_u64(b, "size", x->digested.size);
	json_member_u64(b, "bytes_read", x->digested.bytes_read);
	add_unread(b, &x->digested);
	verified_add_hashes(x, b);
	add_compared(b, &x->digested, all);
	json_member_text(b, "verdict", verify_verdict_word(x->verdict));
	json_member_text(b, "started", x->started);
	json_member_text(b, "finished", x->finished);
	add_notes(b, v, x);
	buffer_add_text(b, "}\n");
}

/* ---- The sentence ---- */

static void
add_digests(struct buffer *b, const struct digested *d)
{
	for (unsigned k = 0; k < DIGEST_KINDS; k++)
		if (d->done & 1u << k)
			buffer_add_format(b, " %s %s", digest_name(k), d->hex[k]);
}

static void
write_sentence(const struct verifying *v, const struct expected_digests *all, struct verified *x)
{
	struct buffer *b = &x->sentence;
	const struct digested *d = &x->digested;

	buffer_add_format(b, "%s: %s", v->digesting.evidence, verify_verdict_word(x->verdict));
	for (size_t i = 0; i < all->n; i++)
		buffer_add_format(b, "%s%s %s %s", i ? ", " : " (", digest_name(all->v[i].kind),
				  strcmp(all->v[i].hex, d->hex[all->v[i].kind]) == 0 ? "as in"
										     : "not as in",
				  all->v[i].with);
	if (all->n)
		buffer_add_byte(b, ')');
	if (d->nunread)
		buffer_add_format(b, "; %llu bytes could not be read, the first at %llu",
				  (unsigned long long)(d->size - d->bytes_read),
				  (unsigned long long)d->unread[0].offset);
	buffer_add_text(b, d->done ? ":" : ": a directory has no digest as a whole");
	add_digests(b, d);
	buffer_text(b);
}

int
verify_evidence(const struct verifying *v, struct verified *out, struct error *e)
{
	struct expected_digests all = {NULL, 0};
	struct digesting d = v->digesting;
	bool other;
	int r;

	*out = (struct verified){0};
	for (size_t i = 0; v->expected && i < v->expected->n; i++) {
		d.wanted |= 1u << v->expected->v[i].kind;
		d.fallback = 0;
	}
	clock_now(out->started);
	if (digest_evidence(&d, &out->digested, e))
		return -1;
	clock_now(out->finished);
	r = gather(v, out, &all, &other, e);
	out->verdict = judge(&out->digested, &all, other);
	write_record(v, &all, out);
	write_sentence(v, &all, out);
	expected_release(&all);
	if (r)
		verified_release(out);
	return r;
}

void
verified_release(struct verified *out)
{
	digested_release(&out->digested);
	buffer_release(&out->record);
	buffer_release(&out->sentence);
}
