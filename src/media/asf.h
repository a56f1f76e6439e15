/* SPDX-License-Identifier: Apache-2.0 */
/* ASF (Microsoft, Advanced Systems Format Specification 01.20.03): one data packet. */
#ifndef WINNOW_MEDIA_ASF_H
#define WINNOW_MEDIA_ASF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ASF_STREAMS_MAX 8

/* How far the media object at hand of a stream has come. */
struct asf_stream {
	unsigned char number; /* 0: not in use */
	unsigned char object; /* its number, modulo 256 */
	uint32_t next, size;  /* the offset that its next part must have; its size, 0: not known */
};

struct asf_state {
	struct asf_stream v[ASF_STREAMS_MAX];
	uint32_t sent; /* time of the packet before, milliseconds */
	uint32_t payloads;
	bool strict; /* no object may be missing */
};

/*
 * Do payloads and padding fill the packet's n bytes, and do they go on with the objects begun
 * before? Changes *s only if so.
 */
bool asf_packet_holds(const unsigned char *p, size_t n, struct asf_state *s);

/* A packet is missing: any part of an object may come next. */
void asf_forget_objects(struct asf_state *s);

/* Is some object still without its last part? */
bool asf_open_objects(const struct asf_state *s);

#endif
