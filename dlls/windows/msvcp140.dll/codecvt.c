/* SPDX-License-Identifier: MIT */
/* std::codecvt<char, char, mbstate_t>, which converts nothing, and std::codecvt<wchar_t, char, mbstate_t>, which
 * converts between UTF-16 units and the bytes of a C locale. */
#include "convert.h"

enum { CONVERT_OK, CONVERT_PARTIAL, CONVERT_ERROR, CONVERT_NOTHING };

struct codecvt {
    struct facet facet;
};
struct codecvt_base_vftable {
    struct facet_vftable facet;
    bool(METHOD *always_noconv)(const struct codecvt *self);
    int(METHOD *max_length)(const struct codecvt *self);
    int(METHOD *encoding)(const struct codecvt *self);
};

/* ---- codecvt_base ---- */

bool METHOD codecvt_base_do_always_noconv(const struct codecvt *self)
{
    (void)self;
    return false;
}

int METHOD codecvt_base_do_max_length(const struct codecvt *self)
{
    (void)self;
    return 1;
}

int METHOD codecvt_base_do_encoding(const struct codecvt *self)
{
    (void)self;
    return 1;
}

/* codecvt_base::always_noconv(): whether in() and out() never change anything. */
bool METHOD codecvt_base_always_noconv(const struct codecvt *self)
{
    return ((const struct codecvt_base_vftable *)self->facet.vftable)->always_noconv(self);
}

/* ---- codecvt<char, char, mbstate_t> ---- */

struct codecvt_vftable {
    struct codecvt_base_vftable base;
    int(METHOD *in)(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                    const char **next, char *to, char *to_last, char **to_next);
    int(METHOD *out)(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                     const char **next, char *to, char *to_last, char **to_next);
    int(METHOD *unshift)(const struct codecvt *self, struct mbstate *state, char *to, char *to_last, char **to_next);
    int(METHOD *length)(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                        size_t count);
};
#define VIRTUAL(self) ((const struct codecvt_vftable *)(self)->facet.vftable)

struct facet *codecvt_new(void)
{
    struct codecvt *self = allocate(sizeof *self);
    facet_start(&self->facet, codecvt_vftable, 0);
    return &self->facet;
}

bool METHOD codecvt_do_always_noconv(const struct codecvt *self)
{
    (void)self;
    return true;
}

int METHOD codecvt_do_in(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                         const char **next, char *to, char *to_last, char **to_next)
{
    (void)self, (void)state, (void)last, (void)to_last;
    *next = first;
    *to_next = to;
    return CONVERT_NOTHING;
}

int METHOD codecvt_do_out(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                          const char **next, char *to, char *to_last, char **to_next)
{
    return codecvt_do_in(self, state, first, last, next, to, to_last, to_next);
}

int METHOD codecvt_do_unshift(const struct codecvt *self, struct mbstate *state, char *to, char *to_last,
                              char **to_next)
{
    (void)self, (void)state, (void)to_last;
    *to_next = to;
    return CONVERT_NOTHING;
}

int METHOD codecvt_do_length(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                             size_t count)
{
    (void)self, (void)state;
    size_t size = (size_t)(last - first);
    if (size > INT_MAX) size = INT_MAX;
    return (int)(count < size ? count : size);
}

/* codecvt::in(state, first, last, next, to, to_last, to_next): bytes to characters.  Both sides say in `next` how far
 * it came.  Returns ok (0), partial (1), error (2) or noconv (3): the bytes are the characters. */
int METHOD codecvt_in(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                      const char **next, char *to, char *to_last, char **to_next)
{
    return VIRTUAL(self)->in(self, state, first, last, next, to, to_last, to_next);
}

int METHOD codecvt_out(const struct codecvt *self, struct mbstate *state, const char *first, const char *last,
                       const char **next, char *to, char *to_last, char **to_next)
{
    return VIRTUAL(self)->out(self, state, first, last, next, to, to_last, to_next);
}

/* codecvt::unshift: the bytes that end a text in a shift state. */
int METHOD codecvt_unshift(const struct codecvt *self, struct mbstate *state, char *to, char *to_last, char **to_next)
{
    return VIRTUAL(self)->unshift(self, state, to, to_last, to_next);
}

/* ---- codecvt<wchar_t, char, mbstate_t> ---- */

struct wide_codecvt {
    struct facet facet;
    struct cvtvec vec;
};
struct wide_codecvt_vftable {
    struct codecvt_base_vftable base;
    int(METHOD *in)(const struct wide_codecvt *self, struct mbstate *state, const char *first, const char *last,
                    const char **next, wchar_t *to, wchar_t *to_last, wchar_t **to_next);
    int(METHOD *out)(const struct wide_codecvt *self, struct mbstate *state, const wchar_t *first, const wchar_t *last,
                     const wchar_t **next, char *to, char *to_last, char **to_next);
};
#define WIDE_VIRTUAL(self) ((const struct wide_codecvt_vftable *)(self)->facet.vftable)

/* codecvt<wchar_t, char, mbstate_t>::codecvt(size_t references): of the "C" locale. */
struct wide_codecvt *METHOD wide_codecvt_make(struct wide_codecvt *self, size_t references)
{
    struct locinfo info;
    facet_start(&self->facet, wide_codecvt_vftable, references);
    locinfo_make(&info, "C");
    getcvt(&self->vec);
    locinfo_destroy(&info);
    return self;
}

struct facet *wide_codecvt_new(void)
{
    struct wide_codecvt *self = allocate(sizeof *self);
    facet_start(&self->facet, wide_codecvt_vftable, 0);
    getcvt(&self->vec);
    return &self->facet;
}

int METHOD wide_codecvt_do_max_length(const struct wide_codecvt *self)
{
    return (int)self->vec.longest;
}

int METHOD wide_codecvt_do_encoding(const struct wide_codecvt *self)
{
    return self->vec.longest == 1;
}

int METHOD wide_codecvt_do_in(const struct wide_codecvt *self, struct mbstate *state, const char *first,
                              const char *last, const char **next, wchar_t *to, wchar_t *to_last, wchar_t **to_next)
{
    int result = CONVERT_OK;
    while (first != last && result == CONVERT_OK) {
        int length = to == to_last ? -2 : mbrtowc_with(to, first, (size_t)(last - first), state, &self->vec);
        if (length < 0) {
            result = length == -2 ? CONVERT_PARTIAL : CONVERT_ERROR;
        } else {
            first += length ? length : 1;
            to++;
        }
    }
    *next = first;
    *to_next = to;
    return result;
}

int METHOD wide_codecvt_do_out(const struct wide_codecvt *self, struct mbstate *state, const wchar_t *first,
                               const wchar_t *last, const wchar_t **next, char *to, char *to_last, char **to_next)
{
    int result = CONVERT_OK;
    while (first != last && result == CONVERT_OK) {
        char bytes[MB_LEN_MAX];
        int length = wcrtomb_with(bytes, *first, state, &self->vec);
        if (length < 0) {
            result = CONVERT_ERROR;
        } else if (length > to_last - to) {
            result = CONVERT_PARTIAL;
        } else {
            memcpy(to, bytes, (size_t)length);
            to += length;
            first++;
        }
    }
    *next = first;
    *to_next = to;
    return result;
}

int METHOD wide_codecvt_do_unshift(const struct wide_codecvt *self, struct mbstate *state, char *to, char *to_last,
                                   char **to_next)
{
    (void)self, (void)state, (void)to_last; /* no C locale of Windows has shift states */
    *to_next = to;
    return CONVERT_OK;
}

int METHOD wide_codecvt_do_length(const struct wide_codecvt *self, struct mbstate *state, const char *first,
                                  const char *last, size_t count)
{
    const char *start = first;
    for (; count && first != last; count--) {
        int length = mbrtowc_with(NULL, first, (size_t)(last - first), state, &self->vec);
        if (length < 0) break;
        first += length ? length : 1;
    }
    return first - start > INT_MAX ? INT_MAX : (int)(first - start);
}

int METHOD wide_codecvt_in(const struct wide_codecvt *self, struct mbstate *state, const char *first, const char *last,
                           const char **next, wchar_t *to, wchar_t *to_last, wchar_t **to_next)
{
    return WIDE_VIRTUAL(self)->in(self, state, first, last, next, to, to_last, to_next);
}

int METHOD wide_codecvt_out(const struct wide_codecvt *self, struct mbstate *state, const wchar_t *first,
                            const wchar_t *last, const wchar_t **next, char *to, char *to_last, char **to_next)
{
    return WIDE_VIRTUAL(self)->out(self, state, first, last, next, to, to_last, to_next);
}
