/* SPDX-License-Identifier: MIT */
/* __try, __except and __finally of C as clang compiles them for MSVC, where __C_specific_handler reads the tables; and
 * where they meet C++ frames, longjmp and _local_unwind. */
#include "msvc.h"

extern "C" {
int __C_specific_handler(void *record, void *frame, void *context, void *dispatcher);
unsigned long _exception_code();
void *_exception_info();
int _abnormal_termination();
int *__processing_throw();
void **__current_exception();
}

#define NOINLINE __attribute__((noinline))

struct Guard {
    int n;
    NOINLINE explicit Guard(int number) : n(number)
    {
        event("+%d", n);
    }
    NOINLINE ~Guard()
    {
        event("-%d", n);
    }
};

static volatile int *volatile nowhere;

NOINLINE static void fault()
{
    *nowhere = 1;
}
NOINLINE static void raise(unsigned code)
{
    uintptr_t arguments[2] = {7, 8};
    RaiseException(code, 0, 2, arguments);
    event("continued");
}
NOINLINE static void throw_int()
{
    throw 5;
}
NOINLINE static void throw_with_guard()
{
    Guard guard(1);
    throw_int();
}

NOINLINE static int filter(const char *name, unsigned code, int answer)
{
    event("%s:%x", name, code);
    return answer;
}

NOINLINE static void finally_around(void (*function)())
{
    __try {
        function();
    } __finally {
        event(_abnormal_termination() ? "abnormal" : "normal");
    }
}

NOINLINE static unsigned except_around(void (*function)())
{
    unsigned code = 0;
    __try {
        finally_around(function);
    } __except (filter("outer", (unsigned)_exception_code(), 1)) {
        code = (unsigned)_exception_code();
    }
    return code;
}

NOINLINE static void declining(void (*function)())
{
    __try {
        function();
    } __except (filter("inner", (unsigned)_exception_code(), 0)) {
        event("?");
    }
}

NOINLINE static void continuing()
{
    __try {
        raise(0xe0000001);
    } __except (filter("filter", (unsigned)_exception_code(), -1)) {
        event("?");
    }
}

NOINLINE static uintptr_t argument_of(void (*function)())
{
    uintptr_t value = 0;
    __try {
        function();
    } __except (value = ((uintptr_t **)_exception_info())[0][4], 1) {
        return value;
    }
    return 0;
}

NOINLINE static int leave()
{
    __try {
        __try {
            event("body");
            __leave;
        } __finally {
            event("finally");
        }
    } __except (1) {
        return 1;
    }
    return 2;
}

NOINLINE static void nested_fault()
{
    __try {
        __try {
            fault();
        } __finally {
            event("first");
            raise(0xe0000002);
        }
    } __except (filter("nested", (unsigned)_exception_code(), 1)) {
        event("handled");
    }
}

/* int leave_by_unwind(int out): leaves a __try by _local_unwind, as compilers do for a `goto` out of it: to a place
 * behind it, or to one within. */
extern "C" {
int leave_by_unwind(int out);
void _local_unwind(void *frame, void *place);
void leave_finally(bool abnormal, void *)
{
    event("finally%d", abnormal);
}
}
__asm__(".text\n"
        ".globl leave_by_unwind\n"
        ".seh_proc leave_by_unwind\n"
        ".seh_handler __C_specific_handler, @unwind, @except\n"
        "leave_by_unwind:\n"
        " subq $0x28, %rsp\n .seh_stackalloc 0x28\n .seh_endprologue\n"
        "leave_begin:\n"
        " leaq leave_inside(%rip), %rdx\n leaq leave_outside(%rip), %rax\n"
        " testl %ecx, %ecx\n cmovnzq %rax, %rdx\n"
        " movq %rsp, %rcx\n"
        " call _local_unwind\n"
        " nop\n"
        "leave_inside:\n"
        " movl $1, %eax\n jmp leave_end\n"
        " nop\n"
        "leave_outside:\n"
        " movl $2, %eax\n"
        "leave_end:\n"
        " addq $0x28, %rsp\n ret\n"
        " .seh_handlerdata\n"
        " .long 1, leave_begin@IMGREL, leave_outside@IMGREL, leave_finally@IMGREL, 0\n"
        " .text\n"
        ".seh_endproc\n");

NOINLINE static void cxx_over_finally()
{
    try {
        Guard guard(2);
        finally_around(throw_int);
    } catch (int n) {
        event("int%d", n);
    }
}

static void test()
{
    CHECK(!except_around([] {}) && happened("normal"), "\"try-finally\": the block runs when the body ends by itself");
    CHECK(except_around(fault) == 0xc0000005 && happened("outer:c0000005 abnormal"),
          "\"try-except\": the filter runs before the __finally blocks between");
    CHECK(except_around([] { declining([] { raise(0xe0000001); }); }) == 0xe0000001 &&
              happened("inner:e0000001 outer:e0000001 abnormal"),
          "EXCEPTION_CONTINUE_SEARCH asks the next one");
    continuing();
    CHECK(happened("filter:e0000001 continued"), "EXCEPTION_CONTINUE_EXECUTION goes on");
    CHECK(argument_of([] { raise(0xe0000001); }) == 7, "\"GetExceptionInformation\": the record and its arguments");
    CHECK(leave() == 2 && happened("body finally"), "\"__leave\" runs the __finally block");
    CHECK(leave_by_unwind(1) == 2 && happened("finally1"), "_local_unwind out of a __try runs its __finally block");
    CHECK(leave_by_unwind(0) == 1 && happened(""), "_local_unwind within it does not");
    nested_fault();
    CHECK(happened("nested:c0000005 first nested:e0000002 handled"),
          "an exception in a __finally block takes the place of the one that runs it");
    except_around(throw_with_guard);
    CHECK(happened("+1 outer:e06d7363 -1 abnormal"),
          "a C++ exception is one of code 0xE06D7363: __except takes it, destructors run");
    CHECK(!*__processing_throw() && !*__current_exception(), "and no C++ exception is left");
    cxx_over_finally();
    CHECK(happened("+2 abnormal -2 int5"), "a C++ exception runs the __finally blocks that it passes");
}
