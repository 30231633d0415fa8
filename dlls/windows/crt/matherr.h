/* SPDX-License-Identifier: MIT */
/* Errors of mathematical functions: the types that <math.h> numbers, and how one is reported. */
#ifndef METIC_CRT_MATHERR_H
#define METIC_CRT_MATHERR_H

enum { MATH_DOMAIN = 1, MATH_SING = 2, MATH_OVERFLOW = 3, MATH_UNDERFLOW = 4 };

/* Asks the program's handler; without one sets errno (EDOM, or ERANGE).  Returns the result the call is to give. */
double crt_math_error(int type, const char *name, double a, double b, double result);

#endif
