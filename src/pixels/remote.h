/* SPDX-License-Identifier: Apache-2.0 */
/* An item's bytes as they come from the worker, some of them kept so that each comes once. */
#ifndef WINNOW_PIXELS_REMOTE_H
#define WINNOW_PIXELS_REMOTE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "stage/pixels_protocol.h"

#define REMOTE_PAGES 8

struct remote_page {
	uint64_t start; /* a multiple of PIXELS_PAYLOAD_MAX */
	size_t n;	/* 0: empty */
	uint64_t used;
	unsigned char *bytes;
};

struct remote {
	struct bytes bytes;
	int fd;
	bool broken; /* the worker is gone or talks nonsense */
	uint64_t clock;
	struct remote_page page[REMOTE_PAGES];
	unsigned char *seam; /* for views over two pages */
};

void remote_init(struct remote *r, int fd);
/* Begins another item of that size. */
void remote_item(struct remote *r, uint64_t size);
void remote_release(struct remote *r);

/* One packet: its head, and up to `most` bytes of payload. 1, 0 hung up, -1 nonsense. */
int remote_receive(int fd, struct pixels_head *head, unsigned char *payload, size_t most);
int remote_send(int fd, struct pixels_head head, const void *payload, size_t n);

#endif
