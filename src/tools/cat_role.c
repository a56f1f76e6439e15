/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/cat_role.h"

#include "base/memory.h"
#include "evidence/content.h"

#define CHUNK ((size_t)256 << 10)

struct cat_state {
	struct image *image;
	struct record record;
};

static int
cat_open(const void *config, const char *binding, void **state, struct error *e)
{
	const struct cat_role *role = config;
	struct cat_state *s = memory_zero(1, sizeof *s);

	*state = s;
	return binding_open(binding, &role->moves, &s->image, e);
}

static int
send_bytes(struct bytes *bytes, struct port *port, struct error *e)
{
	const unsigned char *p;
	uint64_t offset = 0;
	size_t got;

	while ((p = bytes_view(bytes, offset, CHUNK, &got)) != NULL) {
		const struct span part = {(const char *)p, got};

		if (port_send(port, WIRE_DATA, offset, 0, part, e))
			return -1;
		offset += got;
	}
	return port_send(port, WIRE_DATA, offset, bytes->unreadable, (struct span){"", 0}, e);
}

static int
cat_task(void *state, struct span line, struct port *port, struct error *e)
{
	struct cat_state *s = state;
	struct content *content = NULL;
	int r;

	if (!s->image)
		return error_set(e, ERROR_INPUT, "the record names no evidence");
	if (record_scan(&s->record, line.p, line.n, e) ||
	    content_open(&content, s->image, &s->record, e))
		return -1;
	r = send_bytes(content_bytes(content), port, e);
	content_close(&content);
	return r;
}

struct worker_role
cat_worker(const struct cat_role *config, unsigned seconds)
{
	return (struct worker_role){"cat", cat_open, cat_task, config, seconds};
}
