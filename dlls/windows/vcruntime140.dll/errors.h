/* SPDX-License-Identifier: MIT */
/* The C++ exceptions that this DLL throws (errors.c, classes.S). */
#ifndef METIC_VCRUNTIME_ERRORS_H
#define METIC_VCRUNTIME_ERRORS_H

#include "eh.h"

enum error { ERROR_EXCEPTION, ERROR_BAD_CAST, ERROR_BAD_TYPEID, ERROR_NON_RTTI };

/* Throws an object of std::bad_cast and its kin. */
__attribute__((noreturn)) void error_throw(enum error error, const char *what);

/* Calls function(argument); NULL where an access violation ended it. */
void *eh_try(void *(*function)(void *), void *argument);

#endif
