/* SPDX-License-Identifier: MIT */
/* What the driver (drive.c) and the points of the fault build (point.c) share: a file, named by METIC_FAULTS. */
#ifndef METIC_TESTS_FAULT_CONTROL_H
#define METIC_TESTS_FAULT_CONTROL_H

#include <stdatomic.h>
#include <stdint.h>

enum { FAULT_POINTS = 256, FAULT_NAME = 40 };

struct fault_control {
    _Atomic uint32_t armed;    /* 1 + the number of the point that kills; 0: none does */
    _Atomic int32_t countdown; /* it does at this many visits */
    _Atomic uint32_t count;    /* points */
    _Atomic int32_t last;      /* who was killed last: its Linux number */
    struct {
        char name[FAULT_NAME];
        _Atomic uint32_t hits, kills;
    } points[FAULT_POINTS];
};

#endif
