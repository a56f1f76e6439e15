/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/exif_jumbf.h"

#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "media/cbor.h"
#include "media/jumbf.h"
#include "record/json.h"

#define VALUES_MAX     64 /* of one name */
#define VALUE_MAX      ((size_t)1024)
#define JSON_DEPTH_MAX 16

/* Texts of claims and assertions that are kept; above NULL: wherever the key stands. */
static const struct name {
	const char *above, *key, *tag;
} names[] = {
	{NULL, "digitalSourceType", "ActionsDigitalSourceType"},
	{NULL, "claim_generator", "Claim_generator"},
	{"claim_generator_info", "name", "Claim_Generator_InfoName"},
	{"claim_generator_info", "version", "Claim_Generator_InfoVersion"},
	{NULL, "action", "ActionsAction"},
	{NULL, "when", "ActionsWhen"},
	{NULL, "softwareAgent", "ActionsSoftwareAgent"},
	{"softwareAgent", "name", "ActionsSoftwareAgentName"},
	{NULL, "dc:title", "Title"},
	{NULL, "instanceID", "InstanceID"},
};
#define NAMES (sizeof names / sizeof *names)

struct taker {
	struct jumbf_taker boxes;
	struct cbor_taker texts;
	struct facts *facts;
	struct buffer label;	     /* of the outermost box; empty: none yet */
	struct buffer values[NAMES]; /* JSON strings, commas between them */
	unsigned n[NAMES];
	struct buffer json_type; /* what a JSON assertion says of the source */
	bool broken;
};

static void
add_string(struct buffer *out, struct span value)
{
	struct buffer text = BUFFER_EMPTY;

	text_to_utf8(&text, value.p, value.n < VALUE_MAX ? value.n : VALUE_MAX);
	json_add_string(out, text.data, text.n);
	buffer_release(&text);
}

static void
take_text(struct cbor_taker *self, struct span above, struct span key, struct span value)
{
	struct taker *t = (struct taker *)((char *)self - offsetof(struct taker, texts));

	for (size_t i = 0; i < NAMES; i++) {
		if (!span_equal(key, names[i].key) ||
		    (names[i].above && !span_equal(above, names[i].above)))
			continue;
		if (value.n == 0 || t->n[i] == VALUES_MAX)
			return;
		if (t->n[i]++)
			buffer_add_byte(&t->values[i], ',');
		add_string(&t->values[i], value);
		return;
	}
}

/* "Iptc4xmpExt:DigitalSourceType" of JSON-LD, wherever it stands. */
static void
take_json(struct taker *t, const json_t *v, unsigned depth)
{
	static const char end[] = "DigitalSourceType";
	const char *key;
	json_t *member;
	size_t i;

	if (depth == JSON_DEPTH_MAX)
		return;
	json_array_foreach(v, i, member) take_json(t, member, depth + 1);
	json_object_foreach((json_t *)(uintptr_t)v, key, member)
	{
		size_t n = strlen(key);

		if (json_is_string(member) && n >= sizeof end - 1 && t->json_type.n == 0 &&
		    strcasecmp(key + n - (sizeof end - 1), end) == 0)
			add_string(&t->json_type, span_of(json_string_value(member)));
		take_json(t, member, depth + 1);
	}
}

static void
take_label(struct jumbf_taker *self, struct span label)
{
	struct taker *t = (struct taker *)self;

	if (t->label.n == 0)
		add_string(&t->label, label);
}

static void
take_content(struct jumbf_taker *self, struct span label, const char type[5],
	     const unsigned char *p, size_t n)
{
	struct taker *t = (struct taker *)self;
	json_t *v;

	(void)label;
	if (strcmp(type, "cbor") == 0 && cbor_read(p, n, &t->texts))
		t->broken = true;
	if (strcmp(type, "json") != 0)
		return;
	v = json_loadb((const char *)p, n, 0, NULL);
	take_json(t, v, 0);
	json_decref(v);
}

static void
add_fact(struct facts *f, const char *group, const char *tag, const struct buffer *json, unsigned n)
{
	size_t begun = facts_begin(f);

	if (n == 0)
		return;
	buffer_add_text(&f->text, n > 1 ? "[" : "");
	buffer_add(&f->text, json->data, json->n);
	buffer_add_text(&f->text, n > 1 ? "]" : "");
	facts_end(f, begun, group, tag);
}

static void
hand_over(struct taker *t)
{
	add_fact(t->facts, "JUMBF", "JUMDLabel", &t->label, t->label.n > 0);
	for (size_t i = 0; i < NAMES; i++) {
		add_fact(t->facts, "CBOR", names[i].tag, &t->values[i], t->n[i]);
		buffer_release(&t->values[i]);
	}
	add_fact(t->facts, "JSON", "DigitalSourceType", &t->json_type, t->json_type.n > 0);
	buffer_release(&t->label);
	buffer_release(&t->json_type);
}

int
exif_jumbf_read(struct bytes *b, const struct media_block *block, struct facts *facts)
{
	struct taker t = {
		.boxes = {take_label, take_content}, .texts = {take_text}, .facts = facts};
	struct buffer boxes = BUFFER_EMPTY;
	int status;

	jumbf_gather(b, block, &boxes);
	status = boxes.n ? jumbf_read((const unsigned char *)boxes.data, boxes.n, &t.boxes) : -1;
	hand_over(&t);
	buffer_release(&boxes);
	return status || t.broken ? -1 : 0;
}
