/* SPDX-License-Identifier: MIT */
/* UTF-16 outside, UTF-8 on the host: conversions that lose nothing. */
#ifndef METIC_LINUX_UTF_H
#define METIC_LINUX_UTF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Both return the size of the whole result (bytes, or 16-bit units, without a terminator) and write at most `size` of
 * it: a result above `size` means that `to` is cut off.  No terminator is read or written.
 *
 * The mapping is reversible: every byte string survives the way to UTF-16 and back.
 *   - a byte that is not part of well-formed UTF-8 is the unpaired surrogate U+DC00 + byte (U+DC80..U+DCFF);
 *   - any other unpaired surrogate is its three bytes in UTF-8's scheme (ED A0 80 .. ED BF BF), which are read back as
 * that surrogate unless it would pair with its neighbour, and else byte by byte. So every UTF-16 string survives the
 * way to UTF-8 and back too, but those that spell UTF-8 in U+DC80..U+DCFF. */
size_t utf_to_8(char *to, size_t size, const uint16_t *from, size_t units);
size_t utf_to_16(uint16_t *to, size_t size, const char *from, size_t bytes);

/* The same for one component of a file name, where the characters Windows forbids in a name (control characters,
 * " * : < > ? | and \, and a dot or blank at the end) stand in UTF-16 as U+F000 + character; a real U+F000 + such a
 * character in a host name is read byte by byte. */
size_t utf_name_to_8(char *to, size_t size, const uint16_t *from, size_t units);
size_t utf_name_to_16(uint16_t *to, size_t size, const char *from, size_t bytes);

/* The upper case NTFS compares with: of the 16-bit unit alone. */
uint16_t utf_upper(uint16_t unit);

/* Equal but for case? */
bool utf_equal(const uint16_t *a, size_t a_units, const uint16_t *b, size_t b_units);

#endif
