/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Allocation that cannot fail: when memory is out, one line goes to stderr and the process ends
 * with status 3 (_exit, so that no half-written buffer is flushed). In a worker this costs one
 * item; in a tool the stream is left without its `end` record, which every reader notices. This is
 * the one place below tools/ that ends a process.
 */
#ifndef WINNOW_BASE_MEMORY_H
#define WINNOW_BASE_MEMORY_H

#include <stddef.h>

void *memory_new(size_t n) __attribute__((malloc, returns_nonnull));
void *memory_zero(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
void *memory_resize(void *p, size_t n) __attribute__((returns_nonnull));
/* As memory_resize(p, count * size), the product checked. */
void *memory_resize_array(void *p, size_t count, size_t size) __attribute__((returns_nonnull));
void *memory_copy(const void *p, size_t n) __attribute__((malloc, returns_nonnull));
/*
 * count * size zeroed bytes in large pages where the system has them: for tables that are read all
 * over, where looking for small pages would take most of the time. Freed by free().
 */
void *memory_large(size_t count, size_t size) __attribute__((malloc, returns_nonnull));
char *memory_string(const char *s) __attribute__((malloc, returns_nonnull));

#endif
