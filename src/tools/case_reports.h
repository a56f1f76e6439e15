/* SPDX-License-Identifier: Apache-2.0 */
/* The reports of a case folder, made anew from its records after every act that adds some. */
#ifndef WINNOW_TOOLS_CASE_REPORTS_H
#define WINNOW_TOOLS_CASE_REPORTS_H

#include "case/case_folder.h"

#define CASE_DATA "case.ini" /* what people know of the case */

/* report.html, report.pdf, report.csv, report.txt from what records.jsonl holds. */
int case_reports(struct case_folder *folder, struct error *e);

#endif
