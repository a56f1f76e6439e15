/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_synthetic.h"

#include <stdio.h>
#include <string.h>

#include "record/json.h"
#include "stage/exif_derive.h"

#define FURTHER_MAX 16

struct finding {
	struct buffer json; /* the strongest, without its closing brace */
	struct buffer further;
	unsigned n;
	const char *group, *tag; /* of the last: one is enough of each */
};

static bool
is_device(const struct sign *s)
{
	return strcmp(s->tag, "Make") == 0 || strcmp(s->tag, "Model") == 0;
}

/* What the sign says of this value into `out`; false: nothing. */
static bool
says(const struct sign *s, const char *value, struct buffer *out)
{
	const char *name;

	switch (s->way) {
	case SIGN_PRESENT:
		buffer_add_text(out, s->indicator);
		return true;
	case SIGN_HAS:
		if (!strcasestr(value, s->words) || (s->more && !strcasestr(value, s->more)))
			return false;
		buffer_add_text(out, s->indicator);
		return true;
	case SIGN_SOURCE:
		name = sign_source(value);
		buffer_add_format(out, "digital source type %s", name ? name : "");
		return name != NULL;
	default:
		name = sign_generator(value, is_device(s));
		buffer_add_format(out, "names a generator: %s", name ? name : "");
		return name != NULL;
	}
}

/* A text without escapes, as most are, stands there as it is. */
static bool
is_plain(struct span value)
{
	return value.n >= 2 && value.p[0] == '"' && !memchr(value.p, '\\', value.n);
}

static bool
says_plainly(const struct sign *s, struct span value, struct buffer *out)
{
	struct buffer text = BUFFER_EMPTY;
	bool said;

	buffer_add(&text, value.p + 1, value.n - 2);
	said = says(s, buffer_text(&text), out);
	buffer_release(&text);
	return said;
}

/* The value is a text or a list of texts. */
static bool
says_any(const struct sign *s, struct span value, struct buffer *out)
{
	if (is_plain(value))
		return says_plainly(s, value, out);
	json_t *v = json_loadb(value.p, value.n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL), *one;
	bool said = json_is_string(v) && says(s, json_string_value(v), out);
	size_t i;

	json_array_foreach(v, i, one)
	{
		if (said || !json_is_string(one))
			continue;
		buffer_clear(out);
		said = says(s, json_string_value(one), out);
	}
	json_decref(v);
	return said;
}

static void
add_finding(struct finding *x, const struct sign *s, const char *indicator)
{
	struct buffer *out = x->n ? &x->further : &x->json;
	char where[FACT_TAG_MAX * 2];

	if (x->n > FURTHER_MAX)
		return;
	snprintf(where, sizeof where, "%s:%s", s->group, s->tag);
	if (x->n > 1)
		buffer_add_byte(out, ',');
	buffer_add_byte(out, '{');
	json_member_text(out, "indicator", indicator);
	json_member_text(out, "where", where);
	if (x->n++)
		buffer_add_byte(out, '}');
}

/* The first sign of each tag; the table has them in order. */
static void
look(struct finding *x, const struct facts *f)
{
	struct buffer said = BUFFER_EMPTY;

	for (const struct sign *s = signs; s->group; s++) {
		struct span value = facts_value(f, s->group, s->tag);

		if (!value.p ||
		    (x->group && strcmp(x->group, s->group) == 0 && strcmp(x->tag, s->tag) == 0))
			continue;
		buffer_clear(&said);
		if (!says_any(s, value, &said))
			continue;
		add_finding(x, s, buffer_text(&said));
		x->group = s->group;
		x->tag = s->tag;
	}
	buffer_release(&said);
}

/* A manifest without any of that: who looks at the source should know of it, unless it tells. */
static void
look_at_manifest(struct finding *x, const struct facts *f)
{
	static const struct sign manifest = {"JUMBF", "JUMDLabel", SIGN_PRESENT, NULL, NULL, NULL};
	struct span label = facts_value(f, "JUMBF", "JUMDLabel");

	if (x->n == 0 && span_equal(label, "\"c2pa\"") &&
	    !facts_value(f, "CBOR", "ActionsDigitalSourceType").p &&
	    !facts_value(f, "JSON", "DigitalSourceType").p)
		add_finding(x, &manifest, "C2PA manifest that states no source type");
}

void
exif_set_synthetic(const struct facts *f, struct item *item)
{
	struct finding x = {.n = 0};

	look(&x, f);
	look_at_manifest(&x, f);
	if (x.further.n) {
		buffer_add_text(&x.json, ",\"further\":[");
		buffer_add(&x.json, x.further.data, x.further.n);
		buffer_add_byte(&x.json, ']');
	}
	if (x.n)
		buffer_add_byte(&x.json, '}');
	exif_set_object(item, "synthetic", &x.json);
	buffer_release(&x.further);
}
