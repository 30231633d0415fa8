/* SPDX-License-Identifier: MIT */
/* What the driver and the Windows programs of the fault test write to each other: a file that all map. */
#ifndef METIC_TESTS_FAULT_BOARD_H
#define METIC_TESTS_FAULT_BOARD_H

#include <stdint.h>

enum { SURVIVORS = 3 };

struct board {
    volatile int32_t pause;              /* survivors are to stop after their round; else to go on */
    volatile int32_t stopped[SURVIVORS]; /* the `pause` that this one stopped for */
    volatile int32_t rounds[SURVIVORS];
    volatile int32_t process[SURVIVORS];
    volatile int64_t event[SURVIVORS]; /* a handle there */
    volatile int32_t first, second;    /* equal, but while the mutex is owned */
    volatile int32_t verify, verified; /* survivor 0 looks whether the pair is a pair, while all stand */
    volatile int32_t failures;
    char what[200]; /* the first of them */
};

#endif
