/* SPDX-License-Identifier: Apache-2.0 */
/* Serves one worker: an item after the other, until it hangs up. */
#ifndef WINNOW_PIXELS_SERVE_H
#define WINNOW_PIXELS_SERVE_H

/* 0 the worker hung up, -1 it talks nonsense. */
int serve(int fd);

#endif
