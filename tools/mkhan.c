/* SPDX-License-Identifier: MIT */
/* mkhan: Chinese characters with their simplified and traditional variants, as ICU's transliterators have them, as a
 * header of sorted tables: han_simplified, han_traditional. */
#include <stdio.h>
#include <unicode/utrans.h>

enum { FIRST = 0x3400, LAST = 0x9fff };

/* Writes one table; FALSE: ICU lacks the transliterator. */
static int write_table(const char *name, const char *from_to)
{
    UChar id[64];
    UErrorCode error = U_ZERO_ERROR;
    int count = 0;

    u_uastrncpy(id, from_to, 64);
    UTransliterator *transliterator = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
    if (U_FAILURE(error)) {
        fprintf(stderr, "mkhan: %s: %s\n", from_to, u_errorName(error));
        return 0;
    }
    printf("static const USHORT %s[][2] = {\n", name);
    for (int unit = FIRST; unit <= LAST; unit++) {
        UChar text[4] = {(UChar)unit};
        int32_t length = 1, limit = 1;
        utrans_transUChars(transliterator, text, &length, 4, 0, &limit, &error);
        if (U_FAILURE(error) || length != 1 || text[0] == unit) continue; /* what becomes more than one stays */
        printf("{0x%x, 0x%x},%s", (unsigned)unit, (unsigned)text[0], ++count % 8 ? " " : "\n");
    }
    puts("};");
    utrans_close(transliterator);
    return count > 0;
}

int main(void)
{
    puts("/* made by mkhan from ICU's data */");
    return write_table("han_simplified", "Traditional-Simplified") &&
                   write_table("han_traditional", "Simplified-Traditional")
               ? 0
               : 1;
}
