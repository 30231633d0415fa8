/* SPDX-License-Identifier: MIT */
/* signal and raise, and the exceptions that become signals: _XcptFilter is what a program's start-up code calls for an
 * exception that nobody else wants.  SIGINT and SIGBREAK come from the console, in a thread of their own. */
#include "crt.h"

enum {
    SIG_INT = 2,
    SIG_ILL = 4,
    SIG_ABRT_COMPAT = 6,
    SIG_FPE = 8,
    SIG_SEGV = 11,
    SIG_TERM = 15,
    SIG_BREAK = 21,
    SIG_ABRT = 22
};
typedef void (*handler)(int);
typedef void (*fpe_handler)(int, int);
#define SIG_DEFAULT ((handler)0)
#define SIG_IGNORE  ((handler)1)
#define GET         ((handler)2)
#define SGE         ((handler)3)
#define ACK         ((handler)4)
#define SIG_FAILED  ((handler)-1)

static handler handlers[23];
static int console_set;

static BOOL WINAPI console_event(DWORD event)
{
    int number = event == CTRL_C_EVENT ? SIG_INT : SIG_BREAK;
    handler h = (handler)InterlockedExchangePointer((void *volatile *)&handlers[number], NULL);
    if (h == SIG_DEFAULT) return FALSE;
    if (h == SIG_IGNORE)
        handlers[number] = SIG_IGNORE;
    else
        h(number);
    return TRUE;
}

handler signal(int number, handler h)
{
    if (number == SIG_ABRT_COMPAT) number = SIG_ABRT;
    if (h == ACK || h == SGE ||
        (number != SIG_INT && number != SIG_ILL && number != SIG_FPE && number != SIG_SEGV && number != SIG_TERM &&
         number != SIG_BREAK && number != SIG_ABRT)) {
        crt_error(EINVAL);
        return SIG_FAILED;
    }
    if (h == GET) return handlers[number];
    _lock(LOCK_SIGNAL);
    if ((number == SIG_INT || number == SIG_BREAK) && !console_set) {
        if (!SetConsoleCtrlHandler(console_event, TRUE)) {
            _dosmaperr(GetLastError());
            _unlock(LOCK_SIGNAL);
            crt_error(EINVAL);
            return SIG_FAILED;
        }
        console_set = 1;
    }
    handler old = handlers[number];
    handlers[number] = h;
    _unlock(LOCK_SIGNAL);
    return old;
}

/* raise: runs the handler, which becomes the default; the default ends the program with status 3. */
int raise(int number)
{
    if (number == SIG_ABRT_COMPAT) number = SIG_ABRT;
    if (number != SIG_INT && number != SIG_ILL && number != SIG_FPE && number != SIG_SEGV && number != SIG_TERM &&
        number != SIG_BREAK && number != SIG_ABRT)
        return crt_fail_invalid();
    handler h = handlers[number];
    if (h == SIG_IGNORE) return 0;
    if (h == SIG_DEFAULT) _exit(3);
    handlers[number] = SIG_DEFAULT;
    struct crt_thread *self = crt_self();
    void *pointers = self->exception_pointers;
    self->exception_pointers = NULL;
    if (number == SIG_FPE) {
        int code = self->fpe_code;
        self->fpe_code = 0x8c; /* _FPE_EXPLICITGEN */
        ((fpe_handler)(void *)h)(number, self->fpe_code);
        self->fpe_code = code;
    } else {
        h(number);
    }
    self->exception_pointers = pointers;
    return 0;
}

void **__pxcptinfoptrs(void)
{
    return &crt_self()->exception_pointers;
}

int *__fpecode(void)
{
    return &crt_self()->fpe_code;
}

/* Exceptions that are signals, with SIGFPE's second argument. */
static const struct {
    DWORD code;
    int number, fpe;
} exceptions[] = {
    {(DWORD)STATUS_ACCESS_VIOLATION,        SIG_SEGV, 0   },
    {(DWORD)STATUS_ILLEGAL_INSTRUCTION,     SIG_ILL,  0   },
    {(DWORD)STATUS_PRIVILEGED_INSTRUCTION,  SIG_ILL,  0   },
    {(DWORD)STATUS_FLOAT_DENORMAL_OPERAND,  SIG_FPE,  0x82},
    {(DWORD)STATUS_FLOAT_DIVIDE_BY_ZERO,    SIG_FPE,  0x83},
    {(DWORD)STATUS_FLOAT_INEXACT_RESULT,    SIG_FPE,  0x86},
    {(DWORD)STATUS_FLOAT_INVALID_OPERATION, SIG_FPE,  0x81},
    {(DWORD)STATUS_FLOAT_OVERFLOW,          SIG_FPE,  0x84},
    {(DWORD)STATUS_FLOAT_STACK_CHECK,       SIG_FPE,  0x8a},
    {(DWORD)STATUS_FLOAT_UNDERFLOW,         SIG_FPE,  0x85},
};

/* What a handler says of an exception: -1 continue, 0 look further (and here: EXCEPTION_EXECUTE_HANDLER never). */
int _XcptFilter(unsigned long code, EXCEPTION_POINTERS *pointers)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        if (exceptions[i].code != code) continue;
        int number = exceptions[i].number;
        handler h = handlers[number];
        if (h == SIG_DEFAULT) break;
        if (h == SIG_IGNORE) return EXCEPTION_CONTINUE_EXECUTION;
        handlers[number] = SIG_DEFAULT;
        struct crt_thread *self = crt_self();
        void *old = self->exception_pointers;
        self->exception_pointers = pointers;
        if (number == SIG_FPE) {
            int fpe = self->fpe_code;
            self->fpe_code = exceptions[i].fpe;
            ((fpe_handler)(void *)h)(number, exceptions[i].fpe);
            self->fpe_code = fpe;
        } else {
            h(number);
        }
        self->exception_pointers = old;
        return EXCEPTION_CONTINUE_EXECUTION;
    }
    return UnhandledExceptionFilter(pointers);
}

int __CppXcptFilter(unsigned long code, EXCEPTION_POINTERS *pointers)
{
    return code == 0xe06d7363 ? _XcptFilter(code, pointers) : EXCEPTION_CONTINUE_SEARCH;
}
