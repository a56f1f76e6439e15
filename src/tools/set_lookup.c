/* SPDX-License-Identifier: Apache-2.0 */
/*
 * winnow-set lookup: digests in, a line for each verdict on each of them out, in the order asked.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "hashset/bloom.h"
#include "hashset/hits.h"
#include "hashset/key_ring.h"
#include "hashset/lines.h"
#include "tools/set_tool.h"

/* Look-ups answered together: enough to hide the waits for memory, few enough to stay in cache. */
#define BATCH	   1024
#define QUERY_LINE 4096 /* bytes; a digest is 64 */

struct query {
	enum digest_kind kind;
	size_t at; /* its place among those of its kind */
	char hex[2 * DIGEST_MAX];
};

struct lookup {
	struct tool *tool;
	const struct hashset *set; /* or */
	const struct bloom *bloom;
	struct set_output out;
	struct query queries[BATCH];
	size_t n;
	unsigned char digests[DIGEST_KINDS][BATCH * DIGEST_MAX];
	struct hashset_range ranges[DIGEST_KINDS][BATCH];
	size_t of_kind[DIGEST_KINDS];
	struct hits hits;
	uint64_t bad, first_bad;
};

static void
add_cell(struct buffer *out, struct span s)
{
	buffer_add_byte(out, '\t');
	if (s.p)
		text_mask(out, s.p, s.n);
	else
		buffer_add_byte(out, '-');
}

static int
print_hit(struct lookup *l, const struct query *q, uint32_t verdict)
{
	struct buffer *out = &l->out.text;
	struct hashset_verdict v;
	if (hashset_verdict(l->set, verdict, &v, &l->tool->error))
		return -1;
	buffer_add(out, q->hex, 2 * digest_size(q->kind));
	add_cell(out, v.set_name);
	add_cell(out, span_of(verdict_kind_name(v.kind)));
	add_cell(out, v.scheme);
	if (v.scheme.p) {
		buffer_add_byte(out, ':');
		text_mask(out, v.category.p, v.category.n);
	}
	buffer_add_byte(out, '\n');
	return 0;
}

/* A PDQ digest that is equal, bit for bit; similar ones are winnow-match's affair. */
static int
print_pdq(struct lookup *l, const struct query *q)
{
	const unsigned char *values, *asked = l->digests[q->kind] + q->at * PDQ_SIZE;
	uint64_t low = 0, n = hashset_pdq(l->set, &values), high = n;
	struct hashset_entry entry;
	while (low < high) {
		uint64_t middle = low + (high - low) / 2;
		if (memcmp(values + middle * PDQ_SIZE, asked, PDQ_SIZE) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && memcmp(values + low * PDQ_SIZE, asked, PDQ_SIZE) == 0; low++) {
		if (hashset_pdq_entry(l->set, low, &entry, &l->tool->error) ||
		    print_hit(l, q, entry.verdict))
			return -1;
	}
	return 0;
}

static int
print_answers(struct lookup *l)
{
	for (size_t i = 0; i < l->n; i++) {
		const struct query *q = &l->queries[i];
		struct hashset_range range = l->ranges[q->kind][q->at];
		if (q->kind == DIGEST_SHA256 && print_pdq(l, q))
			return -1;
		if (range.count == 0)
			continue;
		if (hits_at(l->set, q->kind, range, &l->hits, &l->tool->error))
			return -1;
		for (size_t h = 0; h < l->hits.n; h++) {
			if (print_hit(l, q, l->hits.v[h].verdict))
				return -1;
		}
	}
	set_output_more(&l->out);
	return 0;
}

/* A filter knows neither kind nor category: what is in it is known, probably. */
static void
print_known(struct lookup *l)
{
	struct buffer *out = &l->out.text;
	for (size_t i = 0; i < l->n; i++) {
		const struct query *q = &l->queries[i];
		size_t width = digest_size(q->kind);
		if (!bloom_has(l->bloom, q->kind, l->digests[q->kind] + q->at * width))
			continue;
		buffer_add(out, q->hex, 2 * width);
		add_cell(out, span_of(bloom_name(l->bloom)));
		buffer_add_text(out, "\tinfo\t-\n");
	}
	set_output_more(&l->out);
}

static int
answer(struct lookup *l)
{
	if (l->bloom) {
		print_known(l);
		memset(l->of_kind, 0, sizeof l->of_kind);
		l->n = 0;
		return 0;
	}
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (hashset_find_many(l->set, (enum digest_kind)kind, l->digests[kind],
				      l->of_kind[kind], l->ranges[kind], &l->tool->error))
			return -1;
	}
	if (print_answers(l))
		return -1;
	memset(l->of_kind, 0, sizeof l->of_kind);
	l->n = 0;
	return 0;
}

/* number: of the line or operand, for messages. */
static int
ask(struct lookup *l, struct span hex, uint64_t number)
{
	struct query *q = &l->queries[l->n];
	unsigned char digest[DIGEST_MAX];
	if (digest_parse(hex, &q->kind, digest)) {
		if (l->bad++ == 0)
			l->first_bad = number;
		return 0;
	}
	size_t width = digest_size(q->kind);
	memcpy(q->hex, hex.p, hex.n);
	q->at = l->of_kind[q->kind]++;
	memcpy(l->digests[q->kind] + q->at * width, digest, width);
	return ++l->n == BATCH ? answer(l) : 0;
}

/* The first word of a line, so that what md5sum prints can be asked as it is. */
static struct span
first_word(struct span line)
{
	size_t start = 0, end;
	while (start < line.n && (line.p[start] == ' ' || line.p[start] == '\t'))
		start++;
	for (end = start; end < line.n && line.p[end] != ' ' && line.p[end] != '\t';)
		end++;
	return (struct span){line.p + start, end - start};
}

static int
ask_lines(struct lookup *l)
{
	struct error *e = &l->tool->error;
	struct lines lines;
	struct span line;
	bool cut;
	int more = lines_open(&lines, STDIN_FILENO, "standard input", QUERY_LINE, e) ? -1 : 1;
	while (more > 0 && (more = lines_next(&lines, &line, &cut, e)) > 0) {
		struct span word = first_word(line);
		if ((word.n > 0 || cut) && ask(l, word, lines.number))
			more = -1;
	}
	lines_close(&lines);
	return more;
}

static int
ask_all(struct lookup *l, int n, char **digests)
{
	if (n == 0 && ask_lines(l))
		return -1;
	for (int i = 0; i < n; i++) {
		if (ask(l, span_of(digests[i]), (uint64_t)i + 1))
			return -1;
	}
	return answer(l);
}

static void
run(struct lookup *l, int n, char **digests)
{
	struct tool *tool = l->tool;
	if (set_output_open(&l->out, tool) == 0) {
		if (ask_all(l, n, digests))
			tool_fail(tool);
		set_output_close(&l->out);
	}
	if (l->bad > 0) {
		tool_warn(tool,
			  "%" PRIu64
			  " of what was asked is no MD5, SHA-1 or SHA-256 digest (first: "
			  "number %" PRIu64 ")",
			  l->bad, l->first_bad);
		tool_worsen(tool, 1);
	}
}

static int
open_set(struct tool *tool, const struct key_ring *ring, const char *path, struct hashset **s,
	 struct bloom **b)
{
	if (bloom_is(path)) {
		if (bloom_open(b, path, &tool->error))
			return -1;
		tool_info(tool,
			  "%s is a Bloom filter: of digests that are not in it, one in %.0f is "
			  "found nevertheless",
			  path, 1 / bloom_rate(*b, 1));
		return 0;
	}
	if (hashset_open(s, path, &tool->error))
		return -1;
	return key_ring_unlock(ring, *s, &tool->error);
}

void
set_lookup(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct hashset *s = NULL;
	struct bloom *b = NULL;
	struct key_ring ring = {0};
	if (key_ring_open(&ring, o->keys.v, o->keys.n, &tool->error) ||
	    open_set(tool, &ring, operands[0], &s, &b)) {
		tool_fail(tool);
	} else {
		struct lookup *l = memory_zero(1, sizeof *l);
		l->tool = tool;
		l->set = s;
		l->bloom = b;
		run(l, noperands - 1, operands + 1);
		hits_release(&l->hits);
		free(l);
	}
	hashset_close(&s);
	bloom_close(&b);
	key_ring_close(&ring);
}
