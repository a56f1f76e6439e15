/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/recognise.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "evidence/label.h"

#define NONE UINT32_MAX

struct known {
	const char *fs;
	uint32_t at; /* of the signature */
	const char *bytes;
	size_t n;
	bool from_end; /* `at` counts back from the volume's end */
	const char *encrypted;
	uint32_t uuid_at, label_at; /* NONE: it has none */
	size_t label_n;
};

#define S(text) text, sizeof text - 1

static const struct known table[] = {
	{"bitlocker", 3, S("-FVE-FS-"), false, "BitLocker", NONE, NONE, 0},
	{"luks", 0, S("LUKS\xba\xbe\x00\x01"), false, "LUKS1", NONE, NONE, 0},
	{"luks", 0, S("LUKS\xba\xbe\x00\x02"), false, "LUKS2", NONE, 24, 48},
	{"pgp wde", 3, S("PGPGUARD"), false, "PGP Whole Disk Encryption", NONE, NONE, 0},
	{"safeboot", 3, S("SafeBoot"), false, "McAfee SafeBoot", NONE, NONE, 0},
	{"xfs", 0, S("XFSB"), false, NULL, 32, 108, 12},
	{"btrfs", 0x10040, S("_BHRfS_M"), false, NULL, 0x10020, 0x1012b, 256},
	{"f2fs", 1024, S("\x10\x20\xf5\xf2"), false, NULL, 1024 + 0x6c, NONE, 0},
	{"refs", 3, S("ReFS\0\0\0\0"), false, NULL, NONE, NONE, 0},
	{"lvm2", 512 + 24, S("LVM2 001"), false, NULL, NONE, NONE, 0},
	{"lvm2", 24, S("LVM2 001"), false, NULL, NONE, NONE, 0},
	{"linux raid", 4096, S("\xfc\x4e\x2b\xa9\x01\0\0\0"), false, NULL, 4096 + 16, 4096 + 32,
	 32},
	{"linux raid", 0, S("\xfc\x4e\x2b\xa9\x01\0\0\0"), false, NULL, 16, 32, 32},
	{"linux raid", 8192, S("\xfc\x4e\x2b\xa9\x01\0\0\0"), true, NULL, NONE, NONE, 0},
	{"linux raid", 65536, S("\xfc\x4e\x2b\xa9"), true, NULL, NONE, NONE, 0},
	{"linux swap", 4086, S("SWAPSPACE2"), false, NULL, 1024 + 12, 1024 + 28, 16},
	{"linux swap", 4086, S("SWAP-SPACE"), false, NULL, NONE, NONE, 0},
	{"jfs", 0x8000, S("JFS1"), false, NULL, 0x8088, 0x8098, 16},
	{"reiserfs", 0x10034, S("ReIsEr"), false, NULL, 0x10054, 0x10064, 16},
	{"nilfs2", 1024, S("\x02\0\0\0\0\0\x34\x34"), false, NULL, 1024 + 152, 1024 + 168, 80},
	{"erofs", 1024, S("\xe2\xe1\xf5\xe0"), false, NULL, 1024 + 48, 1024 + 64, 16},
	{"squashfs", 0, S("hsqs"), false, NULL, NONE, NONE, 0},
	{"cramfs", 0, S("\x45\x3d\xcd\x28"), false, NULL, NONE, 48, 16},
	{"bcache", 4096 + 24, S("\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81"),
	 false, NULL, NONE, NONE, 0},
	{"bcachefs", 4096 + 24,
	 S("\xc6\x85\x73\xf6\x66\xce\x90\xa9\xd9\x6a\x60\xcf\x80\x3d\xf7\xef"), false, NULL,
	 4096 + 56, 4096 + 72, 32},
	{"zfs", 0x20000, S("\0\0\0\0\0\xba\xb1\x0c"), false, NULL, NONE, NONE, 0},
	{"windows dynamic", 512, S("PRIVHEAD"), true, NULL, NONE, NONE, 0},
	{"zfs", 0x20000, S("\x0c\xb1\xba\x00\0\0\0\0"), false, NULL, NONE, NONE, 0},
	{"vmfs", 0x100000, S("\x0d\xd0\x01\xc0"), false, NULL, NONE, NONE, 0},
	{"storage spaces", 0, S("SPACEDB "), false, NULL, NONE, NONE, 0},
	{"ufs2", 8192 + 1372, S("\x19\x01\x54\x19"), false, NULL, NONE, NONE, 0},
	{"ufs2", 8192 + 1372, S("\x19\x54\x01\x19"), false, NULL, NONE, NONE, 0},
	{"udf", 0x8001, S("NSR02"), false, NULL, NONE, NONE, 0},
	{"udf", 0x8801, S("NSR02"), false, NULL, NONE, NONE, 0},
	{"udf", 0x8801, S("NSR03"), false, NULL, NONE, NONE, 0},
	{"udf", 0x9001, S("NSR03"), false, NULL, NONE, NONE, 0},
};

static void
set(char *out, size_t size, const char *text)
{
	if (!out[0])
		snprintf(out, size, "%s", text);
}

static void
take(struct volume *v, struct bytes *image, const struct known *k)
{
	const unsigned char *p;

	set(v->fs, sizeof v->fs, k->fs);
	set(v->encrypted, sizeof v->encrypted, k->encrypted ? k->encrypted : "");
	v->fs_found = true;
	if (k->uuid_at != NONE && !v->serial[0] && (p = label_bytes(v, image, k->uuid_at, 16)))
		label_uuid(v->serial, p);
	if (k->label_at != NONE && !v->label[0] &&
	    (p = label_bytes(v, image, k->label_at, k->label_n)))
		label_text(v->label, p, k->label_n);
}

/* LUKS writes its UUID as text, where others have bytes. */
static void
take_luks(struct volume *v, struct bytes *image)
{
	const unsigned char *p = label_bytes(v, image, 168, 40);

	if (p && !v->serial[0])
		snprintf(v->serial, sizeof v->serial, "%.36s", (const char *)p);
}

/* A BitLocker To Go volume shows a small FAT file system; its GUID stands behind the boot code. */
static bool
is_bitlocker_to_go(const struct volume *v, struct bytes *image)
{
	static const unsigned char guids[2][16] = {{0x3b, 0xd6, 0x67, 0x49, 0x29, 0x2e, 0xd8, 0x4a,
						    0x83, 0x99, 0xf6, 0xa3, 0x39, 0xe3, 0xd0, 0x01},
						   {0x3b, 0x4d, 0xa8, 0x92, 0x80, 0xdd, 0x0e, 0x4d,
						    0x9e, 0x4e, 0xb1, 0xe3, 0x28, 0x4e, 0xae,
						    0xd8}};
	const unsigned char *p = label_bytes(v, image, 424, 16);

	return p && (memcmp(p, guids[0], 16) == 0 || memcmp(p, guids[1], 16) == 0);
}

/* CoreStorage holds FileVault 2, but also Fusion drives: its header says whether it encrypts. */
static bool
is_core_storage(const struct volume *v, struct bytes *image, bool *encrypted)
{
	const unsigned char *p = label_bytes(v, image, 0, 512);

	if (!p || p[88] != 'C' || p[89] != 'S' || le16(p + 8) != 1 || le16(p + 10) != 0x10)
		return false;
	*encrypted = le32(p + 172) == 2;
	return true;
}

/* HFS as it was before HFS+: two letters alone would be too little, so its geometry is looked at.
 */
static bool
is_hfs(const struct volume *v, struct bytes *image)
{
	const unsigned char *p = label_bytes(v, image, 1024, 512);

	return p && p[0] == 'B' && p[1] == 'D' && be16(p + 14) == 3 && be32(p + 20) != 0 &&
	       be32(p + 20) % 512 == 0;
}

static bool
recognise_special(struct volume *v, struct bytes *image)
{
	bool encrypted = false;

	if (is_bitlocker_to_go(v, image)) {
		set(v->encrypted, sizeof v->encrypted, "BitLocker To Go");
		set(v->fs, sizeof v->fs, "bitlocker");
	} else if (is_core_storage(v, image, &encrypted)) {
		set(v->fs, sizeof v->fs, "core storage");
		set(v->encrypted, sizeof v->encrypted, encrypted ? "FileVault (CoreStorage)" : "");
	} else if (is_hfs(v, image)) {
		set(v->fs, sizeof v->fs, "hfs");
	} else {
		return false;
	}
	v->fs_found = true;
	return true;
}

/* RAID stands on multiples of 4 KiB (version 1.0) or 64 KiB (0.90). */
static uint64_t
from_end(uint64_t size, uint32_t at)
{
	uint64_t grain = at == 65536 ? 65536 : at == 512 ? 512 : 4096;

	return (size - at) / grain * grain;
}

bool
recognise(struct volume *v, struct bytes *image)
{
	if (recognise_special(v, image))
		return true;
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		const struct known *k = &table[i];
		uint64_t offset = k->at;
		const unsigned char *p;

		if (k->from_end) {
			if (v->size < k->at)
				continue;
			offset = from_end(v->size, k->at);
		}
		p = label_bytes(v, image, offset, k->n);
		if (!p || memcmp(p, k->bytes, k->n) != 0)
			continue;
		take(v, image, k);
		if (strcmp(k->fs, "luks") == 0)
			take_luks(v, image);
		return true;
	}
	return false;
}

const char *
recognise_disk(struct bytes *image)
{
	static const struct {
		const char *words, *says;
	} loaders[] = {
		{"TrueCrypt Boot Loader",
		 "the boot code is TrueCrypt's: the disk may be encrypted as a whole"},
		{"VeraCrypt Boot Loader",
		 "the boot code is VeraCrypt's: the disk may be encrypted as a whole"},
	};
	const unsigned char *p = bytes_exact(image, 0, 4096);

	if (!p)
		return NULL;
	for (size_t i = 0; i < sizeof loaders / sizeof loaders[0]; i++)
		if (memmem(p, 440, loaders[i].words, strlen(loaders[i].words)))
			return loaders[i].says;
	if (memcmp(p + 3072, "PRIVHEAD", 8) == 0)
		return "a Windows dynamic disk (LDM): volumes that span disks are not put together";
	return NULL;
}
