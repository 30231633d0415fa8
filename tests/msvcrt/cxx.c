/* SPDX-License-Identifier: MIT */
/* What msvcrt has of C++ by decorated names: terminate, unexpected, type_info; as documented. */
#include "check.h"

#include <process.h>
#include <stdlib.h>
#include <string.h>

typedef void(__cdecl *handler)(void);
typedef handler(__cdecl *setter)(handler);

static void *own(const char *name)
{
    return (void *)GetProcAddress(GetModuleHandleA("msvcrt.dll"), name);
}

static void __cdecl ends(void)
{
    _exit(33);
}

static void __cdecl unexpected(void)
{
    _exit(34);
}

/* A type's description as the compiler lays it out, its decorated name behind a dot. */
struct type {
    const void *vtable;
    char *name;
    char decorated[16];
};

int main(int argc, char **argv)
{
    setter set_terminate = (setter)own("?set_terminate@@YAP6AXXZP6AXXZ@Z"),
           set_unexpected = (setter)own("?set_unexpected@@YAP6AXXZP6AXXZ@Z");
    handler terminate_now = (handler)own("?terminate@@YAXXZ"), unexpected_now = (handler)own("?unexpected@@YAXXZ");

    if (argc > 1) {
        set_terminate(ends);
        if (!strcmp(argv[1], "unexpected")) set_unexpected(unexpected);
        if (!strcmp(argv[1], "terminate")) terminate_now();
        unexpected_now();
        return 0;
    }
    handler before = set_terminate(ends);
    CHECK(before != ends && set_terminate(before) == ends, "set_terminate: \"the previous function registered\"");
    before = set_unexpected(unexpected);
    CHECK(before != unexpected && set_unexpected(before) == unexpected, "set_unexpected: the previous function");
    CHECK(_spawnl(_P_WAIT, argv[0], "cxx", "terminate", NULL) == 33, "terminate: calls the function that was set");
    CHECK(_spawnl(_P_WAIT, argv[0], "cxx", "unexpected", NULL) == 34, "unexpected: calls the function that was set");
    CHECK(_spawnl(_P_WAIT, argv[0], "cxx", "neither", NULL) == 33, "unexpected: terminate where none is set");

    struct type one = {NULL, NULL, ".?AVone@@"}, same = {NULL, NULL, ".?AVone@@"}, two = {NULL, NULL, ".?AVtwo@@"};
    int(__cdecl * equal)(void *, void *) = own("??8type_info@@QEBAHAEBV0@@Z");
    int(__cdecl * differ)(void *, void *) = own("??9type_info@@QEBAHAEBV0@@Z");
    int(__cdecl * sorts)(void *, void *) = own("?before@type_info@@QEBAHAEBV1@@Z");
    const char *(__cdecl * raw_name)(void *) = own("?raw_name@type_info@@QEBAPEBDXZ");
    void(__cdecl * destroy)(void *) = own("??1type_info@@UEAA@XZ");
    CHECK(equal(&one, &same) && !equal(&one, &two), "type_info::operator==");
    CHECK(differ(&one, &two) && !differ(&one, &same), "type_info::operator!=");
    CHECK(sorts(&one, &two) && !sorts(&two, &one), "type_info::before: \"the collation sequence of types\"");
    CHECK(raw_name(&one) == one.decorated, "type_info::raw_name: \"the decorated name\"");
    one.name = malloc(8);
    destroy(&one);
    CHECK(one.name == NULL, "type_info: the destructor frees the name that was made");
    return check_done();
}
