/* SPDX-License-Identifier: Apache-2.0 */
#include "carve/unfinished.h"

#include <config.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/json.h"

/* Before the bytes of each record in what unfinished_add() gathers. */
struct head {
	char evidence_id[SHA256_HEX_MAX];
	uint64_t space, at, n;
};

struct part {
	struct head head;
	struct span kept;
	size_t number; /* as they came */
};

void
unfinished_write(struct buffer *line, struct span where, uint64_t space, uint64_t at,
		 struct span kept)
{
	struct buffer hex = BUFFER_EMPTY;

	text_hex(&hex, kept.p, kept.n);
	buffer_add_byte(line, '{');
	json_member_text(line, "record", "unfinished");
	json_comma(line);
	buffer_add(line, where.p, where.n);
	json_member_text(line, "version", PACKAGE_VERSION);
	json_member_u64(line, "space", space);
	json_member_u64(line, "at", at);
	json_member_span(line, "kept", buffer_span(&hex));
	buffer_add_text(line, "}\n");
	buffer_release(&hex);
}

static int
read_head(const struct record *r, struct head *head, struct buffer *kept)
{
	struct buffer id = BUFFER_EMPTY;
	int broken = record_text(r, "evidence_id", &id) || id.n >= sizeof head->evidence_id ||
		     record_u64(r, "space", &head->space) || record_u64(r, "at", &head->at) ||
		     record_text(r, "kept", kept) || kept->n % 2 != 0;

	if (!broken) {
		memcpy(head->evidence_id, id.data, id.n);
		broken = text_unhex(kept->data, kept->n, (unsigned char *)kept->data);
		head->n = kept->n / 2;
	}
	buffer_release(&id);
	return broken;
}

/* What is kept is in the form of the program, which only the same version is sure to have. */
static int
same_version(const struct record *r)
{
	struct buffer version = BUFFER_EMPTY;
	bool same = record_text(r, "version", &version) == 0 &&
		    strcmp(buffer_text(&version), PACKAGE_VERSION) == 0;

	buffer_release(&version);
	return same;
}

int
unfinished_add(struct buffer *all, const struct record *r, struct error *e)
{
	struct buffer kept = BUFFER_EMPTY;
	struct head head = {0};
	int result = 0;

	if (!record_is(r, "unfinished"))
		return 0;
	if (!same_version(r))
		return error_set(e, ERROR_INPUT,
				 "an unfinished record is of another version of winnow: search "
				 "all parts with %s",
				 PACKAGE_VERSION);
	if (read_head(r, &head, &kept)) {
		result = error_set(e, ERROR_INPUT, "an unfinished record is broken");
	} else {
		buffer_add(all, &head, sizeof head);
		buffer_add(all, kept.data, (size_t)head.n);
	}
	buffer_release(&kept);
	return result;
}

static int
by_address(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	if (x->head.at != y->head.at)
		return x->head.at < y->head.at ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

/* The parts of one evidence; the caller frees them. */
static size_t
parts_of(struct span all, const char *evidence_id, struct part **parts)
{
	size_t n = 0;

	*parts = NULL;
	while (all.n >= sizeof(struct head)) {
		struct part part = {.number = n};

		memcpy(&part.head, all.p, sizeof part.head);
		part.kept = (struct span){all.p + sizeof part.head, (size_t)part.head.n};
		all.p += sizeof part.head + part.kept.n;
		all.n -= sizeof part.head + part.kept.n;
		if (strcmp(part.head.evidence_id, evidence_id) != 0)
			continue;
		if ((n & (n + 1)) == 0)
			*parts = memory_resize_array(*parts, 2 * (n + 1), sizeof **parts);
		(*parts)[n++] = part;
	}
	return n;
}

int
unfinished_keep(struct span all, const char *evidence_id, uint64_t space, struct emitter *out,
		struct error *e)
{
	struct part *parts;
	size_t n = parts_of(all, evidence_id, &parts);
	int r = 0;

	if (n)
		qsort(parts, n, sizeof *parts, by_address);
	for (size_t i = 0; i < n && r == 0; i++)
		r = parts[i].head.space == space
			    ? out->keep(out, parts[i].kept, e)
			    : error_set(e, ERROR_INPUT,
					"the parts were searched with other options than this run "
					"was given");
	free(parts);
	return r;
}
