/* SPDX-License-Identifier: Apache-2.0 */
#include "stage/hash.h"

#include <openssl/evp.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/text.h"
#include "hashset/digest.h"
#include "media/media.h"
#include "record/json.h"

/*
 * What is read at a time goes through the three digests while it is still in the processor's cache.
 */
#define WINDOW ((size_t)128 << 10)

struct hash_state {
	const struct hash_config *config; /* NULL: everything */
	/* Fetched once: looking a digest up by name costs more than hashing a small file. */
	EVP_MD *md[DIGEST_KINDS];
	EVP_MD_CTX *ctx[DIGEST_KINDS];
	struct buffer text; /* of the item at hand */
};

static const char *const provider_names[DIGEST_KINDS] = {"MD5", "SHA1", "SHA256"};

static int
hash_open(void **state, const void *config, struct error *e)
{
	const struct hash_config *c = config;
	struct hash_state *h = memory_zero(1, sizeof *h);

	*state = h;
	h->config = c;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		h->md[kind] = EVP_MD_fetch(NULL, provider_names[kind], NULL);
		h->ctx[kind] = EVP_MD_CTX_new();
		if (!h->md[kind] || !h->ctx[kind])
			return error_set(e, ERROR_SYSTEM,
					 "OpenSSL cannot compute %s on this machine (FIPS mode?)",
					 provider_names[kind]);
	}
	return 0;
}

static void
hash_close(void *state)
{
	struct hash_state *h = state;

	if (!h)
		return;
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		EVP_MD_CTX_free(h->ctx[kind]);
		EVP_MD_free(h->md[kind]);
	}
	buffer_release(&h->text);
	free(h);
}

/* ---- Which items ---- */

static bool
mime_could_be_media(struct span mime)
{
	static const char *const heads[] = {"image/", "video/"};
	static const char *const others[] = {
		"application/octet-stream", "application/mp4",
		"application/mxf",	    "application/ogg",
		"application/vnd.ms-asf",   "application/vnd.rn-realmedia",
		"application/x-matroska"};

	for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
		if (mime.n >= 6 && memcmp(mime.p, heads[i], 6) == 0)
			return true;
	}
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		if (span_equal(mime, others[i]))
			return true;
	}
	return false;
}

static bool
could_be_media(struct hash_state *h, const struct item *item)
{
	buffer_clear(&h->text);
	if (item_text(item, "mime", &h->text) || mime_could_be_media(buffer_span(&h->text)))
		return true;
	buffer_clear(&h->text);
	return item_text(item, "path", &h->text) == 0 &&
	       media_by_extension(buffer_text(&h->text)) != NULL;
}

/* Is it of a size that nobody asks for? Then it need not be read. */
static bool
is_of_no_size(const struct hash_state *h, struct item *item)
{
	uint64_t size;

	if (!h->config || !h->config->wants_size || item_u64(item, "size", &size) ||
	    h->config->wants_size(h->config->wants_ctx, size))
		return false;
	edit_set_text(item->edit, "hash_skipped", "size");
	return true;
}

/* ---- One item ---- */

static int
start(struct hash_state *h)
{
	int ok = 1;

	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		ok &= EVP_DigestInit_ex2(h->ctx[kind], h->md[kind], NULL);
	return ok;
}

static int
update(struct hash_state *h, const unsigned char *p, size_t n)
{
	int ok = 1;

	for (int kind = 0; kind < DIGEST_KINDS; kind++)
		ok &= EVP_DigestUpdate(h->ctx[kind], p, n);
	return ok;
}

/* 1: done, 0: the bytes ended early (noted), -1: OpenSSL failed. */
static int
read_through(struct hash_state *h, struct item *item, struct bytes *b)
{
	uint64_t done = 0;

	while (done < b->size) {
		size_t got = 0;
		const unsigned char *p = bytes_view(b, done, WINDOW, &got);

		if (!p || got == 0) {
			item_note(item, NOTE_ERROR, "not hashed: the bytes end at %llu of %llu",
				  (unsigned long long)done, (unsigned long long)b->size);
			return 0;
		}
		if (!update(h, p, got))
			return -1;
		done += got;
		item_progress(item, got);
	}
	return 1;
}

static int
add_hashes(struct hash_state *h, struct item *item)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	struct buffer *out = &h->text;

	buffer_clear(out);
	buffer_add_byte(out, '{');
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (!EVP_DigestFinal_ex(h->ctx[kind], digest, NULL))
			return -1;
		json_key(out, digest_name((enum digest_kind)kind));
		buffer_add_byte(out, '"');
		text_hex(out, digest, digest_size((enum digest_kind)kind));
		buffer_add_byte(out, '"');
	}
	buffer_add_byte(out, '}');
	edit_set(item->edit, "hashes", buffer_span(out));
	return 0;
}

static int
hash_apply(void *state, struct item *item, struct error *e)
{
	struct hash_state *h = state;

	if (h->config && h->config->media_only && !could_be_media(h, item))
		return 0;
	if (is_of_no_size(h, item))
		return 0;
	struct bytes *b = item_bytes(item);
	if (!b)
		return 0;
	uint64_t unreadable = b->unreadable;
	int read = start(h) ? read_through(h, item, b) : -1;
	if (read == 0)
		return 0;
	if (read < 0 || add_hashes(h, item))
		return error_set(e, ERROR_SYSTEM, "OpenSSL failed to compute a digest");
	if (b->unreadable > unreadable)
		item_note(item, NOTE_ERROR, "%llu bytes could not be read and were hashed as zeros",
			  (unsigned long long)(b->unreadable - unreadable));
	return 0;
}

const struct stage stage_hash = {.tool = "winnow-hash",
				 .needs_evidence = true,
				 .open = hash_open,
				 .apply = hash_apply,
				 .close = hash_close};
