/* SPDX-License-Identifier: MIT */
/* C++ exceptions of code in the way of MSVC: the same functions for both formats of the frame handler's tables (fh3.cpp
 * as the compiler writes them, fh4.cpp rewritten). */
#include "msvc.h"

extern "C" {
int *__processing_throw();
bool __uncaught_exception();
int __uncaught_exceptions();
void **__current_exception();
void **__current_exception_context();
struct alignas(16) jump_buffer {
    long long words[32];
};
int __intrinsic_setjmpex(jump_buffer *buffer, void *frame) __attribute__((returns_twice));
int __intrinsic_setjmp(jump_buffer *buffer, void *frame) __attribute__((returns_twice));
__attribute__((noreturn)) void longjmp(jump_buffer *buffer, int value);
__attribute__((noreturn)) void _CxxThrowException(void *object, const void *info);
}

#define NOINLINE __attribute__((noinline))

/* An object on the stack, and an object that is thrown, which tell what is done to them. */
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
    Guard(const Guard &) = delete;
};

struct Thrown {
    int n;
    NOINLINE explicit Thrown(int number) : n(number)
    {
        event("make%d", n);
    }
    NOINLINE Thrown(const Thrown &from) : n(from.n)
    {
        event("copy%d", n);
    }
    NOINLINE ~Thrown()
    {
        event("end%d", n);
    }
};

struct Root {
    int a = 1;
    Root() = default;
    NOINLINE Root(const Root &from) : a(from.a)
    {
        event("root");
    }
    virtual ~Root() = default;
};
struct Left : virtual Root {
    int b = 2;
    Left() = default;
    NOINLINE Left(const Left &from) : Root(from), b(from.b)
    {
        event("left");
    }
};
struct Right : virtual Root {
    int c = 3;
};
struct Bottom : Left, Right {
    int d = 4;
};
struct First {
    int x = 10;
};
struct Second {
    int y = 11;
};
struct Both : First, Second {
    int z = 12;
};

NOINLINE static void throw_object(int n)
{
    Guard guard(n);
    throw Thrown(n);
}

NOINLINE static void throw_through(int depth)
{
    Guard guard(depth);
    if (!depth) throw Thrown(0);
    throw_through(depth - 1);
}

NOINLINE static void rethrow()
{
    throw;
}

NOINLINE static void raise_int(int n)
{
    throw n;
}

/* ---- which handler ---- */

NOINLINE static void test_types()
{
    try {
        throw_through(2);
    } catch (int) {
        event("int");
    } catch (Thrown &thrown) {
        event("caught%d", thrown.n);
    } catch (...) {
        event("any");
    }
    CHECK(happened("+2 +1 +0 make0 -0 -1 -2 caught0 end0"),
          "\"throw\": the first handler that matches in type, after all objects between were destroyed");
    try {
        throw Thrown(1);
    } catch (const Thrown thrown) {
        event("caught%d", thrown.n);
    }
    CHECK(happened("make1 copy1 caught1 end1 end1"),
          "caught by value: the copy and the thrown object end with the handler");
    try {
        throw 1.5;
    } catch (int) {
        event("int");
    } catch (...) {
        event("any");
    }
    CHECK(happened("any"), "catch (...) takes what no other handler took");

    Both both;
    try {
        throw both;
    } catch (Second second) {
        event("%d", second.y);
    }
    try {
        throw both;
    } catch (Second &second) {
        event("%d", second.y);
    }
    try {
        throw &both;
    } catch (const Second *second) {
        event("%d", second->y);
        CHECK(second == &both, "a pointer to a base is adjusted");
    }
    try {
        throw(Both *) nullptr;
    } catch (Second *second) {
        event(second ? "?" : "null");
    }
    CHECK(happened("11 11 11 null"), "a handler of a base takes a derived object: by value, reference, pointer");
    try {
        throw(const Both *) & both;
    } catch (Second *) {
        event("?");
    } catch (const First *first) {
        event("const%d", first->x);
    }
    try {
        throw &both;
    } catch (void *pointer) {
        event(pointer == &both ? "void" : "?");
    }
    try {
        throw nullptr;
    } catch (decltype(nullptr)) {
        event("nullptr");
    }
    CHECK(happened("const10 void nullptr"), "qualifiers may be added, never lost; void * takes each pointer");
}

NOINLINE static void test_virtual_bases()
{
    Bottom bottom;
    bottom.a = 21;
    bottom.c = 23;
    try {
        throw bottom;
    } catch (Left left) {
        event("%d,%d", left.a, left.b);
    }
    CHECK(happened("root left root left 21,2"), "a copy with virtual bases is made whole, the virtual base first");
    try {
        throw &bottom;
    } catch (Right *right) {
        CHECK(right == &bottom && right->c == 23 && right->a == 21, "a pointer to a base that has a virtual base");
    }
    try {
        throw &bottom;
    } catch (Root *root) {
        CHECK(root == &bottom && root->a == 21, "a pointer to a virtual base is found by the object's table");
    }
    try {
        throw bottom;
    } catch (Root &root) {
        CHECK(root.a == 21, "a reference to a virtual base");
    }
    forget();
}

/* ---- rethrown, nested ---- */

NOINLINE static void test_rethrow()
{
    try {
        try {
            throw_object(1);
        } catch (Thrown &thrown) {
            Guard guard(5);
            thrown.n++;
            throw;
        }
    } catch (const Thrown &thrown) {
        event("outer%d", thrown.n);
    }
    CHECK(happened("+1 make1 -1 +5 -5 outer2 end2"), "throw; passes the same object on, which ends once");
    try {
        try {
            throw_object(1);
        } catch (...) {
            rethrow();
        }
    } catch (Thrown thrown) {
        event("outer%d", thrown.n);
    }
    CHECK(happened("+1 make1 -1 copy1 outer1 end1 end1"), "throw; in a function that a handler calls");
    try {
        throw_object(1);
    } catch (...) {
        try {
            rethrow();
        } catch (Thrown &thrown) {
            event("inner%d", thrown.n);
        }
        event("still");
    }
    CHECK(happened("+1 make1 -1 inner1 still end1"),
          "an object that is rethrown and caught in its own handler lives on until that ends");
    CHECK(!*__current_exception() && !*__current_exception_context(),
          "no exception is current once handlers have ended");
}

NOINLINE static void test_nested()
{
    try {
        Guard a(1);
        try {
            Guard b(2);
            throw_object(3);
        } catch (Thrown &outer) {
            Guard c(4);
            try {
                throw_object(5);
            } catch (Thrown &inner) {
                event("in%d,%d", outer.n, inner.n);
                try {
                    rethrow();
                } catch (Thrown copy) {
                    Guard d(8);
                    event("copy=%d", copy.n);
                    throw 77;
                }
            }
        }
    } catch (int number) {
        event("int%d", number);
        try {
            throw;
        } catch (int &same) {
            event(&same != &number ? "same%d" : "?", same);
        }
    }
    CHECK(happened("+1 +2 +3 make3 -3 -2 +4 +5 make5 -5 in3,5 copy5 +8 copy=5 -8 end5 end5 -4 end3 -1 int77 same77"),
          "handlers within handlers: each object ends once, in the order in which the handlers are left");
}

NOINLINE static int deep(int n)
{
    if (!n) throw 1;
    try {
        return deep(n - 1);
    } catch (int k) {
        throw k + 1;
    }
}

NOINLINE static void test_throw_in_catch()
{
    try {
        try {
            throw 1;
        } catch (int) {
            Guard guard(6);
            throw 2;
        } catch (...) {
            event("?");
        }
    } catch (int n) {
        event("got%d", n);
    }
    CHECK(happened("+6 -6 got2"), "what a handler throws is not taken by its neighbours, but by the try around");
    try {
        try {
            throw_object(1);
        } catch (Thrown &) {
            throw_object(2);
        }
    } catch (Thrown &thrown) {
        event("got%d", thrown.n);
    }
    CHECK(happened("+1 make1 -1 +2 make2 -2 end1 got2 end2"),
          "an object ends when its handler is left by another exception");
    try {
        deep(40);
    } catch (int n) {
        CHECK(n == 41, "handlers throw from within handlers, 40 deep");
    }
}

/* ---- the ways out of a handler ---- */

NOINLINE static int leave_by_return()
{
    Guard guard(1);
    try {
        throw_object(2);
    } catch (...) {
        return 5;
    }
    return 6;
}

NOINLINE static int leave_by_jumps()
{
    int sum = 0;
    for (int i = 0; i < 5; i++) {
        Guard guard(i);
        try {
            if (i & 1) raise_int(i);
            sum += 100;
        } catch (int k) {
            sum += k;
            if (k == 3) break;
            continue;
        }
    }
    return sum;
}

NOINLINE static int locals(int argument)
{
    int local = argument, other = 1;
    double number = argument + 0.5;
    try {
        int inner = 6;
        try {
            raise_int(1);
        } catch (int n) {
            local += n;
            inner++;
            number *= 2;
            throw local * 100 + inner;
        }
    } catch (int n) {
        other = n;
    }
    return local + other + (int)number;
}

NOINLINE static void test_leave()
{
    CHECK(leave_by_return() == 5 && happened("+1 +2 make2 -2 end2 -1"), "return from a handler");
    CHECK(leave_by_jumps() == 204 && happened("+0 -0 +1 -1 +2 -2 +3 -3"), "break and continue from a handler");
    CHECK(locals(5) == 6 + 607 + 11, "handlers work on their function's variables");
}

/* ---- destructors ---- */

struct Careful {
    NOINLINE ~Careful()
    {
        event("careful%d", __uncaught_exceptions());
        try {
            throw_object(9);
        } catch (Thrown &thrown) {
            event("in%d,%d", thrown.n, __uncaught_exceptions());
        }
    }
};

NOINLINE static void test_destructors()
{
    CHECK(!__uncaught_exception() && !__uncaught_exceptions() && !*__processing_throw(),
          "\"uncaught_exceptions\": none while nothing is thrown");
    try {
        Careful careful;
        throw_object(8);
    } catch (Thrown &thrown) {
        event("out%d,%d", thrown.n, __uncaught_exceptions());
    }
    CHECK(happened("+8 make8 -8 careful1 +9 make9 -9 in9,1 end9 out8,0 end8"),
          "a destructor that an exception runs may throw and catch others");
    struct Unwinding {
        NOINLINE ~Unwinding()
        {
            event("%d%d", __uncaught_exception(), *__processing_throw() == __uncaught_exceptions());
        }
    };
    try {
        Unwinding unwinding;
        raise_int(1);
    } catch (int) {
    }
    CHECK(happened("11"), "\"uncaught_exception\": true in a destructor that an exception runs");
    try {
        Guard array[3] = {Guard(1), Guard(2), (raise_int(3), Guard(3))};
        event("%d", array[0].n);
    } catch (int) {
    }
    CHECK(happened("+1 +2 -2 -1"), "of an array those elements end that were made, backwards");
}

/* ---- what runs while an exception is handled ---- */

NOINLINE static void test_current()
{
    uintptr_t object = 0;
    unsigned code = 0;
    try {
        throw_object(1);
    } catch (Thrown &thrown) {
        const unsigned *record = (const unsigned *)*__current_exception();
        code = record ? record[0] : 0;
        object = record ? ((const uintptr_t *)record)[5] - (uintptr_t)&thrown : 1;
        try {
            throw 1;
        } catch (int) {
            if (*__current_exception() == record) code = 0;
        }
        if (*__current_exception() != record || !*__current_exception_context()) code = 1;
    }
    CHECK(code == 0xe06d7363 && !object, "the current exception is the one of the innermost handler that runs");
    forget();
}

/* ---- jumps ---- */

static jump_buffer target;

NOINLINE static void jump(int value)
{
    Guard guard(30);
    longjmp(&target, value);
}

NOINLINE static int set_jump(int value)
{
    Guard outer(31);
    int result = __intrinsic_setjmpex(&target, __builtin_frame_address(0));
    if (!result) {
        jump(value);
        return -1;
    }
    return result;
}

NOINLINE static int set_jump_frameless(int value)
{
    Guard outer(31);
    int result = __intrinsic_setjmp(&target, nullptr);
    if (!result) {
        jump(value);
        return -1;
    }
    return result;
}

NOINLINE static int jump_from_handler()
{
    int result = __intrinsic_setjmpex(&target, __builtin_frame_address(0));
    if (result) return result;
    try {
        throw_object(1);
    } catch (Thrown &) {
        jump(4);
    }
    return -1;
}

NOINLINE static void test_jumps()
{
    CHECK(set_jump(3) == 3 && happened("+31 +30 -30 -31"),
          "\"longjmp\": objects between are destroyed, as when an exception unwinds");
    CHECK(set_jump(0) == 1 && happened("+31 +30 -30 -31"), "\"longjmp\": a value of 0 makes setjmp return 1");
    CHECK(set_jump_frameless(5) == 5 && happened("+31 +30 -31"), "a jump buffer without a frame: nothing is unwound");
    CHECK(jump_from_handler() == 4 && happened("+1 make1 -1 +30 -30 end1"),
          "a jump out of a handler ends the object it handled");
    CHECK(!*__current_exception(), "and nothing is handled any longer");
}
