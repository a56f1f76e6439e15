/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-case: what is done to a case after its triage. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tools/case_records.h"
#include "tools/case_reports.h"
#include "tools/case_tool.h"

static const char *const verify_words[] = {"none", "before", "after", "both", NULL};

int
case_tool_open(struct case_tool *c, enum act_rule rule, struct error *e)
{
	struct buffer inside = BUFFER_EMPTY;
	struct stat st;
	int r;

	buffer_add_format(&inside, "%s/" CASE_JSON, c->path);
	r = stat(buffer_text(&inside), &st);
	buffer_release(&inside);
	if (r) /* a slip of the hand must not make a folder */
		return error_set(e, ERROR_INPUT, "%s is no case folder", c->path);
	return case_folder_open(&c->folder, c->path, e) || act_prepare(&c->act, c->folder, rule, e)
		       ? -1
		       : 0;
}

int
case_tool_act_now(struct case_tool *c, const char *name, const char *note, struct error *e)
{
	const struct audit_act what = case_tool_act(c->tool, name);

	if (act_begin(&c->act, &what, e) || (c->act.taken_back && case_reports(c->folder, e)))
		return -1;
	c->act.what.note = note;
	c->act.what.complete = true;
	if (act_end(&c->act, e) || act_done(&c->act, e))
		return -1;
	case_tell_head(c->tool, &c->act);
	return 0;
}

/* ---- The small acts ---- */

static int
seal(struct case_tool *c, struct error *e)
{
	if (case_tool_open(c, ACT_PLAIN, e))
		return -1;
	return case_tool_act_now(c, "seal", c->why, e);
}

static int
unseal(struct case_tool *c, struct error *e)
{
	if (case_tool_open(c, ACT_ON_SEALED, e))
		return -1;
	if (!c->act.last.sealed)
		return error_set(e, ERROR_USAGE, "%s is not sealed", c->path);
	return case_tool_act_now(c, "unseal", c->why, e);
}

static int
accept_changes(struct case_tool *c, struct error *e)
{
	struct buffer note = BUFFER_EMPTY;
	int r = case_tool_open(c, ACT_ACCEPTS, e);

	if (r == 0 && !c->act.changes)
		r = error_set(e, ERROR_USAGE, "nothing was changed in %s", c->path);
	if (r == 0) {
		buffer_add_format(&note, "%s (%s)", c->why, buffer_text(&c->act.changed));
		r = case_tool_act_now(c, "accept", buffer_text(&note), e);
	}
	buffer_release(&note);
	return r;
}

/* ---- Which act, and what it needs ---- */

enum needs { NEEDS_EXHIBITS = 1, NEEDS_WHY = 2, NEEDS_KEY = 4 };

struct command {
	const char *name;
	int (*run)(struct case_tool *c, struct error *e);
	unsigned needs;
};

static const struct command commands[] = {
	{"add", case_add, NEEDS_EXHIBITS},
	{"custody", case_custody, NEEDS_EXHIBITS},
	{"sign", case_sign, NEEDS_KEY},
	{"stamp", case_stamp, 0},
	{"seal", seal, 0},
	{"unseal", unseal, NEEDS_WHY},
	{"accept", accept_changes, NEEDS_WHY},
};

static const struct command *
find_command(struct tool *tool)
{
	const char *name = tool->noperands ? tool->operands[0] : "";

	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	tool_usage(tool, "say what to do: add, custody, sign, stamp, seal, unseal or accept");
	return NULL;
}

static int
check_usage(struct case_tool *c, const struct command *command)
{
	struct tool *tool = c->tool;

	if (tool->noperands < 2)
		tool_usage(tool, "%s: which case?", command->name);
	else if (command->needs & NEEDS_EXHIBITS && tool->noperands < 3)
		tool_usage(tool, "%s: which evidence?", command->name);
	else if (!(command->needs & NEEDS_EXHIBITS) && tool->noperands > 2)
		tool_usage(tool, "%s is for one case", command->name);
	else if (command->needs & NEEDS_WHY && !c->why)
		tool_usage(tool, "%s needs a reason: --why REASON", command->name);
	else if (command->needs & NEEDS_KEY && !c->signer.key)
		tool_usage(tool, "%s needs a key: --key FILE", command->name);
	else if (command->run == case_custody && !case_has_custody(c))
		tool_usage(tool, "custody: say --from whom --to whom");
	else if (c->pdf && c->no_pdf)
		tool_usage(tool, "--pdf and --no-pdf exclude each other");
	else
		return 0;
	return -1;
}

static void
run_command(struct case_tool *c)
{
	struct tool *tool = c->tool;
	const struct command *command = find_command(tool);

	if (!command || check_usage(c, command))
		return;
	c->path = tool->operands[1];
	c->exhibits = tool->operands + 2;
	c->nexhibits = tool->noperands - 2;
	if (command->run(c, &tool->error))
		tool_fail(tool);
}

static void
release(struct case_tool *c)
{
	act_release(&c->act);
	case_folder_close(&c->folder);
	option_list_release(&c->sets);
	if (c->signer.passphrase.cap)
		memset(c->signer.passphrase.data, 0, c->signer.passphrase.cap);
	buffer_release(&c->signer.passphrase);
}

#define TEXT(long_name, word, help, to)                                                            \
	{                                                                                          \
		0, long_name, word, help, OPTION_TEXT, to, NULL, 0, 0                              \
	}

int
main(int argc, char **argv)
{
	struct case_tool c = {0};
	struct custody_options *o = &c.custody;
	const struct option_spec options[] = {
		TEXT("from", "NAME", N_("custody: who hands it over"), &o->from),
		TEXT("to", "NAME", N_("custody: who receives it"), &o->to),
		TEXT("when", "TIME", N_("custody: when (default: now)"), &o->when),
		TEXT("place", "TEXT", N_("custody: where"), &o->place),
		TEXT("seals", "TEXT", N_("custody: numbers of its seals"), &o->seals),
		TEXT("exhibit", "TEXT", N_("custody: its exhibit number"), &o->exhibit),
		TEXT("condition", "TEXT", N_("custody: in what condition"), &o->condition),
		TEXT("why", "REASON", N_("custody, seal, unseal, accept: why"), &c.why),
		{'s', "set", "SET", N_("add: match against this hash set"), OPTION_LIST, &c.sets,
		 NULL, 0, 0},
		{0, "verify", "WHEN", N_("add: none, before, after or both"), OPTION_CHOICE,
		 &c.verify, verify_words, 0, 0},
		TEXT("key", "FILE", N_("sign: private key (PEM, PKCS#12, pkcs11:URI)"),
		     &c.signer.key),
		TEXT("cert", "FILE", N_("sign: its certificate (PEM)"), &c.signer.certificate),
		TEXT("chain", "FILE", N_("sign: further certificates to put in (PEM)"),
		     &c.signer.chain),
		TEXT("passphrase-file", "FILE", N_("sign: the key's passphrase is in FILE"),
		     &c.passphrase_file),
		TEXT("passphrase-fd", "N", N_("sign: it can be read from descriptor N"),
		     &c.passphrase_fd),
		{0, "pdf", NULL, N_("sign, stamp: the report alone"), OPTION_FLAG, &c.pdf, NULL, 0,
		 0},
		{0, "no-pdf", NULL, N_("sign: the manifest alone"), OPTION_FLAG, &c.no_pdf, NULL, 0,
		 0},
		TEXT("reply", "FILE", N_("stamp: the reply of the authority"), &c.reply),
		TEXT("ca", "FILE", N_("stamp: certificates to trust (PEM)"), &c.ca),
		OPTION_END};
	struct tool tool = {.name = "winnow-case",
			    .summary = N_("Adds exhibits and hand-overs to a case, signs, stamps "
					  "and seals it."),
			    .usage = "add|custody|sign|stamp|seal|unseal|accept CASE [EVIDENCE]…",
			    .options = options,
			    .takes = TOOL_TAKES_EVIDENCE,
			    .libraries = {library_crypto, library_tsk, library_ewf}};

	if (tool_start(&tool, argc, argv))
		return tool_exit(&tool);
	c.tool = &tool;
	run_command(&c);
	release(&c);
	return tool_exit(&tool);
}
