/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Project VIC's exchange format, VICS 2.0, as a hash set. It has one number for the category and
 * names whose numbers they are once, in its head: so the entries of one scheme only can go into one
 * file. What a category means for the kind is the reader's own affair.
 */
#include <string.h>

#include "base/text.h"
#include "hashset/format.h"
#include "record/json.h"
#include "record/record.h"
#include "tools/set_export.h"

#define MODEL "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/"

static bool
is_number(struct span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	}
	return s.n > 0 && s.n < 10;
}

static bool
is_carried(const struct set_export *x, const struct hashset_verdict *v)
{
	return (!x->only || span_equal(v->set_name, x->only)) && v->scheme.p &&
	       is_number(v->category);
}

/* The one scheme whose categories are written. */
static int
choose_scheme(struct set_export *x, struct error *e)
{
	struct hashset_verdict v;
	for (uint32_t i = 0; i < hashset_verdicts(x->set); i++) {
		if (hashset_verdict(x->set, i, &v, e))
			return -1;
		if (v.entries == 0 || !is_carried(x, &v) || v.scheme.n >= sizeof x->scheme)
			continue;
		if (*x->scheme && !span_equal(v.scheme, x->scheme))
			return error_set(e, ERROR_USAGE,
					 "%s has categories of several schemes, and a VICS file "
					 "holds those of one; choose a set with --set NAME",
					 hashset_path(x->set));
		memcpy(x->scheme, v.scheme.p, v.scheme.n);
		x->scheme[v.scheme.n] = '\0';
	}
	return 0;
}

static const char *
region(const struct set_export *x)
{
	if (strcmp(x->scheme, "us-vics") == 0)
		return "US";
	if (strcmp(x->scheme, "uk-caid") == 0)
		return "UK";
	return *x->scheme && strcmp(x->scheme, "nsrl-caid") != 0 ? "CUSTOM" : "Default";
}

static int
begin(struct set_export *x, struct error *e)
{
	if (choose_scheme(x, e))
		return -1;
	buffer_add_format(&x->out.text, "{\"@odata.context\":\"" MODEL "%s/$metadata#Media\",",
			  region(x));
	buffer_add_text(&x->out.text, "\"value\":[");
	return 0;
}

static void
add_digest(struct buffer *out, const char *key, const unsigned char *digest, size_t n)
{
	if (!digest)
		return;
	json_key(out, key);
	buffer_add_byte(out, '"');
	text_hex(out, digest, n);
	buffer_add_byte(out, '"');
}

static void
add_flags(struct buffer *out, struct entry_flags flags)
{
	static const char *const names[ENTRY_FLAGS] = {
		[FLAG_VICTIM_IDENTIFIED] = "VictimIdentified",
		[FLAG_OFFENDER_IDENTIFIED] = "OffenderIdentified",
		[FLAG_DISTRIBUTED] = "IsDistributed",
		[FLAG_SUSPECTED] = "IsSuspected",
		[FLAG_SELF_GENERATED] = "SelfGenerated",
		[FLAG_PRECATEGORIZED] = "IsPrecategorized",
	};
	for (int flag = 0; flag < ENTRY_FLAGS; flag++) {
		if (flags.said & 1U << flag)
			json_member_bool(out, names[flag], (flags.set & 1U << flag) != 0);
	}
}

/* A text member of the details under the name that VICS has for it. */
static void
add_detail(struct buffer *out, const struct record *details, const char *key, const char *as)
{
	struct span value = record_value(details, key);
	if (value.n > 1 && value.p[0] == '"')
		json_member_raw(out, as, value);
}

static void
add_alternative(struct buffer *out, struct span name, struct span value)
{
	json_comma(out);
	buffer_add_text(out, "{\"HashName\":\"");
	buffer_add(out, name.p, name.n);
	buffer_add_text(out, "\",\"HashValue\":");
	buffer_add(out, value.p, value.n);
	buffer_add_byte(out, '}');
}

static void
add_alternatives(struct buffer *out, const struct each_entry *entry, const struct record *details)
{
	static const char mark[] = "hash:";
	size_t before = out->n;
	json_key(out, "AlternativeHashes");
	buffer_add_byte(out, '[');
	size_t start = out->n;
	if (entry->pdq) {
		struct buffer hex = BUFFER_EMPTY;
		buffer_add_byte(&hex, '"');
		text_hex(&hex, entry->pdq, PDQ_SIZE);
		buffer_add_byte(&hex, '"');
		add_alternative(out, span_of("PDQ"), buffer_span(&hex));
		buffer_release(&hex);
	}
	for (size_t i = 0; i < details->n; i++) {
		struct span key = details->members[i].key;
		if (key.n >= sizeof mark && memcmp(key.p, mark, sizeof mark - 1) == 0)
			add_alternative(
				out,
				(struct span){key.p + sizeof mark - 1, key.n - sizeof mark + 1},
				details->members[i].value);
	}
	if (out->n == start)
		out->n = before;
	else
		buffer_add_byte(out, ']');
}

static void
add_details(struct buffer *out, const struct each_entry *entry)
{
	struct record details = RECORD_EMPTY;
	struct error ignored = {0};
	struct span text = entry->entry.details;
	if (text.n > 0 && record_scan(&details, text.p, text.n, &ignored) == 0) {
		add_detail(out, &details, "series", "Series");
		add_detail(out, &details, "tags", "Tags");
		add_detail(out, &details, "source", "PrecategorizationSource");
		add_detail(out, &details, "photodna", "PhotoDNA");
	}
	add_alternatives(out, entry, &details);
	record_release(&details);
}

static void
add_category(struct set_export *x, const struct hashset_verdict *v)
{
	struct buffer *out = &x->out.text;
	if (!is_carried(x, v)) {
		x->less++;
		return;
	}
	json_key(out, "Category");
	size_t zeros = 0;
	while (zeros + 1 < v->category.n && v->category.p[zeros] == '0')
		zeros++;
	buffer_add(out, v->category.p + zeros, v->category.n - zeros);
}

static int
put(struct set_export *x, const struct each_entry *entry, const struct hashset_verdict *v,
    struct error *e)
{
	struct buffer *out = &x->out.text;
	(void)e;
	buffer_add_text(out, x->written++ ? ",\n{" : "\n{");
	json_member_u64(out, "MediaID", x->written);
	add_category(x, v);
	add_digest(out, "MD5", entry->digest[DIGEST_MD5], 16);
	add_digest(out, "SHA1", entry->digest[DIGEST_SHA1], 20);
	add_digest(out, "SHA256", entry->digest[DIGEST_SHA256], 32);
	if (entry->entry.size != WSET_NO_SIZE)
		json_member_u64(out, "MediaSize", entry->entry.size);
	add_flags(out, entry->entry.flags);
	if (entry->entry.comment.n > 0)
		json_member_span(out, "Comments", entry->entry.comment);
	add_details(out, entry);
	buffer_add_byte(out, '}');
	return 0;
}

static void
end(struct set_export *x)
{
	buffer_add_text(&x->out.text, "\n]}\n");
}

const struct set_format set_format_vics = {
	begin, put, end, NULL,
	"without a category: VICS has numbers only, so their kind "
	"is not told"};
