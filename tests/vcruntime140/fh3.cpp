/* SPDX-License-Identifier: MIT */
/* C++ exceptions with the compiler's own tables, which __CxxFrameHandler3 reads.  In catch.h: _CxxThrowException (each
 * `throw`), longjmp, __intrinsic_setjmp and __intrinsic_setjmpex through frames, and what a program may ask:
 * __current_exception,
 * __current_exception_context, __processing_throw, __uncaught_exception, __uncaught_exceptions. */
#include "catch.h"

static void test()
{
    test_types();
    test_virtual_bases();
    test_rethrow();
    test_nested();
    test_throw_in_catch();
    test_leave();
    test_destructors();
    test_current();
    test_jumps();
}
