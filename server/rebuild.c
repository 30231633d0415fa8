/* SPDX-License-Identifier: MIT */
/* Who had a broker before holds the service byte of its slot for as long as it lives, so a new broker sees whom it must
 * wait for.  Until each of them has told its names, or a second has passed, nobody is answered: a name that is not
 * known yet would look as if it were free. */
#include "rebuild.h"

#include "client.h"
#include "fault.h"
#include "log.h"
#include "runtime.h"
#include "segment.h"

#include <time.h>

enum { PATIENCE = 1000, LOOK_AGAIN = 20 /* ms */ };

static uint8_t missing[SEGMENT_SLOTS]; /* by slot */
static uint32_t count;
static struct timespec began;

static int64_t waited(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - began.tv_sec) * 1000ll + (now.tv_nsec - began.tv_nsec) / 1000000;
}

void rebuild_begin(void)
{
    clock_gettime(CLOCK_MONOTONIC, &began);
    for (uint32_t slot = 0; (slot = runtime_service_next(slot)) < SEGMENT_SLOTS; slot++) {
        missing[slot] = 1;
        count++;
    }
}

bool rebuild_pending(void)
{
    return count;
}

static void arrived(uint32_t slot)
{
    missing[slot] = 0;
    FAULT(slot_back);
    if (!--count) clients_hear_all();
}

void rebuild_told(uint32_t slot)
{
    if (slot < SEGMENT_SLOTS && missing[slot]) arrived(slot);
}

int rebuild_look(void)
{
    if (!count) return -1;
    bool late = waited() >= PATIENCE;
    if (late) log_line("%u processes have not told the names they know", count);
    for (uint32_t slot = 0; count && slot < SEGMENT_SLOTS; slot++)
        if (missing[slot] && (late || runtime_service_next(slot) != slot)) arrived(slot);
    return count ? LOOK_AGAIN : -1;
}
