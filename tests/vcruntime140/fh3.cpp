/* SPDX-License-Identifier: MIT */
/* __CxxFrameHandler3: the compiler's own tables. */
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
