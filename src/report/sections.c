/* SPDX-License-Identifier: Apache-2.0 */
/* The order of the report, and what several sections say. */
#include "report/sections.h"

#include <assert.h>

static const struct section report_sections[] = {
	{"summary", N_("Summary"), section_summary},
	{"case", N_("Case, authority and persons"), section_case},
	{"exhibits", N_("Exhibits and volumes"), section_exhibits},
	/*
	 * TRANSLATORS: a match is an entry of a set that has the item’s digest (identical) or a
	 * near one (similar). It is a fact, not a hit on a person: no word of guilt, possession or
	 * proof.
	 */
	{"matches", N_("Matches with reference sets"), section_matches},
	{"devices", N_("Devices named in metadata"), section_devices},
	{"sets", N_("Reference sets used"), section_sets},
	{"items", N_("Items examined"), section_items},
	{"notes", N_("Notes on items"), section_notes},
	{"method", N_("Method and provenance"), section_method},
	/* TRANSLATORS: what the examination could not show, as ISO/IEC 17025 wants it told. */
	{"limitations", N_("Limitations"), section_limitations},
	/*
	 * TRANSLATORS: what people conclude. The tools write facts only and leave this section to
	 * them.
	 */
	{"opinion", N_("Interpretation and opinion"), section_opinion},
	{"close", N_("Signatures and annexes"), section_close},
	{NULL, NULL, NULL},
};

static const struct section statistics_sections[] = {
	{"counts", N_("Counts"), section_statistics},
	{"rules", N_("How was counted"), section_statistics_rules},
	{NULL, NULL, NULL},
};

const struct section *
doc_sections(const struct doc *d)
{
	return d->facts->edition == EDITION_STATISTICS ? statistics_sections : report_sections;
}

unsigned
section_number(const struct doc *d, const char *anchor)
{
	const struct section *all = doc_sections(d);
	unsigned i = 0;
	while (all[i].anchor && strcmp(all[i].anchor, anchor) != 0)
		i++;
	assert(all[i].anchor);
	return i + 1;
}

void
doc_write_report(struct doc *d)
{
	d->ops->begin(d);
	section_front(d);
	const struct section *all = doc_sections(d);
	for (unsigned i = 0; all[i].anchor; i++) {
		const struct section *s = &all[i];
		doc_section(d, i + 1, s->anchor, tr(d, s->title));
		s->write(d);
	}
	doc_section(d, 0, NULL, NULL);
	d->ops->end(d);
}

const char *
say_edition(const struct doc *d)
{
	switch (d->facts->edition) {
	case EDITION_COURT:
		return tr(d, "Court edition");
	case EDITION_STATISTICS:
		return tr(d, "Statistics edition");
	default:
		return "";
	}
}

const char *
say_withheld(const struct doc *d)
{
	switch (d->facts->edition) {
	case EDITION_COURT:
		return tr(d,
			  "Names and paths of items, the text of notes on them, owners’ names, "
			  "labels of "
			  "volumes and folders of files are withheld, and places are cut to a "
			  "tenth of "
			  "a degree (about 11 km). Identifiers name each item in the full edition "
			  "and "
			  "in the records; where one held a name, the first digits of the name’s "
			  "SHA-256 stand for it.");
	case EDITION_STATISTICS:
		return tr(d, "Counts only; small ones are suppressed.");
	default:
		return "";
	}
}

/* ---- Words for values of records ---- */

struct word {
	const char *value, *phrase;
};

static const char *
word_for(const struct doc *d, const struct word *words, size_t n, const char *value)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(words[i].value, value) == 0)
			return tr(d, words[i].phrase);
	return value;
}

const char *
say_origin(const struct doc *d, const char *origin)
{
	static const struct word words[] = {
		{"allocated", N_("live file")},
		{"deleted", N_("deleted file")},
		/*
		 * TRANSLATORS: its entry was found, the folder that named it was not: a term of
		 * file systems.
		 */
		{"orphan", N_("orphan file (its folder is gone)")},
		/*
		 * TRANSLATORS: found by the structure of its content, without help of a file
		 * system.
		 */
		{"carved", N_("found by carving")},
		/* TRANSLATORS: the rest of a file’s last cluster, where older content can stand. */
		{"slack", N_("in slack space")},
		{"archive", N_("member of an archive")},
		{"embedded", N_("inside another item")},
		{"logical", N_("file of a logical copy")},
		{"recorded", N_("recorded digest only, file absent")},
		{"", N_("not stated")},
	};
	return word_for(d, words, sizeof words / sizeof *words, origin);
}

const char *
say_class(const struct doc *d, const char *class)
{
	static const struct word words[] = {
		{"pictures", N_("pictures")}, {"videos", N_("videos")},
		{"sound", N_("sound")},	      {"text", N_("text")},
		{"other", N_("other types")}, {"not determined", N_("type not determined")},
	};
	return word_for(d, words, sizeof words / sizeof *words, class);
}

const char *
say_digest(const char *by)
{
	static const char *const names[][2] = {
		{"sha256", "SHA-256"}, {"sha1", "SHA-1"}, {"md5", "MD5"}, {"pdq", "PDQ"}};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(names[i][0], by) == 0)
			return names[i][1];
	return by;
}

const char *
say_exhibit(const struct doc *d, size_t evidence)
{
	if (evidence == FACT_NONE)
		return "–";
	const struct evidence_fact *x = &d->facts->evidence[evidence];
	if (x->exhibit)
		return x->exhibit->name;
	const char *slash = strrchr(x->path, '/');
	return slash && slash[1] ? slash + 1 : *x->path ? x->path : x->id;
}

void
say_category(const struct doc *d, struct buffer *out, const char *scheme, const char *category,
	     const char *label)
{
	if (!*category)
		buffer_add_text(out, tr(d, "no category"));
	else if (*scheme)
		buffer_add_format(out, "%s: %s", scheme, category);
	else
		buffer_add_text(out, category);
	if (*label)
		buffer_add_format(out, " (%s)", label);
}

void
say_device(const struct doc *d, struct buffer *out, size_t device)
{
	if (device == FACT_NONE)
		return;
	const struct device_fact *x = &d->facts->devices[device];
	/* Many makers begin the model with their own name. */
	if (strncmp(x->model, x->make, strlen(x->make)) != 0)
		buffer_add_text(out, x->make);
	if (*x->model)
		buffer_add_format(out, "%s%s", out->n > 0 ? " " : "", x->model);
	if (*x->serial)
		buffer_add_format(out, tr(d, "%sserial number %s"), out->n > 0 ? ", " : "",
				  x->serial);
}
