/* SPDX-License-Identifier: Apache-2.0 */
/* The engine: order, what a lost worker costs, what a source's jobs give. */
#include <assert.h>
#include <config.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "flow/flow.h"

/* Marks each item; dies on "crash", never ends on "hang". */
static int
mark_item(void *state, struct item *item, struct error *e)
{
	struct buffer id = BUFFER_EMPTY;

	(void)state;
	(void)e;
	if (record_text(item->record, "id", &id) == 0 && strstr(buffer_text(&id), "crash"))
		raise(SIGKILL);
	while (strstr(buffer_text(&id), "hang"))
		;
	edit_set_text(item->edit, "marked", "yes");
	buffer_release(&id);
	return 0;
}

static int
count_item(void *state, struct item *item, struct error *e)
{
	(void)state;
	(void)e;
	edit_set_text(item->edit, "counted", "yes");
	return 0;
}

static const struct stage marking = {"test-mark", false, NULL, mark_item, NULL};
static const struct stage counting = {"test-count", false, NULL, count_item, NULL};

static int
collect(void *ctx, const struct record *r, struct span line, struct error *e)
{
	(void)r;
	(void)e;
	buffer_add(ctx, line.p, line.n);
	return 0;
}

static int
feed(const char *text, size_t n)
{
	FILE *f = tmpfile();
	int fd;

	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fflush(f);
	fd = dup(fileno(f));
	lseek(fd, 0, SEEK_SET);
	fclose(f);
	return fd;
}

static struct flow_result
run_records(const struct stage_use *stages, size_t n, unsigned workers, struct span text,
	    struct buffer *out)
{
	struct flow flow = {.stages = stages,
			    .nstages = n,
			    .sink = {collect, NULL, NULL, out},
			    .workers = workers,
			    .item_seconds = 1};
	struct flow_input input = {NULL, feed(text.p, text.n), "test"};
	struct flow_result result = {0};
	struct stream_verdict verdict = {0};
	struct error e = {0};

	input.reader = line_reader_new(input.fd, input.name);
	assert_int_equal(flow_records(&flow, &input, &result, &verdict, &e), 0);
	line_reader_free(&input.reader);
	close(input.fd);
	return result;
}

static void
make_items(struct buffer *text, unsigned n, const char *special, unsigned where)
{
	buffer_add_text(text, "{\"record\":\"run\",\"run_id\":\"r\",\"tool\":\"t\"}\n");
	for (unsigned i = 0; i < n; i++)
		buffer_add_format(text, "{\"record\":\"file\",\"id\":\"%s%u\",\"size\": %u}\n",
				  i == where ? special : "item", i, i);
	buffer_add_format(text, "{\"record\":\"end\",\"run_id\":\"r\",\"items\":%u,\"status\":0}\n",
			  n);
}

static void
test_order_is_kept_whatever_the_workers(void **state)
{
	const struct stage_use stages[] = {{&marking, NULL}, {&counting, NULL}};
	struct buffer text = BUFFER_EMPTY, one = BUFFER_EMPTY, many = BUFFER_EMPTY;

	(void)state;
	make_items(&text, 5000, "", 5001);
	assert_int_equal(run_records(stages, 2, 1, buffer_span(&text), &one).items, 5000);
	assert_int_equal(run_records(stages, 2, 4, buffer_span(&text), &many).items, 5000);
	assert_int_equal(one.n, many.n);
	assert_memory_equal(one.data, many.data, one.n);
	assert_non_null(strstr(buffer_text(&one),
			       "{\"record\":\"file\",\"id\":\"item4999\",\"size\": 4999"
			       ",\"marked\":\"yes\",\"counted\":\"yes\"}\n"));
	buffer_release(&text);
	buffer_release(&one);
	buffer_release(&many);
}

static size_t
count(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)); text += strlen(what))
		n++;
	return n;
}

/*
 * The item keeps its place, carries one note of the stage at fault, and the other stage still
 * did its work.
 */
static void
misfortune(const char *special, const char *phrase)
{
	const struct stage_use stages[] = {{&marking, NULL}, {&counting, NULL}};
	struct buffer text = BUFFER_EMPTY, out = BUFFER_EMPTY;
	struct flow_result result;
	const char *item;

	make_items(&text, 300, special, 137);
	result = run_records(stages, 2, 2, buffer_span(&text), &out);
	assert_int_equal(result.items, 300);
	assert_int_equal(result.noted, 1);
	assert_int_equal(count(buffer_text(&out), "\"marked\":\"yes\""), 299);
	assert_int_equal(count(out.data, "\"counted\":\"yes\""), 300);
	assert_int_equal(count(out.data, "\"notes\""), 1);
	item = strstr(out.data, special);
	assert_non_null(item);
	assert_true(strstr(item, "\"tool\":\"test-mark\"") > item);
	assert_non_null(strstr(item, phrase));
	assert_true(strstr(item, "item138") > item);
	buffer_release(&text);
	buffer_release(&out);
}

static void
test_a_crash_costs_one_stage_of_one_item(void **state)
{
	(void)state;
	misfortune("crash", "died of signal 9");
}

static void
test_a_hang_costs_one_stage_of_one_item(void **state)
{
	(void)state;
	misfortune("hang", "no sign of life");
}

static void
test_lines_that_are_no_records_are_left_out_and_counted(void **state)
{
	const struct stage_use stages[] = {{&counting, NULL}};
	static const char text[] = "{\"record\":\"run\",\"run_id\":\"r\"}\n"
				   "no record\n"
				   "{\"record\":\"file\",\"id\":\"1\"}\n"
				   "{\"record\":\"file\",\"id\":\"2\"";
	struct buffer out = BUFFER_EMPTY;
	struct flow_result result =
		run_records(stages, 1, 1, (struct span){text, sizeof text - 1}, &out);

	(void)state;
	assert_int_equal(result.items, 1);
	assert_int_equal(result.broken_lines, 2);
	assert_non_null(strstr(result.broken.text, "test, line 2"));
	buffer_release(&out);
}

static void
test_foreign_records_pass_byte_for_byte(void **state)
{
	const struct stage_use stages[] = {{&counting, NULL}};
	static const char text[] =
		"{ \"record\" : \"else\" , \"x\":0.10, \"x\":18446744073709551615 }\n"
		"{\"no\":\"kind\"}\n";
	struct buffer out = BUFFER_EMPTY;

	(void)state;
	run_records(stages, 1, 2, (struct span){text, sizeof text - 1}, &out);
	assert_int_equal(out.n, sizeof text - 1);
	assert_memory_equal(out.data, text, out.n);
	buffer_release(&out);
}

/* ---- Rounds ---- */

/*
 * Three rounds over any evidence: the jobs of the first keep their numbers, those of the second
 * double them and keep the result, the last plan sums up. Job 3 dies when `crash` says so, the
 * second plan with 2.
 */
struct rounds {
	int crash;
};

static int
say(struct emitter *out, const char *what, unsigned n, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	int r;

	buffer_add_format(&b, "{\"record\":\"x\",\"%s\":%u}\n", what, n);
	r = out->lines(out, buffer_span(&b), e);
	buffer_release(&b);
	return r;
}

static int
give_job(struct emitter *out, unsigned n, struct error *e)
{
	return out->job(out, (struct span){(const char *)&n, sizeof n}, 1, NULL, e);
}

static int
plan_rounds(const struct source_input *in, struct emitter *out, struct error *e)
{
	assert(in->round == 0);
	for (unsigned i = 0; i < 20; i++)
		if (give_job(out, i, e))
			return -1;
	return out->share(out, span_of("first"), e);
}

static int
plan_next_round(const struct source_input *in, struct span kept, struct emitter *out,
		struct error *e)
{
	const struct rounds *config = in->config;
	unsigned n, sum = 0;

	if (config->crash == 2)
		raise(SIGKILL);
	for (size_t at = 0; at < kept.n; at += sizeof n) {
		memcpy(&n, kept.p + at, sizeof n);
		sum += n;
		if (in->round == 1 && give_job(out, n, e))
			return -1;
	}
	if (in->round == 1 && out->share(out, span_of("second"), e))
		return -1;
	return say(out, in->round == 1 ? "first sum" : "second sum", sum, e);
}

static int
run_one(const struct source_input *in, void **state, struct span job, struct emitter *out,
	struct error *e)
{
	const struct rounds *config = in->config;
	unsigned n;

	(void)state;
	memcpy(&n, job.p, sizeof n);
	assert(strncmp(in->shared.p, in->round ? "second" : "first", in->shared.n) == 0);
	if (in->round == 0 && n == 3 && config->crash == 1)
		raise(SIGKILL);
	if (say(out, in->round ? "twice" : "once", n, e))
		return -1;
	n *= in->round ? 2 : 1;
	return out->keep(out, (struct span){(const char *)&n, sizeof n}, e);
}

static void
close_nothing(void *state)
{
	(void)state;
}

static struct flow_result
run_source_with(const struct source *source, const void *config, unsigned workers,
		struct buffer *out)
{
	char path[] = "test_flow_XXXXXX";
	int fd = mkstemp(path);
	struct flow flow = {
		.sink = {collect, NULL, NULL, out}, .workers = workers, .item_seconds = 1};
	struct flow_result result = {0};
	struct error e = {0};

	assert_true(fd >= 0 && ftruncate(fd, 65536) == 0);
	assert_int_equal(flow_evidence(&flow, source, config, path, &result, &e), 0);
	close(fd);
	unlink(path);
	return result;
}

static struct flow_result
run_source(int crash, unsigned workers, struct buffer *out)
{
	static const struct source source = {"test-rounds", plan_rounds,   plan_next_round,
					     run_one,	    close_nothing, NULL};
	const struct rounds config = {crash};

	return run_source_with(&source, &config, workers, out);
}

static void
test_rounds_follow_each_other(void **state)
{
	struct buffer one = BUFFER_EMPTY, many = BUFFER_EMPTY;

	(void)state;
	run_source(0, 1, &one);
	run_source(0, 4, &many);
	assert_int_equal(count(buffer_text(&one), "\"once\""), 20);
	assert_int_equal(count(one.data, "\"twice\""), 20);
	assert_non_null(strstr(one.data, "\"once\":19}\n{\"record\":\"x\",\"first sum\":190}\n"
					 "{\"record\":\"x\",\"twice\":0}\n"));
	assert_non_null(strstr(one.data, "\"second sum\":380}\n"));
	assert_int_equal(one.n, many.n);
	assert_memory_equal(one.data, many.data, one.n);
	buffer_release(&one);
	buffer_release(&many);
}

static void
test_a_lost_job_costs_its_part_of_the_next_round(void **state)
{
	struct buffer out = BUFFER_EMPTY;
	struct flow_result result;

	(void)state;
	result = run_source(1, 2, &out);
	assert_int_equal(result.workers_lost, 1);
	assert_int_equal(count(buffer_text(&out), "part 4 of 20 was not finished"), 1);
	assert_int_equal(count(out.data, "\"twice\""), 19);
	assert_non_null(strstr(out.data, "\"second sum\":374}\n"));
	buffer_release(&out);
}

static void
test_a_lost_plan_costs_what_was_to_come(void **state)
{
	struct buffer out = BUFFER_EMPTY;

	(void)state;
	run_source(2, 2, &out);
	assert_int_equal(count(buffer_text(&out), "\"once\""), 20);
	assert_int_equal(count(out.data, "round 2 of the search was not finished"), 1);
	assert_int_equal(count(out.data, "\"twice\""), 0);
	buffer_release(&out);
}

/* Four jobs of ten addresses each. The second was taken over, and would have all the rest. */
static int
plan_places(const struct source_input *in, struct emitter *out, struct error *e)
{
	(void)in;
	for (unsigned i = 0; i < 4; i++) {
		const struct job_place place = {i * 10, i * 10 + 10, 40};

		if (out->job(out, (struct span){(const char *)&i, sizeof i}, 1, &place, e))
			return -1;
	}
	return 0;
}

static int
place(struct emitter *out, uint64_t start, uint64_t end, struct error *e)
{
	struct buffer b = BUFFER_EMPTY;
	int r;

	buffer_add_format(&b, "{\"record\":\"x\",\"at\":%llu}\n", (unsigned long long)start);
	r = out->placed(out, start, end, buffer_span(&b), e);
	buffer_release(&b);
	return r;
}

static int
run_place(const struct source_input *in, void **state, struct span job, struct emitter *out,
	  struct error *e)
{
	unsigned n;

	(void)in;
	(void)state;
	memcpy(&n, job.p, sizeof n);
	if (n == 1 && (place(out, 3, 12, e) || place(out, 11, 1000, e) || place(out, 12, 5, e) ||
		       place(out, 20, 40, e)))
		return -1;
	/* It goes on into the next job, whose first one is inside it. */
	return place(out, n * 10 + 2, n * 10 + 3, e) || place(out, n * 10 + 5, n * 10 + 12, e)
		       ? -1
		       : place(out, n * 10 + 12, n * 10 + 13, e);
}

static void
test_items_are_held_to_the_place_of_their_job(void **state)
{
	static const struct source source = {"test-places", plan_places,   NULL,
					     run_place,	    close_nothing, NULL};
	struct buffer out = BUFFER_EMPTY;

	(void)state;
	run_source_with(&source, NULL, 2, &out);
	assert_string_equal(buffer_text(&out), "{\"record\":\"x\",\"at\":2}\n"
					       "{\"record\":\"x\",\"at\":5}\n"
					       "{\"record\":\"x\",\"at\":12}\n"
					       "{\"record\":\"x\",\"at\":15}\n"
					       "{\"record\":\"x\",\"at\":22}\n"
					       "{\"record\":\"x\",\"at\":25}\n"
					       "{\"record\":\"x\",\"at\":32}\n");
	buffer_release(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_is_kept_whatever_the_workers),
		cmocka_unit_test(test_a_crash_costs_one_stage_of_one_item),
		cmocka_unit_test(test_a_hang_costs_one_stage_of_one_item),
		cmocka_unit_test(test_lines_that_are_no_records_are_left_out_and_counted),
		cmocka_unit_test(test_foreign_records_pass_byte_for_byte),
		cmocka_unit_test(test_rounds_follow_each_other),
		cmocka_unit_test(test_a_lost_job_costs_its_part_of_the_next_round),
		cmocka_unit_test(test_a_lost_plan_costs_what_was_to_come),
		cmocka_unit_test(test_items_are_held_to_the_place_of_their_job),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
