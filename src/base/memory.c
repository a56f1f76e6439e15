/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

_Noreturn static void
out_of_memory(void)
{
	static const char message[] = "winnow: out of memory; the output is incomplete\n";
	ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
	(void)ignored;
	_exit(3);
}

void *
memory_new(size_t n)
{
	void *p = malloc(n ? n : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *
memory_zero(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *
memory_resize(void *p, size_t n)
{
	p = realloc(p, n ? n : 1);
	if (!p)
		out_of_memory();
	return p;
}

void *
memory_resize_array(void *p, size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		out_of_memory();
	return memory_resize(p, n);
}

#define LARGE_PAGE ((size_t)2 << 20)

void *
memory_large(size_t count, size_t size)
{
	void *p;
	size_t n;

	if (__builtin_mul_overflow(count, size, &n) || n > SIZE_MAX - LARGE_PAGE)
		out_of_memory();
	n = n ? (n + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE : LARGE_PAGE;
	if (posix_memalign(&p, LARGE_PAGE, n))
		out_of_memory();
	(void)madvise(p, n, MADV_HUGEPAGE);
	memset(p, 0, n);
	return p;
}

void *
memory_copy(const void *p, size_t n)
{
	void *copy = memory_new(n);
	if (n > 0)
		memcpy(copy, p, n);
	return copy;
}

char *
memory_string(const char *s)
{
	return memory_copy(s, strlen(s) + 1);
}
