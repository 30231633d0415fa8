/* SPDX-License-Identifier: MIT */
/* `throw`, and the end of a thrown object. */
#include "eh.h"

/* Raises a C++ exception: `object` as `info` describes it; both NULL: the one being handled once more. */
__attribute__((noreturn)) void NTAPI _CxxThrowException(void *object, const struct throw_info *info)
{
    PVOID base = NULL;
    EXCEPTION_RECORD record = {.ExceptionCode = (DWORD)CXX_EXCEPTION, .ExceptionFlags = EXCEPTION_NONCONTINUABLE};
    if (info) RtlPcToFileHeader((PVOID)info, &base);
    record.ExceptionInformation[PARAMETER_MAGIC] = info && info->attributes & THROW_PURE ? CXX_MAGIC_PURE : CXX_MAGIC;
    record.ExceptionInformation[PARAMETER_OBJECT] = (ULONG_PTR)object;
    record.ExceptionInformation[PARAMETER_INFO] = (ULONG_PTR)info;
    record.ExceptionInformation[PARAMETER_BASE] = (ULONG_PTR)base;
    record.NumberParameters = sizeof(void *) == 8 ? 4 : 3;
    record.ExceptionAddress = (PVOID)_CxxThrowException;
    RtlRaiseException(&record);
    __builtin_unreachable();
}

/* Runs the destructor of the record's object; with `closed`, what it throws ends the program. */
void __DestructExceptionObject(EXCEPTION_RECORD *record, bool closed)
{
    if (!record || !eh_is_cxx(record) || !eh_throw_info(record) || !eh_throw_info(record)->destructor) return;
    const void *destructor = eh_at(eh_base(record), eh_throw_info(record)->destructor);
    if (closed)
        eh_call_closed(destructor, eh_object(record), NULL, 0);
    else
        ((void (*)(void *))destructor)(eh_object(record));
}

/* "_is_exception_typeof": is what is being thrown of that type, or may it be caught as that? */
int _is_exception_typeof(const struct type_descriptor *type, EXCEPTION_POINTERS *pointers)
{
    const EXCEPTION_RECORD *record = pointers ? pointers->ExceptionRecord : NULL;
    if (!record || !eh_is_cxx(record) || !eh_throw_info(record)) return 0;
    const struct eh_handler handler = {
        .adjectives = HANDLER_CONST | HANDLER_VOLATILE | HANDLER_UNALIGNED | HANDLER_REFERENCE, .type = type};
    return eh_match(record, &handler) != NULL;
}
