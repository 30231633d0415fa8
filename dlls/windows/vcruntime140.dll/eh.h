/* SPDX-License-Identifier: MIT */
/* C++ exceptions as compilers for Windows lay them out (the tables are those that LLVM's MicrosoftCXXABI and
 * WinException write): what a throw describes, and what a frame says of its try blocks in either of the two formats.
 * On x86-64 the tables hold offsets from the image's base, on i386 pointers: `base` is 0 there. */
#ifndef METIC_VCRUNTIME_EH_H
#define METIC_VCRUNTIME_EH_H

#include "vcruntime.h"

enum {
    CXX_EXCEPTION = 0xe06d7363, /* "msc" */
    CXX_MAGIC = 0x19930520,     /* the oldest format of three */
    CXX_MAGIC_PURE = 0x01994000
};

/* Which subobject: member displacement, where the table of virtual bases is found (-1: none), the entry in it. */
struct displacement {
    int32_t member, table, entry;
};

struct type_descriptor {
    const void *vtable;
    char *name;
    char decorated[];
};

enum { CATCHABLE_SIMPLE = 1, CATCHABLE_BY_REFERENCE_ONLY = 2, CATCHABLE_VIRTUAL_BASE = 4, CATCHABLE_BAD_ALLOC = 16 };
struct catchable {
    uint32_t properties;
    int32_t type;
    struct displacement where;
    int32_t size;
    int32_t copy; /* copy constructor; 0: bytes */
};

struct catchable_array {
    int32_t count;
    int32_t types[];
};

enum { THROW_CONST = 1, THROW_VOLATILE = 2, THROW_UNALIGNED = 4, THROW_PURE = 8 };
struct throw_info {
    uint32_t attributes;
    int32_t destructor;
    int32_t forward;
    int32_t catchables;
};

enum {
    HANDLER_CONST = 1,
    HANDLER_VOLATILE = 2,
    HANDLER_UNALIGNED = 4,
    HANDLER_REFERENCE = 8,
    HANDLER_CXX_ONLY = 0x40, /* a catch(...) that takes no exceptions but those of C++ */
    HANDLER_BAD_ALLOC = 0x80
};

/* The parameters of a record that _CxxThrowException raised. */
enum { PARAMETER_MAGIC, PARAMETER_OBJECT, PARAMETER_INFO, PARAMETER_BASE };

static inline const void *eh_at(uint64_t base, int32_t offset)
{
    return (const void *)(uintptr_t)(base + (uint32_t)offset);
}

static inline uint64_t eh_base(const EXCEPTION_RECORD *record)
{
#ifdef _WIN64
    return record->ExceptionInformation[PARAMETER_BASE];
#else
    (void)record;
    return 0;
#endif
}

static inline void *eh_object(const EXCEPTION_RECORD *record)
{
    return (void *)record->ExceptionInformation[PARAMETER_OBJECT];
}

static inline const struct throw_info *eh_throw_info(const EXCEPTION_RECORD *record)
{
    return (const struct throw_info *)record->ExceptionInformation[PARAMETER_INFO];
}

/* Did a `throw` of C++ raise it? */
static inline bool eh_is_cxx(const EXCEPTION_RECORD *record)
{
    ULONG_PTR magic = record->ExceptionInformation[PARAMETER_MAGIC];
    return record->ExceptionCode == (DWORD)CXX_EXCEPTION && record->NumberParameters == (sizeof(void *) == 8 ? 4 : 3) &&
           (magic - CXX_MAGIC <= 2 || magic == CXX_MAGIC_PURE);
}

/* A catch block, decoded from either format. */
struct eh_handler {
    uint32_t adjectives;
    const struct type_descriptor *type; /* NULL: catch(...) */
    int32_t object;                     /* where in the frame the parameter stands; 0: it has none */
    uint64_t address;                   /* of the funclet */
    int continuations;                  /* the funclet's answer is an index of these; 0: it is an address */
    uint64_t continuation[2];
};

/* ---- object.c ---- */

/* The catchable form of the thrown object that the handler takes; NULL: it takes none. */
const struct catchable *eh_match(const EXCEPTION_RECORD *record, const struct eh_handler *handler);
/* Initialises the handler's parameter in the frame; what a copy constructor throws ends the program. */
void eh_build(const EXCEPTION_RECORD *record, uint64_t frame, const struct eh_handler *handler,
              const struct catchable *catchable);

void *__AdjustPointer(void *object, const struct displacement *where);
void __DestructExceptionObject(EXCEPTION_RECORD *record, bool closed);
__attribute__((noreturn)) void __std_terminate(void);
__attribute__((noreturn)) void NTAPI _CxxThrowException(void *object, const struct throw_info *info);
struct frame_info *_CreateFrameInfo(struct frame_info *frame, void *object);
void _FindAndUnlinkFrame(struct frame_info *frame);
int _IsExceptionObjectToBeDestroyed(void *object);

/* Calls function(first, second, third); no exception leaves it: the program is terminated where one would. */
void eh_call_closed(const void *function, void *first, void *second, int third);

#ifdef _WIN64
/* ---- what a frame says (fh3.c, vcruntime140_1.dll's fh4.c) ---- */

struct eh_function {
    uint64_t base;  /* of the image */
    uint64_t own;   /* the frame that is looked at, */
    uint64_t frame; /* and the one of the whole function: a catch block is a function that works on another's frame */
    const void *info;
    bool cxx_only; /* compiled so that only C++ exceptions have destructors run and are caught */
    bool is_noexcept, is_catch;
    int low, high;  /* the states of this frame are those in low < state <= high; others are its parent's */
    uint32_t start; /* FH4: of the function */
    struct {
        const uint8_t *unwind, *tries, *states; /* FH4: the maps; NULL: none */
    } map;
};

struct eh_try {
    int low, high, catch_high; /* states within the try, and (up to catch_high) within its catch blocks */
    int count;                 /* handlers */
    const void *at;            /* the next one */
};

struct eh_step {
    int to;
    enum eh_action { EH_NOTHING, EH_FUNCLET, EH_DESTRUCTOR } action;
    uint64_t address; /* of the funclet or the destructor */
    void *object;     /* the destructor's */
};

/* FALSE: no table that is known. */
bool eh_open(struct eh_function *function, const DISPATCHER_CONTEXT *dispatcher, uint64_t frame);
/* The state at an address in the frame's code. */
int eh_state(const struct eh_function *function, uint64_t pc);
/* The try blocks, inner ones first: `*at` is 0 at first; FALSE: no more. */
bool eh_next_try(const struct eh_function *function, uintptr_t *at, struct eh_try *out);
/* Its catch blocks in their order. */
bool eh_next_handler(const struct eh_function *function, struct eh_try *from, struct eh_handler *out);
/* What leaving a state takes. */
struct eh_step eh_leave(const struct eh_function *function, int state);
/* Is the type in the function's exception specification, if it has one? */
bool eh_is_specified(const struct eh_function *function, const EXCEPTION_RECORD *record);

/* ---- x86_64/frame.c ---- */
/* Where the function begins that a table entry belongs to, from the image's base. */
uint32_t eh_start_of(const RUNTIME_FUNCTION *entry, uint64_t base);
EXCEPTION_DISPOSITION eh_frame_handler(EXCEPTION_RECORD *record, uint64_t frame, CONTEXT *context,
                                       DISPATCHER_CONTEXT *dispatcher);

/* ---- x86_64/funclet.S ---- */
/* Calls a funclet or destructor that an unwind runs: what it throws ends the program. */
void eh_call_unwinding(uint64_t function, void *first, uint64_t frame);
/* Calls a catch block; what leaves it is told to eh_leaves_catch with `catch`. */
uint64_t eh_call_catch(uint64_t funclet, uint64_t frame, struct catch *catch);
#endif

#endif
