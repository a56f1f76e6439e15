/* SPDX-License-Identifier: Apache-2.0 */
#include "mount/names.h"

#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/text.h"

#define KEPT_HEAD     900 /* bytes of a name that is too long */
#define KEPT_TAIL     48  /* so that its extension stays */
#define EXTENSION_MAX 10

/* The bytes that an escape mark takes at the beginning of a name; 0: there is none. */
static size_t
mark_length(struct span name)
{
	size_t i = 1;

	if (name.n < 2 || name.p[0] != '%')
		return 0;
	while (i < name.n && name.p[i] >= '0' && name.p[i] <= '9')
		i++;
	if (i < name.n && name.p[i] == '~')
		while (++i < name.n && strchr("0123456789abcdef", name.p[i]))
			;
	return i < name.n && name.p[i] == '=' ? i + 1 : 0;
}

static bool
is_dots(struct span name)
{
	return span_equal(name, ".") || span_equal(name, "..");
}

static bool
can_be_shown(struct span name)
{
	return name.n > 0 && !is_dots(name) && !memchr(name.p, '/', name.n) &&
	       !memchr(name.p, '\0', name.n) && mark_length(name) == 0;
}

static void
add_escaped(struct span name, struct buffer *out)
{
	bool dots = is_dots(name);

	for (size_t i = 0; i < name.n; i++) {
		unsigned char c = (unsigned char)name.p[i];

		if (c == '%' || c == '/' || c == '\0' || dots)
			buffer_add_format(out, "%%%02X", c);
		else
			buffer_add_byte(out, (char)c);
	}
}

static void
add_turn(unsigned turn, struct buffer *out)
{
	buffer_add_byte(out, '%');
	if (turn > 1)
		buffer_add_format(out, "%u", turn);
}

static uint64_t
fnv1a(struct span s)
{
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 0x100000001b3u;
	return h;
}

/* The byte at `at` may be in the middle of a character: back to where that begins. */
static size_t
character_start(const char *p, size_t at)
{
	size_t i = at;

	while (i > 0 && at - i < 3 && ((unsigned char)p[i] & 0xc0) == 0x80)
		i--;
	return i;
}

/* Escapes are left whole. */
static void
shorten(struct span stored, unsigned turn, struct buffer *out, size_t start)
{
	struct buffer all = BUFFER_EMPTY;
	size_t head, tail;

	add_escaped(stored, &all);
	head = character_start(all.data, KEPT_HEAD);
	for (size_t i = 1; i <= 2 && head > i; i++)
		if (all.data[head - i] == '%')
			head -= i;
	tail = character_start(all.data, all.n - KEPT_TAIL);
	for (size_t i = 1; i <= 2; i++)
		if (all.data[tail - i] == '%')
			tail -= i;
	out->n = start;
	add_turn(turn, out);
	buffer_add_format(out, "~%016" PRIx64 "=", fnv1a(stored));
	buffer_add(out, all.data, head);
	buffer_add(out, all.data + tail, all.n - tail);
	buffer_release(&all);
}

bool
names_show(struct span stored, unsigned turn, struct buffer *out)
{
	size_t start = out->n;

	if (turn <= 1 && stored.n <= NAMES_SHOWN_MAX && can_be_shown(stored)) {
		buffer_add(out, stored.p, stored.n);
		return false;
	}
	add_turn(turn, out);
	buffer_add_byte(out, '=');
	add_escaped(stored, out);
	if (out->n - start <= NAMES_SHOWN_MAX)
		return false;
	shorten(stored, turn, out, start);
	return true;
}

void
names_stored(struct span shown, struct buffer *out)
{
	size_t i = mark_length(shown);
	unsigned char byte;

	if (i == 0) {
		buffer_add(out, shown.p, shown.n);
		return;
	}
	while (i < shown.n) {
		if (shown.p[i] == '%' && shown.n - i > 2 &&
		    text_unhex(shown.p + i + 1, 2, &byte) == 0) {
			buffer_add_byte(out, (char)byte);
			i += 3;
		} else {
			buffer_add_byte(out, shown.p[i++]);
		}
	}
}

/* ---- Items ---- */

/* Where the subtype of a media type is not what such files are called. */
static const struct {
	const char *mime, *extension;
} extensions[] = {
	{"image/jpeg", "jpg"},
	{"image/tiff", "tif"},
	{"image/svg+xml", "svg"},
	{"image/x-icon", "ico"},
	{"image/vnd.adobe.photoshop", "psd"},
	{"image/x-canon-cr2", "cr2"},
	{"image/x-canon-cr3", "cr3"},
	{"image/x-nikon-nef", "nef"},
	{"image/x-sony-arw", "arw"},
	{"image/x-adobe-dng", "dng"},
	{"video/quicktime", "mov"},
	{"video/x-msvideo", "avi"},
	{"video/x-matroska", "mkv"},
	{"video/x-ms-wmv", "wmv"},
	{"video/x-ms-asf", "asf"},
	{"video/x-flv", "flv"},
	{"video/mpeg", "mpg"},
	{"video/mp2t", "ts"},
	{"video/3gpp", "3gp"},
	{"video/3gpp2", "3g2"},
	{"audio/mpeg", "mp3"},
	{"audio/x-wav", "wav"},
	{"text/plain", "txt"},
	{"application/gzip", "gz"},
	{"application/x-7z-compressed", "7z"},
	{"application/x-bzip2", "bz2"},
	{"application/msword", "doc"},
	{"application/octet-stream", "bin"},
	{"application/vnd.sqlite3", "sqlite"},
	{"application/x-sqlite3", "sqlite"},
	{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
	{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
	{"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
};

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "image/png" to "png"; what is no such simple word is "bin". */
static void
add_extension(struct span mime, struct buffer *out)
{
	const char *slash = mime.n ? memchr(mime.p, '/', mime.n) : NULL;
	struct span word;

	for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
		if (mime.p && span_equal(mime, extensions[i].mime)) {
			buffer_add_text(out, extensions[i].extension);
			return;
		}
	word = slash ? (struct span){slash + 1, mime.n - (size_t)(slash + 1 - mime.p)}
		     : (struct span){NULL, 0};
	if (word.n > 2 && memcmp(word.p, "x-", 2) == 0)
		word = (struct span){word.p + 2, word.n - 2};
	for (size_t i = 0; i < word.n; i++)
		if (!is_plain(word.p[i]))
			word.n = 0;
	if (word.n == 0 || word.n > EXTENSION_MAX)
		word = span_of("bin");
	buffer_add(out, word.p, word.n);
}

void
names_of_item(struct span id, struct span mime, struct buffer *out)
{
	for (size_t i = 0; i < id.n; i++) {
		unsigned char c = (unsigned char)id.p[i];

		if (c == '%' || c == '/' || c < 0x20 || c == 0x7f)
			buffer_add_format(out, "%%%02X", c);
		else
			buffer_add_byte(out, (char)c);
	}
	buffer_add_byte(out, '.');
	add_extension(mime, out);
}
