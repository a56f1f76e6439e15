/* SPDX-License-Identifier: Apache-2.0 */
/* Is the evidence what it was: its digests, who had it, and what was not verified. */
#include "report/sections.h"

const char *
say_verdict(const struct doc *d, size_t evidence)
{
	const struct facts *f = d->facts;
	const char *last = NULL;
	for (size_t i = 0; i < f->nverifications; i++)
		if (f->verifications[i].evidence == evidence)
			last = f->verifications[i].verdict;
	return last;
}

static const char *
verdict_words(const struct doc *d, const char *verdict)
{
	static const char *const words[][2] = {
		{"equal", N_("equal")},
		{"different", N_("DIFFERENT")},
		{"partial", N_("read in part only")},
		{"nothing to compare", N_("nothing to compare with")},
	};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], verdict) == 0)
			return tr(d, words[i][1]);
	return verdict;
}

static const char *
when_words(const struct doc *d, const char *when)
{
	static const char *const words[][2] = {{"before", N_("before the examination")},
					       {"after", N_("after the examination")},
					       {"later", N_("later")}};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(words[i][0], when) == 0)
			return tr(d, words[i][1]);
	return when;
}

/* A path as one word of a shell. */
static void
add_quoted(struct buffer *out, const char *path)
{
	buffer_add_byte(out, '\'');
	for (; *path; path++)
		if (*path == '\'')
			buffer_add_text(out, "'\\''");
		else
			buffer_add_byte(out, *path);
	buffer_add_byte(out, '\'');
}

void
say_verify_command(const struct doc *d, struct buffer *out, size_t evidence)
{
	const struct evidence_fact *x = &d->facts->evidence[evidence];
	buffer_add_text(out, "winnow-verify --case CASE ");
	add_quoted(out, *x->path ? x->path : "EVIDENCE");
}

/* ---- The table of an exhibit ---- */

static void
add_hashes(struct doc *d, const struct pair_list *hashes)
{
	for (size_t i = 0; i < hashes->n; i++)
		doc_piece(d, say_digest(hashes->v[i].key), LOOK_CODE, hashes->v[i].value);
	if (hashes->n == 0)
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "none"));
	doc_cell_end(d);
}

static void
add_verification(struct doc *d, const struct verification_fact *v)
{
	bool bad =
		strcmp(v->verdict, "equal") != 0 && strcmp(v->verdict, "nothing to compare") != 0;
	doc_piece(d, NULL, LOOK_PLAIN, when_words(d, v->when));
	doc_piece(d, NULL, LOOK_QUIET, v->finished);
	doc_cell_end(d);
	add_hashes(d, &v->hashes);
	for (size_t i = 0; i < v->compared.n; i++)
		doc_piece(d, v->compared.v[i].key, LOOK_PLAIN,
			  verdict_words(d, v->compared.v[i].value));
	if (v->compared.n == 0)
		doc_piece(d, NULL, LOOK_QUIET, tr(d, "nothing"));
	doc_cell_end(d);
	doc_piece(d, NULL, bad ? LOOK_STRONG : LOOK_PLAIN, verdict_words(d, v->verdict));
	if (v->bytes_read != UINT64_MAX && v->bytes_read != v->size)
		doc_piece_format(d, NULL, LOOK_STRONG, tr(d, "%s of %s bytes were read"),
				 doc_number(d, v->bytes_read), doc_number(d, v->size));
	doc_piece(d, tr(d, "not read"), LOOK_CODE, v->unread);
	doc_cell_end(d);
	doc_row_end(d);
}

void
say_digests(struct doc *d, size_t evidence)
{
	static const struct column columns[] = {{N_("Digests"), 15, COLUMN_TEXT},
						{N_("Values"), 53, COLUMN_TEXT},
						{N_("Compared with"), 17, COLUMN_TEXT},
						{N_("Verdict"), 15, COLUMN_TEXT}};
	static const struct table table = {N_("Digests of the evidence: stored, before and after"),
					   columns, 4, true};
	const struct facts *f = d->facts;
	struct buffer command = BUFFER_EMPTY;
	doc_table(d, &table);
	doc_cell(d, LOOK_PLAIN, tr(d, "stored in the container"));
	add_hashes(d, &f->evidence[evidence].stored);
	doc_cell(d, LOOK_PLAIN, NULL);
	doc_cell(d, LOOK_PLAIN, NULL);
	doc_row_end(d);
	for (size_t i = 0; i < f->nverifications; i++)
		if (f->verifications[i].evidence == evidence)
			add_verification(d, &f->verifications[i]);
	if (!say_verdict(d, evidence)) {
		say_verify_command(d, &command, evidence);
		doc_cell(d, LOOK_PLAIN, tr(d, "computed"));
		doc_piece(d, NULL, LOOK_STRONG, tr(d, "evidence not verified in this run"));
		doc_piece(d, tr(d, "this does it"), LOOK_CODE, buffer_text(&command));
		doc_cell_end(d);
		doc_cell(d, LOOK_PLAIN, NULL);
		doc_cell(d, LOOK_PLAIN, NULL);
		doc_row_end(d);
	}
	doc_table_end(d);
	buffer_release(&command);
}

/* ---- Custody ---- */

static void
add_hand_over(struct doc *d, const struct custody_fact *x)
{
	doc_piece(d, NULL, LOOK_NAME, *x->exhibit ? x->exhibit : say_exhibit(d, x->evidence));
	doc_piece(d, NULL, LOOK_PLAIN, x->when);
	doc_piece(d, tr(d, "recorded"), LOOK_QUIET, x->recorded);
	doc_cell_end(d);
	doc_piece(d, tr(d, "from"), LOOK_PLAIN, x->from);
	doc_piece(d, tr(d, "to"), LOOK_PLAIN, x->to);
	doc_piece(d, tr(d, "place"), LOOK_PLAIN, x->place);
	doc_piece(d, tr(d, "why"), LOOK_PLAIN, x->why);
	doc_piece(d, tr(d, "seals"), LOOK_PLAIN, x->seals);
	doc_piece(d, tr(d, "condition"), LOOK_PLAIN, x->condition);
	doc_cell_end(d);
	add_hashes(d, &x->hashes);
	doc_cell(d, LOOK_PLAIN, verdict_words(d, x->verdict));
	doc_row_end(d);
}

void
say_custody(struct doc *d)
{
	static const struct column columns[] = {{N_("Exhibit, time"), 20, COLUMN_TEXT},
						{N_("Hand-over"), 28, COLUMN_TEXT},
						{N_("Digests"), 38, COLUMN_TEXT},
						{N_("Verdict"), 14, COLUMN_TEXT}};
	static const struct table table = {N_("Hand-overs recorded with the case, each re-hashed"),
					   columns, 4, true};
	const struct facts *f = d->facts;
	if (f->ncustody == 0)
		return;
	doc_table(d, &table);
	for (size_t i = 0; i < f->ncustody; i++)
		add_hand_over(d, &f->custody[i]);
	doc_table_end(d);
}

/* ---- The first page, and the limitations ---- */

#define COMMANDS_MAX 3 /* on the first page */

void
say_verified(struct doc *d)
{
	const struct facts *f = d->facts;
	struct buffer command = BUFFER_EMPTY;
	size_t missing = 0;
	for (size_t i = 0; i < f->nevidence; i++) {
		const char *verdict = say_verdict(d, i);
		if (verdict)
			doc_piece(d, say_exhibit(d, i), LOOK_PLAIN, verdict_words(d, verdict));
		else if (missing++ < COMMANDS_MAX) {
			buffer_clear(&command);
			say_verify_command(d, &command, i);
			doc_piece(
				d, say_exhibit(d, i), LOOK_PLAIN,
				tr(d, "evidence not verified in this run; this command does it:"));
			doc_piece(d, NULL, LOOK_CODE, buffer_text(&command));
		}
	}
	if (missing > COMMANDS_MAX)
		doc_piece_format(d, NULL, LOOK_PLAIN,
				 tr(d, "%s further exhibits were not verified"),
				 doc_number(d, missing - COMMANDS_MAX));
	if (f->nevidence == 0)
		doc_piece(d, NULL, LOOK_PLAIN, tr(d, "evidence not verified in this run"));
	doc_fact_cell(d, tr(d, "Evidence verified"));
	buffer_release(&command);
}

void
say_unverified(struct doc *d)
{
	const struct facts *f = d->facts;
	for (size_t i = 0; i < f->nevidence; i++) {
		const char *verdict = say_verdict(d, i);
		if (!verdict)
			doc_item(d,
				 tr(d,
				    "Exhibit %s was not verified in these runs: nothing here shows "
				    "that its bytes are those that were acquired."),
				 say_exhibit(d, i));
		else if (strcmp(verdict, "equal") != 0)
			doc_item(d, tr(d, "Verification of exhibit %s: %s."), say_exhibit(d, i),
				 verdict_words(d, verdict));
	}
	if (f->nevidence == 0)
		doc_item(d, "%s", tr(d, "The records name no evidence that could be verified."));
	doc_item(d, "%s",
		 tr(d, "Whoever holds a whole case folder could write it anew. That it was not is "
		       "shown by a signature, a time stamp, or the head digest kept on paper; "
		       "winnow-verify CASE checks these."));
}
