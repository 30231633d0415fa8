/* SPDX-License-Identifier: MIT */
/* Time in NT's units, and the page at 0x7ffe0000 that shows it to guests without a call. */
#ifndef METIC_LINUX_CLOCK_H
#define METIC_LINUX_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* 100 ns units since 1601 (UTC), and since boot (sleep included). */
int64_t clock_system_time(void);
int64_t clock_interrupt_time(void);

/* The system time that was `since_boot` units after the boot. */
int64_t clock_at_boot(uint64_t since_boot);

/* Any clock of Linux, in the same units. */
int64_t clock_units(clockid_t clock);

/* Reserves the page, unreadable: it costs nothing until a guest looks at it.  `fill` writes what is not time into the
 * zeroed page at the first look.  0 or an errno. */
int clock_init(void (*fill)(void *page));

/* Brings the page up to date, if a guest looks at it: at the end of a wait, and before a time is told by other ways. */
void clock_touch(void);

/* How often the page is brought up to date while nothing else happens, in units of 100 ns; at most 4 ms are taken. */
void clock_set_tick(uint32_t units);

/* A guest touched `address`: true if that was the page, which can be read now.  Signal handlers may call it. */
bool clock_fault(uint64_t address, bool write);

#endif
