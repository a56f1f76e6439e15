/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
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
