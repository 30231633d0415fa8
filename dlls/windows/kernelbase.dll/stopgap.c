/* SPDX-License-Identifier: MIT */
/* The code page of a locale, until locale.c has it. */
#include "kernelbase.h"

UINT base_locale_page(LCID locale)
{
    (void)locale;
    return 1252;
}
