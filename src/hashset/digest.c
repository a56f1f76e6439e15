/* SPDX-License-Identifier: Apache-2.0 */
#include "hashset/digest.h"

#include "base/text.h"

struct digest_fact {
	const char *name;
	size_t size;
	unsigned char of_nothing[DIGEST_MAX];
};

static const struct digest_fact facts[DIGEST_KINDS] = {
	{"md5",
	 16,
	 {0xd4, 0x1d, 0x8c, 0xd9, 0x8f, 0x00, 0xb2, 0x04, 0xe9, 0x80, 0x09, 0x98, 0xec, 0xf8, 0x42,
	  0x7e}},
	{"sha1", 20, {0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b, 0x0d, 0x32, 0x55,
		      0xbf, 0xef, 0x95, 0x60, 0x18, 0x90, 0xaf, 0xd8, 0x07, 0x09}},
	{"sha256", 32, {0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4,
			0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b,
			0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55}},
};

size_t
digest_size(enum digest_kind kind)
{
	return facts[kind].size;
}

const char *
digest_name(enum digest_kind kind)
{
	return facts[kind].name;
}

int
digest_of_length(size_t hex_digits)
{
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (facts[kind].size * 2 == hex_digits)
			return kind;
	}
	return -1;
}

void
digest_fold_name(struct span name, char *out, size_t room)
{
	size_t n = 0;
	for (size_t i = 0; i < name.n && n + 1 < room; i++) {
		char c = name.p[i];
		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			out[n++] = c;
	}
	out[n] = '\0';
}

int
digest_of_name(struct span name)
{
	static const struct {
		const char *name;
		int kind;
	} spellings[] = {
		{"md5", DIGEST_MD5},	       {"md5hash", DIGEST_MD5},
		{"md5sum", DIGEST_MD5},	       {"hashmd5", DIGEST_MD5},
		{"sha1", DIGEST_SHA1},	       {"sha1hash", DIGEST_SHA1},
		{"sha1sum", DIGEST_SHA1},      {"hashsha1", DIGEST_SHA1},
		{"sha256", DIGEST_SHA256},     {"sha256hash", DIGEST_SHA256},
		{"sha2256", DIGEST_SHA256},    {"sha256sum", DIGEST_SHA256},
		{"hashsha256", DIGEST_SHA256},
	};
	char folded[16];
	digest_fold_name(name, folded, sizeof folded);
	for (size_t i = 0; i < sizeof spellings / sizeof *spellings; i++) {
		if (strcmp(spellings[i].name, folded) == 0)
			return spellings[i].kind;
	}
	return -1;
}

int
digest_parse(struct span hex, enum digest_kind *kind, unsigned char out[DIGEST_MAX])
{
	int found = digest_of_length(hex.n);
	unsigned char bytes[DIGEST_MAX];
	if (found < 0 || text_unhex(hex.p, hex.n, bytes))
		return -1;
	*kind = (enum digest_kind)found;
	memcpy(out, bytes, hex.n / 2);
	return 0;
}

bool
digest_is_of_nothing(enum digest_kind kind, const unsigned char *digest)
{
	return memcmp(digest, facts[kind].of_nothing, facts[kind].size) == 0;
}
