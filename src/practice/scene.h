/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What practice pictures show: hills and a lake, shapes, bars and numbers, words.
 * Nothing else, ever.
 */
#ifndef WINNOW_PRACTICE_SCENE_H
#define WINNOW_PRACTICE_SCENE_H

#include "practice/raster.h"
#include "practice/recipe.h"

/* Draws what a recipe's picture says. name: where its numbers come from, with the recipe's seed. */
void scene_draw(struct raster *r, const struct picture *picture, const char *name, uint64_t seed);

/* What became of a drawn picture. */
void raster_alter(struct raster *r, const struct alteration *a);

#endif
