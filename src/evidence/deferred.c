/* SPDX-License-Identifier: Apache-2.0 */
#include <dlfcn.h>

#include "evidence/deferred_parts.h"

static int
refuse(const char *library, struct error *e)
{
	const char *why = dlerror();

	return error_set(e, ERROR_SYSTEM, "this evidence cannot be read without %s: %s", library,
			 why ? why : "it lacks a function");
}

int
deferred_functions(const char *library, const char *const *names, void **functions, struct error *e)
{
	void *handle;

	if (functions[0])
		return 0;
	handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return refuse(library, e);
	for (size_t i = 0; names[i]; i++) {
		functions[i] = dlsym(handle, names[i]);
		if (!functions[i])
			return refuse(library, e);
	}
	return 0; /* it stays loaded until the end */
}

int
deferred_load(unsigned needs, struct error *e)
{
	if (needs & DEFERRED_TSK && deferred_load_tsk(e))
		return -1;
	return needs & DEFERRED_ARCHIVE ? deferred_load_archive(e) : 0;
}
