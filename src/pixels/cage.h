/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the decoding helper gives up: everything but computing, memory up to a limit, threads (in
 * the decoder) and talking through its socket.
 */
#ifndef WINNOW_PIXELS_CAGE_H
#define WINNOW_PIXELS_CAGE_H

#include "base/error.h"

/* The program itself, which only starts decoders and waits for them. */
int cage_keeper(struct error *e);

/* A decoder: no further processes. memory: bytes. */
int cage_decoder(unsigned long memory, struct error *e);

#endif
