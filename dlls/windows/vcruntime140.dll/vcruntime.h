/* SPDX-License-Identifier: MIT */
/* What the files of vcruntime140.dll and vcruntime140_1.dll share: the per-thread data and the handlers that programs
 * set. */
#ifndef METIC_VCRUNTIME_H
#define METIC_VCRUNTIME_H

/* mingw-w64's headers declare some of these functions as imports */
#define _CRTIMP
#define _INC_STDLIB
#include "nt.h"
#include "nt_lib.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef void(__cdecl *plain_handler)(void);
typedef void(__cdecl *se_translator)(unsigned code, EXCEPTION_POINTERS *pointers);

/* One for each exception that a catch block is handling, on the stack of whoever called the block. */
struct frame_info {
    void *object;
    struct frame_info *next;
};

/* What each thread has, or each fiber: a fiber's catch blocks are on its own stack. */
struct vcruntime_thread {
    EXCEPTION_RECORD *exception; /* what the innermost catch block handles */
    CONTEXT *context;
    int unwinding; /* destructors that an unwind is running */
    struct frame_info *frames;
    plain_handler unexpected;
    se_translator translator;
    struct catch *catches; /* frame.c: catch blocks that run, the newest first */
    uint64_t passed_frame; /* frame.c: a frame whose catch block has just been unwound, */
    int passed_state;      /* and the state it has left the frame in */
};

/* The calling thread's data, made at the first use.  Never NULL: out of memory ends the process. */
struct vcruntime_thread *vcruntime_self(void);

static inline void *vcruntime_allocate(size_t size)
{
    return RtlAllocateHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, size);
}

static inline void vcruntime_free(void *block)
{
    if (block) RtlFreeHeap(NtCurrentTeb()->ProcessEnvironmentBlock->ProcessHeap, 0, block);
}

/* ---- exports that the files call ---- */
EXCEPTION_RECORD **__current_exception(void);
CONTEXT **__current_exception_context(void);
int *__processing_throw(void);
plain_handler _get_unexpected(void);
se_translator _set_se_translator(se_translator translator);

#endif
