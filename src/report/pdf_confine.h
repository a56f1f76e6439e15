/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names in evidence are shaped by Pango and HarfBuzz with whatever fonts they call for. That is
 * done in a process apart that can read fonts, write scratch files and what it was handed, and
 * nothing else.
 */
#ifndef WINNOW_REPORT_PDF_CONFINE_H
#define WINNOW_REPORT_PDF_CONFINE_H

#include <stdio.h>

#include "base/error.h"

/* -1 when this machine has no fonts: Pango would end the process. */
int pdf_fonts_ready(struct error *e);

/*
 * From here on only fonts and files in `folder` can be opened. A kernel that cannot grant all of it
 * grants what it can.
 */
int pdf_confine(const char *folder, struct error *e);

/* A file without a name in `folder`. */
FILE *pdf_scratch(const char *folder);

#endif
