/* SPDX-License-Identifier: MIT */
/* The bounds-checked string functions, once for both character types.  CHAR, NAME(x) (strx or wcsx) and LENGTH are the
 * includer's.  On an error the destination becomes an empty string, as documented; _TRUNCATE cuts and gives STRUNCATE.
 */

static int NAME(fail)(CHAR *to, size_t size, int error)
{
    if (to && size) *to = 0;
    return crt_invalid_as(error);
}

int NAME(ncpy_s)(CHAR *to, size_t size, const CHAR *from, size_t n)
{
    size_t i;
    if (!n && !to && !size) return 0;
    if (!to || !size) return crt_invalid();
    if (!from) {
        *to = 0;
        return n ? crt_invalid() : 0;
    }
    for (i = 0; i < n && from[i]; i++) {
        if (i + 1 >= size) {
            if (n == TRUNCATE) {
                to[i] = 0;
                return STRUNCATE;
            }
            return NAME(fail)(to, size, ERANGE);
        }
        to[i] = from[i];
    }
    to[i] = 0;
    return 0;
}

int NAME(cpy_s)(CHAR *to, size_t size, const CHAR *from)
{
    if (!to || !size) return crt_invalid();
    if (!from) return NAME(fail)(to, size, EINVAL);
    size_t length = LENGTH(from);
    if (length >= size) return NAME(fail)(to, size, ERANGE);
    memmove(to, from, (length + 1) * sizeof(CHAR));
    return 0;
}

int NAME(ncat_s)(CHAR *to, size_t size, const CHAR *from, size_t n)
{
    size_t at = 0;
    if (!n && !to && !size) return 0;
    if (!to || !size) return crt_invalid();
    while (at < size && to[at]) at++;
    if (at == size || (!from && n)) return NAME(fail)(to, size, EINVAL);
    if (!n) return 0;
    int error = NAME(ncpy_s)(to + at, size - at, from, n);
    if (error && error != STRUNCATE) *to = 0;
    return error;
}

int NAME(cat_s)(CHAR *to, size_t size, const CHAR *from)
{
    size_t at = 0;
    if (!to || !size) return crt_invalid();
    while (at < size && to[at]) at++;
    if (at == size || !from) return NAME(fail)(to, size, EINVAL);
    int error = NAME(cpy_s)(to + at, size - at, from);
    if (error) *to = 0;
    return error;
}

int NAME(set_s)(CHAR *s, size_t size, int c)
{
    size_t n = 0;
    if (!s || !size) return crt_invalid();
    while (n < size && s[n]) n++;
    if (n == size) return NAME(fail)(s, size, EINVAL);
    while (n) s[--n] = (CHAR)c;
    return 0;
}

int NAME(nset_s)(CHAR *s, size_t size, int c, size_t count)
{
    size_t n = 0;
    if (!s || !size) return crt_invalid();
    while (n < size && s[n]) n++;
    if (n == size) return NAME(fail)(s, size, EINVAL);
    for (size_t i = 0; i < n && i < count; i++) s[i] = (CHAR)c;
    return 0;
}
