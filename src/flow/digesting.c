/* SPDX-License-Identifier: Apache-2.0 */
#include "flow/digesting.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "evidence/image.h"
#include "flow/binding.h"
#include "flow/digest_ring.h"
#include "flow/engine.h"
#include "guard/confine.h"
#include "guard/pool.h"
#include "record/record.h"

#define FAULT_GRAIN 4096u /* unread ranges are told to this */
#define POLL_MS	    200

/* ---- Readers: task 'd' describes; 'r' with struct share reads every n-th block ---- */

struct share {
	uint64_t first, step;
};

static int
reader_open(const void *config, const char *binding, void **state, struct error *e)
{
	static const struct evidence_moves nowhere = {NULL, 0};
	struct image *image;

	(void)config;
	if (binding_open(binding, &nowhere, &image, e))
		return -1;
	*state = image;
	return 0;
}

static int
describe(struct image *image, struct port *port, struct error *e)
{
	struct buffer line = BUFFER_EMPTY;
	int r = image_describe(image, &line, e);

	if (r == 0)
		r = port_send(port, WIRE_LINES, image_size(image), 0, buffer_span(&line), e);
	buffer_release(&line);
	return r;
}

/* Which parts of a block are zeros that stand for what could not be read. */
static int
name_faults(struct image *image, uint64_t offset, unsigned char *block, size_t n, struct port *port,
	    struct error *e)
{
	for (size_t at = 0; at < n; at += FAULT_GRAIN) {
		size_t want = n - at < FAULT_GRAIN ? n - at : FAULT_GRAIN, got;
		uint64_t before = image_faults(image);
		struct unread_range range = {offset + at, want};

		if (image_read(image, offset + at, block + at, want, &got, e))
			return -1;
		if (image_faults(image) == before)
			continue;
		if (port_send(port, WIRE_KEEP, 0, 0,
			      (struct span){(const char *)&range, sizeof range}, e))
			return -1;
	}
	return 0;
}

static int
read_block(struct digest_ring *ring, struct image *image, uint64_t k, struct port *port,
	   struct error *e)
{
	struct ring_place *place = digest_ring_fill(ring, k);
	uint64_t faults = image_faults(image), offset = k * RING_BLOCK;
	size_t got;

	if (image_read(image, offset, place->bytes, RING_BLOCK, &got, e))
		return -1;
	place->n = (uint32_t)got;
	if (image_faults(image) != faults && name_faults(image, offset, place->bytes, got, port, e))
		return -1;
	digest_ring_filled(ring, place);
	return port_send(port, WIRE_PROGRESS, got, 0, (struct span){"", 0}, e);
}

/* Workers are forked, so the ring lies where it lies in the parent. */
struct reader_task {
	char what;
	struct share share;
	struct digest_ring *ring;
};

static int
reader_task(void *state, struct span bytes, struct port *port, struct error *e)
{
	struct image *image = state;
	struct reader_task t;

	memcpy(&t, bytes.p, sizeof t);
	if (t.what == 'd')
		return describe(image, port, e);
	for (uint64_t k = t.share.first; k < t.ring->blocks; k += t.share.step)
		if (read_block(t.ring, image, k, port, e))
			return -1;
	return 0;
}

/* ---- Digests: the binding names one ---- */

struct ring_config {
	struct digest_ring *ring;
};

struct digest_state {
	struct digest_ring *ring;
	enum digest_kind kind;
	EVP_MD_CTX *ctx;
};

static int
digest_open(const void *config, const char *binding, void **state, struct error *e)
{
	struct digest_state *s = memory_zero(1, sizeof *s);
	struct confinement got = {0};
	enum digest_kind kind = DIGEST_MD5;

	while (kind < DIGEST_SHA256 && strcmp(binding, digest_name(kind)) != 0)
		kind++;
	s->ring = ((const struct ring_config *)config)->ring;
	s->kind = kind;
	s->ctx = EVP_MD_CTX_new();
	*state = s;
	if (!s->ctx ||
	    EVP_DigestInit_ex(s->ctx, EVP_get_digestbyname(digest_name(kind)), NULL) != 1)
		return error_set(e, ERROR_SYSTEM, "%s is not to be had from OpenSSL",
				 digest_name(kind));
	return confine_early(NULL, &got, e);
}

static int
digest_task(void *state, struct span task, struct port *port, struct error *e)
{
	struct digest_state *s = state;
	struct buffer hex = BUFFER_EMPTY;
	unsigned char md[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	bool fine = true;
	int r;

	(void)task;
	for (uint64_t k = 0; k < s->ring->blocks; k++) {
		struct ring_place *place = digest_ring_take(s->ring, k, s->kind);

		fine &= EVP_DigestUpdate(s->ctx, place->bytes, place->n) == 1;
		digest_ring_taken(place);
	}
	if (!fine || EVP_DigestFinal_ex(s->ctx, md, &n) != 1)
		return error_set(e, ERROR_SYSTEM, "OpenSSL could not compute %s",
				 digest_name(s->kind));
	text_hex(&hex, md, n);
	r = port_send(port, WIRE_DATA, s->kind, 0, buffer_span(&hex), e);
	buffer_release(&hex);
	return r;
}

/* ---- The parent ---- */

struct digesting_run {
	const struct digesting *d;
	struct digested *out;
	struct digest_ring *ring;
	struct pool *pool;
	unsigned left; /* tasks */
	uint64_t zeros;
};

enum { DIGESTING_READER, DIGESTING_DIGEST, DIGESTING_ROLES };

static void
add_range(struct digesting_run *run, struct span bytes)
{
	struct digested *o = run->out;
	struct unread_range r;

	if (bytes.n != sizeof r)
		return;
	memcpy(&r, bytes.p, sizeof r);
	run->zeros += r.len;
	if (o->nunread &&
	    o->unread[o->nunread - 1].offset + o->unread[o->nunread - 1].len == r.offset) {
		o->unread[o->nunread - 1].len += r.len;
	} else if (o->nunread < UNREAD_RANGES_MAX) {
		o->unread = memory_resize_array(o->unread, o->nunread + 1, sizeof *o->unread);
		o->unread[o->nunread++] = r;
	}
}

static void
take_frame(struct digesting_run *run, const struct pool_event *event)
{
	struct digested *o = run->out;

	if (event->head.kind == WIRE_LINES) {
		buffer_add(&o->evidence, event->bytes.p, event->bytes.n);
		o->size = event->head.a;
	} else if (event->head.kind == WIRE_KEEP) {
		add_range(run, event->bytes);
	} else if (event->head.kind == WIRE_DATA && event->head.a < DIGEST_KINDS &&
		   event->bytes.n < DIGEST_HEX_MAX) {
		memcpy(o->hex[event->head.a], event->bytes.p, event->bytes.n);
		o->done |= 1u << event->head.a;
	} else if (event->head.kind == WIRE_PROGRESS) {
		o->bytes_read += event->head.a;
		if (run->d->progress)
			run->d->progress->bytes += event->head.a;
	}
}

/* Until all that was submitted is done. */
static int
wait_for_all(struct digesting_run *run, struct error *e)
{
	struct pool_event event;

	while (run->left) {
		if (run->d->stop && *run->d->stop)
			return error_set(e, ERROR_SYSTEM, "stopped while %s was read",
					 run->d->evidence);
		if (pool_wait(run->pool, -1, POLL_MS, &event, e))
			return -1;
		if (run->d->progress)
			progress_update(run->d->progress);
		if (event.kind == POOL_FRAME)
			take_frame(run, &event);
		else if (event.kind == POOL_DONE)
			run->left--;
		else if (event.kind != POOL_TIMEOUT)
			return engine_worker_error(&event, e);
	}
	return 0;
}

static int
submit(struct digesting_run *run, unsigned role, const char *binding,
       const struct reader_task *task, struct error *e)
{
	int r = pool_submit(run->pool, role, binding, 0, ++run->left,
			    (struct span){(const char *)task, sizeof *task}, e);

	if (r == 0)
		return error_set(e, ERROR_SYSTEM, "no worker is free to read %s", run->d->evidence);
	return r < 0 ? -1 : 0;
}

static void
take_stored(struct digested *o)
{
	struct record r = RECORD_EMPTY;
	struct error ignored = {0};
	size_t n = o->evidence.n;

	if (n && record_scan(&r, o->evidence.data, n - 1, &ignored) == 0) {
		json_t *stored = record_json(&r, "stored");

		for (unsigned k = 0; k < DIGEST_KINDS; k++) {
			const char *hex =
				json_string_value(json_object_get(stored, digest_name(k)));

			if (hex && digest_of_length(strlen(hex)) == (int)k)
				memcpy(o->stored[k], hex, strlen(hex) + 1);
		}
		json_decref(stored);
	}
	record_release(&r);
}

/* Its bytes are those of many files, in no order that would make one digest of them. */
static bool
is_directory(struct digested *o)
{
	return strstr(buffer_text(&o->evidence), "\"container\":\"directory\"") != NULL;
}

/* Plain files are read in one go; unpacking keeps two busy. */
static unsigned
readers_for(struct digested *o)
{
	buffer_text(&o->evidence);
	return strstr(o->evidence.data ? o->evidence.data : "", "\"container\":\"ewf\"") ? 2 : 1;
}

static int
read_all(struct digesting_run *run, const char *binding, struct error *e)
{
	struct digested *o = run->out;
	unsigned wanted = run->d->wanted, stored = 0, readers;
	struct reader_task task = {.what = 'd', .ring = run->ring};

	if (submit(run, DIGESTING_READER, binding, &task, e) || wait_for_all(run, e))
		return -1;
	if (is_directory(o))
		return 0;
	take_stored(o);
	for (unsigned k = 0; k < DIGEST_KINDS; k++)
		stored |= o->stored[k][0] ? 1u << k : 0;
	wanted |= stored ? stored : run->d->fallback;
	if (run->d->progress)
		run->d->progress->bytes_total = o->size;
	readers = readers_for(o);
	digest_ring_start(run->ring, o->size / RING_BLOCK + (o->size % RING_BLOCK != 0), wanted);
	task.what = 'r';
	for (unsigned k = 0; k < DIGEST_KINDS; k++)
		if (wanted & 1u << k && submit(run, DIGESTING_DIGEST, digest_name(k), &task, e))
			return -1;
	for (unsigned i = 0; i < readers; i++) {
		task.share = (struct share){i, readers};
		if (submit(run, DIGESTING_READER, binding, &task, e))
			return -1;
	}
	return wait_for_all(run, e);
}

static int
compare_ranges(const void *a, const void *b)
{
	const struct unread_range *x = a, *y = b;

	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Two readers tell theirs in no order. */
static void
sort_ranges(struct digested *o)
{
	size_t n = 0;

	if (o->nunread < 2)
		return;
	qsort(o->unread, o->nunread, sizeof *o->unread, compare_ranges);
	for (size_t i = 1; i < o->nunread; i++)
		if (o->unread[n].offset + o->unread[n].len == o->unread[i].offset)
			o->unread[n].len += o->unread[i].len;
		else
			o->unread[++n] = o->unread[i];
	o->nunread = n + 1;
}

int
digest_evidence(const struct digesting *d, struct digested *out, struct error *e)
{
	struct digesting_run run = {.d = d, .out = out};
	struct ring_config config;
	struct buffer binding = BUFFER_EMPTY;
	int r = digest_ring_new(&run.ring, e);

	*out = (struct digested){0};
	if (r)
		return -1;
	config.ring = run.ring;
	/* A digest waits for its reader, whose silence is the one that counts. */
	const struct worker_role reader = {"reader", reader_open, reader_task, &config, d->seconds};
	const struct worker_role digest = {"digest", digest_open, digest_task, &config, ~0u};
	const struct worker_role *const roles[DIGESTING_ROLES] = {&reader, &digest};

	binding_make(d->evidence, NULL, &binding);
	run.pool = pool_new(roles, DIGESTING_ROLES, DIGEST_KINDS, d->memory);
	r = read_all(&run, buffer_text(&binding), e);
	pool_free(&run.pool);
	digest_ring_free(&run.ring);
	buffer_release(&binding);
	sort_ranges(out);
	out->bytes_read -= run.zeros < out->bytes_read ? run.zeros : out->bytes_read;
	if (r)
		digested_release(out);
	return r;
}

void
digested_release(struct digested *out)
{
	buffer_release(&out->evidence);
	free(out->unread);
	*out = (struct digested){0};
}
