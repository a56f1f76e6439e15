if HAVE_CMOCKA
if BUILD_PRACTICE
check_PROGRAMS += tests/unit/test_practice_recipe tests/unit/test_practice_draw tests/unit/test_practice_disk
tests_unit_test_practice_recipe_SOURCES = tests/unit/test_practice_recipe.c
tests_unit_test_practice_recipe_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_practice_recipe_LDADD = src/practice/libpractice.a $(PRACTICE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_practice_draw_SOURCES = tests/unit/test_practice_draw.c
tests_unit_test_practice_draw_CPPFLAGS = $(UNIT_CPPFLAGS) $(PNG_CFLAGS)
tests_unit_test_practice_draw_LDADD = src/practice/libpractice.a $(PRACTICE_LIBS) $(CMOCKA_LIBS)
tests_unit_test_practice_disk_SOURCES = tests/unit/test_practice_disk.c
tests_unit_test_practice_disk_CPPFLAGS = $(UNIT_CPPFLAGS)
tests_unit_test_practice_disk_LDADD = src/practice/libpractice.a $(PRACTICE_LIBS) $(CMOCKA_LIBS)
TESTS += tests/unit/test_practice_recipe tests/unit/test_practice_draw tests/unit/test_practice_disk
endif
endif
