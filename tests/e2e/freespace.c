/* SPDX-License-Identifier: Apache-2.0 */
/* Prints the free stretches of each file system of an image: offset and size in bytes. */
#include <stdio.h>

#include "evidence/freespace.h"

static int
print_volume(struct image *image, const struct volume *v, struct error *e)
{
	struct freespace f;

	if (v->fs_type == 0)
		return 0;
	if (freespace_read(&f, image, v, e))
		return -1;
	for (size_t i = 0; i < f.free.n; i++)
		printf("%llu %llu\n", (unsigned long long)f.free.v[i].offset,
		       (unsigned long long)f.free.v[i].size);
	freespace_release(&f);
	return 0;
}

int
main(int argc, char **argv)
{
	struct error e = {0};
	struct image *image;
	struct volume_list list;
	int status = 0;

	if (argc != 2 || image_open(&image, argv[1], &e) || volumes_read(&list, image, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 3;
	}
	for (size_t i = 0; status == 0 && i < list.n; i++)
		status = print_volume(image, &list.v[i], &e);
	if (status)
		fprintf(stderr, "%s\n", e.text);
	volumes_release(&list);
	image_close(&image);
	return status ? 3 : 0;
}
