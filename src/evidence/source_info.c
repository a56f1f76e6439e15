/* SPDX-License-Identifier: Apache-2.0 */
#include "evidence/source_info.h"

#include "evidence/system_round.h"
#include "evidence/volume.h"

static int
plan(const struct source_input *in, struct emitter *out, struct error *e)
{
	struct buffer lines = BUFFER_EMPTY;
	struct volume_list list;
	int status;

	if (volumes_read(&list, in->image, e))
		return -1;
	status = volumes_describe(&list, in->image, &lines, e);
	if (status == 0)
		status = out->lines(out, buffer_span(&lines), e);
	if (status == 0)
		status = system_plan(&list, in->image, false, out, e);
	buffer_release(&lines);
	volumes_release(&list);
	return status;
}

static int
run(const struct source_input *in, void **state, struct span job, struct emitter *out,
    struct error *e)
{
	(void)state;
	if (!system_owns_job(job))
		return error_set(e, ERROR_INPUT, "winnow-info plans no such job");
	return system_run(in, job, out, e);
}

static void
close_nothing(void *state)
{
	(void)state;
}

const struct source source_info = {"winnow-info", plan, system_plan_next, run, close_nothing, NULL};
