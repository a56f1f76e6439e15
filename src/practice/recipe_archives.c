/* SPDX-License-Identifier: Apache-2.0 */
/* The directives `archive` and `member`: files that hold files. */
#include <string.h>

#include "base/memory.h"
#include "practice/reader.h"

#define PASSWORD_MAX	80
#define TAR_NAME_MAX	100
#define OFFICE_TEXT_MAX 2000

static const char *const kind_names[] = {"zip",	       "tar",	 "tar.gz", "docx",
					 "thumbcache", "thumbs", NULL};

static int
check_archive(const struct archive *a, struct error *e)
{
	size_t n = a->password ? strlen(a->password) : 0;

	if (a->password && a->kind != ARCHIVE_ZIP)
		return error_set(e, ERROR_INPUT, "only a ZIP can have a password");
	if (a->password && (!n || n > PASSWORD_MAX))
		return error_set(e, ERROR_INPUT, "password: 1 to %d bytes", PASSWORD_MAX);
	if (a->words && a->kind != ARCHIVE_DOCX)
		return error_set(e, ERROR_INPUT, "words= belongs to a docx");
	if (a->words && strlen(a->words) > OFFICE_TEXT_MAX)
		return error_set(e, ERROR_INPUT, "words: at most %d bytes", OFFICE_TEXT_MAX);
	return 0;
}

int
archive_read(struct reader *r, struct statement *s, struct error *e)
{
	struct archive a = {.nesting = 1};
	struct content c = {.kind = CONTENT_ARCHIVE};
	int kind = choose("kind of archive", s->operands[1], kind_names, e);

	if (kind < 0)
		return -1;
	a.kind = (enum archive_kind)kind;
	if (take_text(s, "password", &a.password, e) || take_text(s, "words", &a.words, e) ||
	    check_archive(&a, e))
		return -1;
	if (content_add(r, s, &c, e))
		return -1;
	r->recipe->contents[r->recipe->ncontents - 1].archive = memory_copy(&a, sizeof a);
	return 0;
}

/* ---- member ---- */

/* The last archive above, and its index. */
static struct archive *
last_archive(const struct recipe *r, size_t *index)
{
	for (*index = r->ncontents; *index > 0;)
		if (r->contents[--*index].kind == CONTENT_ARCHIVE)
			return r->contents[*index].archive;
	return NULL;
}

static int
check_member(const struct archive *a, const struct archive_member *m, struct error *e)
{
	/* What stands in an archive is unpacked on any system. */
	if (path_check(m->path, FS_NTFS, e))
		return -1;
	if ((a->kind == ARCHIVE_TAR || a->kind == ARCHIVE_TAR_GZ) && strlen(m->path) > TAR_NAME_MAX)
		return error_set(e, ERROR_INPUT, "in a tar a path is at most %d bytes long",
				 TAR_NAME_MAX);
	if (a->kind == ARCHIVE_THUMBS && strchr(m->path, '/'))
		return error_set(e, ERROR_INPUT,
				 "Thumbs.db is of one folder: its members are names without /");
	if (a->n == RECIPE_MEMBERS_MAX)
		return error_set(e, ERROR_INPUT, "an archive has at most %u members",
				 RECIPE_MEMBERS_MAX);
	for (size_t i = 0; i < a->n; i++)
		if (!strcmp(a->members[i].path, m->path))
			return error_set(e, ERROR_INPUT, "'%s' is in the archive already", m->path);
	return 0;
}

static int
check_nesting(const struct recipe *r, struct archive *a, size_t self,
	      const struct archive_member *m, struct error *e)
{
	const struct content *c = &r->contents[m->content];

	/* So an archive cannot come to hold itself. */
	if (m->content >= self)
		return error_set(e, ERROR_INPUT, "'%s' must stand above the archive '%s'", c->name,
				 r->contents[self].name);
	if (c->kind == CONTENT_ARCHIVE && a->nesting <= c->archive->nesting)
		a->nesting = c->archive->nesting + 1;
	if (a->nesting > RECIPE_NESTING_MAX)
		return error_set(e, ERROR_INPUT, "archives are nested %u deep at most",
				 RECIPE_NESTING_MAX);
	return 0;
}

int
member_read(struct reader *r, struct statement *s, struct error *e)
{
	struct archive_member m = {.path = s->operands[0], .line = r->line};
	size_t self;
	struct archive *a = last_archive(r->recipe, &self);

	if (!a)
		return error_set(e, ERROR_INPUT, "'member' stands before any archive");
	m.modified = r->recipe->time;
	if (content_find(r->recipe, s->operands[1], &m.content, e) ||
	    take_moment(s, "modified", &m.modified, e) || take_flag(s, "stored", &m.stored, e) ||
	    check_member(a, &m, e) || check_nesting(r->recipe, a, self, &m, e))
		return -1;
	if (!(a->n & (a->n - 1)))
		a->members =
			memory_resize_array(a->members, a->n ? a->n * 2 : 1, sizeof *a->members);
	a->members[a->n++] = m;
	return 0;
}
