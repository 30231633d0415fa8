/* SPDX-License-Identifier: MIT */
/* What std::exception and std::type_info are made of; their classes stand in the compiler's headers. */
#include "vcruntime.h"

/* The members of std::exception behind its vtable. */
struct exception_data {
    const char *what;
    bool owned;
};

/* Copies the text into memory of its own where `from` owns it; without memory the copy has none. */
void __std_exception_copy(const struct exception_data *from, struct exception_data *to)
{
    if (!from->owned || !from->what) {
        to->what = from->what;
        to->owned = false;
        return;
    }
    size_t size = strlen(from->what) + 1;
    char *copy = vcruntime_allocate(size);
    if (!copy) return;
    to->what = memcpy(copy, from->what, size);
    to->owned = true;
}

void __std_exception_destroy(struct exception_data *data)
{
    if (data->owned) vcruntime_free((void *)data->what);
    data->what = NULL;
    data->owned = false;
}

/* ---- std::type_info ---- */

/* The members of std::type_info behind its vtable: the readable name is made at the first question. */
struct type_info_data {
    char *name;
    char decorated[];
};

/* 0, or the order of two types; the leading dot says nothing. */
int __std_type_info_compare(const struct type_info_data *left, const struct type_info_data *right)
{
    return left == right ? 0 : strcmp(left->decorated + 1, right->decorated + 1);
}

/* FNV-1a over the decorated name. */
size_t __std_type_info_hash(const struct type_info_data *data)
{
    const uint64_t basis = sizeof(size_t) == 8 ? 0xcbf29ce484222325 : 0x811c9dc5;
    const uint64_t prime = sizeof(size_t) == 8 ? 0x100000001b3 : 0x01000193;
    size_t hash = (size_t)basis;
    for (const char *at = data->decorated + 1; *at; at++) {
        hash ^= (unsigned char)*at;
        hash *= (size_t)prime;
    }
    return sizeof hash == 8 ? hash ^ (uint64_t)hash >> 32 : hash;
}
