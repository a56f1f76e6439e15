/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The style sheet of the HTML report: from a phone's screen to a printed page, without
 * any outside part.
 */
#ifndef WINNOW_REPORT_HTML_STYLE_H
#define WINNOW_REPORT_HTML_STYLE_H

extern const char html_style[];

#endif
