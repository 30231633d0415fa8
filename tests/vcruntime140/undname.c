/* SPDX-License-Identifier: MIT */
/* Decorated names: __unDName, __unDNameEx, __std_type_info_name, __std_type_info_destroy_list.  The names are those
 * that clang makes of the declarations beside them. */
#include "check.h"

#include <stdlib.h>
#include <string.h>

typedef char *(__cdecl *undecorator)(char *buffer, const char *name, int size, void *(__cdecl *allocate)(size_t),
                                     void(__cdecl *release)(void *), unsigned short flags);
typedef char *(__cdecl *undecorator_more)(char *buffer, const char *name, int size, void *(__cdecl *allocate)(size_t),
                                          void(__cdecl *release)(void *), void *parameters, unsigned long flags);

static const struct {
    const char *name, *text;
    unsigned short flags;
} names[] = {
  /* "UnDecorateSymbolName", "Decorated names": the documentation's example */
    {"?func1@a@@AAEXH@Z",                                                   "private: void __thiscall a::func1(int)",                                       0           },
    {"?f1@@YAXP6AHHPEAD@ZP8A@@EAAHH@ZPEQ1@HAEAY02HPEAY134HP6AP6AXJ@ZH@Z@Z",
     "void __cdecl f1(int (__cdecl*)(int,char * __ptr64),int (__cdecl A::*)(int) __ptr64,int A::* __ptr64,int (& "
     "__ptr64)[3],int "
     "(* __ptr64)[4][5],void (__cdecl*(__cdecl*)(int))(long))",                                                                                             0           },
    {"?c@A@@QEDAXXZ",                                                       "public: void __cdecl A::c(void)const volatile __ptr64",                        0           },
    {"?v@A@@UEAAHHZZ",                                                      "public: virtual int __cdecl A::v(int,...) __ptr64",                            0           },
    {"?make@A@@SAPEAU1@PEBD0PEAPEAU1@@Z",
     "public: static struct A * __ptr64 __cdecl A::make(char const * __ptr64,char const * __ptr64,struct A * __ptr64 * "
     "__ptr64)",                                                                                                                                            0           },
    {"??0C@@QEAA@XZ",                                                       "public: __cdecl C::C(void) __ptr64",                                           0           },
    {"??1A@@UEAA@XZ",                                                       "public: virtual __cdecl A::~A(void) __ptr64",                                  0           },
    {"??HA@@QEBA?AU0@AEBU0@@Z",                                             "public: struct A __cdecl A::operator+(struct A const & __ptr64)const __ptr64", 0           },
    {"??Bid@locale@std@@QEAA_KXZ",                                          "public: __cdecl std::locale::id::operator unsigned __int64(void) __ptr64",     0           },
    {"??_7C@@6B@",                                                          "const C::`vftable'",                                                           0           },
    {"??_7C@@6BA@@@",                                                       "const C::`vftable'{for `A'}",                                                  0           },
    {"??_R0?AUA@@@8",                                                       "struct A `RTTI Type Descriptor'",                                              0           },
    {"??_R1A@?0A@EA@A@@8",                                                  "A::`RTTI Base Class Descriptor at (0,-1,0,64)'",                               0           },
    {"??_C@_05abcd@hello?$AA@",                                             "`string'",                                                                     0           },
    {"?cout@std@@3V?$basic_ostream@DU?$char_traits@D@std@@@1@A",
     "class std::basic_ostream<char,struct std::char_traits<char> > std::cout",                                                                             0           },
    {"?ne@@YAXXZ",                                                          "void __cdecl ne(void)",                                                        0           },
    {"?ne@@YAXX_E",                                                         "void __cdecl ne(void) noexcept",                                               0           },
    {"?n@?$Num@$0?0@@QEAAXXZ",                                              "public: void __cdecl Num<-1>::n(void) __ptr64",                                0           },
    {"?q@Anon@?A0xCCB1DC7F@@UEAAXXZ",                                       "public: virtual void __cdecl `anonymous namespace'::Anon::q(void) __ptr64",    0           },
    {"?s@?1??f@@YAHXZ@4HA",                                                 "int `int __cdecl f(void)'::`2'::s",                                            0           },
    {"?g1@@3HA",                                                            "int g1",                                                                       0           },
 /* what the flags leave out */
    {"?v@A@@UEAAHHZZ",                                                      "A::v",                                                                         0x1000      },
    {"?v@A@@UEAAHHZZ",                                                      "virtual int A::v(int,...)",                                                    0x80 | 2    },
    {"?v@A@@UEAAHHZZ",                                                      "public: virtual __cdecl A::v(int,...) __ptr64",                                4           },
    {"?v@A@@UEAAHHZZ",                                                      "public: int __cdecl A::v(int,...)",                                            0x200 | 0x60},
 /* what is no decorated name stays as it is */
    {"main",                                                                "main",                                                                         0           },
    {"?bad@",                                                               "?bad@",                                                                        0           },
    {"?f@@YAX",                                                             "?f@@YAX",                                                                      0           },
    {"",                                                                    "",                                                                             0           },
};

static int allocated;
static void *__cdecl allocate(size_t size)
{
    allocated++;
    return malloc(size);
}
static void *__cdecl allocate_none(size_t size)
{
    (void)size;
    return NULL;
}

static void test_names(HMODULE runtime)
{
    undecorator plain = (undecorator)(void *)GetProcAddress(runtime, "__unDName");
    undecorator_more more = (undecorator_more)(void *)GetProcAddress(runtime, "__unDNameEx");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *text = plain(NULL, names[i].name, 0, allocate, free, names[i].flags);
        char *same = more(NULL, names[i].name, 0, allocate, free, NULL, names[i].flags);
        CHECK(text && !strcmp(text, names[i].text), "\"Decorated names\": %s, flags %#x, is %s", names[i].name,
              names[i].flags, text ? text : "NULL");
        CHECK(same && !strcmp(same, text), "__unDNameEx says the same");
        free(text);
        free(same);
    }
    CHECK(allocated >= 2 * (int)(sizeof names / sizeof *names), "the caller's allocator was used for each");
    char buffer[100] = "";
    CHECK(plain(buffer, "?g1@@3HA", sizeof buffer, allocate, free, 0) == buffer && !strcmp(buffer, "int g1"),
          "a buffer of the caller's takes the text");
    memset(buffer, 'x', sizeof buffer);
    CHECK(plain(buffer, "?g1@@3HA", 4, allocate, free, 0) == buffer && !strcmp(buffer, "int") && buffer[4] == 'x',
          "and no more than fits");
    CHECK(!plain(NULL, "?g1@@3HA", 0, allocate_none, free, 0), "NULL where there is no memory");
}

static void test_type_names(HMODULE runtime)
{
    const char *(__cdecl * name)(void *, SLIST_HEADER *) = (void *)GetProcAddress(runtime, "__std_type_info_name");
    void(__cdecl * destroy)(SLIST_HEADER *) = (void *)GetProcAddress(runtime, "__std_type_info_destroy_list");
    static const struct {
        const char *decorated, *text;
    } types[] = {
        {".H",                                       "int"                                              },
        {".?AVexception@std@@",                      "class std::exception"                             },
        {".?AUA@@",                                  "struct A"                                         },
        {".?AW4E@ns@@",                              "enum ns::E"                                       },
        {".?ATU@ns@@",                               "union ns::U"                                      },
        {".PEAH",                                    "int * __ptr64"                                    },
        {".PEBD",                                    "char const * __ptr64"                             },
        {".P6AXH@Z",                                 "void (__cdecl*)(int)"                             },
        {".$$A6AXH@Z",                               "void __cdecl(int)"                                },
        {".?AV?$vector@HV?$allocator@H@std@@@std@@", "class std::vector<int,class std::allocator<int> >"},
        {".PEAY02H",                                 "int (* __ptr64)[3]"                               },
    };
    static struct {
        const char *name;
        char decorated[64];
    } data[sizeof types / sizeof *types];
    DECLSPEC_ALIGN(16) SLIST_HEADER list;
    InitializeSListHead(&list);
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        strcpy(data[i].decorated, types[i].decorated);
        const char *text = name(&data[i], &list);
        CHECK(text && !strcmp(text, types[i].text), "\"type_info::name\": %s is %s", types[i].decorated,
              text ? text : "NULL");
        CHECK(text == data[i].name && name(&data[i], &list) == text, "it is made once, and kept");
    }
    CHECK(QueryDepthSList(&list) == sizeof types / sizeof *types, "each is in the program's list");
    destroy(&list);
    CHECK(!QueryDepthSList(&list), "__std_type_info_destroy_list empties it");
}

int main(void)
{
    HMODULE runtime = LoadLibraryA("vcruntime140.dll");
    test_names(runtime);
    test_type_names(runtime);
    return check_done();
}
