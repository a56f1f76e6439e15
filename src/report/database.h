/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of a case in SQLite. Column names are those of the record stream (winnow-record(5));
 * what a record does not say is NULL.
 */
#ifndef WINNOW_REPORT_DATABASE_H
#define WINNOW_REPORT_DATABASE_H

#include "record/record.h"
#include "report/facts.h"

/* SQLite's application id of such a database, as its bytes stand at offset 68 of the file. */
#define DATABASE_MARK "winn"

struct database;

/* An empty file becomes a database with tables and no rows. */
int database_open(struct database **out, const char *path, struct error *e);
int database_item(struct database *d, const struct record *r, struct error *e);
int database_facts(struct database *d, const struct facts *f, struct error *e);
/* Indexes and views; everything is in the file then. */
int database_end(struct database *d, struct error *e);
void database_close(struct database **d); /* nothing when *d is NULL */

#endif
