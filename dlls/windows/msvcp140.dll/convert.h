/* SPDX-License-Identifier: MIT */
/* What facets remember of a C locale to classify and convert characters. */
#ifndef METIC_CONVERT_H
#define METIC_CONVERT_H

#include "msvcp.h"

struct ctypevec {
    unsigned page;
    const short *table;
    int delete_table; /* 1: free() it, -1: delete[] it */
    wchar_t *locale_name;
};
struct cvtvec {
    unsigned page, longest;
    int is_c;
    unsigned char lead[32];
};

struct ctypevec *getctype(struct ctypevec *result);
struct cvtvec *getcvt(struct cvtvec *result);
int convert_lower(int c, const struct ctypevec *vec);
int convert_upper(int c, const struct ctypevec *vec);
int mbrtowc_with(wchar_t *to, const char *from, size_t size, struct mbstate *state, const struct cvtvec *vec);
int wcrtomb_with(char *to, wchar_t c, struct mbstate *state, const struct cvtvec *vec);

#endif
