/* SPDX-License-Identifier: MIT */
#ifndef METIC_NT_LOOK_H
#define METIC_NT_LOOK_H

#include <stdbool.h>

/* So long who waits for something shared sleeps at most, in nanoseconds: who made it ready may have been killed before
 * it could wake anybody. */
enum { LOOK_AGAIN = 500000000 };

/* The calling thread is about to sleep on something shared.  True: it need set no limit, a signal ends the sleep in
 * time; look_end() follows. */
bool look_begin(void);
void look_end(void);

/* The thread ends. */
void look_leave(void);

#endif
