/* SPDX-License-Identifier: MIT */
/* __ExceptionPtr*: std::exception_ptr, current_exception(), rethrow_exception() and make_exception_ptr() of
 * <exception>, which are made of nothing else.  The sentences are of ISO C++, [propagation]. */
#include "std.h"

IMPORTED void __ExceptionPtrCreate(void *);
IMPORTED void __ExceptionPtrDestroy(void *);
IMPORTED void __ExceptionPtrCopy(void *, const void *);
IMPORTED void __ExceptionPtrAssign(void *, const void *);
IMPORTED bool __ExceptionPtrCompare(const void *, const void *);
IMPORTED bool __ExceptionPtrToBool(const void *);
IMPORTED void __ExceptionPtrSwap(void *, void *);
IMPORTED void __ExceptionPtrCurrentException(void *);
IMPORTED void __ExceptionPtrRethrow(const void *);
IMPORTED void __ExceptionPtrCopyException(void *, const void *, const void *);

namespace std
{
class bad_exception : public exception
{
};
} // namespace std

class pointer
{
  public:
    pointer()
    {
        __ExceptionPtrCreate(this);
    }
    pointer(const pointer &from)
    {
        __ExceptionPtrCopy(this, &from);
    }
    pointer &operator=(const pointer &from)
    {
        __ExceptionPtrAssign(this, &from);
        return *this;
    }
    ~pointer()
    {
        __ExceptionPtrDestroy(this);
    }
    explicit operator bool() const
    {
        return __ExceptionPtrToBool(this);
    }
    bool operator==(const pointer &other) const
    {
        return __ExceptionPtrCompare(this, &other);
    }
    static pointer current()
    {
        pointer result;
        __ExceptionPtrCurrentException(&result);
        return result;
    }
    void rethrow() const
    {
        __ExceptionPtrRethrow(this);
    }

    void *words[2];
};

struct Base {
    virtual ~Base()
    {
    }
    int base = 1;
};
struct Virtual {
    int low = 2;
};
static int copies, ends, throw_at;
struct Thrown : Base, virtual Virtual {
    int n;
    explicit Thrown(int number) : n(number)
    {
    }
    Thrown(const Thrown &from) : Virtual(from), Base(from), n(from.n)
    {
        if (++copies == throw_at) throw 99;
        low = from.low;
    }
    ~Thrown() override
    {
        ends++;
    }
};

static pointer take(int n)
{
    try {
        Thrown thrown(n);
        thrown.low = n + 1;
        throw thrown;
    } catch (...) {
        return pointer::current();
    }
}

static void test_pointers()
{
    pointer none, also;
    CHECK(!none && none == also && !pointer::current(),
          "null by default; current_exception(): null where none is handled");
    pointer p;
    try {
        throw 5;
    } catch (int) {
        p = pointer::current();
    }
    CHECK((bool)p && !(p == none), "current_exception() in a catch block");
    pointer copy(p), other = none;
    CHECK(copy == p && (bool)copy, "a copy is equal");
    __ExceptionPtrSwap(&copy, &other);
    CHECK(other == p && !copy, "swap");
    other = none;
    CHECK(!other && (bool)p, "assignment lets go");
    int caught = 0;
    for (int i = 0; i < 2; i++) {
        try {
            p.rethrow();
        } catch (int n) {
            caught += n;
        }
    }
    CHECK(caught == 10, "rethrow_exception(p) throws it, as often as wished");
    bool bad = false;
    try {
        none.rethrow();
    } catch (const std::bad_exception &e) {
        bad = !strcmp(e.what(), "bad exception");
    }
    CHECK(bad, "of a null pointer: bad_exception");
}

static void test_objects()
{
    copies = ends = 0;
    {
        pointer p = take(7);
        CHECK(copies >= 1 && ends == copies, "the exception is copied; the thrown object and the local one have ended");
        int n = 0, low = 0, base = 0, before = ends;
        try {
            p.rethrow();
        } catch (const Thrown &t) {
            n = t.n;
        }
        try {
            p.rethrow();
        } catch (const Virtual &v) {
            low = v.low;
        }
        try {
            p.rethrow();
        } catch (Base &b) {
            base = b.base;
        }
        CHECK(n == 7 && low == 8 && base == 1, "it is caught as its class, a base, a virtual base");
        CHECK(ends == before + 3, "what is thrown ends with its catch block");
    }
    CHECK(ends == copies + 1, "the shared copy ends with the last pointer");
    pointer outer, inner, again;
    try {
        throw 1;
    } catch (int) {
        outer = pointer::current();
        try {
            throw 2.5;
        } catch (...) {
            inner = pointer::current();
            try {
                throw;
            } catch (double) {
                again = pointer::current();
            }
        }
        CHECK(!(pointer::current() == inner), "the inner exception is over");
    }
    double value = 0;
    try {
        again.rethrow();
    } catch (double d) {
        value = d;
    }
    CHECK(value == 2.5, "current_exception() after `throw;`: the exception that was thrown on");
    int number = 0;
    try {
        outer.rethrow();
    } catch (int n) {
        number = n;
    }
    CHECK(number == 1, "the outer one is kept");
}

static void test_throwing_copy()
{
    copies = ends = 0;
    pointer p;
    try {
        throw Thrown(1);
    } catch (...) {
        throw_at = copies + 1;
        p = pointer::current();
        throw_at = 0;
    }
    bool bad = false;
    try {
        p.rethrow();
    } catch (const std::bad_exception &) {
        bad = true;
    } catch (int n) {
        bad = n == 99;
    }
    CHECK(bad, "a copy constructor that throws: bad_exception, or what it threw");
}

static void test_made()
{
    /* the compiler's own throw information of an int, as make_exception_ptr() names it */
    pointer p, made;
    const void *info = nullptr;
    int n = 0, six = 6;
    try {
        throw 5;
    } catch (int) {
        struct record {
            unsigned code, flags;
            record *next;
            void *address;
            unsigned count;
            uintptr_t parameters[15];
        } *current =
            *(record **)((void *(*)())GetProcAddress(GetModuleHandleW(L"vcruntime140.dll"), "__current_exception"))();
        info = (const void *)current->parameters[2];
    }
    __ExceptionPtrCopyException(&made, &six, info);
    six = 0;
    try {
        made.rethrow();
    } catch (int caught) {
        n = caught;
    }
    CHECK((bool)made && n == 6, "make_exception_ptr(e): a copy of e");
}

static void test()
{
    test_pointers();
    test_objects();
    test_throwing_copy();
    test_made();
}

/* clang-format off: the exports that are tested here, by the names that the compiler makes
 * ?__ExceptionPtrAssign@@YAXPEAXPEBX@Z
 * ?__ExceptionPtrCompare@@YA_NPEBX0@Z
 * ?__ExceptionPtrCopy@@YAXPEAXPEBX@Z
 * ?__ExceptionPtrCopyException@@YAXPEAXPEBX1@Z
 * ?__ExceptionPtrCreate@@YAXPEAX@Z
 * ?__ExceptionPtrCurrentException@@YAXPEAX@Z
 * ?__ExceptionPtrDestroy@@YAXPEAX@Z
 * ?__ExceptionPtrRethrow@@YAXPEBX@Z
 * ?__ExceptionPtrSwap@@YAXPEAX0@Z
 * ?__ExceptionPtrToBool@@YA_NPEBX@Z
 */
