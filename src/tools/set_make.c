/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/set_make.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "guard/confine.h"
#include "hashset/bloom.h"
#include "hashset/each.h"
#include "hashset/format.h"
#include "hashset/outfile.h"
#include "hashset/sort.h"
#include "record/json.h"

#define NAME_MAX_BYTES 200

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
check_options(struct set_make *m)
{
	const struct set_options *o = m->o;
	const char *const texts[] = {o->name, o->owner, o->version, o->licence};
	int kind = o->kind ? verdict_kind_of(span_of(o->kind)) : (int)VERDICT_ALERT;
	if (!m->tool->output)
		return usage(m->tool, "-o FILE is needed: where the set goes");
	if (kind < 0)
		return usage(m->tool, "--kind is alert, ignore or info");
	if (!is_date(o->date) || !is_date(o->expires))
		return usage(m->tool, "a date is written YYYY-MM-DD");
	if (!is_tlp(o->tlp))
		return usage(m->tool, "--tlp is RED, AMBER+STRICT, AMBER, GREEN or CLEAR");
	if (o->memory < SORT_MEMORY_MIN || o->memory > SIZE_MAX / 2)
		return usage(m->tool, "--memory is 1M at least");
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (!is_short_text(texts[i]))
			return usage(m->tool, "names and the like are UTF-8, one line, 1 to 200 "
					      "bytes");
	}
	m->kind = (enum verdict_kind)kind;
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

/* ---- Schemes ---- */

/* WINNOW_SCHEMES lets a laboratory keep its own, and the tests run without installing. */
static const char *
schemes_folder(void)
{
	const char *folder = getenv("WINNOW_SCHEMES");
	return folder && *folder ? folder : PKGDATADIR "/schemes";
}

static int
load_scheme(struct set_make *m)
{
	if (!m->o->scheme || strcmp(m->o->scheme, "none") == 0)
		return 0;
	return scheme_load(&m->scheme, m->o->scheme, schemes_folder(), &m->tool->error);
}

/* The scheme that a list tells by its format. */
static const struct scheme *
scheme_named(void *ctx, const char *name, struct error *e)
{
	struct set_make *m = ctx;
	for (size_t i = 0; i < m->nimplied; i++) {
		if (strcmp(m->implied[i].name, name) == 0)
			return &m->implied[i];
	}
	if (m->nimplied == sizeof m->implied / sizeof *m->implied) {
		error_set(e, ERROR_USAGE, "lists of too many schemes; build them apart");
		return NULL;
	}
	struct scheme *s = &m->implied[m->nimplied];
	if (scheme_load(s, name, schemes_folder(), e))
		return NULL;
	m->nimplied++;
	return s;
}

static int
read_key(struct set_make *m)
{
	bool shared = false;
	if (!m->o->keyed)
		return 0;
	if (set_key_read(&m->key, m->o->keyed, &shared, &m->tool->error))
		return -1;
	if (shared)
		tool_warn(m->tool, "%s can be read by others; a key should be its owner's alone",
			  m->o->keyed);
	return 0;
}

int
set_make_open(struct set_make *m, struct tool *tool, const struct set_options *o)
{
	*m = (struct set_make){.tool = tool, .o = o};
	if (check_options(m) || check_target(tool) || load_scheme(m) || read_key(m) ||
	    builder_open(&m->builder, tool->output, o->memory, &tool->error))
		return -1;
	if (m->key)
		builder_keyed(m->builder, m->key);
	return 0;
}

/* Pipes and the like have no place that could be allowed, and need none. */
static bool
is_place(const char *path)
{
	struct stat st;
	return strcmp(path, "-") != 0 && stat(path, &st) == 0 &&
	       (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || S_ISFIFO(st.st_mode));
}

int
set_make_confine(struct set_make *m, const char *const *paths, size_t n)
{
	struct confinement got = {0};
	const struct option_list *removed = &m->o->remove;
	const char **places = memory_zero(n + removed->n + 2, sizeof *places);
	size_t count = 0;
	char *folder = outfile_folder(m->tool->output);
	for (size_t i = 0; i < n + removed->n; i++) {
		const char *path = i < n ? paths[i] : removed->v[i - n];
		if (is_place(path))
			places[count++] = path;
	}
	if (is_place(schemes_folder()))
		places[count++] = schemes_folder();
	int status = confine_maker(places, folder, &got, &m->tool->error);
	free(places);
	free(folder);
	return status;
}

void
set_make_close(struct set_make *m)
{
	builder_close(&m->builder);
	set_key_free(&m->key);
	scheme_release(&m->scheme);
	for (size_t i = 0; i < m->nimplied; i++)
		scheme_release(&m->implied[i]);
	for (size_t i = 0; i < m->nsets; i++) {
		free(m->sets[i].name);
		buffer_release(&m->sets[i].lists);
		buffer_release(&m->sets[i].base);
	}
	free(m->sets);
}

/* ---- A list ---- */

/* Where the rows of one list go. */
struct destination {
	struct set_make *make;
	char *name;	       /* of the set for rows that tell none */
	struct made_set *last; /* lists repeat themselves */
};

/* "lists/known.csv" is the set "known". */
static char *
set_name(const struct set_make *m, const char *path)
{
	struct buffer name = BUFFER_EMPTY;
	if (m->into || m->o->name)
		return memory_string(m->into ? m->into : m->o->name);
	const char *slash = strrchr(path, '/');
	const char *base = strcmp(path, "-") == 0 ? "standard-input" : slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	size_t n = dot && dot > base ? (size_t)(dot - base) : strlen(base);
	text_to_utf8(&name, base, n < NAME_MAX_BYTES ? n : NAME_MAX_BYTES);
	buffer_text(&name);
	return name.data;
}

static uint32_t
set_named(void *ctx, struct span name)
{
	struct destination *d = ctx;
	if (name.n == 0 || d->make->into || d->make->o->name)
		name = span_of(d->name);
	if (!d->last || !span_equal(name, d->last->name))
		d->last = set_make_named(d->make, name);
	return d->last->number;
}

static const struct scheme *
scheme_of(void *ctx, const char *name, struct error *e)
{
	return scheme_named(((struct destination *)ctx)->make, name, e);
}

static int
import(struct set_make *m, const char *path, struct list *l, bool remove)
{
	struct error *e = &m->tool->error;
	struct destination to = {.make = m, .name = set_name(m, path)};
	struct intake in = {.builder = m->builder,
			    .kind = m->kind,
			    .kind_given = m->o->kind != NULL,
			    .scheme = m->scheme.name ? &m->scheme : NULL,
			    .ignore_categories = m->o->scheme && !m->scheme.name,
			    .keyed = m->key != NULL,
			    .remove = remove,
			    .list = path,
			    .scheme_named = scheme_of,
			    .set_named = set_named,
			    .ctx = &to};
	struct list_sink sink = intake_sink(&in);
	size_t before = m->nsets;
	int status = list_import(l, &sink, e);
	if (status == 0) {
		const struct list_counts *c = list_counts(l);
		set_make_report(m, path, l);
		if (c->read == list_rejected(c))
			status = error_set(e, ERROR_INPUT,
					   "%s yields nothing: of %" PRIu64
					   " records none can be kept",
					   path, c->read);
	}
	if (status == 0 && !remove)
		tool_info(m->tool, "%s: entries are %s where the list does not say otherwise%s%s",
			  path, verdict_kind_name(intake_default_kind(&in)),
			  in.scheme ? "; categories are those of " : "",
			  in.scheme ? in.scheme->name : "");
	for (size_t i = 0; i < m->nsets && status == 0; i++) {
		if (i >= before || &m->sets[i] == to.last)
			set_make_remember(&m->sets[i], path, l);
	}
	free(to.name);
	return status;
}

/* ---- A set file ---- */

struct transfer {
	struct set_make *make;
	const struct hashset *from;
	uint32_t *numbers; /* of its sets, in the new file */
	uint64_t lost;	   /* PDQ digests alone, into a keyed set */
};

static int
transfer_entry(void *ctx, const struct each_entry *x, struct error *e)
{
	struct transfer *t = ctx;
	struct hashset_verdict v;
	struct record details = RECORD_EMPTY;
	struct error ignored = {0};
	struct builder_entry entry = {.flags = x->entry.flags,
				      .size = x->entry.size,
				      .comment = x->entry.comment,
				      .details = x->entry.details,
				      .quality = (unsigned char)x->quality};
	if (hashset_verdict(t->from, x->entry.verdict, &v, e))
		return -1;
	entry.verdict =
		(struct verdict_key){t->numbers[v.set], v.kind, v.scheme, v.category, v.label};
	for (int kind = 0; kind < DIGEST_KINDS; kind++) {
		if (!x->digest[kind])
			continue;
		entry.digests |= 1U << kind;
		memcpy(entry.digest[kind], x->digest[kind], digest_size((enum digest_kind)kind));
	}
	entry.has_pdq = x->pdq && !t->make->key;
	if (entry.has_pdq)
		memcpy(entry.pdq, x->pdq, PDQ_SIZE);
	if (!entry.digests && !entry.has_pdq) {
		t->lost++;
		return 0;
	}
	struct buffer id = BUFFER_EMPTY;
	if (entry.details.n > 0 &&
	    record_scan(&details, entry.details.p, entry.details.n, &ignored) == 0 &&
	    record_text(&details, "id", &id) == 0)
		entry.id = buffer_span(&id);
	int added = builder_add(t->make->builder, &entry, e);
	buffer_release(&id);
	record_release(&details);
	if (added == 0)
		return error_set(e, ERROR_INPUT,
				 "more than %d different categories; make several "
				 "sets",
				 WSET_VERDICTS_MAX);
	return added < 0 ? -1 : 0;
}

/* Sets of the same name are one only if the same is said of them. */
static uint32_t
number_for(struct set_make *m, const struct hashset_name *name)
{
	for (size_t i = 0; i < m->nsets; i++) {
		struct made_set *set = &m->sets[i];
		if (span_equal(name->name, set->name) && set->base.n == name->metadata.n &&
		    memcmp(set->base.data, name->metadata.p, name->metadata.n) == 0)
			return set->number;
	}
	m->sets = memory_resize_array(m->sets, m->nsets + 1, sizeof *m->sets);
	struct made_set *set = &m->sets[m->nsets++];
	*set = (struct made_set){.name = memory_new(name->name.n + 1)};
	memcpy(set->name, name->name.p, name->name.n);
	set->name[name->name.n] = '\0';
	set->number = builder_set(m->builder, set->name);
	buffer_add(&set->base, name->metadata.p, name->metadata.n);
	return set->number;
}

int
set_make_add_set(struct set_make *m, const struct hashset *from)
{
	struct error *e = &m->tool->error;
	struct transfer t = {.make = m, .from = from};
	if (hashset_is_keyed(from))
		return error_set(e, ERROR_INPUT,
				 "%s holds keyed digests: it can be asked, not made into others",
				 hashset_path(from));
	builder_next_list(m->builder);
	t.numbers = memory_zero((size_t)hashset_sets(from) + 1, sizeof *t.numbers);
	int status = 0;
	for (uint32_t i = 0; i < hashset_sets(from) && status == 0; i++) {
		struct hashset_name name;
		status = hashset_name(from, i, &name, e);
		if (status == 0)
			t.numbers[i] = number_for(m, &name);
	}
	if (status == 0)
		status = hashset_each(from, transfer_entry, &t, e);
	free(t.numbers);
	if (t.lost > 0)
		tool_info(m->tool, "%s: %" PRIu64 " rejected: %s", hashset_path(from), t.lost,
			  list_reject_text(LIST_PDQ_KEYED));
	return status;
}

/* ---- Either ---- */

static bool
is_set_file(int fd)
{
	char head[WSET_MAGIC_SIZE];
	ssize_t n = pread(fd, head, sizeof head, 0);
	return n == sizeof head && memcmp(head, WSET_MAGIC, sizeof head) == 0;
}

static int
add_set_file(struct set_make *m, const char *path, bool remove)
{
	struct hashset *s = NULL;
	if (remove)
		return error_set(&m->tool->error, ERROR_USAGE,
				 "%s is a set file; what is to be removed is given as a list",
				 path);
	int status = hashset_open(&s, path, &m->tool->error);
	if (status == 0)
		status = set_make_add_set(m, s);
	hashset_close(&s);
	return status;
}

static int
add_list(struct set_make *m, const char *path, int fd, bool remove)
{
	struct list *l = NULL;
	const char *name = fd == STDIN_FILENO ? "standard input" : path;
	builder_next_list(m->builder);
	int status = list_open(&l, fd, name, m->o->from, &m->tool->error);
	if (status == 0)
		status = import(m, path, l, remove);
	list_close(&l);
	return status;
}

int
set_make_add(struct set_make *m, const char *path, bool remove)
{
	bool standard = strcmp(path, "-") == 0;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return error_system(&m->tool->error, "cannot open %s", path);
	if (!standard && bloom_is(path)) {
		close(fd);
		return error_set(&m->tool->error, ERROR_INPUT,
				 "%s is a Bloom filter, which can be asked but not listed; give it "
				 "to winnow-match -s or winnow-set lookup as it is",
				 path);
	}
	int status = !standard && is_set_file(fd) ? add_set_file(m, path, remove)
						  : add_list(m, path, fd, remove);
	if (!standard)
		close(fd);
	return status;
}

int
set_make_finish(struct set_make *m)
{
	struct error *e = &m->tool->error;
	if (builder_sort(m->builder, e))
		return -1;
	set_make_describe(m);
	if (m->kept == 0 && !m->into)
		return error_set(e, ERROR_INPUT, "nothing is left: the set would be empty");
	if (builder_finish(m->builder, e))
		return -1;
	tool_info(m->tool, "%s: %" PRIu64 " entries", m->tool->output, m->kept);
	return 0;
}
