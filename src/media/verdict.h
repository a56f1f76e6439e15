/* SPDX-License-Identifier: Apache-2.0 */
/* How a walker of media/ writes down what it found. Offsets are from the file's start. */
#ifndef WINNOW_MEDIA_VERDICT_H
#define WINNOW_MEDIA_VERDICT_H

#include "media/media.h"

/* Forgets everything: MEDIA_NOT. */
void verdict_begin(struct media_walk *w);

/* The structure was walked to its end at `length`. */
void verdict_whole(struct media_walk *w, uint64_t length, double confidence, const char *why, ...)
	__attribute__((format(printf, 4, 5)));

/*
 * The bytes end at `at`, or the structure breaks there. The head must have held up before: a walk
 * whose mime is not set by then stays MEDIA_NOT.
 */
void verdict_truncated(struct media_walk *w, uint64_t at, double confidence, const char *why, ...)
	__attribute__((format(printf, 4, 5)));
void verdict_damaged(struct media_walk *w, uint64_t at, double confidence, const char *why, ...)
	__attribute__((format(printf, 4, 5)));

/* Appends "; …" to why of a verdict already given. */
void verdict_add(struct media_walk *w, const char *more, ...) __attribute__((format(printf, 2, 3)));

#endif
