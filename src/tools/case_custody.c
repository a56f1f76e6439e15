/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-case add and custody. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "record/json.h"
#include "tools/case_records.h"
#include "tools/case_tool.h"

/* ---- custody ---- */

bool
case_has_custody(const struct case_tool *c)
{
	const struct custody_options *o = &c->custody;

	return o->from || o->to || o->when || o->place || o->seals || o->exhibit || o->condition;
}

static void
add_given(struct buffer *b, const char *key, const char *value)
{
	if (value)
		json_member_text(b, key, value);
}

static void
write_custody(const struct case_tool *c, const struct verified *x, struct buffer *b)
{
	const struct custody_options *o = &c->custody;

	buffer_add_byte(b, '{');
	json_member_text(b, "record", "custody");
	json_member_text(b, "tool", c->tool->name);
	verified_add_names(x, b);
	add_given(b, "exhibit", o->exhibit);
	add_given(b, "from", o->from);
	add_given(b, "to", o->to);
	json_member_text(b, "when", o->when ? o->when : x->started);
	add_given(b, "place", o->place);
	add_given(b, "why", c->why);
	add_given(b, "seals", o->seals);
	add_given(b, "condition", o->condition);
	json_member_text(b, "recorded", x->finished);
	verified_add_hashes(x, b);
	json_member_text(b, "verdict", verify_verdict_word(x->verdict));
	buffer_add_text(b, "}\n");
}

struct hand_over {
	struct buffer lines;
	struct audit_file *inputs;
	size_t n;
};

static void
take(struct case_tool *c, const char *path, struct verified *x, struct hand_over *h)
{
	const char *hex = case_evidence_digest(x);

	buffer_add(&h->lines, x->record.data, x->record.n);
	write_custody(c, x, &h->lines);
	h->inputs[h->n++] = (struct audit_file){path, hex ? memory_string(hex) : NULL};
	if (x->verdict == VERIFY_DIFFERENT || x->verdict == VERIFY_PARTIAL) {
		tool_worsen(c->tool, 1);
		tool_warn(c->tool, "%s", buffer_text(&x->sentence));
	} else {
		tool_info(c->tool, "%s", buffer_text(&x->sentence));
	}
}

static int
read_again(struct case_tool *c, const char *path, struct hand_over *h, struct error *e)
{
	struct case_exhibit exhibit = {.folder = c->folder, .path = path};
	const struct verifying asked = {.digesting = {.evidence = path,
						      .wanted = 1u << DIGEST_SHA256,
						      .fallback = (1u << DIGEST_KINDS) - 1,
						      .seconds = c->tool->seconds,
						      .memory = c->tool->memory,
						      .progress = &c->tool->progress},
					.tool = c->tool->name,
					.when = "later",
					.earlier = case_exhibit_earlier,
					.earlier_ctx = &exhibit};
	struct verified x;
	int r = verify_evidence(&asked, &x, e);

	if (r == 0) {
		take(c, path, &x, h);
		verified_release(&x);
	}
	case_exhibit_release(&exhibit);
	return r;
}

int
case_custody(struct case_tool *c, struct error *e)
{
	struct hand_over h = {.inputs = memory_zero((size_t)c->nexhibits + 1, sizeof *h.inputs)};
	int r = case_tool_open(c, ACT_PLAIN, e);

	c->tool->progress.what = _("reading");
	for (int i = 0; r == 0 && i < c->nexhibits; i++)
		r = read_again(c, c->exhibits[i], &h, e);
	if (r == 0)
		r = case_records_add(c->tool, &c->act, "custody", buffer_span(&h.lines), h.inputs,
				     h.n, e);
	if (r == 0)
		case_tell_head(c->tool, &c->act);
	for (size_t i = 0; i < h.n; i++)
		free((char *)(uintptr_t)h.inputs[i].sha256);
	free(h.inputs);
	buffer_release(&h.lines);
	return r;
}

/* ---- add: triage run again on the case ---- */

static char **
triage_words(const struct case_tool *c)
{
	static const char *const verify[] = {"none", "before", "after", "both"};
	size_t n = 0, room = 10 + 2 * c->sets.n + (size_t)c->nexhibits;
	const char **words = memory_zero(room, sizeof *words);

	words[n++] = "winnow";
	words[n++] = "triage";
	words[n++] = "-o";
	words[n++] = c->path;
	words[n++] = "--verify";
	words[n++] = verify[c->verify];
	if (c->tool->quiet)
		words[n++] = "-q";
	for (size_t i = 0; i < c->sets.n; i++) {
		words[n++] = "-s";
		words[n++] = c->sets.v[i];
	}
	words[n++] = "--";
	for (int i = 0; i < c->nexhibits; i++)
		words[n++] = c->exhibits[i];
	return (char **)(uintptr_t)words;
}

static int
run_triage(char **words, struct error *e)
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(words[0], words);
		_exit(127);
	}
	if (pid < 0)
		return error_system(e, "winnow triage could not be started");
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return error_set(e, ERROR_SYSTEM, "the program winnow was not found in PATH");
	return WIFEXITED(status) ? WEXITSTATUS(status) : 3;
}

int
case_add(struct case_tool *c, struct error *e)
{
	char **words;
	int status;

	/* Only to see that it is one: triage opens it itself. */
	if (case_tool_open(c, ACT_PLAIN, e))
		return -1;
	act_release(&c->act);
	case_folder_close(&c->folder);
	words = triage_words(c);
	status = run_triage(words, e);
	free(words);
	if (status < 0)
		return -1;
	tool_worsen(c->tool, status);
	return status < 2 && case_has_custody(c) ? case_custody(c, e) : 0;
}
