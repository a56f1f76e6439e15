/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opening a hostile file, whatever container it claims to be, and reading from its start,
 * middle and end.
 */
#include <config.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "evidence/image.h"

static void
read_some(struct image *image)
{
	unsigned char buf[4096];
	uint64_t places[] = {0, image_size(image) / 2, image_size(image) - 1};
	struct buffer out = BUFFER_EMPTY;
	struct error e = {0};
	size_t got;

	for (size_t i = 0; i < 3; i++) {
		image_read(image, places[i], buf, sizeof buf, &got, &e);
		bytes_view(image_bytes(image), places[i], 100000, &got);
	}
	image_describe(image, &out, &e);
	buffer_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_suppressions(void);

/*
 * The libraries below libtsk leak a little when they refuse a file; a worker opens one image
 * in its life.
 */
const char *
__lsan_default_suppressions(void)
{
	return "leak:libvhdi.so\nleak:libvmdk.so\nleak:libewf.so\nleak:libafflib.so\nleak:libtsk."
	       "so\n";
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct error e = {0};
	struct image *image;
	char path[64];

	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		return 0;
	if (image_open(&image, path, &e) == 0) {
		read_some(image);
		image_close(&image);
	}
	close(fd);
	return 0;
}
