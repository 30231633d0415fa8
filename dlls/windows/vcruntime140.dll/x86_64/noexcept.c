/* SPDX-License-Identifier: MIT */
/* The language handler of functions that have __try blocks and are noexcept: what none of them takes ends the program.
 */
#define __C_specific_handler declared_with_dllimport /* mingw-w64 declares it so */
#include "eh.h"
#undef __C_specific_handler

EXCEPTION_DISPOSITION __C_specific_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                           DISPATCHER_CONTEXT *dispatcher);

EXCEPTION_DISPOSITION __C_specific_handler_noexcept(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                                    DISPATCHER_CONTEXT *dispatcher)
{
    EXCEPTION_DISPOSITION answer = __C_specific_handler(record, frame, context, dispatcher);
    if (answer == ExceptionContinueSearch && !(record->ExceptionFlags & EXCEPTION_UNWIND)) __std_terminate();
    return answer;
}
