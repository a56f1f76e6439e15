/* SPDX-License-Identifier: Apache-2.0 */
/* Android: properties of the build, persistent properties, accounts, settings. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "record/json.h"
#include "system/kinds.h"
#include "system/lines.h"
#include "system/xml_file.h"

/*
 * Properties of system, vendor, product and odm have the same names with their partition put in:
 * ro.product.vendor.model.
 */
static const struct {
	const char *name, *fact;
} properties[] = {
	{"ro.build.version.release", "version"},
	{"ro.build.version.release_or_codename", "version"},
	{"ro.build.version.security_patch", "security_patch"},
	{"ro.build.version.sdk", "sdk"},
	{"ro.build.id", "build"},
	{"ro.build.display.id", "build_display"},
	{"ro.build.fingerprint", "build_fingerprint"},
	{"ro.build.date.utc", "built"},
	{"ro.product.manufacturer", "device_make"},
	{"ro.product.brand", "device_brand"},
	{"ro.product.model", "device_model"},
	{"ro.product.marketname", "device_marketing_name"},
	{"ro.product.device", "device_type"},
	{"ro.product.name", "device_product"},
	{"ro.serialno", "device_serial"},
	{"ro.boot.serialno", "device_serial"},
	{"persist.sys.timezone", "time_zone"},
	{"persist.sys.locale", "locale"},
	{"net.hostname", "host_name"},
};

static const char *const parts[] = {"system.",	"system_ext.", "vendor.",
				    "product.", "odm.",	       "bootimage."};

/* Is `key` the property, perhaps with the name of a part in it? */
static bool
is_property(struct span key, const char *name)
{
	const char *const stems[] = {"ro.product.", "ro."};

	if (span_equal(key, name))
		return true;
	for (size_t i = 0; i < 2; i++) {
		size_t n = strlen(stems[i]);

		if (strncmp(name, stems[i], n) != 0 || key.n <= n || memcmp(key.p, name, n) != 0)
			continue;
		for (size_t k = 0; k < sizeof parts / sizeof *parts; k++) {
			size_t pn = strlen(parts[k]);

			if (key.n > n + pn && memcmp(key.p + n, parts[k], pn) == 0 &&
			    span_equal((struct span){key.p + n + pn, key.n - n - pn}, name + n))
				return true;
		}
	}
	return false;
}

static void
add_property(struct span key, struct span value, struct system_facts *out)
{
	char where[100];
	unsigned long long seconds;

	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		if (!is_property(key, properties[i].name))
			continue;
		snprintf(where, sizeof where, "%.*s", (int)(key.n < 90 ? key.n : 90), key.p);
		buffer_clear(&out->text);
		buffer_add(&out->text, value.p, value.n);
		if (strcmp(properties[i].fact, "built") != 0)
			system_fact(out, properties[i].fact, value, where);
		else if (text_to_u64(value.p, value.n, &seconds) == 0 && seconds < UINT32_MAX)
			system_fact_time(out, "built", (int64_t)seconds, 0, buffer_text(&out->text),
					 where);
	}
}

void
system_android_build(const struct system_file *file, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct span rest, line, key, value;
	bool android = false;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	while (line_next(&rest, &line)) {
		if (!line_split(line, '=', &key, &value) || !key.n || key.p[0] == '#')
			continue;
		android |= key.n > 3 && memcmp(key.p, "ro.", 3) == 0;
		add_property(key, value, out);
	}
	if (android)
		system_fact_text(out, "os", "Android", "properties of its build");
	buffer_release(&text);
}

/* ---- /data/property/persistent_properties: Protocol Buffers, records of two strings ---- */

static bool
varint(struct span *s, uint64_t *v)
{
	*v = 0;
	for (unsigned shift = 0; s->n && shift < 64; shift += 7) {
		unsigned char c = (unsigned char)*s->p++;

		s->n--;
		*v |= (uint64_t)(c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

/* A field of bytes; *number: which. */
static bool
field(struct span *s, uint64_t *number, struct span *bytes)
{
	uint64_t head, n;

	if (!varint(s, &head) || (head & 7) != 2 || !varint(s, &n) || n > s->n)
		return false;
	*number = head >> 3;
	*bytes = (struct span){s->p, (size_t)n};
	s->p += n;
	s->n -= (size_t)n;
	return true;
}

void
system_android_persistent(const struct system_file *file, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;
	struct span rest, record, part, key, value;
	uint64_t number;

	text_file_read(file->bytes, &text);
	rest = buffer_span(&text);
	while (field(&rest, &number, &record)) {
		key = value = (struct span){"", 0};
		while (number == 1 && field(&record, &number, &part)) {
			if (number == 1)
				key = part;
			else
				value = part;
			number = 1;
		}
		if (key.n)
			add_property(key, value, out);
	}
	buffer_release(&text);
}

/* Before Android 9 each property was a file of its name. */
void
system_android_zone(const struct system_file *file, struct system_facts *out)
{
	struct buffer text = BUFFER_EMPTY;

	text_file_read(file->bytes, &text);
	system_fact(out, "time_zone", buffer_span(&text), "");
	buffer_release(&text);
}

/* ---- XML, plain or binary ---- */

static void
add_milliseconds(struct buffer *b, const char *member, struct span value)
{
	unsigned long long ms;

	if (text_to_u64(value.p, value.n, &ms) == 0 && ms && ms / 1000 < UINT32_MAX)
		system_member_time(b, member, (int64_t)(ms / 1000),
				   (uint32_t)(ms % 1000) * 1000000);
}

/* users/0.xml: <user id="0" created="…" lastLoggedIn="…"><name>…</name> */
struct user {
	struct buffer id, name, created, last_login, serial;
};

static void
see_user(void *ctx, const struct xml_event *x)
{
	struct user *u = ctx;
	static const struct {
		const char *attribute;
		size_t member;
	} wanted[] = {{"id", offsetof(struct user, id)},
		      {"created", offsetof(struct user, created)},
		      {"lastLoggedIn", offsetof(struct user, last_login)},
		      {"serialNumber", offsetof(struct user, serial)}};

	if (x->attribute.p && span_equal(x->element, "user"))
		for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
			struct buffer *b = (struct buffer *)((char *)u + wanted[i].member);

			if (span_equal(x->attribute, wanted[i].attribute) && !b->n)
				buffer_add(b, x->value.p, x->value.n);
		}
	else if (!x->attribute.p && span_equal(x->element, "name") && !u->name.n)
		buffer_add(&u->name, x->value.p, x->value.n);
}

void
system_android_user(const struct system_file *file, struct system_facts *out)
{
	struct user u = {BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY, BUFFER_EMPTY};
	struct buffer *b;

	xml_file_read(file->bytes, see_user, &u, out);
	b = u.id.n ? system_begin(out, &out->users) : NULL;
	if (b) {
		system_member(b, "uid", buffer_span(&u.id));
		system_member(b, "name", buffer_span(&u.name));
		add_milliseconds(b, "created", buffer_span(&u.created));
		add_milliseconds(b, "last_login", buffer_span(&u.last_login));
		system_end(out, b, "");
	}
	buffer_release(&u.id);
	buffer_release(&u.name);
	buffer_release(&u.created);
	buffer_release(&u.last_login);
	buffer_release(&u.serial);
}

/* settings_global.xml, settings_secure.xml: <setting name="device_name" value="…"/> */
struct settings {
	struct system_facts *out;
	struct buffer name;
};

static void
see_setting(void *ctx, const struct xml_event *x)
{
	static const struct {
		const char *name, *fact;
	} wanted[] = {{"device_name", "device_name"},
		      {"bluetooth_name", "device_name"},
		      {"android_id", "device_id"},
		      {"bluetooth_address", "bluetooth_address"}};
	struct settings *s = ctx;

	if (!span_equal(x->element, "setting"))
		return;
	if (span_equal(x->attribute, "name")) {
		buffer_clear(&s->name);
		buffer_add(&s->name, x->value.p, x->value.n);
	}
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (span_equal(x->attribute, "value") &&
		    span_equal(buffer_span(&s->name), wanted[i].name))
			system_fact(s->out, wanted[i].fact, x->value, wanted[i].name);
}

void
system_android_settings(const struct system_file *file, struct system_facts *out)
{
	struct settings s = {out, BUFFER_EMPTY};

	xml_file_read(file->bytes, see_setting, &s, out);
	buffer_release(&s.name);
}

/* packages.xml: <version … fingerprint="google/…" /> */
static void
see_package(void *ctx, const struct xml_event *x)
{
	struct system_facts *out = ctx;

	if (span_equal(x->element, "version") && span_equal(x->attribute, "fingerprint"))
		system_fact(out, "build_fingerprint", x->value, "version");
}

void
system_android_packages(const struct system_file *file, struct system_facts *out)
{
	xml_file_read(file->bytes, see_package, out, out);
}
