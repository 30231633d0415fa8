// SPDX-License-Identifier: MIT
// The DLL of exceptions.cpp: throws, catches, and is unwound through.
#include "exceptions.h"

static int destroyed;
struct Local {
    ~Local()
    {
        destroyed++;
    }
};

void dll_throws(Kind kind)
{
    Local local;
    switch (kind) {
    case Kind::standard: throw std::out_of_range("from the DLL");
    case Kind::own: throw Failure(42, "failure from the DLL");
    case Kind::integer: throw 42;
    case Kind::nothing: break;
    }
}

std::string dll_catches(void (*callback)(int), int argument)
{
    Local local;
    try {
        callback(argument);
    } catch (const Failure &failure) {
        return "failure " + std::to_string(failure.code) + ": " + failure.what();
    } catch (const std::exception &e) {
        return std::string("standard: ") + e.what();
    } catch (...) {
        return "something";
    }
    return "nothing";
}

int dll_destroyed()
{
    return destroyed;
}

void dll_passes(void (*callback)(int), int argument)
{
    Local local;
    callback(argument);
}
