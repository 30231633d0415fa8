/* SPDX-License-Identifier: MIT */
/* FAULT(name): here a death would leave something half done in what other processes see.
 *
 * In the fault build (`make check-faults`) the process can be killed at such a point; in an ordinary one the macro is
 * nothing.  A name is used once. */
#ifndef METIC_FAULT_H
#define METIC_FAULT_H

#ifdef METIC_FAULTS
#define FAULT(name)                                                                                                    \
    do {                                                                                                               \
        static int fault_number = -1;                                                                                  \
        fault_point(#name, &fault_number);                                                                             \
    } while (0)
/* What else stands in the environment of a broker that is started. */
#define FAULT_ENVIRONMENT fault_environment()
void fault_point(const char *name, int *number);
char *fault_environment(void);
#else
#define FAULT(name)       ((void)0)
#define FAULT_ENVIRONMENT ((char *)0)
#endif

#endif
