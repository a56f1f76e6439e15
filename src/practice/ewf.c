/* SPDX-License-Identifier: Apache-2.0 */
#include "practice/ewf.h"

#include <libewf.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "practice/rng.h"

#define CHUNK ((size_t)1 << 20)

static int
ewf_failed(libewf_error_t **error, const char *what, struct error *e)
{
	char text[512] = "unknown error";

	if (*error)
		libewf_error_sprint(*error, text, sizeof text);
	libewf_error_free(error);
	return error_set(e, ERROR_OUTPUT, "libewf cannot %s: %s", what, text);
}

static int
set_value(libewf_handle_t *h, const char *key, const char *value, struct error *e)
{
	libewf_error_t *error = NULL;

	if (!value)
		return 0;
	if (libewf_handle_set_utf8_header_value(h, (const uint8_t *)key, strlen(key),
						(const uint8_t *)value, strlen(value), &error) != 1)
		return ewf_failed(&error, key, e);
	return 0;
}

/* What is not set here, libewf takes from the clock and the machine. */
static int
set_values(libewf_handle_t *h, const struct recipe *r, struct error *e)
{
	const struct acquisition *a = &r->acquisition;
	const struct moment *when = a->date.set ? &a->date : &r->time;
	char date[32];
	struct civil c = moment_civil(when);

	snprintf(date, sizeof date, "%d %d %d %d %d %d", c.year, c.month, c.day, c.hour, c.minute,
		 c.second);
	return set_value(h, "case_number", a->case_number, e) ||
			       set_value(h, "evidence_number", a->evidence_number, e) ||
			       set_value(h, "description", a->description, e) ||
			       set_value(h, "examiner_name", a->examiner, e) ||
			       set_value(h, "notes", a->notes, e) ||
			       set_value(h, "acquiry_date", date, e) ||
			       set_value(h, "system_date", date, e) ||
			       set_value(h, "acquiry_operating_system", "none", e) ||
			       set_value(h, "acquiry_software_version", "winnow-practice", e)
		       ? -1
		       : 0;
}

static int
set_up(libewf_handle_t *h, const struct build *b, uint64_t segment_size, struct error *e)
{
	struct rng g = rng_named(b->recipe->seed, "ewf set identifier");
	libewf_error_t *error = NULL;
	uint8_t guid[16];

	rng_fill(&g, guid, sizeof guid);
	if (libewf_handle_set_format(h, LIBEWF_FORMAT_ENCASE6, &error) != 1 ||
	    libewf_handle_set_media_size(h, b->disk.size, &error) != 1 ||
	    libewf_handle_set_media_type(h, LIBEWF_MEDIA_TYPE_FIXED, &error) != 1 ||
	    libewf_handle_set_media_flags(h, LIBEWF_MEDIA_FLAG_PHYSICAL, &error) != 1 ||
	    libewf_handle_set_bytes_per_sector(h, SECTOR, &error) != 1 ||
	    libewf_handle_set_sectors_per_chunk(h, 64, &error) != 1 ||
	    libewf_handle_set_compression_values(h, LIBEWF_COMPRESSION_FAST, 0, &error) != 1 ||
	    libewf_handle_set_maximum_segment_size(h, segment_size, &error) != 1 ||
	    libewf_handle_set_segment_file_set_identifier(h, guid, sizeof guid, &error) != 1)
		return ewf_failed(&error, "set the image up", e);
	return set_values(h, b->recipe, e);
}

static int
copy(libewf_handle_t *h, const struct build *b, EVP_MD_CTX *md5, EVP_MD_CTX *sha1, struct error *e)
{
	struct disk disk = b->disk;
	const struct region whole = {&disk, 0, disk.size};
	unsigned char *chunk = memory_new(CHUNK);
	libewf_error_t *error = NULL;
	int status = 0;

	for (uint64_t at = 0; at < disk.size && !status; at += CHUNK) {
		size_t n = disk.size - at < CHUNK ? (size_t)(disk.size - at) : CHUNK;

		if (region_read(&whole, at, chunk, n, e))
			status = -1;
		else if (EVP_DigestUpdate(md5, chunk, n) != 1 ||
			 EVP_DigestUpdate(sha1, chunk, n) != 1)
			status = error_set(e, ERROR_SYSTEM, "OpenSSL could not compute a digest");
		else if (libewf_handle_write_buffer(h, chunk, n, &error) != (ssize_t)n)
			status = ewf_failed(&error, "write", e);
	}
	free(chunk);
	return status;
}

static int
store_digests(libewf_handle_t *h, EVP_MD_CTX *md5, EVP_MD_CTX *sha1, struct error *e)
{
	unsigned char a[EVP_MAX_MD_SIZE], b[EVP_MAX_MD_SIZE];
	libewf_error_t *error = NULL;

	if (EVP_DigestFinal_ex(md5, a, NULL) != 1 || EVP_DigestFinal_ex(sha1, b, NULL) != 1)
		return error_set(e, ERROR_SYSTEM, "OpenSSL could not compute a digest");
	if (libewf_handle_set_md5_hash(h, a, 16, &error) != 1 ||
	    libewf_handle_set_sha1_hash(h, b, 20, &error) != 1 ||
	    libewf_handle_write_finalize(h, &error) < 0)
		return ewf_failed(&error, "finish the image", e);
	return 0;
}

static int
write_opened(libewf_handle_t *h, const struct build *b, struct error *e)
{
	EVP_MD_CTX *md5 = EVP_MD_CTX_new(), *sha1 = EVP_MD_CTX_new();
	int status = 0;

	if (!md5 || !sha1 || EVP_DigestInit_ex(md5, EVP_md5(), NULL) != 1 ||
	    EVP_DigestInit_ex(sha1, EVP_sha1(), NULL) != 1)
		status = error_set(e, ERROR_SYSTEM, "OpenSSL could not compute a digest");
	if (!status && (copy(h, b, md5, sha1, e) || store_digests(h, md5, sha1, e)))
		status = -1;
	EVP_MD_CTX_free(md5);
	EVP_MD_CTX_free(sha1);
	return status;
}

int
ewf_write(const struct build *b, const char *base, uint64_t segment_size, struct error *e)
{
	char *names[1] = {memory_string(base)};
	libewf_handle_t *h = NULL;
	libewf_error_t *error = NULL;
	int status = 0;

	if (libewf_handle_initialize(&h, &error) != 1 ||
	    libewf_handle_open(h, names, 1, LIBEWF_OPEN_WRITE, &error) != 1)
		status = ewf_failed(&error, "open the image for writing", e);
	if (!status && (set_up(h, b, segment_size, e) || write_opened(h, b, e)))
		status = -1;
	if (h && libewf_handle_close(h, &error) != 0 && !status)
		status = ewf_failed(&error, "close the image", e);
	libewf_error_free(&error);
	libewf_handle_free(&h, NULL);
	free(names[0]);
	return status;
}
