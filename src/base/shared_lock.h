/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A lock in memory that processes share. Should its holder die, the next one gets it all the same:
 * what it guards has to be whole at any time.
 */
#ifndef WINNOW_BASE_SHARED_LOCK_H
#define WINNOW_BASE_SHARED_LOCK_H

#include <pthread.h>

#include "base/error.h"

/* The memory is mapped MAP_SHARED and outlives all who use the lock. */
int shared_lock_init(pthread_mutex_t *lock, struct error *e);
void shared_lock_take(pthread_mutex_t *lock);
void shared_lock_drop(pthread_mutex_t *lock);

#endif
