/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html_parts.h"

#include "report/sections.h"
#include "report/xml.h"

/* What does not depend on how many languages there are. */
static const char parts_style[] =
	".choice{display:inline-block;margin:0 1.2rem .8rem .35rem;font:.86rem/1.6 var(--sans)}\n"
	"input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}\n"
	".part+.part{margin-top:4rem;padding-top:2.5rem;border-top:3px double var(--rule)}\n"
	"@media print{\n"
	".choice,input{display:none}\n"
	".part+.part{margin:0;padding:0;border:0;break-before:page}\n"
	"}\n"
	"@media screen and (min-width:72rem){\n"
	"body:has(#show-all:checked){max-width:110rem}\n"
	"#show-all:checked~.parts{display:grid;column-gap:2.5rem;max-width:none}\n"
	"#show-all:checked~.parts>.part,#show-all:checked~.parts>.part>.text{display:contents}\n"
	"#show-all:checked~.parts>.part>header{grid-row:1}\n"
	"#show-all:checked~.parts dl>div{grid-template-columns:minmax(8rem,1fr) 2fr}\n"
	"#show-all:checked~.parts .drawing svg{min-width:0}\n"
	/* A column is too narrow for rows of long texts. */
	"#show-all:checked~.parts :is(.wide,.wide caption,.wide tbody,.wide tr,.wide td){"
	"display:block;width:auto}\n"
	"#show-all:checked~.parts .wide thead{position:absolute;width:1px;height:1px;"
	"overflow:hidden;clip-path:inset(50%)}\n"
	"#show-all:checked~.parts .wide tr{padding:.5rem 0;border-bottom:1px solid var(--rule)}\n"
	"#show-all:checked~.parts .wide td{padding:.1rem 0;border:0;text-align:left}\n"
	"#show-all:checked~.parts .wide td::before{content:attr(data-label) ': ';"
	"color:var(--quiet)}\n"
	"}\n";

bool
html_has_parts(const struct doc *d)
{
	return d->facts->languages.n > 1;
}

void
html_add_anchor(struct doc *d, const char *anchor)
{
	if (html_has_parts(d))
		buffer_add_format(&d->out, "%s-", d->language->code);
	buffer_add_text(&d->out, anchor);
}

/* Each language has its column, each section its row, so that equal sections begin side by side. */
static void
add_grid(struct doc *d)
{
	const struct language_list *l = &d->facts->languages;
	const struct section *all = doc_sections(d);

	buffer_add_format(&d->out,
			  "@media screen and (min-width:72rem){\n#show-all:checked~.parts{"
			  "grid-template-columns:repeat(%zu,minmax(0,1fr))}\n",
			  l->n);
	for (size_t i = 0; i < l->n; i++) {
		const char *code = l->v[i]->code;
		buffer_add_format(&d->out, "#%s>header,#%s section{grid-column:%zu}\n", code, code,
				  i + 1);
		for (size_t k = 0; all[k].anchor; k++)
			buffer_add_format(&d->out, "#%s-%s{grid-row:%zu}\n", code, all[k].anchor,
					  k + 2);
	}
	buffer_add_text(&d->out, "}\n");
}

void
html_add_parts_style(struct doc *d)
{
	const struct language_list *l = &d->facts->languages;

	if (!html_has_parts(d))
		return;
	buffer_add_text(&d->out, parts_style);
	add_grid(d);
	buffer_add_text(&d->out, "@media screen{\n");
	for (size_t i = 0; i < l->n; i++)
		buffer_add_format(&d->out,
				  "#show-%s:checked~.parts>.part:not(#%s){display:none}\n"
				  "#show-%s:checked~.parts>.part{margin:0;padding:0;border:0}\n",
				  l->v[i]->code, l->v[i]->code, l->v[i]->code);
	buffer_add_text(&d->out, "}\n");
}

static void
add_button(struct doc *d, const char *id, const char *language, const char *words, bool checked)
{
	buffer_add_format(&d->out,
			  "<input type=\"radio\" name=\"language\" id=\"show-%s\"%s/>"
			  "<label class=\"choice\" for=\"show-%s\" lang=\"%s\">",
			  id, checked ? " checked=\"checked\"" : "", id, language);
	xml_escape(&d->out, span_of(words));
	buffer_add_text(&d->out, "</label>\n");
}

void
html_add_choice(struct doc *d)
{
	const struct language_list *l = &d->facts->languages;

	if (!html_has_parts(d))
		return;
	add_button(d, "all", d->language->code, tr(d, "All languages"), true);
	for (size_t i = 0; i < l->n; i++)
		add_button(d, l->v[i]->code, l->v[i]->code, l->v[i]->name, false);
	buffer_add_text(&d->out, "<main class=\"parts\">\n");
}

void
html_part_begin(struct doc *d)
{
	const char *code = d->language->code;

	if (html_has_parts(d))
		buffer_add_format(&d->out, "<article class=\"part\" id=\"%s\" lang=\"%s\">\n", code,
				  code);
}

void
html_part_end(struct doc *d)
{
	if (html_has_parts(d))
		buffer_add_text(&d->out, "</article>\n");
}
