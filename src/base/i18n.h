/* SPDX-License-Identifier: Apache-2.0 */
/* Message catalogues. Keys, codes and notes in records are never translated. */
#ifndef WINNOW_BASE_I18N_H
#define WINNOW_BASE_I18N_H

#include <config.h>

#if ENABLE_NLS
#include <libintl.h>
#define _(s) gettext(s)
#else
#define _(s) (s)
#endif
#define N_(s) s

#endif
