/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index of an EWF image: in one walk over the sections of all segments, where the tables of
 * chunks stand. Chunks are numbered from table to table, so what a lost segment held is only known
 * by counting: forwards up to the first gap, backwards from the end of the image to the last one.
 */
#include <config.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/text.h"
#include "evidence/ewf.h"
#include "record/json.h"

#define TABLE_HEADER 24
#define ENTRY	     4
#define SMART_VOLUME 94
#define TABLES_MAX   ((size_t)4 << 20) /* more than fit into 2 PiB at the usual sizes */

/* One segment as it is gone through. */
struct pass {
	struct ewf_index *index;
	const struct ewf_segment *s;
	uint32_t segment;
	uint64_t start, end; /* the sectors section whose table is still to come; 0 0: none */
	bool over;	     /* a section that ends the segment was met */
};

/* ---- What single sections tell ---- */

/* Volume, disk, data: what the device is. SMART has a shorter form, with the same beginning. */
static void
take_media(struct pass *p, const struct ewf_section *section)
{
	struct ewf_geometry *g = &p->index->geometry;
	unsigned char v[SMART_VOLUME];
	uint64_t sectors, per_chunk, sector;

	if (g->size || section->size < EWF_SECTION_HEADER + SMART_VOLUME ||
	    !ewf_segment_read(p->s, section->at + EWF_SECTION_HEADER, v, sizeof v))
		return;
	per_chunk = le32(v + 8);
	sector = le32(v + 12);
	/* The count is of 32 bits in SMART's form; the 32 bits behind are empty there. */
	sectors = section->size >= 1000 ? le64(v + 16) : le32(v + 16);
	if (sector == 0 || sector > 65536 || per_chunk == 0 || per_chunk > EWF_CHUNK_MAX / sector ||
	    sectors == 0 || sectors > INT64_MAX / sector)
		return;
	g->chunk_size = (size_t)(per_chunk * sector);
	g->size = sectors * sector;
	g->sector_size = sector >= 512 && sector % 512 == 0 ? (unsigned)sector : 512;
}

static void
take_digests(struct pass *p, const struct ewf_section *section)
{
	bool both = strcmp(section->type, "digest") == 0;
	unsigned char v[36];

	if (!ewf_segment_read(p->s, section->at + EWF_SECTION_HEADER, v, sizeof v))
		return;
	memcpy(p->index->stored_md5, v, 16);
	if (both)
		memcpy(p->index->stored_sha1, v + 16, 20);
}

static struct ewf_table *
index_add(struct ewf_index *index)
{
	index->v = memory_resize_array(index->v, index->n + 1, sizeof *index->v);
	index->v[index->n] = (struct ewf_table){0};
	return &index->v[index->n++];
}

/* Entries as the header counts them, as far as the section has room for them. */
static bool
read_table(const struct pass *p, const struct ewf_section *section, struct ewf_table *t)
{
	unsigned char v[TABLE_HEADER];
	uint64_t room;

	if (section->size < EWF_SECTION_HEADER + TABLE_HEADER ||
	    !ewf_segment_read(p->s, section->at + EWF_SECTION_HEADER, v, sizeof v) ||
	    libdeflate_adler32(1, v, TABLE_HEADER - 4) != le32(v + TABLE_HEADER - 4))
		return false;
	t->entries = section->at + EWF_SECTION_HEADER + TABLE_HEADER;
	room = section->size - EWF_SECTION_HEADER - TABLE_HEADER;
	if (room > p->s->size - t->entries)
		room = p->s->size - t->entries;
	t->n = le32(v);
	if (t->n > room / ENTRY)
		t->n = (uint32_t)(room / ENTRY);
	t->base = le64(v + 8);
	t->summed = room - (uint64_t)t->n * ENTRY >= 4;
	return t->n > 0 && t->base <= p->s->size;
}

static struct ewf_table *
last_table(const struct pass *p)
{
	struct ewf_index *index = p->index;
	struct ewf_table *t = index->n ? &index->v[index->n - 1] : NULL;

	return t && t->segment == p->segment ? t : NULL;
}

static void
take_table(struct pass *p, const struct ewf_section *section)
{
	bool second = strcmp(section->type, "table2") == 0;
	struct ewf_table read = {0}, *t = last_table(p);

	if (!read_table(p, section, &read)) {
		p->index->damaged = true;
		return;
	}
	/* The copy, unless the table before it was lost. */
	if (second && p->start == 0) {
		if (t && t->n == read.n && !t->found)
			t->copy = read.entries;
		return;
	}
	if (p->index->n >= TABLES_MAX)
		return;
	t = index_add(p->index);
	*t = read;
	t->start = p->start;
	t->segment = p->segment;
	/* Without a sectors section, the chunks stand behind the entries (SMART, EnCase 1). */
	t->end = p->start ? p->end : section->at + section->size;
	if (t->end > p->s->size)
		t->end = p->s->size;
	p->start = 0;
}

/* Chunks of which no table tells are found by unpacking them one by one. */
static void
leave_sectors(struct pass *p, uint64_t end)
{
	struct ewf_table t = {.segment = p->segment, .start = p->start};

	if (p->start == 0)
		return;
	p->start = 0;
	p->index->damaged = true;
	t.end = end < p->s->size ? end : p->s->size;
	if (p->index->n >= TABLES_MAX || !ewf_table_search(&t, p->index, p->s))
		return;
	*index_add(p->index) = t;
}

static void
take(struct pass *p, const struct ewf_section *section)
{
	const char *type = section->type;

	if (strcmp(type, "volume") == 0 || strcmp(type, "disk") == 0 || strcmp(type, "data") == 0) {
		take_media(p, section);
	} else if (p->segment == 0 && strcmp(type, "header") == 0) {
		p->index->header = *section;
	} else if (p->segment == 0 && strcmp(type, "header2") == 0) {
		p->index->header2 = *section;
	} else if (strcmp(type, "sectors") == 0) {
		leave_sectors(p, p->end);
		p->start = section->at + EWF_SECTION_HEADER;
		p->end = section->next < section->at ? p->s->size : section->next;
	} else if (strcmp(type, "table") == 0 || strcmp(type, "table2") == 0) {
		take_table(p, section);
	} else if (strcmp(type, "digest") == 0 || strcmp(type, "hash") == 0) {
		take_digests(p, section);
	} else if (strcmp(type, "next") == 0 || strcmp(type, "done") == 0) {
		p->over = true;
		p->index->ending = type[0] == 'd' ? EWF_ENDS : EWF_GOES_ON;
	}
}

/* Where a chain is broken, it is taken up again at the next section that tells of chunks. */
static void
walk_segment(struct pass *p)
{
	struct ewf_section section;
	uint64_t at = EWF_FILE_HEADER;

	p->index->ending = EWF_CUT;
	while (!p->over && at < p->s->size) {
		if (!ewf_section_read(p->s, at, &section)) {
			p->index->damaged = true;
			if (!ewf_section_search(p->s, at, &section))
				break;
		}
		take(p, &section);
		/* "next" and "done" point at themselves; nothing else may. */
		at = section.next > section.at ? section.next : section.at + EWF_SECTION_HEADER;
	}
	leave_sectors(p, p->end);
	p->index->damaged |= !p->over;
}

/* ---- The order of all ---- */

static uint64_t
chunks_in_all(const struct ewf_geometry *g)
{
	return g->size / g->chunk_size + (g->size % g->chunk_size != 0);
}

/* How many chunks the tables of segments [from, files->n) hold. */
static uint64_t
count_from(const struct ewf_index *index, unsigned from)
{
	uint64_t n = 0;

	for (size_t i = 0; i < index->n; i++)
		n += index->v[i].segment >= from ? index->v[i].n : 0;
	return n;
}

/*
 * Segments [0, whole) follow each other from the first on; [tail, n) stand behind the last gap, and
 * are counted from the image's end if the last of them closes it. What stands between two gaps has
 * no place that is known.
 */
static void
put_in_place(struct ewf_index *index, unsigned whole, unsigned tail, uint64_t all)
{
	uint64_t behind = count_from(index, tail), front = count_from(index, 0);
	uint64_t at = 0, at_tail;
	size_t kept = 0;
	bool tail_holds;

	front -= count_from(index, whole);
	tail_holds = index->ending == EWF_ENDS && behind <= all && all - behind >= front;
	at_tail = tail_holds ? all - behind : 0;
	for (size_t i = 0; i < index->n; i++) {
		struct ewf_table t = index->v[i];
		uint64_t *next = t.segment < whole ? &at : &at_tail;

		if (t.segment >= whole && (t.segment < tail || !tail_holds)) {
			index->unplaced += t.n;
			free(t.found);
			continue;
		}
		t.first = *next;
		*next += t.n;
		index->v[kept++] = t;
	}
	index->n = kept;
}

static void
order(struct ewf_index *index, const struct ewf_files *files)
{
	const struct ewf_segment *v = files->v;
	unsigned whole = 0, tail = files->n;

	while (whole < files->n && v[whole].number == whole + 1)
		whole++;
	while (tail > whole && (tail == files->n || v[tail - 1].number + 1 == v[tail].number))
		tail--;
	put_in_place(index, whole, tail, chunks_in_all(&index->geometry));
}

void
ewf_index_make(struct ewf_index *index, const struct ewf_files *files)
{
	*index = (struct ewf_index){0};
	for (unsigned i = 0; i < files->n; i++) {
		struct pass pass = {.index = index, .s = &files->v[i], .segment = i};

		walk_segment(&pass);
	}
	if (index->geometry.size)
		order(index, files);
}

static void
add_digest(struct buffer *out, const char *key, const unsigned char *p, size_t n)
{
	static const unsigned char none[20];
	struct buffer hex = BUFFER_EMPTY;

	if (memcmp(p, none, n) == 0)
		return;
	text_hex(&hex, p, n);
	json_member_text(out, key, buffer_text(&hex));
	buffer_release(&hex);
}

void
ewf_index_digests(const struct ewf_index *index, struct buffer *out)
{
	add_digest(out, "md5", index->stored_md5, sizeof index->stored_md5);
	add_digest(out, "sha1", index->stored_sha1, sizeof index->stored_sha1);
}

void
ewf_index_release(struct ewf_index *index)
{
	for (size_t i = 0; i < index->n; i++)
		free(index->v[i].found);
	free(index->v);
	free(index->pages);
	*index = (struct ewf_index){0};
}
