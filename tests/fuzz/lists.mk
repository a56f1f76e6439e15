# One program a format of lists, all from one source; `list` tells formats by content.
LIST_FUZZ = tests/fuzz/fuzz_list.c tests/unit/list_check.h
check_PROGRAMS += tests/fuzz/replay_list_vics
tests_fuzz_replay_list_vics_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_vics_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"vics"'
tests_fuzz_replay_list_vics_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_vics
check_PROGRAMS += tests/fuzz/replay_list_stopncii
tests_fuzz_replay_list_stopncii_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_stopncii_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"stopncii"'
tests_fuzz_replay_list_stopncii_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_stopncii
check_PROGRAMS += tests/fuzz/replay_list_ncmec
tests_fuzz_replay_list_ncmec_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_ncmec_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"ncmec"'
tests_fuzz_replay_list_ncmec_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_ncmec
check_PROGRAMS += tests/fuzz/replay_list_sqlite
tests_fuzz_replay_list_sqlite_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_sqlite_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"sqlite"'
tests_fuzz_replay_list_sqlite_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_sqlite
check_PROGRAMS += tests/fuzz/replay_list_sql
tests_fuzz_replay_list_sql_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_sql_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"sql"'
tests_fuzz_replay_list_sql_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_sql
check_PROGRAMS += tests/fuzz/replay_list_encase
tests_fuzz_replay_list_encase_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_encase_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"encase"'
tests_fuzz_replay_list_encase_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_encase
check_PROGRAMS += tests/fuzz/replay_list_hfind
tests_fuzz_replay_list_hfind_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_hfind_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"hfind"'
tests_fuzz_replay_list_hfind_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_hfind
check_PROGRAMS += tests/fuzz/replay_list_pdq
tests_fuzz_replay_list_pdq_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_pdq_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"pdq"'
tests_fuzz_replay_list_pdq_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_pdq
check_PROGRAMS += tests/fuzz/replay_list_table
tests_fuzz_replay_list_table_SOURCES = $(LIST_FUZZ) tests/fuzz/replay.c
tests_fuzz_replay_list_table_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"table"'
tests_fuzz_replay_list_table_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_list_table
check_PROGRAMS += tests/fuzz/replay_bloom
tests_fuzz_replay_bloom_SOURCES = tests/fuzz/fuzz_bloom.c tests/fuzz/replay.c
tests_fuzz_replay_bloom_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_bloom_LDADD = $(HASHSET_FUZZ_LDADD)
TESTS += tests/fuzz/replay_bloom
if BUILD_FUZZERS
check_PROGRAMS += tests/fuzz/fuzz_list_vics
tests_fuzz_fuzz_list_vics_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_vics_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"vics"'
tests_fuzz_fuzz_list_vics_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_vics_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_stopncii
tests_fuzz_fuzz_list_stopncii_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_stopncii_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"stopncii"'
tests_fuzz_fuzz_list_stopncii_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_stopncii_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_ncmec
tests_fuzz_fuzz_list_ncmec_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_ncmec_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"ncmec"'
tests_fuzz_fuzz_list_ncmec_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_ncmec_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_sqlite
tests_fuzz_fuzz_list_sqlite_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_sqlite_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"sqlite"'
tests_fuzz_fuzz_list_sqlite_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_sqlite_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_sql
tests_fuzz_fuzz_list_sql_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_sql_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"sql"'
tests_fuzz_fuzz_list_sql_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_sql_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_encase
tests_fuzz_fuzz_list_encase_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_encase_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"encase"'
tests_fuzz_fuzz_list_encase_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_encase_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_hfind
tests_fuzz_fuzz_list_hfind_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_hfind_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"hfind"'
tests_fuzz_fuzz_list_hfind_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_hfind_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_pdq
tests_fuzz_fuzz_list_pdq_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_pdq_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"pdq"'
tests_fuzz_fuzz_list_pdq_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_pdq_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_list_table
tests_fuzz_fuzz_list_table_SOURCES = $(LIST_FUZZ)
tests_fuzz_fuzz_list_table_CPPFLAGS = $(FUZZ_CPPFLAGS) -DLIST_FORMAT='"table"'
tests_fuzz_fuzz_list_table_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_list_table_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
check_PROGRAMS += tests/fuzz/fuzz_bloom
tests_fuzz_fuzz_bloom_SOURCES = tests/fuzz/fuzz_bloom.c
tests_fuzz_fuzz_bloom_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_fuzz_bloom_LDADD = $(HASHSET_FUZZ_LDADD)
tests_fuzz_fuzz_bloom_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
endif
