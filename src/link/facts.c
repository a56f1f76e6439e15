/* SPDX-License-Identifier: Apache-2.0 */
#include "link/facts.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/sha256.h"
#include "base/text.h"
#include "link/moment.h"
#include "media/pdq.h"
#include "record/json.h"

void
item_facts_release(struct item_facts *f)
{
	buffer_release(&f->text);
}

/* ---- Which items ---- */

static bool
has_match(const json_t *matches, const char *kind)
{
	const json_t *m;
	size_t i;

	json_array_foreach(matches, i,
			   m) if (strcmp(json_string_of(m, "kind"), kind) == 0) return true;
	return false;
}

static bool
is_media(const struct record *r)
{
	struct span mime = record_value(r, "mime");

	return mime.n > 7 &&
	       (memcmp(mime.p, "\"image/", 7) == 0 || memcmp(mime.p, "\"video/", 7) == 0);
}

/* What everybody has (a list of kind ignore) ties nobody. */
static bool
is_wanted(const struct record *r, const json_t *matches, const struct link_options *options)
{
	uint64_t size;

	if (record_u64(r, "size", &size) == 0 && size == 0)
		return false;
	if (options->all_items)
		return true;
	return has_match(matches, "alert") || (is_media(r) && !has_match(matches, "ignore"));
}

/* ---- Entries ---- */

static struct entry *
add_entry(struct item_facts *f, enum link_kind kind)
{
	struct entry *x = &f->entries[f->n++];

	*x = (struct entry){.kind = kind};
	return x;
}

static uint64_t
leading(const unsigned char *digest)
{
	uint64_t v = 0;

	for (unsigned i = 0; i < 8; i++)
		v = v << 8 | digest[i];
	return v;
}

static void
digest_text(struct span text, unsigned char out[ENTRY_KEY])
{
	char hex[SHA256_HEX_MAX];

	sha256_bytes(text, hex);
	text_unhex(hex, 2 * ENTRY_KEY, out);
}

/* Of the strongest digest; the weaker ones follow, for streams that have no stronger. */
static void
add_digests(struct item_facts *f, const json_t *hashes)
{
	static const struct {
		enum link_kind kind;
		const char *name;
		size_t hex;
	} digests[] = {{LINK_SHA256, "sha256", 64}, {LINK_SHA1, "sha1", 40}, {LINK_MD5, "md5", 32}};
	bool first = true;

	for (size_t i = 0; i < sizeof digests / sizeof *digests; i++) {
		const char *hex = json_string_of(hashes, digests[i].name);
		unsigned char key[ENTRY_KEY] = {0};
		struct entry *x;

		if (strlen(hex) != digests[i].hex || text_unhex(hex, digests[i].hex, key))
			continue;
		x = add_entry(f, digests[i].kind);
		memcpy(x->key, key, sizeof key);
		x->flags = first ? ENTRY_WEAK : 0;
		first = false;
	}
}

/* A key that is text: kept behind what the item's text holds, compared without regard to case. */
static void
add_text_key(struct item_facts *f, enum link_kind kind, struct span text)
{
	struct buffer folded = BUFFER_EMPTY;
	struct entry *x = add_entry(f, kind);

	for (size_t i = 0; i < text.n; i++)
		buffer_add_byte(&folded, (char)tolower((unsigned char)text.p[i]));
	digest_text(buffer_span(&folded), x->key);
	buffer_release(&folded);
	x->key_at = (uint32_t)f->text.n;
	x->key_text = (uint32_t)text.n;
	buffer_add(&f->text, text.p, text.n);
}

static void
add_device(struct item_facts *f, const json_t *device)
{
	const char *serial = json_string_of(device, "serial");
	const char *lens = json_string_of(device, "lens_serial");
	const char *owner = json_string_of(device, "owner");
	struct buffer name = BUFFER_EMPTY;

	buffer_add_format(&name, "%s %s %s", json_string_of(device, "make"),
			  json_string_of(device, "model"), serial);
	if (*serial)
		add_text_key(f, LINK_DEVICE, buffer_span(&name));
	if (*lens)
		add_text_key(f, LINK_LENS, span_of(lens));
	if (*owner)
		add_text_key(f, LINK_OWNER, span_of(owner));
	buffer_release(&name);
}

/* "15.87 108.32 2025-10-05T12Z": the south-west corner of the cell, and the hour in UTC. */
static void
add_place(struct item_facts *f, const json_t *gps, const json_t *taken,
	  const struct link_options *options)
{
	const json_t *latitude = json_object_get(gps, "latitude");
	const json_t *longitude = json_object_get(gps, "longitude");
	char hour[MOMENT_HOUR_MAX], text[96];
	int n;

	if (!json_is_number(latitude) || !json_is_number(longitude) ||
	    moment_hour(gps, taken, hour))
		return;
	n = snprintf(text, sizeof text, "%.6g %.6g %s",
		     floor(json_number_value(latitude) / options->cell) * options->cell,
		     floor(json_number_value(longitude) / options->cell) * options->cell, hour);
	if (n > 0 && (size_t)n < sizeof text)
		add_text_key(f, LINK_PLACE, (struct span){text, (size_t)n});
}

static void
add_pdq(struct item_facts *f, const json_t *pdq, const struct link_options *options)
{
	const char *hex = json_string_of(pdq, "hash");
	json_int_t quality = json_integer_value(json_object_get(pdq, "quality"));
	unsigned char key[ENTRY_KEY];

	if (options->no_near || quality < PDQ_QUALITY_MATCHED ||
	    !pdq_from_hex(hex, strlen(hex), key))
		return;
	memcpy(add_entry(f, LINK_PDQ)->key, key, sizeof key);
}

/* ---- All of an item ---- */

static void
add_example(struct item_facts *f, const struct record *r)
{
	static const char *const keys[] = {"id", "path", "path_bytes"};

	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
		struct span value = record_value(r, keys[i]);

		if (value.n > 0)
			json_member_raw(&f->text, keys[i], value);
	}
}

static void
tell_apart(struct item_facts *f, const struct record *r, uint32_t example, bool alert)
{
	unsigned char id[ENTRY_KEY];
	uint64_t content = 0;

	digest_text(record_value(r, "id"), id);
	if (f->n > 0 && f->entries[0].kind <= LINK_MD5)
		content = leading(f->entries[0].key);
	for (size_t i = 0; i < f->n; i++) {
		f->entries[i].item = leading(id);
		f->entries[i].content = content ? content : leading(id);
		f->entries[i].example = example;
		f->entries[i].flags |= alert ? ENTRY_ALERT : 0;
	}
}

void
item_facts(struct item_facts *f, const struct record *r, const struct link_options *options)
{
	json_t *matches = record_json(r, "matches"), *hashes = record_json(r, "hashes");
	json_t *device = record_json(r, "device"), *gps = record_json(r, "gps");
	json_t *taken = record_json(r, "taken"), *pdq = record_json(r, "pdq");

	f->n = 0;
	buffer_clear(&f->text);
	if (is_wanted(r, matches, options)) {
		uint32_t example;

		add_example(f, r);
		example = (uint32_t)f->text.n;
		add_digests(f, hashes);
		add_device(f, device);
		add_place(f, gps, taken, options);
		add_pdq(f, pdq, options);
		tell_apart(f, r, example, has_match(matches, "alert"));
	}
	json_decref(matches);
	json_decref(hashes);
	json_decref(device);
	json_decref(gps);
	json_decref(taken);
	json_decref(pdq);
}
