/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <zlib.h>

#include "practice/archive.h"
#include "practice/disk.h"
#include "practice/rng.h"

#define LOCAL_HEAD     30
#define CENTRAL_HEAD   46
#define END_RECORD     22
#define TIME_EXTRA     9 /* Info-ZIP's "UT": modification in UTC */
#define FLAG_ENCRYPTED 1u
#define FLAG_UTF8      0x800u
#define DEFLATED       8u
#define VERSION	       20u
#define MADE_BY_UNIX   (3u << 8 | VERSION)
#define MODE	       (0100644u << 16)
#define CIPHER_HEAD    12

/* ---- Packing ---- */

static int
pack(struct span in, int window, gz_header *head, struct buffer *out, struct error *e)
{
	z_stream z = {0};
	int status;

	if (deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return error_set(e, ERROR_SYSTEM, "zlib: out of memory");
	if (head)
		deflateSetHeader(&z, head);
	z.next_in = (Bytef *)(uintptr_t)in.p;
	z.avail_in = (uInt)in.n;
	z.avail_out = (uInt)deflateBound(&z, (uLong)in.n);
	z.next_out = (Bytef *)buffer_reserve(out, z.avail_out);
	status = deflate(&z, Z_FINISH);
	out->n += z.total_out;
	deflateEnd(&z);
	return status == Z_STREAM_END ? 0 : error_set(e, ERROR_OUTPUT, "zlib could not pack");
}

int
deflate_raw(struct span in, struct buffer *out, struct error *e)
{
	return pack(in, -MAX_WBITS, NULL, out, e);
}

int
deflate_gzip(struct span in, struct buffer *out, struct error *e)
{
	gz_header head = {.os = 255}; /* of no system: zlib would say which it was built on */

	return pack(in, MAX_WBITS + 16, &head, out, e);
}

/* ---- Encryption ---- */

struct cipher {
	uint32_t key[3];
};

static uint32_t
crc_step(uint32_t crc, unsigned char c)
{
	return (uint32_t)get_crc_table()[(crc ^ c) & 0xff] ^ crc >> 8;
}

static void
stir(struct cipher *x, unsigned char c)
{
	x->key[0] = crc_step(x->key[0], c);
	x->key[1] = (x->key[1] + (x->key[0] & 0xff)) * 134775813u + 1;
	x->key[2] = crc_step(x->key[2], (unsigned char)(x->key[1] >> 24));
}

void
zip_encrypt(unsigned char *p, size_t n, const char *password)
{
	struct cipher x = {{0x12345678, 0x23456789, 0x34567890}};

	for (; *password; password++)
		stir(&x, (unsigned char)*password);
	for (; n; p++, n--) {
		uint32_t t = (x.key[2] & 0xffff) | 2;
		unsigned char plain = *p;

		*p = (unsigned char)(plain ^ (t * (t ^ 1) >> 8 & 0xff));
		stir(&x, plain);
	}
}

/* ---- Members ---- */

/* What the local and the central head have in common. */
struct head {
	unsigned flags, method;
	const struct moment *modified;
	uint32_t crc, packed, size;
	size_t name_n;
};

static void
put_common(unsigned char *p, const struct head *h)
{
	put_le16(p, VERSION);
	put_le16(p + 2, h->flags);
	put_le16(p + 4, h->method);
	put_le16(p + 6, moment_fat_time(h->modified));
	put_le16(p + 8, moment_fat_date(h->modified));
	put_le32(p + 10, h->crc);
	put_le32(p + 14, h->packed);
	put_le32(p + 18, h->size);
	put_le16(p + 22, (uint32_t)h->name_n);
	put_le16(p + 24, TIME_EXTRA);
}

static void
add_name(struct buffer *out, const struct packing *p)
{
	unsigned char extra[TIME_EXTRA] = {'U', 'T', 5, 0, 1};

	put_le32(extra + 5, (uint32_t)p->modified->seconds);
	buffer_add_text(out, p->path);
	buffer_add(out, extra, sizeof extra);
}

static void
add_local(struct buffer *out, const struct packing *p, const struct head *h)
{
	unsigned char bytes[LOCAL_HEAD] = "PK\3\4";

	put_common(bytes + 4, h);
	buffer_add(out, bytes, sizeof bytes);
	add_name(out, p);
}

static void
add_central(struct buffer *out, const struct packing *p, const struct head *h, uint64_t local)
{
	unsigned char bytes[CENTRAL_HEAD] = "PK\1\2";

	put_le16(bytes + 4, MADE_BY_UNIX);
	put_common(bytes + 6, h);
	put_le32(bytes + 38, MODE);
	put_le32(bytes + 42, (uint32_t)local);
	buffer_add(out, bytes, sizeof bytes);
	add_name(out, p);
}

static int
pack_data(const struct packing *p, struct head *h, struct buffer *data, struct error *e)
{
	struct rng g = rng_named(p->seed, p->path);

	if (p->password) {
		rng_fill(&g, (unsigned char *)buffer_reserve(data, CIPHER_HEAD), CIPHER_HEAD);
		data->n = CIPHER_HEAD;
		data->data[CIPHER_HEAD - 1] = (char)(h->crc >> 24);
		h->flags |= FLAG_ENCRYPTED;
	}
	if (p->stored)
		buffer_add(data, p->bytes.p, p->bytes.n);
	else if (deflate_raw(p->bytes, data, e))
		return -1;
	if (p->password)
		zip_encrypt((unsigned char *)data->data, data->n, p->password);
	h->packed = (uint32_t)data->n;
	h->method = p->stored ? 0 : DEFLATED;
	return 0;
}

int
zip_add(struct zip *z, const struct packing *p, struct place *place, struct error *e)
{
	struct head h = {.flags = FLAG_UTF8,
			 .modified = p->modified,
			 .crc = (uint32_t)crc32_z(0, (const Bytef *)p->bytes.p, p->bytes.n),
			 .size = (uint32_t)p->bytes.n,
			 .name_n = strlen(p->path)};
	struct buffer data = BUFFER_EMPTY;
	int status = pack_data(p, &h, &data, e);

	if (!status) {
		place->at = z->out->n;
		add_local(z->out, p, &h);
		place->data = z->out->n;
		place->plain = p->stored && !p->password;
		buffer_add(z->out, data.data, data.n);
		add_central(&z->directory, p, &h, place->at);
		z->n++;
	}
	buffer_release(&data);
	return status;
}

void
zip_end(struct zip *z)
{
	unsigned char bytes[END_RECORD] = "PK\5\6";

	put_le16(bytes + 8, z->n);
	put_le16(bytes + 10, z->n);
	put_le32(bytes + 12, (uint32_t)z->directory.n);
	put_le32(bytes + 16, (uint32_t)z->out->n);
	buffer_add(z->out, z->directory.data, z->directory.n);
	buffer_add(z->out, bytes, sizeof bytes);
	buffer_release(&z->directory);
}
