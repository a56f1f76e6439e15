/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Version 2 of EWF (Ex01), and logical evidence of both (L01, Lx01), through libewf: as far as it
 * can. What is encrypted or compressed with bzip2 it does not read.
 */
#include <config.h>
#include <libewf.h>

#include "evidence/ewf_metadata.h"
#include "evidence/library_reader.h"

static ssize_t
ewf2_read(void *handle, void *buf, size_t n, int64_t offset)
{
	return libewf_handle_read_random(handle, buf, n, offset, NULL);
}

static void
ewf2_free(void *handle)
{
	libewf_handle_t *ewf = handle;

	libewf_handle_close(ewf, NULL);
	libewf_handle_free(&ewf, NULL);
}

static int
refuse(const char *path, struct error *e)
{
	return error_set(
		e, ERROR_INPUT,
		"%s is an Ex01, L01 or Lx01 (EWF) that libewf cannot read: it may be "
		"encrypted, compressed with bzip2, or damaged; export it as E01 or raw, or "
		"its files, with the tool that wrote it",
		path);
}

int
reader_open_ewf2(struct reader **out, const char *path, bool logical, struct error *e)
{
	static const struct library_handle kind = {ewf2_read, ewf2_free};
	struct reader_facts facts = {.segments = 1};
	libewf_handle_t *handle = NULL;
	struct entries *entries;
	unsigned char probe[512];
	size64_t size = 0;
	uint32_t sector = 0;

	handle = ewf_metadata_open_all(path, &facts.segments);
	if (!handle)
		return refuse(path, e);
	if (libewf_handle_get_media_size(handle, &size, NULL) != 1 || size == 0 ||
	    size > INT64_MAX ||
	    ewf2_read(handle, probe, size < sizeof probe ? size : sizeof probe, 0) <= 0) {
		ewf2_free(handle);
		return refuse(path, e);
	}
	entries = logical ? ewf_entries(handle) : NULL;
	if (logical && !entries) { /* its bytes are no disk */
		ewf2_free(handle);
		return refuse(path, e);
	}
	ewf_metadata_add(handle, &facts);
	libewf_handle_get_bytes_per_sector(handle, &sector, NULL);
	*out = library_reader_new(&kind, (void *const[]){handle}, 1, "ewf", size, &facts);
	(*out)->entries = entries;
	if (logical)
		(*out)->container = "l01";
	if (sector >= 512 && sector <= 65536 && sector % 512 == 0)
		(*out)->sector_size = sector;
	return 0;
}
