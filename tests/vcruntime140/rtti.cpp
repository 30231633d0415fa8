/* SPDX-License-Identifier: MIT */
/* dynamic_cast and typeid: the compiler makes calls of __RTDynamicCast, __RTtypeid and __RTCastToVoid of them. */
#include "msvc.h"

namespace std
{
/* the classes that the runtime throws, as MSVC's headers lay them out */
class exception
{
  public:
    virtual ~exception()
    {
    }
    virtual const char *what() const
    {
        return "not the runtime's own";
    }
    const char *text;
    bool owned;
};
class bad_cast : public exception
{
};
class bad_typeid : public exception
{
};
class __non_rtti_object : public bad_typeid
{
};
} // namespace std

extern "C" {
void *__RTDynamicCast(void *object, int delta, void *known, void *wanted, int is_reference);
void *__RTtypeid(void *object);
void *__RTCastToVoid(void *object);
int __std_type_info_compare(const void *left, const void *right);
size_t __std_type_info_hash(const void *data);
const char *__std_type_info_name(void *data, void *list);
void __std_type_info_destroy_list(void *list);
}

struct descriptor {
    const void *vtable;
    char *name;
    char decorated[1];
};

struct Animal {
    virtual ~Animal() = default;
    int a = 1;
};
struct Dog : Animal {
    int b = 2;
};
struct Puppy : Dog {
    int c = 3;
};
struct Cat : Animal {
    int d = 4;
};
struct Machine {
    virtual ~Machine() = default;
    int e = 5;
};
struct Robot : Dog, Machine {
    int f = 6;
};
struct Stranger {
    virtual ~Stranger() = default;
};
struct Shared {
    virtual ~Shared() = default;
    int s = 7;
};
struct One : virtual Shared {
    int x = 8;
};
struct Two : virtual Shared {
    int y = 9;
};
struct Diamond : One, Two {
    int z = 10;
};
struct Twice1 : Animal {
};
struct Twice2 : Animal {
};
struct Twice : Twice1, Twice2 {
};
struct Hidden : private Machine, public Animal {
    Machine *machine()
    {
        return this;
    }
};
struct HiddenMore : Hidden {
};

template <class To, class From> static __attribute__((noinline)) To cast(From from)
{
    return dynamic_cast<To>(from);
}

template <class To, class From> static __attribute__((noinline)) bool throws_bad_cast(From &from)
{
    try {
        (void)dynamic_cast<To>(from);
    } catch (std::bad_cast &error) {
        return !strcmp(error.what(), "Bad dynamic_cast!");
    }
    return false;
}

static void test()
{
    Puppy puppy;
    Cat cat;
    Robot robot;
    Diamond diamond;
    Twice twice;
    HiddenMore hidden;

    Animal *animal = &puppy;
    CHECK(cast<Dog *>(animal) == &puppy && cast<Puppy *>(animal) == &puppy,
          "\"dynamic_cast\": down to a derived class");
    CHECK(!cast<Cat *>(animal) && !cast<Stranger *>(animal), "NULL where the object is none of that class");
    animal = nullptr;
    CHECK(!cast<Dog *>(animal), "NULL stays NULL");
    animal = &robot;
    Machine *machine = &robot;
    CHECK(cast<Machine *>(animal) == machine && (void *)machine != (void *)animal, "across to another base");
    CHECK(cast<Robot *>(machine) == &robot && cast<Dog *>(machine) == &robot, "down from a base that is not the first");
    CHECK(cast<void *>(machine) == &robot && cast<void *>(animal) == &robot, "void *: the whole object");
    machine = nullptr;
    CHECK(!cast<void *>(machine), "void *: NULL stays NULL");
    Shared *shared = &diamond;
    CHECK(cast<Diamond *>(shared) == &diamond && cast<One *>(shared) == &diamond && cast<Two *>(shared) == &diamond,
          "down from a virtual base");
    CHECK(cast<Two *>((One *)&diamond) == &diamond && cast<Shared *>((One *)&diamond) == shared &&
              cast<void *>(shared) == &diamond,
          "across between classes that share a virtual base");
    CHECK(cast<Twice2 *>((Animal *)(Twice1 *)&twice) == &twice && cast<Twice *>((Animal *)(Twice2 *)&twice) == &twice,
          "from either of two equal bases");
    Twice1 *first = &twice;
    CHECK(cast<Twice2 *>(first) == &twice, "across where each has a base of the same class");
    Stranger stranger;
    struct Both : Stranger, Twice {
    } both;
    CHECK(!cast<Animal *>((Stranger *)&both), "NULL where the class is a base twice");
    machine = hidden.machine();
    CHECK(!cast<Hidden *>(machine) && !cast<Animal *>(machine), "NULL where the way goes through a private base");
    CHECK(!cast<Machine *>((Animal *)&hidden), "nor is a private base found");

    Animal &as_animal = puppy;
    CHECK(&dynamic_cast<Dog &>(as_animal) == &puppy, "of a reference");
    CHECK((throws_bad_cast<Cat &, Animal>(as_animal)), "\"bad_cast\": thrown where a reference cannot be cast");
    try {
        (void)dynamic_cast<Cat &>(as_animal);
        CHECK(0, "bad_cast is thrown");
    } catch (std::exception &error) {
        CHECK(!strcmp(error.what(), "Bad dynamic_cast!"), "bad_cast is an exception, and says what it is");
    }
    try {
        (void)dynamic_cast<Cat &>(as_animal);
        CHECK(0, "bad_cast is thrown");
    } catch (std::bad_cast error) {
        CHECK(!strcmp(error.text, "Bad dynamic_cast!"), "bad_cast may be caught by value");
    }

    const descriptor *puppys = (const descriptor *)__RTtypeid(&puppy), *cats = (const descriptor *)__RTtypeid(&cat);
    CHECK(!strcmp(puppys->decorated, ".?AUPuppy@@"), "\"typeid\": the class of the whole object");
    CHECK(__RTtypeid((Machine *)&robot) == __RTtypeid(&robot), "whichever base it is asked of");
    CHECK(!__std_type_info_compare(&puppys->name, &puppys->name) &&
              __std_type_info_compare(&puppys->name, &cats->name) > 0 &&
              __std_type_info_compare(&cats->name, &puppys->name) < 0,
          "\"type_info::before\": types have an order");
    CHECK(__std_type_info_hash(&puppys->name) == __std_type_info_hash(&puppys->name) &&
              __std_type_info_hash(&puppys->name) != __std_type_info_hash(&cats->name),
          "\"type_info::hash_code\": equal types have equal hashes, others hardly");
    try {
        __RTtypeid(nullptr);
        CHECK(0, "bad_typeid is thrown");
    } catch (std::__non_rtti_object &) {
        CHECK(0, "bad_typeid, not __non_rtti_object");
    } catch (std::bad_typeid &error) {
        CHECK(!strcmp(error.what(), "Attempted a typeid of nullptr pointer!"), "\"bad_typeid\": typeid of NULL");
    }
    /* an object whose vtable points nowhere */
    struct {
        uintptr_t vtable, more;
    } wild = {0x1000, 0};
    try {
        __RTtypeid(&wild);
        CHECK(0, "__non_rtti_object is thrown");
    } catch (std::__non_rtti_object &error) {
        CHECK(strstr(error.what(), "no RTTI data!") != nullptr, "\"__non_rtti_object\": typeid of what has no vtable");
    }
    try {
        __RTDynamicCast(&wild, 0, (void *)puppys, (void *)cats, 0);
        CHECK(0, "__non_rtti_object is thrown");
    } catch (std::bad_typeid &error) {
        CHECK(strstr(error.what(), "no RTTI data!") != nullptr,
              "\"__non_rtti_object\": dynamic_cast of what has no vtable; it is a bad_typeid");
    }
    try {
        __RTCastToVoid(&wild);
        CHECK(0, "__non_rtti_object is thrown");
    } catch (std::exception &error) {
        CHECK(strstr(error.what(), "no RTTI data!") != nullptr, "\"__non_rtti_object\": and dynamic_cast<void *>");
    }
}
