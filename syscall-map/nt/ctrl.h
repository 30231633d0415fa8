/* SPDX-License-Identifier: MIT */
/* Control events: what Linux's signals to the process are to a console program. */
#ifndef METIC_NT_CTRL_H
#define METIC_NT_CTRL_H

#include "nt.h"

#include <stdbool.h>

/* dwCtrlType of HandlerRoutine */
enum { CTRL_C_EVENT, CTRL_BREAK_EVENT, CTRL_CLOSE_EVENT };

/* Catches the signals; once, before the guest runs.  False: they cannot be caught.  `ignore_c` gets whether Ctrl-C is
 * to be ignored, as whoever started us ignores SIGINT. */
bool ctrl_init(bool *ignore_c);

/* A signal came and nobody is there to see to it: the next ctrl_look() is to be soon. */
bool ctrl_waiting(void);

/* Ordinary context, no lock held: starts who sees to the signals that have come.  Cheap when none has. */
void ctrl_look(void);

/* How many events for `event` (CTRL_C_EVENT, CTRL_BREAK_EVENT) have come so far. */
uint32_t ctrl_count(void);

/* An event as if its signal had come (GenerateConsoleCtrlEvent).  STATUS_INVALID_PARAMETER. */
NTSTATUS ctrl_generate(ULONG event);

/* The same for all processes of the console, this one too. */
NTSTATUS ctrl_generate_console(ULONG event);

/* The ids of the console's processes, this one's first, as many as fit; how many there are. */
uint32_t ctrl_console_processes(uint32_t *list, uint32_t room);

/* GenerateConsoleCtrlEvent for the processes of a group that have our console (ctrl_group.c).
 * STATUS_INVALID_PARAMETER: there are none. */
NTSTATUS ctrl_generate_group(ULONG event, uint32_t group);

/* The program takes the default action for an event: it is about to end with STATUS_CONTROL_C_EXIT. */
void ctrl_unhandled(ULONG event);

/* If `status` is that end, ends the process as the event's signal asks; else returns. */
void ctrl_exit(uint32_t status);

#endif
