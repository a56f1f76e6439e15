/* SPDX-License-Identifier: Apache-2.0 */
/* bench_image read|view STEP IMAGE: goes through an image from start to end and says how fast. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "evidence/image.h"

/* Each page is touched, as any use of the bytes would. */
static unsigned
touch(const unsigned char *p, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i += 4096)
		sum += p[i];
	return sum;
}

int
main(int argc, char **argv)
{
	size_t step = argc == 4 ? (size_t)strtoul(argv[2], NULL, 0) : 0, got;
	struct error e = {0};
	struct image *image;
	unsigned char *buf;
	unsigned sum = 0;
	double start;

	if (step == 0 || image_open(&image, argv[3], &e)) {
		fprintf(stderr, "bench_image: %s\n", e.text[0] ? e.text : "read|view STEP IMAGE");
		return 2;
	}
	buf = memory_new(step);
	start = clock_monotonic();
	for (uint64_t at = 0; at < image_size(image); at += got) {
		const unsigned char *p = buf;

		if (strcmp(argv[1], "view") == 0)
			p = bytes_view(image_bytes(image), at, step, &got);
		else if (image_read(image, at, buf, step, &got, &e))
			return 1;
		sum += touch(p, got);
	}
	start = clock_monotonic() - start;
	printf("%.3f s, %.0f MB/s, %llu bytes unreadable, sum %u\n", start,
	       (double)image_size(image) / start / 1e6, (unsigned long long)image_faults(image),
	       sum);
	free(buf);
	image_close(&image);
	return 0;
}
