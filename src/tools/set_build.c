/* SPDX-License-Identifier: Apache-2.0 */
/* winnow-set build: from lists to a set file, with an account of every record. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "hashset/format.h"
#include "hashset/intake.h"
#include "hashset/sort.h"
#include "record/json.h"
#include "tools/set_tool.h"

#define NAME_MAX_BYTES 200
/* What the metadata of a set may take before further lists are left out of it. */
#define LISTS_MAX_BYTES ((size_t)48 << 10)

struct built_set {
	uint32_t number;
	char *name;
	struct buffer lists; /* JSON objects, comma between */
	uint64_t accepted;
	unsigned left_out; /* lists */
};

struct build {
	struct tool *tool;
	const struct set_options *o;
	struct scheme scheme;
	struct builder *builder;
	enum verdict_kind kind;
	struct built_set *sets;
	size_t nsets;
	uint64_t kept;
};

/* ---- Options ---- */

static int
usage(struct tool *tool, const char *text)
{
	return error_set(&tool->error, ERROR_USAGE, "%s", text);
}

static bool
is_date(const char *s)
{
	static const char shape[] = "dddd-dd-dd";
	size_t i;
	if (!s)
		return true;
	for (i = 0; shape[i] && s[i]; i++) {
		if (shape[i] == 'd' ? s[i] < '0' || s[i] > '9' : s[i] != '-')
			return false;
	}
	return !shape[i] && !s[i];
}

static bool
is_tlp(const char *s)
{
	static const char *const marks[] = {"RED", "AMBER+STRICT", "AMBER", "GREEN", "CLEAR"};
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (!s || strcmp(s, marks[i]) == 0)
			return true;
	}
	return false;
}

static bool
is_short_text(const char *s)
{
	if (!s)
		return true;
	size_t n = strlen(s);
	return n > 0 && n <= NAME_MAX_BYTES && text_is_utf8(s, n) && !strpbrk(s, "\t\r\n");
}

static int
check_options(struct build *b)
{
	const struct set_options *o = b->o;
	const char *const texts[] = {o->name, o->owner, o->version, o->licence};
	int kind = o->kind ? verdict_kind_of(span_of(o->kind)) : (int)VERDICT_ALERT;
	if (!b->tool->output)
		return usage(b->tool, "-o FILE is needed: where the set goes");
	if (kind < 0)
		return usage(b->tool, "--kind is alert, ignore or info");
	if (!is_date(o->date) || !is_date(o->expires))
		return usage(b->tool, "a date is written YYYY-MM-DD");
	if (!is_tlp(o->tlp))
		return usage(b->tool, "--tlp is RED, AMBER+STRICT, AMBER, GREEN or CLEAR");
	if (o->memory < SORT_MEMORY_MIN || o->memory > SIZE_MAX / 2)
		return usage(b->tool, "--memory is 1M at least");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!is_short_text(texts[i]))
			return usage(b->tool, "names and the like are UTF-8, one line, 1 to 200 "
					      "bytes");
	}
	b->kind = (enum verdict_kind)kind;
	return 0;
}

/* A slip of the hand must not replace evidence, or the list itself, by a set. */
static int
check_target(struct tool *tool)
{
	char head[WSET_MAGIC_SIZE];
	struct stat st;
	if (stat(tool->output, &st) || !S_ISREG(st.st_mode))
		return 0; /* builder_open() says what is wrong with it */
	int fd = open(tool->output, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_system(&tool->error, "%s", tool->output);
	ssize_t n = read(fd, head, sizeof head);
	close(fd);
	if (n <= 0 || (n == sizeof head && memcmp(head, WSET_MAGIC, sizeof head) == 0))
		return 0;
	return error_set(&tool->error, ERROR_USAGE,
			 "%s exists and is not a set file; it is not overwritten", tool->output);
}

/* WINNOW_SCHEMES lets a laboratory keep its own, and the tests run without installing. */
static int
load_scheme(struct build *b)
{
	const char *folder = getenv("WINNOW_SCHEMES");
	if (!b->o->scheme || strcmp(b->o->scheme, "none") == 0)
		return 0;
	if (!folder || *folder == '\0')
		folder = PKGDATADIR "/schemes";
	return scheme_load(&b->scheme, b->o->scheme, folder, &b->tool->error);
}

/* ---- One list ---- */

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* "lists/known.csv" is the set "known". */
static char *
set_name(const struct build *b, const char *path)
{
	struct buffer name = BUFFER_EMPTY;
	if (b->o->name)
		return memory_string(b->o->name);
	const char *base = strcmp(path, "-") == 0 ? "standard-input" : base_name(path);
	const char *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);
	text_to_utf8(&name, base, n < NAME_MAX_BYTES ? n : NAME_MAX_BYTES);
	buffer_text(&name);
	return name.data;
}

/* With --name all lists are one set; lists of equal names are one set too. */
static struct built_set *
set_of(struct build *b, const char *path)
{
	char *name = set_name(b, path);
	for (size_t i = 0; i < b->nsets; i++) {
		if (strcmp(b->sets[i].name, name) != 0)
			continue;
		free(name);
		return &b->sets[i];
	}
	b->sets = memory_resize_array(b->sets, b->nsets + 1, sizeof *b->sets);
	struct built_set *set = &b->sets[b->nsets++];
	*set = (struct built_set){.number = builder_set(b->builder, name), .name = name};
	return set;
}

static void
report_list(struct build *b, const char *path, const struct list *l)
{
	const struct list_counts *c = list_counts(l);
	tool_info(b->tool, "%s (%s): %" PRIu64 " records read, %" PRIu64 " rejected", path,
		  list_format_name(l), c->read, list_rejected(c));
	for (int why = 0; why < LIST_REJECTS; why++) {
		if (c->rejected[why] > 0)
			tool_info(b->tool,
				  "%s: %" PRIu64 " rejected: %s (first on line %" PRIu64 ")", path,
				  c->rejected[why], list_reject_text((enum list_reject)why),
				  c->first_line[why]);
	}
	if (c->odd_cells > 0)
		tool_info(b->tool,
			  "%s: %" PRIu64 " kept without one of their digests, whose cell holds "
			  "something else (first on line %" PRIu64 ")",
			  path, c->odd_cells, c->first_odd_cell);
}

static void
remember_list(struct built_set *set, const char *path, const struct list *l)
{
	const struct list_counts *c = list_counts(l);
	struct buffer *out = &set->lists;
	struct buffer hex = BUFFER_EMPTY;
	if (out->n > LISTS_MAX_BYTES) {
		set->left_out++;
		return;
	}
	text_hex(&hex, list_digest(l), 32);
	if (out->n > 0)
		buffer_add_byte(out, ',');
	buffer_add_byte(out, '{');
	json_member_path(out, "file", base_name(path));
	json_member_text(out, "format", list_format_name(l));
	json_member_u64(out, "bytes", list_bytes(l));
	json_member_span(out, "sha256", buffer_span(&hex));
	json_member_u64(out, "read", c->read);
	json_member_u64(out, "rejected", list_rejected(c));
	buffer_add_byte(out, '}');
	buffer_release(&hex);
}

static int
import_list(struct build *b, const char *path, struct list *l)
{
	struct error *e = &b->tool->error;
	struct built_set *set = set_of(b, path);
	struct intake in = {.builder = b->builder,
			    .set = set->number,
			    .kind = b->kind,
			    .kind_given = b->o->kind != NULL,
			    .scheme = b->scheme.name ? &b->scheme : NULL,
			    .ignore_categories = b->o->scheme && !b->scheme.name,
			    .list = path};
	struct list_sink sink = intake_sink(&in);
	if (list_import(l, &sink, e))
		return -1;
	report_list(b, path, l);
	uint64_t accepted = list_counts(l)->read - list_rejected(list_counts(l));
	if (accepted == 0)
		return error_set(e, ERROR_INPUT,
				 "%s yields nothing: of %" PRIu64 " records none can be kept", path,
				 list_counts(l)->read);
	tool_info(b->tool, "%s: entries are %s where the list does not say otherwise", path,
		  verdict_kind_name(intake_default_kind(&in)));
	set->accepted += accepted;
	remember_list(set, path, l);
	return 0;
}

static int
take_list(struct build *b, const char *path)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_system(&b->tool->error, "cannot open %s", path);
	struct list *l = NULL;
	int status = list_open(&l, fd, standard ? "standard input" : path, &b->tool->error);
	if (status == 0)
		status = import_list(b, path, l);
	list_close(&l);
	if (!standard)
		close(fd);
	return status;
}

/* ---- The set ---- */

static void
optional(struct buffer *out, const char *key, const char *value)
{
	if (value)
		json_member_text(out, key, value);
}

static void
describe_set(const struct build *b, const struct built_set *set, struct buffer *out)
{
	char now[CLOCK_TEXT_MAX];
	const struct builder_counts *c = builder_counts(b->builder, set->number);
	clock_now(now);
	buffer_add_byte(out, '{');
	optional(out, "owner", b->o->owner);
	optional(out, "version", b->o->version);
	optional(out, "date", b->o->date);
	optional(out, "licence", b->o->licence);
	optional(out, "tlp", b->o->tlp);
	optional(out, "expires", b->o->expires);
	optional(out, "scheme", b->scheme.name);
	optional(out, "scheme_title", b->scheme.title);
	json_member_text(out, "built", now);
	json_member_text(out, "builder", "winnow-set " PACKAGE_VERSION);
	json_member_u64(out, "duplicates", c->duplicate);
	json_key(out, "lists");
	buffer_add_byte(out, '[');
	buffer_add(out, set->lists.data, set->lists.n);
	buffer_add_byte(out, ']');
	if (set->left_out > 0)
		json_member_u64(out, "further_lists", set->left_out);
	buffer_add_byte(out, '}');
}

static void
finish_set(struct build *b, const struct built_set *set)
{
	const struct builder_counts *c = builder_counts(b->builder, set->number);
	struct buffer metadata = BUFFER_EMPTY;
	describe_set(b, set, &metadata);
	builder_metadata(b->builder, set->number, buffer_span(&metadata));
	buffer_release(&metadata);
	b->kept += c->kept;
	tool_info(b->tool, "set %s: %" PRIu64 " entries kept, %" PRIu64 " duplicates", set->name,
		  c->kept, c->duplicate);
}

static int
build(struct build *b, int n, char **lists)
{
	struct error *e = &b->tool->error;
	if (check_options(b) || check_target(b->tool) || load_scheme(b))
		return -1;
	if (n > WSET_SETS_MAX)
		return usage(b->tool, "too many lists");
	if (builder_open(&b->builder, b->tool->output, b->o->memory, e))
		return -1;
	for (int i = 0; i < n; i++) {
		if (take_list(b, lists[i]))
			return -1;
	}
	if (builder_sort(b->builder, e))
		return -1;
	for (size_t i = 0; i < b->nsets; i++)
		finish_set(b, &b->sets[i]);
	if (builder_finish(b->builder, e))
		return -1;
	tool_info(b->tool, "%s: %" PRIu64 " entries", b->tool->output, b->kept);
	return 0;
}

void
set_build(struct tool *tool, const struct set_options *o, int noperands, char **operands)
{
	struct build b = {.tool = tool, .o = o};
	if (build(&b, noperands, operands))
		tool_fail(tool);
	builder_close(&b.builder);
	scheme_release(&b.scheme);
	for (size_t i = 0; i < b.nsets; i++) {
		free(b.sets[i].name);
		buffer_release(&b.sets[i].lists);
	}
	free(b.sets);
}
