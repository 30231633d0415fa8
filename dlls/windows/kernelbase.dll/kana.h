/* SPDX-License-Identifier: MIT */
/* Kana, width and ligatures, inside kernelbase. */
#ifndef METIC_KANA_H
#define METIC_KANA_H

/* The other kana of the same sound; the unit itself where it has none. */
WCHAR kana_katakana(WCHAR unit);
WCHAR kana_hiragana(WCHAR unit);

/* The form of ordinary width of one from the compatibility zone U+FF01 to U+FFE6 (wide Latin, narrow katakana). */
WCHAR kana_ordinary(WCHAR unit);

/* The wide form of a narrow character, and the narrow one of a wide. */
WCHAR kana_wide(WCHAR unit);
WCHAR kana_narrow(WCHAR unit);

/* The two or three letters of a ligature, terminated; NULL: it is none. */
const WCHAR *kana_ligature(WCHAR unit);

#endif
