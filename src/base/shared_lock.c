/* SPDX-License-Identifier: Apache-2.0 */
#include "base/shared_lock.h"

#include <errno.h>

int
shared_lock_init(pthread_mutex_t *lock, struct error *e)
{
	pthread_mutexattr_t attr;

	if (pthread_mutexattr_init(&attr) ||
	    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED) ||
	    pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST) ||
	    pthread_mutex_init(lock, &attr))
		return error_set(e, ERROR_SYSTEM, "a lock between processes cannot be made here");
	pthread_mutexattr_destroy(&attr);
	return 0;
}

void
shared_lock_take(pthread_mutex_t *lock)
{
	if (pthread_mutex_lock(lock) == EOWNERDEAD)
		pthread_mutex_consistent(lock);
}

void
shared_lock_drop(pthread_mutex_t *lock)
{
	pthread_mutex_unlock(lock);
}
