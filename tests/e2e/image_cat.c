/* SPDX-License-Identifier: Apache-2.0 */
/*
 * image_cat read|view STEP IMAGE: the decoded device to stdout, in steps of STEP bytes through
 * image_read() or bytes_view(); how many bytes were unreadable to stderr.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "evidence/image.h"

int
main(int argc, char **argv)
{
	size_t step = argc == 4 ? (size_t)strtoul(argv[2], NULL, 0) : 0, got;
	struct error e = {0};
	struct image *image;
	unsigned char *buf;

	if (step == 0 || image_open(&image, argv[3], &e)) {
		fprintf(stderr, "image_cat: %s\n", e.text[0] ? e.text : "read|view STEP IMAGE");
		return 2;
	}
	buf = memory_new(step);
	for (uint64_t at = 0; at < image_size(image); at += got) {
		const unsigned char *p = buf;

		if (strcmp(argv[1], "view") == 0)
			p = bytes_view(image_bytes(image), at, step, &got);
		else if (image_read(image, at, buf, step, &got, &e))
			return 3;
		if (fwrite(p, 1, got, stdout) != got)
			return 3;
	}
	fprintf(stderr, "%llu\n", (unsigned long long)image_faults(image));
	free(buf);
	image_close(&image);
	return fflush(stdout) ? 3 : 0;
}
