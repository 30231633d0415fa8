/* SPDX-License-Identifier: MIT */
/* The error object of a thread. */
#define COBJMACROS
#include "check.h"

#include <oleauto.h>
#include <wchar.h>

static const GUID error_id = {
    0x1cf2b120, 0x547d, 0x101b, {0x8e, 0x65, 0x08, 0x00, 0x2b, 0x2b, 0xd1, 0x19}
};
static const GUID other_id = {
    0x12345678, 0x547d, 0x101b, {0x8e, 0x65, 0x08, 0x00, 0x2b, 0x2b, 0xd1, 0x19}
};

static DWORD WINAPI other_thread(void *unused)
{
    IErrorInfo *info;
    (void)unused;
    return GetErrorInfo(0, &info);
}

int main(void)
{
    ICreateErrorInfo *create = NULL;
    IErrorInfo *info = NULL, *got = NULL;
    BSTR text = NULL;
    GUID guid = {0};
    DWORD context = 0, code = 99;
    void *none = &code;

    CHECK(GetErrorInfo(0, &got) == S_FALSE && !got, "GetErrorInfo: S_FALSE: \"There was no error object to return\"");
    CHECK(CreateErrorInfo(&create) == S_OK && create,
          "CreateErrorInfo: \"Creates an instance of a generic error object\"");
    CHECK(CreateErrorInfo(NULL) == E_INVALIDARG, "CreateErrorInfo: E_INVALIDARG");
    CHECK(ICreateErrorInfo_SetDescription(create, (WCHAR *)L"it broke") == S_OK &&
              ICreateErrorInfo_SetSource(create, (WCHAR *)L"a.b") == S_OK &&
              ICreateErrorInfo_SetHelpContext(create, 7) == S_OK && ICreateErrorInfo_SetGUID(create, &other_id) == S_OK,
          "ICreateErrorInfo");
    CHECK(ICreateErrorInfo_QueryInterface(create, &error_id, (void **)&info) == S_OK && info,
          "it is an IErrorInfo too");
    CHECK(ICreateErrorInfo_QueryInterface(create, &other_id, &none) == E_NOINTERFACE && !none, "and nothing else");
    CHECK(SetErrorInfo(0, info) == S_OK,
          "SetErrorInfo: \"Sets the error information object for the current ... thread\"");
    CHECK(SetErrorInfo(1, info) == E_INVALIDARG && GetErrorInfo(1, &got) == E_INVALIDARG,
          "\"Reserved for future use. Must be zero\"");
    CHECK(IErrorInfo_Release(info) == 2 && ICreateErrorInfo_Release(create) == 1,
          "SetErrorInfo: the thread has a reference");
    HANDLE thread = CreateThread(NULL, 0, other_thread, NULL, 0, NULL);
    WaitForSingleObject(thread, INFINITE);
    CHECK(GetExitCodeThread(thread, &code) && code == S_FALSE, "another thread has no error");
    CloseHandle(thread);
    CHECK(GetErrorInfo(0, &got) == S_OK && got == info, "GetErrorInfo: the object that was set");
    CHECK(GetErrorInfo(0, &info) == S_FALSE, "GetErrorInfo: \"and clears the error state for the thread\"");
    CHECK(IErrorInfo_GetDescription(got, &text) == S_OK && !wcscmp(text, L"it broke"), "IErrorInfo::GetDescription");
    SysFreeString(text);
    CHECK(IErrorInfo_GetSource(got, &text) == S_OK && !wcscmp(text, L"a.b"), "IErrorInfo::GetSource");
    SysFreeString(text);
    CHECK(IErrorInfo_GetHelpFile(got, &text) == S_OK && !text, "IErrorInfo::GetHelpFile: none was set");
    CHECK(IErrorInfo_GetHelpContext(got, &context) == S_OK && context == 7 && IErrorInfo_GetGUID(got, &guid) == S_OK &&
              guid.Data1 == 0x12345678,
          "IErrorInfo::GetHelpContext, GetGUID");
    CHECK(IErrorInfo_Release(got) == 0, "it is the caller's to release");
    return check_done();
}
