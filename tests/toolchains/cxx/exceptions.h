/* SPDX-License-Identifier: MIT */
/* What exceptions.cpp and its DLL share. */
#include <stdexcept>
#include <string>

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT
#endif

struct Failure : std::runtime_error {
    int code;
    Failure(int code_, const std::string &what) : std::runtime_error(what), code(code_)
    {
    }
};

enum class Kind { standard, own, integer, nothing };
EXPORT void dll_throws(Kind kind);                                   // throws what `kind` says
EXPORT std::string dll_catches(void (*callback)(int), int argument); // what the callback's exception says
EXPORT int dll_destroyed();                                          // how many of its locals a throw has destroyed
EXPORT void dll_passes(void (*callback)(int), int argument);         // catches nothing
