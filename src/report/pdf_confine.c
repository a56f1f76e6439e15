/* SPDX-License-Identifier: Apache-2.0 */
#include "report/pdf_confine.h"

#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "guard/confine.h"

#define THAI_WORDS "/usr/share/libthai" /* without it, Thai lines break between any letters */

int
pdf_fonts_ready(struct error *e)
{
	FcPattern *any = FcNameParse((const FcChar8 *)"sans-serif"), *found = NULL;
	FcChar8 *file = NULL;
	FcResult result;

	if (any && FcInit() && FcConfigSubstitute(NULL, any, FcMatchPattern)) {
		FcDefaultSubstitute(any);
		found = FcFontMatch(NULL, any, &result);
	}
	bool there = found && FcPatternGetString(found, FC_FILE, 0, &file) == FcResultMatch &&
		     access((const char *)file, R_OK) == 0;
	if (found)
		FcPatternDestroy(found);
	if (any)
		FcPatternDestroy(any);
	return there ? 0
		     : error_set(e, ERROR_INPUT,
				 "a PDF cannot be made: this machine has no fonts; install "
				 "fonts-noto-core or fonts-dejavu-core");
}

/* ---- Confinement ---- */

struct places {
	const char **v;
	size_t n, cap;
};

static void
add_place(struct places *p, const char *path)
{
	if (!path || access(path, R_OK) < 0)
		return;
	if (p->n + 2 > p->cap) {
		p->cap = p->cap ? p->cap * 2 : 32;
		p->v = memory_resize_array(p->v, p->cap, sizeof *p->v);
	}
	p->v[p->n++] = memory_string(path);
	p->v[p->n] = NULL;
}

static void
add_places(struct places *p, FcStrList *list)
{
	FcChar8 *path;

	while (list && (path = FcStrListNext(list)))
		add_place(p, (const char *)path);
	if (list)
		FcStrListDone(list);
}

/* What libraries read besides fonts is data of the system, which they can do without. */
int
pdf_confine(const char *folder, struct error *e)
{
	struct places p = {NULL, 0, 0};
	struct confinement got = {0};

	if (!FcInit())
		return error_set(e, ERROR_SYSTEM, "the list of fonts cannot be read");
	add_places(&p, FcConfigGetFontDirs(NULL));
	add_places(&p, FcConfigGetCacheDirs(NULL));
	add_places(&p, FcConfigGetConfigFiles(NULL));
	add_place(&p, THAI_WORDS);
	add_place(&p, getenv("LIBTHAI_DICTDIR"));
	int result = confine_maker_threads(p.v, folder, &got, e);
	for (size_t i = 0; i < p.n; i++)
		free((char *)(uintptr_t)p.v[i]);
	free(p.v);
	return result;
}

FILE *
pdf_scratch(const char *folder)
{
	struct buffer name = BUFFER_EMPTY;
	int fd = open(folder, O_RDWR | O_TMPFILE | O_CLOEXEC, 0600);

	if (fd < 0) { /* a file system that knows no nameless files */
		buffer_add_format(&name, "%s/scratch.XXXXXX", folder);
		(void)buffer_text(&name);
		fd = mkostemp(name.data, O_CLOEXEC);
		if (fd >= 0)
			unlink(name.data);
		buffer_release(&name);
	}
	FILE *file = fd < 0 ? NULL : fdopen(fd, "w+");
	if (!file && fd >= 0)
		close(fd);
	return file;
}
