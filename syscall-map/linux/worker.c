/* SPDX-License-Identifier: MIT */
/* Host threads.  They inherit their mask from the one who makes them, so that there is no moment in which a signal
 * could reach one; pthread_attr_setsigmask_np(), which would do as well, is younger than the oldest libc we run on. */
#include "linux/worker.h"

#include "door/door.h"

#include <pthread.h>
#include <signal.h>

int worker_start(void *(*run)(void *argument), void *argument, size_t stack, bool guest_memory)
{
    pthread_attr_t attributes;
    pthread_t thread;
    sigset_t mask, before;
    int error = pthread_attr_init(&attributes);
    if (error) return error;
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    if (stack) error = pthread_attr_setstacksize(&attributes, stack);
    sigfillset(&mask);
    if (guest_memory) {
        sigdelset(&mask, SIGSEGV);
        sigdelset(&mask, SIGBUS);
    }
    if (!error) {
        door_not_alone();
        pthread_sigmask(SIG_SETMASK, &mask, &before);
        error = pthread_create(&thread, &attributes, run, argument);
        pthread_sigmask(SIG_SETMASK, &before, NULL);
    }
    pthread_attr_destroy(&attributes);
    return error;
}
