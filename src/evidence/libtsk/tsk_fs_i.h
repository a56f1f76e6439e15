/* SPDX-License-Identifier: Apache-2.0 */
/*
 * libtsk installs tsk_fatfs.h, but not the internal header that it includes. This stands in its
 * place, with names of types for a prototype that nobody calls.
 */
#ifndef WINNOW_EVIDENCE_LIBTSK_TSK_FS_I_H
#define WINNOW_EVIDENCE_LIBTSK_TSK_FS_I_H

#include <tsk/libtsk.h>

typedef int TSKConversionResult;
typedef uint16_t UTF16;
typedef uint8_t UTF8;

#endif
