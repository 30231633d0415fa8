/* SPDX-License-Identifier: MIT */
/* Callbacks that the tests of the thread pool's work share. */
#ifndef METIC_TESTS_POOL_H
#define METIC_TESTS_POOL_H

#include "check.h"
#include "counter.h"

static volatile LONG started;
static HANDLE go; /* manual: callbacks that wait may go on */

static void CALLBACK count_work(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)instance, (void)work;
    InterlockedIncrement((volatile LONG *)context);
}

static void CALLBACK wait_work(PTP_CALLBACK_INSTANCE instance, void *context, PTP_WORK work)
{
    (void)instance, (void)work;
    InterlockedIncrement(&started);
    WaitForSingleObject(go, 10000);
    InterlockedIncrement((volatile LONG *)context);
}

#endif
