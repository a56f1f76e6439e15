/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files that building a set writes: the set itself (base/new_file.h: it appears whole or not at
 * all, readable by its owner alone) and scratch files that never get a name.
 */
#ifndef WINNOW_HASHSET_OUTFILE_H
#define WINNOW_HASHSET_OUTFILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/new_file.h"

struct outfile {
	struct new_file *file; /* NULL: a scratch file */
	char *dir;	       /* where it goes: scratch files go there too */
	int fd;
	uint64_t size;	       /* bytes written, those still in a buffer too */
	struct buffer pending; /* of a scratch file */
};

/* -1: the folder cannot be written to, or something that is no regular file stands at path. */
int outfile_open(struct outfile *f, const char *path, struct error *e);
/* The folder that a path lies in; the caller frees it. */
char *outfile_folder(const char *path);
/* One that never gets a name: what is written is read back from its descriptor, after a flush. */
int outfile_open_scratch(struct outfile *f, const char *dir, struct error *e);
int outfile_add(struct outfile *f, const void *p, size_t n, struct error *e);
/* Zeros up to a multiple of `unit`. */
int outfile_align(struct outfile *f, size_t unit, struct error *e);
/* Appends the first n bytes of another descriptor. */
int outfile_add_file(struct outfile *f, int fd, uint64_t n, struct error *e);
int outfile_flush(struct outfile *f, struct error *e);
/* Flushes, synchronises and gives it its name. */
int outfile_commit(struct outfile *f, struct error *e);
/* Gives back everything; the file is gone unless outfile_commit() succeeded. */
void outfile_close(struct outfile *f);

/* The descriptor of a nameless scratch file in dir, or -1. */
int outfile_scratch(const char *dir, struct error *e);

int outfile_write_all(int fd, const void *p, size_t n, struct error *e);
int outfile_write_at(int fd, const void *p, size_t n, uint64_t offset, struct error *e);
/* Exactly n bytes. */
int outfile_read_at(int fd, void *p, size_t n, uint64_t offset, struct error *e);

#endif
