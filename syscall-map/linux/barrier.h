/* SPDX-License-Identifier: MIT */
/* A memory barrier in every thread of the process that runs at this moment. */
#ifndef METIC_BARRIER_H
#define METIC_BARRIER_H

/* When it returns, every other thread has executed a full barrier since the call. */
void barrier_everywhere(void);

#endif
