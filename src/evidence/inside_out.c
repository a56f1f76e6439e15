/* SPDX-License-Identifier: Apache-2.0 */
/* Lines on their way out, and the notes that are put into them while they are still at hand. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "evidence/inside_parts.h"
#include "record/json.h"

/* Most holders are through before so much is gathered, and their notes reach their record. */
#define GATHERED ((size_t)1 << 20)

uint64_t
inside_line_begin(const struct inside *x)
{
	return x->handed_on + x->out.n;
}

int
inside_hand_on(struct inside *x, bool all, struct error *e)
{
	int r;

	if (x->out.n == 0 || (!all && x->out.n < GATHERED))
		return 0;
	r = x->sink.emit(x->sink.ctx, buffer_span(&x->out), e);
	x->handed_on += x->out.n;
	buffer_clear(&x->out);
	return r;
}

void
node_note(struct node *n, enum note_level level, const char *format, ...)
{
	char text[512];
	struct buffer masked = BUFFER_EMPTY;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof text, format, args);
	va_end(args);
	text_mask(&masked, text, strlen(text));
	if (n->notes.n)
		buffer_add_byte(&n->notes, ',');
	note_add(&n->notes, INSIDE_TOOL, level, buffer_text(&masked));
	buffer_release(&masked);
}

/* The record left before its holder was through. */
static void
add_incident(struct inside *x, const struct node *n)
{
	buffer_add_byte(&x->out, '{');
	json_member_text(&x->out, "record", "incident");
	json_member_text(&x->out, "tool", INSIDE_TOOL);
	json_comma(&x->out);
	buffer_add(&x->out, x->where.data, x->where.n);
	json_member_span(&x->out, "id", buffer_span(&n->id));
	json_key(&x->out, "notes");
	buffer_add_byte(&x->out, '[');
	buffer_add(&x->out, n->notes.data, n->notes.n);
	buffer_add_text(&x->out, "]}\n");
}

/* Makes room for `line` in place of the n bytes at `at`. */
static void
replace(struct buffer *out, size_t at, size_t n, struct span line)
{
	size_t behind = out->n - at - n;

	if (line.n > n)
		buffer_reserve(out, line.n - n);
	memmove(out->data + at + line.n, out->data + at + n, behind);
	memcpy(out->data + at, line.p, line.n);
	out->n = at + line.n + behind;
}

/* Notes that stand there already stay: the array is opened again, or added. */
static void
splice(struct inside *x, size_t at, size_t n, const struct buffer *notes)
{
	struct buffer line = BUFFER_EMPTY;
	struct error ignored = {0};
	struct span there;

	if (record_scan(&x->record, x->out.data + at, n - 1, &ignored))
		return;
	there = record_value(&x->record, "notes");
	if (there.p && there.n >= 2 && there.p[0] == '[') {
		size_t upto = (size_t)(there.p - (x->out.data + at)) + there.n - 1;

		buffer_add(&line, x->out.data + at, upto);
		json_comma(&line);
		buffer_add(&line, notes->data, notes->n);
		buffer_add(&line, x->out.data + at + upto, n - upto);
	} else {
		buffer_add(&line, x->out.data + at, x->record.close);
		json_key(&line, "notes");
		buffer_add_byte(&line, '[');
		buffer_add(&line, notes->data, notes->n);
		buffer_add_text(&line, "]}\n");
	}
	replace(&x->out, at, n, buffer_span(&line));
	buffer_release(&line);
}

void
node_mark_looked_inside(struct inside *x, struct node *n)
{
	struct buffer line = BUFFER_EMPTY;
	struct error ignored = {0};
	size_t at;

	if (n->line_n == 0 || n->line_at < x->handed_on)
		return;
	at = (size_t)(n->line_at - x->handed_on);
	if (record_scan(&x->record, x->out.data + at, n->line_n - 1, &ignored) ||
	    record_value(&x->record, "looked_inside").p)
		return;
	buffer_add(&line, x->out.data + at, x->record.close);
	json_member_raw(&line, "looked_inside", span_of("true"));
	buffer_add_text(&line, "}\n");
	replace(&x->out, at, n->line_n, buffer_span(&line));
	n->line_n = line.n;
	buffer_release(&line);
}

void
node_settle_notes(struct inside *x, struct node *n)
{
	if (n->notes.n == 0)
		return;
	if (n->line_n && n->line_at >= x->handed_on)
		splice(x, (size_t)(n->line_at - x->handed_on), n->line_n, &n->notes);
	else
		add_incident(x, n);
	buffer_clear(&n->notes);
}
