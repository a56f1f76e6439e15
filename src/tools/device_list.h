/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The devices that the records of a stream name, gathered: what winnow-exif --devices writes. Two
 * items are of one device when make, model and serial number stand alike in both; without a serial
 * number they are of one model only. The report's section on devices counts the same way.
 */
#ifndef WINNOW_TOOLS_DEVICE_LIST_H
#define WINNOW_TOOLS_DEVICE_LIST_H

#include "base/error.h"
#include "record/record.h"

/* What is kept of one device, beyond which only the number is told. */
#define DEVICE_PLACES_MAX 1000
#define DEVICE_NAMES_MAX  100

struct device_list;
struct device_list *device_list_new(void);
void device_list_free(struct device_list **l);

/* A record of any kind; those without `device` are passed over. */
void device_list_add(struct device_list *l, const struct record *r);

/*
 * A `device` record each, the most items first; see winnow-record(5). put: takes a whole line; -1
 * ends it.
 */
int device_list_write(struct device_list *l,
		      int (*put)(void *ctx, struct span line, struct error *e), void *ctx,
		      struct error *e);

#endif
