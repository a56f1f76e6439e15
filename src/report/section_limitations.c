/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the examination cannot show, from the facts of its own records. Never empty: the first items
 * hold for every examination of this kind.
 */
#include "report/sections.h"

/* ---- Parts that were not examined ---- */

static unsigned
say_volumes(struct doc *d)
{
	const struct facts *f = d->facts;
	unsigned said = 0;
	for (size_t i = 0; i < f->nvolumes; i++) {
		const struct volume_fact *v = &f->volumes[i];
		if (*v->encrypted)
			doc_item(d,
				 tr(d, "Volume %s of exhibit %s, %s, is encrypted (%s): its files "
				       "were not examined."),
				 v->name, say_exhibit(d, v->evidence), doc_bytes(d, v->size),
				 v->encrypted);
		else if (!*v->fs)
			doc_item(d,
				 tr(d, "Volume %s of exhibit %s, %s, has no file system that was "
				       "recognised: its files could not be named."),
				 v->name, say_exhibit(d, v->evidence), doc_bytes(d, v->size));
		else
			continue;
		said++;
	}
	return said;
}

static unsigned
say_count(struct doc *d, uint64_t n, const char *one, const char *many)
{
	if (n == 0)
		return 0;
	/* Each of these phrases takes the number and nothing else. */
	struct buffer number = BUFFER_EMPTY, text = BUFFER_EMPTY;
	const char *phrase = tr_n(d, one, many, n), *at = strstr(phrase, "%s");
	buffer_add_text(&number, doc_number(d, n));
	buffer_add(&text, phrase, at ? (size_t)(at - phrase) : strlen(phrase));
	if (at) {
		buffer_add_text(&text, buffer_text(&number));
		buffer_add_text(&text, at + 2);
	}
	doc_item(d, "%s", buffer_text(&text));
	buffer_release(&number);
	buffer_release(&text);
	return 1;
}

static bool
is_in_records(const struct facts *f, const struct case_exhibit *x)
{
	for (size_t i = 0; i < f->nevidence; i++)
		if (f->evidence[i].exhibit == x)
			return true;
	return false;
}

/* An exhibit that people listed and no record tells of. */
static unsigned
say_exhibits_left_out(struct doc *d)
{
	const struct case_data *c = d->facts->case_data;
	unsigned said = 0;
	for (size_t i = 0; i < c->nexhibits; i++) {
		if (is_in_records(d->facts, &c->exhibits[i]))
			continue;
		doc_item(d,
			 tr(d, "Exhibit %s of the case file is not in the records: it was not "
			       "examined, or its file was not named there."),
			 c->exhibits[i].name);
		said++;
	}
	return said;
}

unsigned
say_not_examined(struct doc *d)
{
	const struct facts *f = d->facts;
	unsigned said = say_exhibits_left_out(d);
	said += say_volumes(d);
	said += say_count(d, f->items.not_hashed,
			  N_("%s item that is not empty has no digest and so was compared with "
			     "nothing."),
			  N_("%s items that are not empty have no digest and so were compared with "
			     "nothing."));
	said += say_count(d, f->items.size_skipped,
			  N_("%s item was not read because no reference set holds a file of its "
			     "size (--fast): it has no digest."),
			  N_("%s items were not read because no reference set holds a file of "
			     "their size (--fast): they have no digests."));
	said += say_count(d, f->items.error_noted,
			  N_("%s item could not be examined in full (note of level error)."),
			  N_("%s items could not be examined in full (notes of level error)."));
	said += say_count(d, f->items.parts_lost,
			  N_("%s part of the exhibits could not be examined (see the notes)."),
			  N_("%s parts of the exhibits could not be examined (see the notes)."));
	if (f->items.inside == 0)
		said += say_count(d, f->items.containers,
				  N_("%s archive, document or database was not looked into "
				     "(SOLVE-IT DFT-1187)."),
				  N_("%s archives, documents and databases were not looked into "
				     "(SOLVE-IT DFT-1187)."));
	return said;
}

/* ---- What holds for the records as a whole ---- */

static void
say_stream(struct doc *d)
{
	const struct facts *f = d->facts;
	if (facts_incomplete(f)) {
		doc_item(d, "%s",
			 tr(d, "The records are incomplete; items may be missing from every "
			       "part of this report:"));
		say_incomplete(d);
	}
	say_count(d, f->verdict.filtered,
		  N_("%s recorded item was filtered out between tools and is not in this report."),
		  N_("%s recorded items were filtered out between tools and are not in this "
		     "report."));
	if (f->verdict.runs == 0)
		doc_item(d, "%s",
			 tr(d, "The records do not say which tools wrote them, when, or "
			       "whether any are missing."));
}

static void
say_confinement(struct doc *d)
{
	struct buffer tools = BUFFER_EMPTY;
	for (size_t i = 0; i < d->facts->nruns; i++)
		if (d->facts->runs[i].reads_evidence_unconfined)
			buffer_add_format(&tools, "%s%s (%s)", tools.n > 0 ? ", " : "",
					  d->facts->runs[i].tool, doc_number(d, i + 1));
	if (tools.n > 0)
		doc_item(d,
			 tr(d, "These runs did not record that evidence was interpreted under full "
			       "confinement: %s. Hostile evidence is less well kept from affecting "
			       "them."),
			 buffer_text(&tools));
	buffer_release(&tools);
}

/* ---- What holds for items ---- */

static void
say_content(struct doc *d)
{
	const struct item_counts *n = &d->facts->items;
	if (n->pdq == 0)
		doc_item(d, "%s",
			 tr(d, "No perceptual digests were computed. Exact digests find identical "
			       "content only: a picture that was resized, cropped, re-encoded or "
			       "edited is not found (SOLVE-IT DFT-1051)."));
	say_count(d, n->truncated,
		  N_("%s item is cut short; its digest is that of the part that was found."),
		  N_("%s items are cut short; their digests are those of the parts that were "
		     "found."));
	say_count(d, n->damaged,
		  N_("%s item is damaged; its digest is that of the bytes as they are."),
		  N_("%s items are damaged; their digests are those of the bytes as they are."));
	say_count(
		d, n->fat_deleted,
		N_("%s deleted item lies on a FAT or exFAT file system, which may not keep where a "
		   "deleted file’s bytes lay: where the chain is gone, the clusters read for it "
		   "are an assumption."),
		N_("%s deleted items lie on FAT or exFAT file systems, which may not keep where a "
		   "deleted file’s bytes lay: where the chain is gone, the clusters read for them "
		   "are an assumption."));
}

static void
say_times(struct doc *d)
{
	const struct item_counts *n = &d->facts->items;
	say_count(
		d, n->local_times,
		N_("%s item has file times without a time zone; they are printed as recorded and "
		   "were not converted."),
		N_("%s items have file times without a time zone; they are printed as recorded and "
		   "were not converted."));
	say_count(d, n->taken_no_offset,
		  N_("%s item has a capture time without its offset from UTC."),
		  N_("%s items have a capture time without its offset from UTC."));
}

/* ---- What holds always ---- */

/* Entries of kind "ignore" hide nothing here, but people may have filtered by them. */
static void
say_ignored(struct doc *d)
{
	uint64_t n = 0;
	for (size_t i = 0; i < d->facts->nsets; i++)
		n += d->facts->sets[i].ignore;
	say_count(d, n,
		  N_("%s item matches an entry of kind “ignore” and is no hit: an entry that is "
		     "wrongly in such a set would hide content (SOLVE-IT DFT-1047: DFW-1132)."),
		  N_("%s items match entries of kind “ignore” and are no hits: an entry that is "
		     "wrongly in such a set would hide content (SOLVE-IT DFT-1047: DFW-1132)."));
}

static void
say_always(struct doc *d)
{
	doc_item(d, "%s",
		 tr(d,
		    "The examination was made by program; no person’s view of any content is part "
		    "of this report. Content that no reference set lists is not found by it "
		    "(SOLVE-IT DFT-1050)."));
	doc_item(d, "%s",
		 tr(d, "Hash equality shows identical content, not knowledge or possession by a "
		       "person. Nothing here shows who created, received or opened an item."));
	doc_item(d, "%s",
		 tr(d,
		    "Carving finds items of the formats that its tool knows, and those only whose "
		    "bytes lie together or were joined; overwritten content is not found. The "
		    "manual page of the carving tool lists the formats (SOLVE-IT DFT-1064: "
		    "DFW-1103, "
		    "items missed; DFW-1104, items put together wrongly)."));
	doc_item(d, "%s",
		 tr(d,
		    "Times are those that file systems and devices recorded; clocks can be wrong "
		    "and times can be changed (SOLVE-IT DFT-1100)."));
	doc_item(d, "%s",
		 tr(d, "Signs of synthetic origin are read from metadata, which can be copied, "
		       "changed or removed: a sign is an indication, never a verdict, and its "
		       "absence proves nothing."));
	say_unverified(d);
	doc_item(d, "%s",
		 tr(d, "This is a triage: it finds quickly what is known, and what it does not "
		       "find may "
		       "still be there (SOLVE-IT DFT-1001: DFW-1001 to DFW-1003)."));
	say_ignored(d);
	doc_item(d, "%s",
		 tr(d, "The results relate to the exhibits listed here and to nothing else."));
}

void
section_limitations(struct doc *d)
{
	const char *given = case_data_get(d->facts->case_data, "limitations", "text");
	say_stream(d);
	say_not_examined(d);
	say_content(d);
	say_times(d);
	say_confinement(d);
	say_always(d);
	doc_fact(d, tr(d, "Limitations stated by the examiner"), LOOK_PLAIN, given);
}
