/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Versions of the libraries in use: each function appends "name":"version" (a JSON
 * member, no comma around it); library_ewf() those of all that read containers of disks.
 */
#ifndef WINNOW_TOOLS_LIBRARIES_H
#define WINNOW_TOOLS_LIBRARIES_H

#include "base/buffer.h"

typedef void library_version(struct buffer *out);

library_version library_tsk, library_ewf, library_magic, library_crypto, library_exif,
	library_jansson, library_seccomp, library_deflate, library_zlib, library_expat,
	library_sqlite, library_pixels, library_archive, library_fuse, library_dav1d;

#endif
