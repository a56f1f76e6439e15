/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/container.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "base/bytes.h"

#define CONVERT	 "make it raw first, with: qemu-img convert -O raw %s %s.raw"
#define REEXPORT "export it as E01 or raw with the tool that wrote it"
#define UNPACK	 "unpack it first"
#define UNLOCK	 "make it a plain image first, with hdiutil convert on a Mac"
#define LATER	 "unpack it, or give the image inside it"

struct signature {
	size_t at; /* from the start; with tail set: back from the end */
	const char *bytes;
	size_t n;
	bool tail;
	enum container_kind kind;
	const char *name;
	const char *advice;
};

#define S(text) text, sizeof text - 1

static const struct signature signatures[] = {
	{0, S("EVF\x09\x0d\x0a\xff\x00"), false, CONTAINER_EWF, "EWF", NULL},
	{0, S("AFF10\r\n"), false, CONTAINER_AFF, "AFF", NULL},
	{0, S("KDMV"), false, CONTAINER_VMDK, "VMDK", NULL},
	{0, S("COWD"), false, CONTAINER_VMDK, "VMDK", NULL},
	{0, S("# Disk DescriptorFile"), false, CONTAINER_VMDK, "VMDK", NULL},
	{512, S("conectix"), true, CONTAINER_VHD, "VHD", NULL},
	{0, S("conectix"), false, CONTAINER_VHD, "VHD", NULL},
	{0, S("QFI\xfb\x00\x00\x00\x01"), false, CONTAINER_REFUSED, "QCOW", CONVERT},
	{0, S("QFI\xfb"), false, CONTAINER_QCOW2, "QCOW2", NULL},
	{0, S("QED\0"), false, CONTAINER_REFUSED, "QED", CONVERT},
	{0, S("vhdxfile"), false, CONTAINER_VHDX, "VHDX", NULL},
	{512, S("koly"), true, CONTAINER_DMG, "DMG (UDIF)", NULL},
	{0, S("encrcdsa"), false, CONTAINER_REFUSED, "encrypted DMG", UNLOCK},
	{8, S("cdsaencr"), true, CONTAINER_REFUSED, "encrypted DMG", UNLOCK},
	{0, S("sprs"), false, CONTAINER_REFUSED, "sparse DMG (sparseimage)", UNLOCK},
	{0x40, S("\x7f\x10\xda\xbe"), false, CONTAINER_VDI, "VDI", NULL},
	{0, S("WithoutFreeSpace"), false, CONTAINER_REFUSED, "Parallels", CONVERT},
	{0, S("WithouFreSpacExt"), false, CONTAINER_REFUSED, "Parallels", CONVERT},
	{0, S("LVF\x09\x0d\x0a\xff\x00"), false, CONTAINER_L01, "L01 (EWF logical evidence)",
	 REEXPORT},
	{0, S("EVF2\x0d\x0a\x81\x00"), false, CONTAINER_EWF2, "Ex01 (EWF version 2)", NULL},
	{0, S("LEF2\x0d\x0a\x81\x00"), false, CONTAINER_L01, "Lx01 (EWF version 2)", NULL},
	{0, S("DVF\x09\x0d\x0a\xff\x00"), false, CONTAINER_REFUSED, "EWF delta", REEXPORT},
	{0, S("ADCRYPT\0"), false, CONTAINER_REFUSED, "AD encryption (FTK Imager)", REEXPORT},
	{0, S("ADSEGMENTEDFILE\0"), false, CONTAINER_REFUSED, "AD1 (AccessData logical)", REEXPORT},
	{0, S("\x1f\x8b\x08"), false, CONTAINER_ARCHIVE, "gzip", UNPACK},
	{0, S("\xfd\x37zXZ\0"), false, CONTAINER_ARCHIVE, "xz", UNPACK},
	{0, S("\x28\xb5\x2f\xfd"), false, CONTAINER_ARCHIVE, "zstd", UNPACK},
	{4, S("1AY&SY"), false, CONTAINER_ARCHIVE, "bzip2", UNPACK},
	{0, S("7z\xbc\xaf\x27\x1c"), false, CONTAINER_ARCHIVE, "7-Zip", LATER},
	{0, S("Rar!\x1a\x07"), false, CONTAINER_ARCHIVE, "RAR", LATER},
	{0, S("MSWIM\0\0\0"), false, CONTAINER_REFUSED, "WIM", LATER},
	{0, S("ANDROID BACKUP\n"), false, CONTAINER_REFUSED, "Android backup", LATER},
	{257, S("ustar"), false, CONTAINER_ARCHIVE, "tar", LATER},
};

static bool
matches(const struct signature *s, const unsigned char *head, size_t head_n,
	const unsigned char *tail, size_t tail_n)
{
	if (s->tail)
		return s->at <= tail_n && memcmp(tail + tail_n - s->at, s->bytes, s->n) == 0;
	return s->at + s->n <= head_n && memcmp(head + s->at, s->bytes, s->n) == 0;
}

/* AFF4 is a ZIP that holds a description in Turtle. */
static void
detect_zip(struct container *c, const unsigned char *head, size_t head_n, const unsigned char *tail,
	   size_t tail_n)
{
	static const char turtle[] = "information.turtle";
	bool aff4 = memmem(head, head_n, turtle, sizeof turtle - 1) ||
		    memmem(tail, tail_n, turtle, sizeof turtle - 1);

	*c = aff4 ? (struct container){CONTAINER_REFUSED, "AFF4", REEXPORT}
		  : (struct container){CONTAINER_ARCHIVE, "ZIP", LATER};
}

void
container_detect(struct container *c, const unsigned char *head, size_t head_n,
		 const unsigned char *tail, size_t tail_n)
{
	*c = (struct container){CONTAINER_RAW, "raw", NULL};
	if (head_n >= 4 && memcmp(head, "PK\x03\x04", 4) == 0) {
		detect_zip(c, head, head_n, tail, tail_n);
		return;
	}
	for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
		const struct signature *s = &signatures[i];

		if (matches(s, head, head_n, tail, tail_n)) {
			*c = (struct container){s->kind, s->name, s->advice};
			return;
		}
	}
}

/* The advice names the path where its words have a %s for it. */
int
container_refuse(const struct container *c, const char *path, struct error *e)
{
	struct buffer advice = BUFFER_EMPTY;
	const char *p = c->advice, *mark;

	for (; (mark = strstr(p, "%s")); p = mark + 2) {
		buffer_add(&advice, p, (size_t)(mark - p));
		buffer_add_text(&advice, path);
	}
	buffer_add_text(&advice, p);
	error_set(e, ERROR_INPUT, "%s is a file of format %s, which is not read: %s", path, c->name,
		  buffer_text(&advice));
	buffer_release(&advice);
	return -1;
}
