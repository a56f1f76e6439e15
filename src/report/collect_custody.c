/* SPDX-License-Identifier: Apache-2.0 */
/* `verification` and `custody` records: is the evidence what it was, and who had it. */
#include <inttypes.h>

#include "base/memory.h"
#include "report/collect.h"

static void
take_hashes(struct collector *c, const struct record *r, struct pair_list *out)
{
	json_t *v = record_json(r, "hashes");
	value_pairs(c, v, out);
	json_decref(v);
}

static const char *
text_of(const json_t *object, const char *key)
{
	const char *s = json_string_value(json_object_get(object, key));
	return s ? s : "";
}

static const char *
pooled(struct collector *c)
{
	return text_pool_string(c->facts.pool, buffer_span(&c->text));
}

static void
take_compared(struct collector *c, const struct record *r, struct pair_list *out)
{
	json_t *all = record_json(r, "compared"), *v;
	size_t i;
	json_array_foreach(all, i, v)
	{
		buffer_clear(&c->text);
		buffer_add_format(&c->text, "%s %s", text_of(v, "with"), text_of(v, "algorithm"));
		pair_add(out, pooled(c),
			 json_is_true(json_object_get(v, "equal")) ? "equal" : "different");
	}
	json_decref(all);
}

#define UNREAD_MAX 20 /* named; the rest is counted */

static const char *
unread_of(struct collector *c, const struct record *r)
{
	json_t *all = record_json(r, "unread"), *v;
	size_t i;
	buffer_clear(&c->text);
	json_array_foreach(all, i, v)
	{
		if (i < UNREAD_MAX)
			buffer_add_format(
				&c->text,
				"%s%" JSON_INTEGER_FORMAT " bytes at %" JSON_INTEGER_FORMAT,
				i > 0 ? "; " : "", json_integer_value(json_object_get(v, "len")),
				json_integer_value(json_object_get(v, "offset")));
	}
	if (json_array_size(all) > UNREAD_MAX)
		buffer_add_format(&c->text, "; … (%zu places)", json_array_size(all));
	json_decref(all);
	return pooled(c);
}

void
collect_verification(struct collector *c, const struct record *r)
{
	struct facts *f = &c->facts;
	struct verification_fact v = {
		.evidence = collect_exhibit_of(c, r),
		.when = value_text(c, r, "when"),
		.verdict = value_text(c, r, "verdict"),
		.tool = value_text(c, r, "tool"),
		.started = value_text(c, r, "started"),
		.finished = value_text(c, r, "finished"),
		.size = value_u64(r, "size", UINT64_MAX),
		.bytes_read = value_u64(r, "bytes_read", UINT64_MAX),
		.unread = unread_of(c, r),
	};
	take_hashes(c, r, &v.hashes);
	take_compared(c, r, &v.compared);
	f->verifications = memory_resize_array(f->verifications, f->nverifications + 1,
					       sizeof *f->verifications);
	f->verifications[f->nverifications++] = v;
	collect_notes(c, r, value_text(c, r, "evidence"), v.evidence);
}

void
collect_custody(struct collector *c, const struct record *r)
{
	struct facts *f = &c->facts;
	struct custody_fact x = {
		.evidence = collect_exhibit_of(c, r),
		.exhibit = value_text(c, r, "exhibit"),
		.from = value_text(c, r, "from"),
		.to = value_text(c, r, "to"),
		.when = value_text(c, r, "when"),
		.place = value_text(c, r, "place"),
		.why = value_text(c, r, "why"),
		.seals = value_text(c, r, "seals"),
		.condition = value_text(c, r, "condition"),
		.recorded = value_text(c, r, "recorded"),
		.verdict = value_text(c, r, "verdict"),
	};
	take_hashes(c, r, &x.hashes);
	f->custody = memory_resize_array(f->custody, f->ncustody + 1, sizeof *f->custody);
	f->custody[f->ncustody++] = x;
}
