/* SPDX-License-Identifier: Apache-2.0 */
/* The tree of a mount and the names in it, without FUSE. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mount/names.h"
#include "mount/tree.h"

static void
check_shown(const char *stored, unsigned turn, const char *shown)
{
	struct buffer b = BUFFER_EMPTY, back = BUFFER_EMPTY;

	assert_false(names_show(span_of(stored), turn, &b));
	assert_string_equal(buffer_text(&b), shown);
	names_stored(buffer_span(&b), &back);
	assert_string_equal(buffer_text(&back), stored);
	buffer_release(&b);
	buffer_release(&back);
}

static void
test_names(void **state)
{
	(void)state;
	check_shown("plain.jpg", 1, "plain.jpg");
	check_shown("100%.txt", 1, "100%.txt");
	check_shown("line\nfeed \377", 1, "line\nfeed \377");
	check_shown("...", 1, "...");
	check_shown("", 1, "%=");
	check_shown(".", 1, "%=%2E");
	check_shown("..", 1, "%=%2E%2E");
	check_shown("a/b%", 1, "%=a%2Fb%25");
	check_shown("%=a", 1, "%=%25=a");
	check_shown("%7=a", 1, "%=%257=a");
	check_shown("%~00=a", 1, "%=%25~00=a");
	check_shown("a.jpg", 2, "%2=a.jpg");
	check_shown("a/b", 12, "%12=a%2Fb");
}

/* Names that are too long keep their end, differ, and are short enough. */
static void
test_long_names(void **state)
{
	struct buffer one = BUFFER_EMPTY, two = BUFFER_EMPTY;
	char name[3001];

	(void)state;
	memset(name, '/', 3000);
	memcpy(name + 2996, ".jpg", 5);
	assert_true(names_show(span_of(name), 1, &one));
	assert_true(one.n <= NAMES_SHOWN_MAX);
	assert_memory_equal(one.data + one.n - 4, ".jpg", 4);
	name[1500] = 'x'; /* in the middle, which is cut out */
	assert_true(names_show(span_of(name), 1, &two));
	assert_true(one.n != two.n || memcmp(one.data, two.data, one.n) != 0);
	buffer_release(&one);
	buffer_release(&two);
}

static void
test_item_names(void **state)
{
	struct buffer b = BUFFER_EMPTY;

	(void)state;
	names_of_item(span_of("p2/88!a/b%.jpg"), span_of("image/jpeg"), &b);
	assert_string_equal(buffer_text(&b), "p2%2F88!a%2Fb%25.jpg.jpg");
	buffer_clear(&b);
	names_of_item(span_of("@512"), (struct span){NULL, 0}, &b);
	assert_string_equal(buffer_text(&b), "@512.bin");
	buffer_clear(&b);
	names_of_item(span_of("@512"), span_of("image/../../x"), &b);
	assert_string_equal(buffer_text(&b), "@512.bin");
	buffer_release(&b);
}

static struct tree *
new_tree(uint64_t memory)
{
	struct error e = {0};
	struct tree *t;

	assert_int_equal(tree_new(&t, memory, &e), 0);
	return t;
}

static void
add(struct listing *l, const char *name, unsigned type, uint64_t address)
{
	listing_add(l, span_of(name), NODE_ENTRY, type)->node.address = address;
}

/* Equal names are told apart, the folder and the lower address first; all are found again. */
static void
test_clashes(void **state)
{
	struct tree *t = new_tree(1 << 20);
	const struct node *root = tree_node(t, TREE_ROOT);
	struct listing l = {0};
	struct error e = {0};

	(void)state;
	add(&l, "same", DT_REG, 9);
	add(&l, "same", DT_REG, 5);
	add(&l, "same", DT_DIR, 7);
	add(&l, "a", DT_REG, 1);
	assert_int_equal(tree_enter(t, TREE_ROOT, &l, NULL, &e), 0);
	assert_int_equal(root->count, 4);
	assert_int_equal(tree_node(t, tree_find(t, root, "same"))->address, 7);
	assert_int_equal(tree_node(t, tree_find(t, root, "%2=same"))->address, 5);
	assert_int_equal(tree_node(t, tree_find(t, root, "%3=same"))->address, 9);
	assert_int_equal(tree_find(t, root, "sam"), 0);
	for (uint32_t i = 1; i < root->count; i++)
		assert_true(strcmp(tree_name(t, tree_node(t, root->first + i - 1)),
				   tree_name(t, tree_node(t, root->first + i))) < 0);
	listing_release(&l);
	tree_free(&t);
}

/* A folder that leads to one that stands above it, or elsewhere, is not gone into again. */
static void
test_loop(void **state)
{
	struct tree *t = new_tree(1 << 20);
	struct listing one = {0}, two = {0};
	struct error e = {0};
	uint32_t dir;

	(void)state;
	add(&one, "dir", DT_DIR, 100);
	assert_int_equal(tree_enter(t, TREE_ROOT, &one, NULL, &e), 0);
	dir = tree_find(t, tree_node(t, TREE_ROOT), "dir");
	add(&two, "again", DT_DIR, 100);
	add(&two, "other", DT_DIR, 101);
	assert_int_equal(tree_enter(t, dir, &two, NULL, &e), 0);
	assert_true(tree_node(t, tree_find(t, tree_node(t, dir), "again"))->flags & NODE_REPEATED);
	assert_false(tree_node(t, tree_find(t, tree_node(t, dir), "other"))->flags & NODE_REPEATED);
	listing_release(&one);
	listing_release(&two);
	tree_free(&t);
}

static void
test_full(void **state)
{
	struct tree *t = new_tree(8192);
	struct listing l = {0};
	struct error e = {0};
	char name[32];

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "name %u", i);
		add(&l, name, DT_REG, i);
	}
	assert_int_equal(tree_enter(t, TREE_ROOT, &l, NULL, &e), -1);
	assert_non_null(strstr(e.text, "memory"));
	assert_int_equal(tree_state(tree_node(t, TREE_ROOT)), NODE_BROKEN);
	listing_release(&l);
	tree_free(&t);
}

/* What one process enters, another sees; who comes second enters nothing. */
static void
test_shared(void **state)
{
	struct tree *t = new_tree(1 << 20);
	struct listing l = {0};
	struct error e = {0};
	int status;

	(void)state;
	add(&l, "name", DT_REG, 42);
	if (fork() == 0)
		_exit(tree_enter(t, TREE_ROOT, &l, NULL, &e) ? 1 : 0);
	wait(&status);
	assert_int_equal(status, 0);
	assert_int_equal(tree_state(tree_node(t, TREE_ROOT)), NODE_KNOWN);
	assert_int_equal(tree_enter(t, TREE_ROOT, &l, NULL, &e), 0);
	assert_int_equal(tree_count(t), 2);
	assert_int_equal(tree_node(t, tree_find(t, tree_node(t, TREE_ROOT), "name"))->address, 42);
	listing_release(&l);
	tree_free(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),	   cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_item_names), cmocka_unit_test(test_clashes),
		cmocka_unit_test(test_loop),	   cmocka_unit_test(test_full),
		cmocka_unit_test(test_shared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
