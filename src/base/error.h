/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What went wrong, as one finished English sentence.
 *
 * Fallible functions return 0 / -1 (readers: 1 / 0 end / -1) and take `struct error *` last. The
 * text is filled once, where it happened, and says what, where and what to do; callers pass it up
 * untouched or put a context before it with error_prefix(). Whoever shows it to a person masks it
 * (base/text.h), since it may quote evidence.
 */
#ifndef WINNOW_BASE_ERROR_H
#define WINNOW_BASE_ERROR_H

#define ERROR_TEXT_MAX 1024

enum error_kind {
	ERROR_NONE = 0,
	ERROR_USAGE,  /* the caller's words: exit 2 */
	ERROR_INPUT,  /* evidence, a record or a list is not what it should be */
	ERROR_SYSTEM, /* the operating system said no */
	ERROR_OUTPUT, /* what we write could not be written */
};

struct error {
	enum error_kind kind;
	char text[ERROR_TEXT_MAX]; /* always terminated; empty when kind is ERROR_NONE */
};

/*
 * Fills *e unless it holds an error already. Always returns -1, so `return
 * error_set(…)` reads well.
 */
int error_set(struct error *e, enum error_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* As error_set(e, ERROR_SYSTEM, …) with ": " and strerror(errno) behind. */
int error_system(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "context: " before the text of *e. Always returns -1. */
int error_prefix(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

void error_clear(struct error *e);

#endif
