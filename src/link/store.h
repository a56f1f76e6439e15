/* SPDX-License-Identifier: Apache-2.0 */
/* Texts kept on disk: added in any number, read back by place. A nameless file. */
#ifndef WINNOW_LINK_STORE_H
#define WINNOW_LINK_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"

struct store;

int store_open(struct store **out, const char *folder, struct error *e);
void store_close(struct store **s); /* nothing when *s is NULL */
/* Where it stands from then on. */
int store_add(struct store *s, struct span text, uint64_t *offset, struct error *e);
/* Appends n bytes from offset on to *out. */
int store_read(struct store *s, uint64_t offset, size_t n, struct buffer *out, struct error *e);
/* All of it, mapped for reading until the store is closed; NULL where nothing was added. */
int store_map(struct store *s, const unsigned char **out, struct error *e);
uint64_t store_size(const struct store *s);

#endif
