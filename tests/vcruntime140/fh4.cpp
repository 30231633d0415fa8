/* SPDX-License-Identifier: MIT */
/* __CxxFrameHandler4: the tests of catch.h once more, after this program has rewritten its own tables into the compact
 * format ("Making C++ Exception Handling Smaller On x64"); and functions whose tables are made by hand, for what the
 * rewriting never makes.  No compiler here writes the format.  (Debian's wine passes but for the functions made by
 * hand, where it reads a number of five bytes otherwise, and runs no destructor on what is not handled.) */
#include "catch.h"

extern "C" {
void __CxxFrameHandler3();
void __CxxFrameHandler4();
extern unsigned char __ImageBase[];
}

/* ---- the third format ---- */

struct function_info {
    unsigned magic;
    int states;
    unsigned unwind, try_count, tries, place_count, places, unwind_help, types;
    int flags;
};
struct unwind_entry {
    int to;
    unsigned action;
};
struct try_entry {
    int low, high, catch_high, count;
    unsigned handlers;
};
struct handler_entry {
    unsigned adjectives, type;
    int object;
    unsigned address, parent;
};
struct place {
    unsigned address;
    int state;
};
struct runtime_function {
    unsigned begin, end, unwind;
};

template <class T> static T *at(unsigned offset)
{
    return (T *)(__ImageBase + offset);
}
static unsigned offset_of(const void *pointer)
{
    return (unsigned)((const unsigned char *)pointer - __ImageBase);
}

/* ---- writing the fourth ---- */

static unsigned char tables[100000], *end = tables;

static void put(unsigned value)
{
    if (value < 1u << 7) {
        *end++ = (unsigned char)(value << 1);
    } else if (value < 1u << 14) {
        *end++ = (unsigned char)(value << 2 | 1);
        *end++ = (unsigned char)(value >> 6);
    } else if (value < 1u << 21) {
        *end++ = (unsigned char)(value << 3 | 3);
        *end++ = (unsigned char)(value >> 5);
        *end++ = (unsigned char)(value >> 13);
    } else {
        *end++ = 15;
        memcpy(end, &value, 4);
        end += 4;
    }
}
static void put_offset(unsigned value)
{
    memcpy(end, &value, 4);
    end += 4;
}

/* The catch block around a state: the last one whose range holds it. */
static const try_entry *around(const function_info *info, int state)
{
    const try_entry *tries = at<try_entry>(info->tries), *found = nullptr;
    for (unsigned i = 0; i < info->try_count; i++)
        if (state > tries[i].high && state <= tries[i].catch_high && (!found || tries[i].high > found->high))
            found = &tries[i];
    return found;
}

/* Rewrites the table of one function; a catch block is one of its own, and gets the states that lie in it. */
static unsigned rewrite(const runtime_function *function, const function_info *info)
{
    const try_entry *tries = at<try_entry>(info->tries), *own = nullptr;
    const place *places = at<place>(info->places);
    const unwind_entry *unwind = at<unwind_entry>(info->unwind);
    unsigned parent = 0, unwind_at, tries_at, states_at, count = 0;
    for (unsigned i = 0; i < info->try_count; i++)
        for (int k = 0; k < tries[i].count; k++)
            if (at<handler_entry>(tries[i].handlers)[k].address == function->begin) {
                own = &tries[i];
                parent = at<handler_entry>(tries[i].handlers)[k].parent;
            }

    unwind_at = offset_of(end);
    put((unsigned)info->states);
    unsigned char *first = end, *starts[200];
    for (int i = 0; i < info->states; i++) {
        bool inside = own ? i > own->high && i <= own->catch_high : true;
        int to = inside ? unwind[i].to : -1;
        if (own && to <= own->high) to = -1;
        starts[i] = end;
        unsigned back = (unsigned)(to < 0 ? end - first + 1 : end - starts[to]);
        put(back << 2 | (inside && unwind[i].action ? 3 : 0));
        if (inside && unwind[i].action) put_offset(unwind[i].action);
    }

    unsigned handlers[50];
    for (unsigned i = 0; i < info->try_count; i++) {
        if (around(info, tries[i].low) != own) continue;
        handlers[count++] = offset_of(end);
        put((unsigned)tries[i].count);
        for (int k = 0; k < tries[i].count; k++) {
            const handler_entry &from = at<handler_entry>(tries[i].handlers)[k];
            *end++ = (unsigned char)((from.adjectives ? 1 : 0) | (from.type ? 2 : 0) | (from.object ? 4 : 0));
            if (from.adjectives) put(from.adjectives);
            if (from.type) put_offset(from.type);
            if (from.object) put((unsigned)from.object);
            put_offset(from.address);
        }
    }
    tries_at = count ? offset_of(end) : 0;
    put(count);
    count = 0;
    for (unsigned i = 0; i < info->try_count; i++) {
        if (around(info, tries[i].low) != own) continue;
        put((unsigned)tries[i].low);
        put((unsigned)tries[i].high);
        put((unsigned)tries[i].catch_high);
        put_offset(handlers[count++]);
    }

    states_at = offset_of(end);
    count = 0;
    for (unsigned i = 0; i < info->place_count; i++)
        count += places[i].address >= function->begin && places[i].address < function->end;
    put(count);
    unsigned last = function->begin;
    for (unsigned i = 0; i < info->place_count; i++) {
        if (places[i].address < function->begin || places[i].address >= function->end) continue;
        put(places[i].address - last);
        put((unsigned)(places[i].state + 1));
        last = places[i].address;
    }

    unsigned result = offset_of(end);
    *end++ = (unsigned char)((own ? 1 : 0) | 8 | (tries_at ? 16 : 0) | (info->flags & 1 ? 32 : 0));
    put_offset(unwind_at);
    if (tries_at) put_offset(tries_at);
    put_offset(states_at);
    if (own) put(parent);
    return result;
}

static unsigned rewrite_all()
{
    const unsigned char *headers = __ImageBase + *at<const unsigned>(60);
    const unsigned *directory = (const unsigned *)(headers + 24 + 112 + 8 * 3);
    const runtime_function *functions = at<runtime_function>(directory[0]);
    unsigned number = 0;
    for (unsigned i = 0; i < directory[1] / sizeof *functions; i++) {
        unsigned char *info = at<unsigned char>(functions[i].unwind);
        unsigned *handler = (unsigned *)(info + 4 + 2 * ((info[2] + 1) & ~1)), old;
        if (!(info[0] >> 3 & 3) || info[0] >> 3 & 4 || handler[0] != offset_of((void *)__CxxFrameHandler3)) continue;
        VirtualProtect(handler, 8, 4, &old);
        handler[0] = offset_of((void *)__CxxFrameHandler4);
        handler[1] = rewrite(&functions[i], at<function_info>(handler[1]));
        VirtualProtect(handler, 8, old, &old);
        number++;
    }
    return number;
}

/* ---- by hand ---- */

/* int made(void (*function)(int), int argument): calls the function in a try block.  An int that it throws is handled
 * with two places to go on, 0 or 1000 more than the int, as it is even or odd; a double with one, far away.  Two
 * objects: the first, outside the try, stands in the frame; the second, inside, is pointed at. */
extern "C" int made(void (*function)(int), int argument);
extern "C" {
int made_object = 102;
void made_end(int *object)
{
    event("end%d", *object);
}
void made_more(int n)
{
    if (n == 6) throw 'x';
}
}
__asm__(".text\n"
        ".globl made\n"
        ".seh_proc made\n"
        ".seh_handler __CxxFrameHandler4, @unwind, @except\n"
        "made:\n"
        " subq $0x48, %rsp\n .seh_stackalloc 0x48\n .seh_endprologue\n"
        " movl $101, 0x20(%rsp)\n"
        " leaq made_object(%rip), %rax\n movq %rax, 0x28(%rsp)\n"
        " movq %rcx, %rax\n movl %edx, %ecx\n"
        "made_inside:\n"
        " call *%rax\n"
        " nop\n"
        "made_outside:\n"
        " nop\n"
        " xorl %eax, %eax\n jmp made_leave\n"
        "made_even:\n"
        " movl 0x38(%rsp), %eax\n jmp made_leave\n"
        "made_odd:\n"
        " movl 0x38(%rsp), %eax\n addl $1000, %eax\n"
        "made_leave:\n"
        " addq $0x48, %rsp\n ret\n"
        "made_end_of_code:\n"
        " .seh_handlerdata\n"
        " .long made_info@IMGREL\n"
        " .text\n"
        ".seh_endproc\n"
        /* the catch block of int */
        ".seh_proc made_catch\n"
        ".seh_handler __CxxFrameHandler4, @unwind, @except\n"
        "made_catch:\n"
        " movq %rdx, 0x10(%rsp)\n"
        " subq $0x28, %rsp\n .seh_stackalloc 0x28\n .seh_endprologue\n"
        " movl 0x30(%rdx), %ecx\n movl %ecx, 0x38(%rdx)\n"
        " call made_more\n"
        " movq 0x38(%rsp), %rdx\n"
        " movl 0x38(%rdx), %eax\n andl $1, %eax\n"
        " addq $0x28, %rsp\n ret\n"
        " .seh_handlerdata\n"
        " .long made_catch_info@IMGREL\n"
        " .text\n"
        ".seh_endproc\n"
        /* the catch block of double */
        ".seh_proc made_catch_double\n"
        "made_catch_double:\n"
        " subq $0x28, %rsp\n .seh_stackalloc 0x28\n .seh_endprologue\n"
        " cvttsd2si 0x30(%rdx), %ecx\n movl %ecx, 0x38(%rdx)\n"
        " xorl %eax, %eax\n"
        " addq $0x28, %rsp\n ret\n"
        ".seh_endproc\n"
        ".section .rdata,\"dr\"\n"
        "made_info:\n"
        " .byte 8 | 16 | 32\n"
        " .long made_unwind@IMGREL, made_tries@IMGREL, made_states@IMGREL\n"
        /* 0: the object in the frame; 1: the try; 2: the object pointed at; 3: the catch blocks */
        "made_unwind:\n"
        " .byte 4 << 1\n"
        " .byte (1 << 2 | 1) << 1\n .long made_end@IMGREL\n .byte 0x20 << 1\n"
        " .byte (6 << 2 | 0) << 1\n"
        " .byte (1 << 2 | 2) << 1\n .long made_end@IMGREL\n .byte 0x28 << 1\n"
        " .byte (13 << 2 | 0) << 1\n"
        "made_tries:\n"
        " .byte 1 << 1, 1 << 1, 2 << 1, 3 << 1\n .long made_handlers@IMGREL\n"
        "made_handlers:\n"
        " .byte 2 << 1\n"
        " .byte 2 | 4 | 2 << 4\n .long \"??_R0H@8\"@IMGREL\n .byte 0x30 << 1\n .long made_catch@IMGREL\n"
        " .byte 15\n .long made_even - made\n .byte 15\n .long made_odd - made\n"
        " .byte 2 | 4 | 8 | 1 << 4\n .long \"??_R0N@8\"@IMGREL\n .byte 0x30 << 1\n .long made_catch_double@IMGREL\n"
        " .long made_even@IMGREL\n"
        "made_states:\n"
        " .byte 2 << 1\n"
        " .byte 15\n .long made_inside - made\n .byte (2 + 1) << 1\n"
        " .byte 15\n .long made_outside - made_inside\n .byte 0\n"
        /* in pieces, of which the first is another's */
        "made_catch_info:\n"
        " .byte 1 | 2 | 32\n"
        " .long made_pieces@IMGREL\n .byte 0x38 << 1\n"
        "made_pieces:\n"
        " .byte 2 << 1\n"
        " .long made@IMGREL, made_states@IMGREL\n"
        " .long made_catch@IMGREL, made_no_states@IMGREL\n"
        "made_no_states:\n"
        " .byte 0\n"
        " .text\n");

NOINLINE static void throw_double(int n)
{
    throw n + 0.5;
}
NOINLINE static void throw_char(int)
{
    throw 'y';
}
NOINLINE static void throw_none(int n)
{
    event("%d", n);
}

static void test_made()
{
    CHECK(made(throw_none, 3) == 0 && happened("3"), "by hand: nothing is thrown");
    CHECK(made(raise_int, 4) == 4 && happened("end102"), "a pointed-at object ends; the first of two continuations");
    CHECK(made(raise_int, 5) == 1005 && happened("end102"), "the second continuation");
    CHECK(made(throw_double, 8) == 8 && happened("end102"), "a continuation by its offset in the image");
    try {
        made(throw_char, 0);
        event("?");
    } catch (char c) {
        event("%c", c);
    }
    CHECK(happened("end102 end101 y"), "what is not handled ends both objects");
    try {
        made(raise_int, 6);
        event("?");
    } catch (char c) {
        event("%c", c);
    }
    CHECK(happened("end102 end101 x"), "what the handler throws ends what is left");
}

static void test()
{
    CHECK(rewrite_all() > 20, "the program's tables are rewritten");
    test_types();
    test_virtual_bases();
    test_rethrow();
    test_nested();
    test_throw_in_catch();
    test_leave();
    test_destructors();
    test_current();
    test_jumps();
    test_made();
}
