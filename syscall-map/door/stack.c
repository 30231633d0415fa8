/* SPDX-License-Identifier: MIT */
/* Host stacks of guest threads.
 *
 * One high mapping each: a guard page, the host stack, and above it the alternate stack, so that what overflows the
 * host stack meets the guard (two mappings for Linux, which counts them).  A few are kept for the threads to come: a
 * thread that ends leaves its stack on a list with the word that Linux clears once the thread runs on it no more. */
#include "door/internal.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { GUARD = 4096, HOST_STACK = 256 << 10, ALT_STACK = 64 << 10, SIZE = GUARD + HOST_STACK + ALT_STACK, KEPT = 16 };

struct host_stack {
    char *mapping;
    _Atomic uint32_t tid; /* of the thread that has left it and may still run on it */
    struct host_stack *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* of the list; a leaf */
static struct host_stack *left_first, **left_last = &left_first;
static uint32_t left_count;

/* The one that was left first, if nobody runs on it any more. */
static struct host_stack *list_take(void)
{
    struct host_stack *stack = left_first;
    if (!stack || atomic_load(&stack->tid)) return NULL;
    left_first = stack->next;
    if (!left_first) left_last = &left_first;
    left_count--;
    return stack;
}

static void stack_free(struct host_stack *stack)
{
    munmap(stack->mapping, SIZE);
    free(stack);
}

int host_stack_take(struct door_thread *block, void **base, size_t *size)
{
    pthread_mutex_lock(&lock);
    struct host_stack *stack = list_take();
    pthread_mutex_unlock(&lock);
    if (!stack) {
        if (!(stack = malloc(sizeof *stack))) return ENOMEM;
        stack->mapping =
            mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
        int error = stack->mapping == MAP_FAILED ? errno : 0;
        if (!error && mprotect(stack->mapping, GUARD, PROT_NONE)) {
            error = errno;
            munmap(stack->mapping, SIZE);
        }
        if (error) {
            free(stack);
            return error;
        }
    }
    block->host_stack = stack;
    block->alt_stack = stack->mapping + GUARD + HOST_STACK;
    block->alt_stack_size = ALT_STACK;
    *base = stack->mapping + GUARD;
    *size = HOST_STACK;
    return 0;
}

void host_stack_give(struct host_stack *stack)
{
    stack_free(stack);
}

void host_stack_leave(struct host_stack *stack, uint32_t tid)
{
    struct host_stack *spare[2] = {NULL, NULL}; /* one comes, up to two go: a backlog of threads that are slow melts */
    atomic_store(&stack->tid, tid);
    syscall(SYS_set_tid_address, &stack->tid); /* libc looks at its own word for joined threads alone */
    stack->next = NULL;
    pthread_mutex_lock(&lock);
    *left_last = stack;
    left_last = &stack->next;
    left_count++;
    for (int i = 0; i < 2 && left_count > KEPT; i++) spare[i] = list_take();
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 2; i++)
        if (spare[i]) stack_free(spare[i]);
}
