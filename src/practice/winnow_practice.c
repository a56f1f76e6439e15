/* SPDX-License-Identifier: Apache-2.0 */
/*
 * winnow-practice: a practice image with harmless drawn pictures, and its answer key. A program of
 * its own, since libntfs-3g and libext2fs are GPL and libtsk's licence does not go with that: it
 * takes nothing of the house but base/ and record/.
 */
#include <config.h>

#include <fcntl.h>
#include <libewf.h>
#include <libgen.h>
#include <locale.h>
#include <openssl/crypto.h>
#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/memory.h"
#include "base/options.h"
#include "base/text.h"
#include "practice/build.h"
#include "practice/ewf.h"
#include "practice/key.h"
#include "practice/output.h"
#include "practice/shelf.h"
#include "practice/table.h"

#define SEGMENT_SIZE ((uint64_t)1500 << 20)

enum { EXIT_DONE = 0, EXIT_WORDS = 2, EXIT_FAILED = 3 };
enum format { FORMAT_BY_NAME, FORMAT_RAW, FORMAT_E01 };

struct practice {
	const char *output, *seed, *hashes, *key, *show;
	int format, progress;
	unsigned jobs; /* read and not needed */
	uint64_t segment_size, size;
	bool force, list, quiet, verbose, help, version;
	/* Worked out from these. */
	char *image; /* the name that the image gets */
	char *hashes_path, *key_path;
	struct error error;
};

static int
complain(const struct error *e)
{
	struct buffer text = BUFFER_EMPTY;

	text_mask(&text, e->text, strlen(e->text));
	fprintf(stderr, "winnow-practice: %s\n", buffer_text(&text));
	buffer_release(&text);
	return e->kind == ERROR_USAGE ? EXIT_WORDS : EXIT_FAILED;
}

static int
print_help(const struct option_spec *const *tables)
{
	printf("%s: winnow-practice [%s]… %s -o %s\n%s\n\n", _("Usage"), _("OPTION"), _("RECIPE"),
	       _("IMAGE"),
	       _("Draws harmless pictures by a recipe and plants them on a practice disk image."));
	options_print(tables, stdout);
	printf("\n%s\n", _("RECIPE is a file, or the name of an installed one (--list)."));
	return fflush(stdout) ? EXIT_FAILED : EXIT_DONE;
}

static int
print_version(void)
{
	printf("winnow-practice (winnow) %s\nOpenSSL %s\nlibpng %s\nlibewf %s\n", PACKAGE_VERSION,
	       OpenSSL_version(OPENSSL_VERSION_STRING), PNG_LIBPNG_VER_STRING,
	       libewf_get_version());
	return fflush(stdout) ? EXIT_FAILED : EXIT_DONE;
}

static char *
with_suffix(const char *name, const char *suffix)
{
	struct buffer b = BUFFER_EMPTY;
	char *s;

	buffer_add_text(&b, name);
	buffer_add_text(&b, suffix);
	s = memory_string(buffer_text(&b));
	buffer_release(&b);
	return s;
}

/* ---- Making it ---- */

static bool
ends_in_e01(const char *name)
{
	size_t n = strlen(name);

	return n > 4 && !strcasecmp(name + n - 4, ".e01");
}

/* Names and format of everything that will be written, and whether it may be. */
static int
plan_output(struct practice *p)
{
	if (p->format == FORMAT_BY_NAME)
		p->format = ends_in_e01(p->output) ? FORMAT_E01 : FORMAT_RAW;
	if (p->format == FORMAT_E01 && !ends_in_e01(p->output))
		p->image = with_suffix(p->output, ".E01");
	else
		p->image = memory_string(p->output);
	if (p->format == FORMAT_E01)
		memcpy(p->image + strlen(p->image) - 4, ".E01", 4);
	p->key_path = p->key ? memory_string(p->key) : with_suffix(p->image, ".key.jsonl");
	p->hashes_path = p->hashes ? memory_string(p->hashes) : with_suffix(p->image, ".known.csv");
	return output_check(p->image, p->force, &p->error) ||
			       output_check(p->key_path, p->force, &p->error) ||
			       output_check(p->hashes_path, p->force, &p->error)
		       ? -1
		       : 0;
}

/* What the command line says, else the recipe. */
static uint64_t
segment_size(const struct practice *p, const struct recipe *recipe)
{
	if (p->segment_size)
		return p->segment_size;
	return recipe->acquisition.segment ? recipe->acquisition.segment : SEGMENT_SIZE;
}

static int
write_image(struct practice *p, const struct build *b, const char *part)
{
	char *base = memory_string(p->image);
	int status;

	if (p->format == FORMAT_RAW) {
		status = fsync(b->disk.fd) || rename(part, p->image)
				 ? error_system(&p->error, "cannot finish %s", p->image)
				 : 0;
	} else {
		base[strlen(base) - 4] = 0;
		unlink(p->image);
		status = ewf_write(b, base, segment_size(p, b->recipe), &p->error);
		unlink(part);
	}
	free(base);
	return status;
}

static int
write_lists(struct practice *p, const struct build *b)
{
	struct buffer text = BUFFER_EMPTY;
	char *image = memory_string(p->image);
	int status;

	key_write(b, basename(image), p->format == FORMAT_E01 ? "ewf" : "raw", &text);
	status = output_text(p->key_path, buffer_span(&text), &p->error);
	buffer_clear(&text);
	known_write(b, p->hashes_path, &text);
	if (!status)
		status = output_text(p->hashes_path, buffer_span(&text), &p->error);
	buffer_release(&text);
	free(image);
	return status;
}

static int
make(struct practice *p, const struct recipe *recipe)
{
	struct build build;
	char *part;
	int fd, status;

	if (plan_output(p) || (fd = output_begin(p->image, &part, &p->error)) < 0)
		return -1;
	status = build_disk(&build, recipe, fd, p->image, &p->error);
	if (!status)
		status = write_image(p, &build, part);
	if (!status)
		status = write_lists(p, &build);
	if (status)
		unlink(part);
	else if (p->verbose)
		fprintf(stderr,
			"winnow-practice: %s: %zu planted, key in %s, known digests in %s\n",
			p->image, build.n, p->key_path, p->hashes_path);
	close(fd);
	free(part);
	build_release(&build);
	return status;
}

static int
run(struct practice *p, const char *name)
{
	struct recipe recipe = {0};
	unsigned long long seed;
	char *path = shelf_find(name);
	int status = recipe_read(&recipe, path, &p->error);

	if (!status && p->seed) {
		if (text_to_u64(p->seed, strlen(p->seed), &seed))
			status = error_set(&p->error, ERROR_USAGE, "--seed %s: not a whole number",
					   p->seed);
		else
			recipe.seed = seed;
	}
	if (!status && p->size)
		status = table_grow(&recipe, p->size, &p->error);
	if (!status)
		status = make(p, &recipe);
	recipe_release(&recipe);
	free(path);
	free(p->image);
	free(p->key_path);
	free(p->hashes_path);
	return status ? complain(&p->error) : EXIT_DONE;
}

static int
act(struct practice *p, int argc, char **argv, int first)
{
	if (p->list)
		return shelf_list(stdout, &p->error) ? complain(&p->error) : EXIT_DONE;
	if (p->show)
		return shelf_show(p->show, stdout, &p->error) ? complain(&p->error) : EXIT_DONE;
	if (first + 1 != argc)
		error_set(&p->error, ERROR_USAGE, "give one recipe; see winnow-practice --help");
	else if (!p->output)
		error_set(&p->error, ERROR_USAGE, "say where the image goes: -o IMAGE");
	else if (p->segment_size &&
		 (p->segment_size < RECIPE_SEGMENT_MIN || p->segment_size > RECIPE_SEGMENT_MAX))
		error_set(&p->error, ERROR_USAGE, "--segment-size: 1M to 2047M");
	return p->error.kind ? complain(&p->error) : run(p, argv[first]);
}

static void
settle(void)
{
	setlocale(LC_ALL, "");
	/* Some libraries turn times into text in the zone of the process. */
	setenv("TZ", "UTC0", 1);
	tzset();
}

int
main(int argc, char **argv)
{
	static const char *const formats[] = {"auto", "raw", "e01", NULL};
	static const char *const progress[] = {"auto", "always", "never", NULL};
	struct practice p = {0};
	const struct option_spec options[] = {
		{'o', "output", "FILE", N_("the image to make; .E01 makes EWF"), OPTION_TEXT,
		 &p.output, NULL, 0, 0},
		{0, "format", "FORMAT", N_("raw, e01, or auto: by the name"), OPTION_CHOICE,
		 &p.format, formats, 0, 0},
		{0, "segment-size", "SIZE", N_("of EWF segment files (1500M)"), OPTION_SIZE,
		 &p.segment_size, NULL, 0, 0},
		{0, "size", "SIZE", N_("make the disk so large; its last volume grows"),
		 OPTION_SIZE, &p.size, NULL, 0, 0},
		{0, "seed", "N", N_("another seed than the recipe's"), OPTION_TEXT, &p.seed, NULL,
		 0, 0},
		{0, "hashes", "FILE", N_("the list of known digests (IMAGE.known.csv)"),
		 OPTION_TEXT, &p.hashes, NULL, 0, 0},
		{0, "key", "FILE", N_("the answer key (IMAGE.key.jsonl)"), OPTION_TEXT, &p.key,
		 NULL, 0, 0},
		{0, "force", NULL, N_("replace files that exist"), OPTION_FLAG, &p.force, NULL, 0,
		 0},
		{0, "list", NULL, N_("name the installed recipes"), OPTION_FLAG, &p.list, NULL, 0,
		 0},
		{0, "show", "NAME", N_("print an installed recipe"), OPTION_TEXT, &p.show, NULL, 0,
		 0},
		{'j', "jobs", "N", N_("accepted, as by every tool; this one works alone"),
		 OPTION_COUNT, &p.jobs, NULL, 1, 256},
		{0, "progress", "WHEN", N_("accepted; this one shows none"), OPTION_CHOICE,
		 &p.progress, progress, 0, 0},
		{'q', "quiet", NULL, N_("say nothing but errors"), OPTION_FLAG, &p.quiet, NULL, 0,
		 0},
		{'v', "verbose", NULL, N_("say what was made"), OPTION_FLAG, &p.verbose, NULL, 0,
		 0},
		{'h', "help", NULL, N_("this help"), OPTION_FLAG, &p.help, NULL, 0, 0},
		{'V', "version", NULL, N_("versions of this program and its libraries"),
		 OPTION_FLAG, &p.version, NULL, 0, 0},
		OPTION_END};
	const struct option_spec *const tables[] = {options, NULL};
	int first;

	settle();
	if (options_parse(tables, argc, argv, &first, &p.error))
		return complain(&p.error);
	if (p.help)
		return print_help(tables);
	return p.version ? print_version() : act(&p, argc, argv, first);
}
