/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_SHARED_DATA_H
#define METIC_NT_SHARED_DATA_H

/* Writes what KUSER_SHARED_DATA holds besides the time into its zeroed page; runs in a signal handler. */
void shared_data_fill(void *page);

#endif
