/* SPDX-License-Identifier: MIT */
/* The tree of names: paths, links, ways of comparing, and that a name lives as long as somebody holds its line. */
#include "server/namespace.h"
#include "nt_status.h"
#include "server/runtime.h"
#include "server/house.h"

#include <sys/stat.h>

static char home[] = "/tmp/metic-names-XXXXXX";
static int segment, other; /* two who hold lines */

static int setup(void **state)
{
    (void)state;
    char path[64];
    if (!mkdtemp(home)) return -1;
    snprintf(path, sizeof path, "%s/segment", home);
    segment = open(path, O_RDWR | O_CREAT, 0600);
    other = open(path, O_RDWR);
    return segment < 0 || other < 0 || ftruncate(segment, SEGMENT_SIZE) || !runtime_open(home, -1);
}

static int fresh(void **state)
{
    (void)state;
    runtime_segment_current();
    namespace_clear();
    return !namespace_init();
}

static int drop_all(void **state)
{
    (void)state;
    struct flock range = {.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = LOCKS_AT, .l_len = SEGMENT_LINES};
    return fcntl(segment, F_OFD_SETLK, &range) || fcntl(other, F_OFD_SETLK, &range);
}

static int teardown(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -rf %s", home);
    return system(command);
}

static NTSTATUS create(const char *path, uint16_t type, uint32_t line, uint32_t flags, struct named *found)
{
    struct house_text text = house_text(path);
    struct named_path way = {.text = text.text, .length = text.length, .flags = flags};
    struct named object = {.line = line, .generation = 7, .type = type, .fd = -1};
    return namespace_create(&way, &object, NULL, 0, found);
}

static NTSTATUS create_link(const char *path, const char *target, uint32_t line)
{
    struct house_text text = house_text(path), to = house_text(target);
    struct named_path way = {.text = text.text, .length = text.length};
    struct named found, object = {.line = line, .generation = 7, .type = NAME_SYMBOLIC_LINK, .fd = -1};
    return namespace_create(&way, &object, to.text, to.length, &found);
}

static NTSTATUS find(const char *path, uint16_t type, uint32_t flags, struct named *found)
{
    struct house_text text = house_text(path);
    struct named_path way = {.text = text.text, .length = text.length, .flags = flags};
    return namespace_open(&way, type, found);
}

static void a_name_is_made_once(void **state)
{
    (void)state;
    struct named found;
    house_line_make(segment, 1, 7);
    house_line_make(segment, 2, 7);
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    assert_int_equal(found.line, 1);
    uint64_t id = found.id;
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 2, 0, &found), STATUS_OBJECT_NAME_COLLISION);
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 2, NAME_OPEN_IF, &found), STATUS_OBJECT_NAME_EXISTS);
    assert_int_equal(found.line, 1);
    assert_int_equal(found.generation, 7);
    assert_true(found.id == id);
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_MUTANT, 2, NAME_OPEN_IF, &found),
                     STATUS_OBJECT_TYPE_MISMATCH);
    /* the same once more, as after a broker's death */
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    assert_true(found.id == id);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_SECTION, 0, &found), STATUS_OBJECT_TYPE_MISMATCH);
    assert_int_equal(find("\\BaseNamedObjects\\b", NAME_EVENT, 0, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(namespace_count(), 1);
}

static void a_name_dies_with_the_last_holder(void **state)
{
    (void)state;
    struct named found;
    uint64_t id;
    house_line_make(segment, 1, 7);
    assert_true(house_lock(other, LOCKS_AT + 1, F_RDLCK));
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    house_line_drop(segment, 1);
    assert_false(namespace_line_gone(1, 7, &id));
    assert_true(id == found.id);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    house_line_drop(other, 1);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_EVENT, 0, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(namespace_count(), 0);
    /* and gives its place to another */
    house_line_make(segment, 2, 7);
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_MUTANT, 2, 0, &found), STATUS_SUCCESS);
    house_line_drop(segment, 2);
    assert_true(namespace_line_gone(2, 7, &id));
    assert_int_equal(namespace_count(), 0);
}

static void a_line_used_again_is_another_object(void **state)
{
    (void)state;
    struct named found;
    house_line_make(segment, 1, 7);
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    house_line_make(segment, 1, 8);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_EVENT, 0, &found), STATUS_OBJECT_NAME_NOT_FOUND);
}

static void a_permanent_name_stays(void **state)
{
    (void)state;
    struct named found;
    house_line_make(segment, 1, 7);
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 1, NAME_PERMANENT, &found), STATUS_SUCCESS);
    house_line_drop(segment, 1);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    assert_false(house_lock(other, LOCKS_AT + 1, F_WRLCK)); /* so that nobody frees the line */
    assert_int_equal(namespace_permanent(found.id, false), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\a", NAME_EVENT, 0, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_true(house_lock(other, LOCKS_AT + 1, F_WRLCK));
    assert_int_equal(namespace_permanent(found.id, true), STATUS_OBJECT_NAME_NOT_FOUND);
    /* nobody holds it from the beginning */
    assert_int_equal(create("\\BaseNamedObjects\\a", NAME_EVENT, 2, NAME_PERMANENT, &found), STATUS_INVALID_PARAMETER);
    assert_int_equal(namespace_count(), 0);
}

static void case_counts_unless_it_does_not(void **state)
{
    (void)state;
    struct named found;
    house_line_make(segment, 1, 7);
    house_line_make(segment, 2, 7);
    assert_int_equal(create("\\BaseNamedObjects\\Stra\xdf"
                            "e\xe4",
                            NAME_EVENT, 1, 0, &found),
                     STATUS_SUCCESS);
    assert_int_equal(find("\\BASENAMEDOBJECTS\\sTRA\xdf"
                          "E\xc4",
                          NAME_EVENT, NAME_CASE_INSENSITIVE, &found),
                     STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\sTRA\xdf"
                          "E\xc4",
                          NAME_EVENT, 0, &found),
                     STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(find("\\BASENAMEDOBJECTS\\Stra", NAME_EVENT, 0, &found), STATUS_OBJECT_PATH_NOT_FOUND);
    assert_int_equal(create("\\BaseNamedObjects\\STRA\xdf"
                            "E\xe4",
                            NAME_EVENT, 2, 0, &found),
                     STATUS_SUCCESS);
    assert_int_equal(found.line, 2);
}

static void links_lead_elsewhere(void **state)
{
    (void)state;
    struct named found;
    struct house_text text;
    for (uint32_t i = 1; i < 8; i++) house_line_make(segment, i, 7);
    assert_int_equal(create("\\Sessions\\1\\BaseNamedObjects\\Global\\g", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\g", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    assert_int_equal(namespace_path(found.id, text.text, &text.length), STATUS_SUCCESS);
    assert_int_equal(text.length, 19);
    assert_memory_equal(text.text, house_text("\\BaseNamedObjects\\g").text, 38);
    assert_int_equal(find("\\Sessions\\1\\BaseNamedObjects\\g", NAME_EVENT, 0, &found), STATUS_OBJECT_NAME_NOT_FOUND);
    assert_int_equal(create("\\BaseNamedObjects\\Session\\1\\s", NAME_EVENT, 2, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\Sessions\\1\\BaseNamedObjects\\Local\\s", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    assert_int_equal(found.line, 2);
    /* a link is met itself only where it ends the path and is asked for */
    assert_int_equal(create_link("\\BaseNamedObjects\\l", "\\BaseNamedObjects\\g", 3), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\l", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    assert_int_equal(found.line, 1);
    assert_int_equal(find("\\BaseNamedObjects\\l", NAME_SYMBOLIC_LINK, 0, &found), STATUS_SUCCESS);
    assert_int_equal(found.line, 3);
    const uint16_t *target;
    size_t length;
    assert_int_equal(namespace_target(found.id, &target, &length), STATUS_SUCCESS);
    assert_int_equal(length, 19);
    assert_int_equal(target[18], 'g');
    assert_int_equal(namespace_target(1, &target, &length), STATUS_OBJECT_TYPE_MISMATCH);
    /* in a circle nobody arrives */
    assert_int_equal(create_link("\\BaseNamedObjects\\x", "\\BaseNamedObjects\\y", 4), STATUS_SUCCESS);
    assert_int_equal(create_link("\\BaseNamedObjects\\y", "\\BaseNamedObjects\\x", 5), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\x", NAME_EVENT, 0, &found), STATUS_OBJECT_PATH_NOT_FOUND);
    assert_int_equal(create_link("\\BaseNamedObjects\\z", "\\BaseNamedObjects\\z\\z\\z", 6), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\z", NAME_EVENT, 0, &found), STATUS_OBJECT_PATH_NOT_FOUND);
    assert_int_equal(create_link("\\BaseNamedObjects\\r", "r", 7), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\r", NAME_EVENT, 0, &found), STATUS_OBJECT_PATH_SYNTAX_BAD);
}

static void wrong_paths_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        NTSTATUS status;
    } cases[] = {
        {"",                                STATUS_OBJECT_PATH_SYNTAX_BAD},
        {"a",                               STATUS_OBJECT_PATH_SYNTAX_BAD},
        {"\\BaseNamedObjects\\",            STATUS_OBJECT_NAME_INVALID   },
        {"\\BaseNamedObjects\\\\a",         STATUS_OBJECT_NAME_INVALID   },
        {"\\BaseNamedObjects\\none\\a",     STATUS_OBJECT_PATH_NOT_FOUND },
        {"\\Nowhere\\a",                    STATUS_OBJECT_PATH_NOT_FOUND },
        {"\\BaseNamedObjects\\an event\\a", STATUS_OBJECT_TYPE_MISMATCH  },
    };
    struct named found;
    house_line_make(segment, 1, 7);
    house_line_make(segment, 2, 7);
    assert_int_equal(create("\\BaseNamedObjects\\an event", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(create(cases[i].path, NAME_EVENT, 2, 0, &found), cases[i].status);
        assert_int_equal(find(cases[i].path, NAME_EVENT, 0, &found), cases[i].status);
    }
    assert_int_equal(find("\\", NAME_DIRECTORY, 0, &found), STATUS_SUCCESS);
    assert_true(found.id == 1);
    /* what nobody can mean */
    assert_int_equal(create("\\BaseNamedObjects\\b", NAME_EVENT, 0, 0, &found), STATUS_INVALID_PARAMETER);
    assert_int_equal(create("\\BaseNamedObjects\\b", NAME_TYPES, 2, 0, &found), STATUS_INVALID_PARAMETER);
    assert_int_equal(create("\\BaseNamedObjects\\b", NAME_SYMBOLIC_LINK, 2, 0, &found), STATUS_INVALID_PARAMETER);
}

static void paths_begin_in_directories(void **state)
{
    (void)state;
    struct named found, directory;
    struct house_text text = house_text("a");
    house_line_make(segment, 1, 7);
    house_line_make(segment, 2, 7);
    house_line_make(segment, 3, 7);
    assert_int_equal(create("\\BaseNamedObjects\\own", NAME_DIRECTORY, 1, 0, &directory), STATUS_SUCCESS);
    struct named_path way = {.root = directory.id, .text = text.text, .length = text.length};
    struct named object = {.line = 2, .generation = 7, .type = NAME_EVENT, .fd = -1};
    assert_int_equal(namespace_create(&way, &object, NULL, 0, &found), STATUS_SUCCESS);
    assert_int_equal(find("\\BaseNamedObjects\\own\\a", NAME_EVENT, 0, &found), STATUS_SUCCESS);
    way.root = found.id;
    assert_int_equal(namespace_open(&way, NAME_EVENT, &found), STATUS_INVALID_HANDLE);
    way.root = 1234;
    assert_int_equal(namespace_open(&way, NAME_EVENT, &found), STATUS_INVALID_HANDLE);
    /* a directory that died is found by nobody, and takes its place with it when what is in it has died */
    house_line_drop(segment, 1);
    assert_int_equal(find("\\BaseNamedObjects\\own\\a", NAME_EVENT, 0, &found), STATUS_OBJECT_PATH_NOT_FOUND);
    assert_int_equal(namespace_count(), 2);
    house_line_make(segment, 1, 8);
    object = (struct named){.line = 3, .generation = 7, .type = NAME_DIRECTORY, .fd = -1};
    struct house_text own = house_text("\\BaseNamedObjects\\own");
    assert_int_equal(
        namespace_create(&(struct named_path){.text = own.text, .length = own.length}, &object, NULL, 0, &found),
        STATUS_SUCCESS);
    house_line_drop(segment, 2);
    namespace_sweep(100);
    assert_int_equal(namespace_count(), 1);
}

static void a_directory_tells_what_is_in_it(void **state)
{
    (void)state;
    enum { MANY = 100 };
    struct named found, directory;
    uint32_t after = 0;
    const uint16_t *name;
    size_t length;
    uint16_t type;
    house_line_make(segment, 1000, 7);
    assert_int_equal(create("\\d", NAME_DIRECTORY, 1000, 0, &directory), STATUS_SUCCESS);
    assert_int_equal(namespace_next(directory.id, &after, &name, &length, &type), STATUS_NO_MORE_ENTRIES);
    for (uint32_t i = 1; i <= MANY; i++) {
        char path[32];
        house_line_make(segment, i, 7);
        snprintf(path, sizeof path, "\\d\\%u", i);
        assert_int_equal(create(path, NAME_EVENT + (uint16_t)(i & 1), i, 0, &found), STATUS_SUCCESS);
    }
    for (uint32_t i = 10; i <= MANY; i += 10) house_line_drop(segment, i);
    unsigned seen = 0;
    while (namespace_next(directory.id, &after, &name, &length, &type) == STATUS_SUCCESS) {
        char text[8] = "";
        for (size_t i = 0; i < length; i++) text[i] = (char)name[i];
        unsigned number = (unsigned)atoi(text);
        assert_int_equal(type, NAME_EVENT + (number & 1));
        assert_true(number % 10);
        if (number == 11) { /* one that goes while it is looked at, and the one before */
            house_line_drop(segment, 11);
            house_line_drop(segment, 9);
            namespace_sweep(1000);
        }
        seen++;
    }
    assert_int_equal(seen, 90);
    assert_int_equal(namespace_count(), 1 + 88);
    after = 0;
    assert_int_equal(namespace_next(directory.id, &after, &name, &length, &type), STATUS_SUCCESS);
    assert_int_equal(name[0], '1');
    assert_int_equal(namespace_next(found.id, &after, &name, &length, &type), STATUS_INVALID_HANDLE);
}

static void an_object_brings_things_along(void **state)
{
    (void)state;
    struct named found;
    struct house_text text = house_text("\\BaseNamedObjects\\section");
    struct named_path way = {.text = text.text, .length = text.length};
    int file = open("/dev/null", O_RDONLY);
    struct named object = {.line = 1,
                           .generation = 7,
                           .type = NAME_SECTION,
                           .fd = file,
                           .payload = (const uint8_t *)"0123456789",
                           .payload_size = 10};
    house_line_make(segment, 1, 7);
    assert_int_equal(namespace_create(&way, &object, NULL, 0, &found), STATUS_SUCCESS);
    assert_true(found.fd >= 0 && found.fd != file);
    int kept = found.fd;
    close(file);
    assert_int_equal(find("\\BaseNamedObjects\\section", NAME_SECTION, 0, &found), STATUS_SUCCESS);
    assert_int_equal(found.payload_size, 10);
    assert_memory_equal(found.payload, "0123456789", 10);
    assert_int_equal(found.fd, kept);
    house_line_drop(segment, 1);
    namespace_sweep(100);
    assert_int_equal(fcntl(kept, F_GETFD), -1);
}

static void finding_does_not_depend_on_their_number(void **state)
{
    (void)state;
    enum { MANY = 10000 };
    struct named found;
    struct timespec from, to;
    char path[64];
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (uint32_t i = 1; i <= MANY; i++) {
        house_line_make(segment, i, 7);
        snprintf(path, sizeof path, "\\BaseNamedObjects\\object %u", i);
        assert_int_equal(create(path, NAME_EVENT, i, 0, &found), STATUS_SUCCESS);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("# making one of 10,000 names and its line: %.2f us\n",
                  ((double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3) / MANY);
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (uint32_t i = 1; i <= MANY; i++) {
        snprintf(path, sizeof path, "\\BaseNamedObjects\\object %u", i);
        assert_int_equal(find(path, NAME_EVENT, 0, &found), STATUS_SUCCESS);
        assert_int_equal(found.line, i);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    print_message("# finding one of 10,000: %.2f us\n",
                  ((double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3) / MANY);
    drop_all(NULL);
    for (int i = 0; i < 2; i++) namespace_sweep(MANY + 100);
    assert_int_equal(namespace_count(), 0);
}

static void the_dead_do_not_pile_up(void **state)
{
    (void)state;
    struct named found;
    char path[64];
    size_t most = 0;
    house_line_make(segment, 1, 7);
    assert_int_equal(create("\\BaseNamedObjects\\alive", NAME_EVENT, 1, 0, &found), STATUS_SUCCESS);
    for (unsigned i = 0; i < 200000; i++) {
        snprintf(path, sizeof path, "\\BaseNamedObjects\\dead %u", i);
        assert_int_equal(create(path, NAME_EVENT, 2, 0, &found), STATUS_SUCCESS);
        namespace_tend();
        if (namespace_count() > most) most = namespace_count();
    }
    assert_true(most < 32768);
    assert_int_equal(find("\\BaseNamedObjects\\alive", NAME_EVENT, 0, &found), STATUS_SUCCESS);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, drop_all)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_name_is_made_once),
        TEST(a_name_dies_with_the_last_holder),
        TEST(a_line_used_again_is_another_object),
        TEST(a_permanent_name_stays),
        TEST(case_counts_unless_it_does_not),
        TEST(links_lead_elsewhere),
        TEST(wrong_paths_are_told_apart),
        TEST(paths_begin_in_directories),
        TEST(a_directory_tells_what_is_in_it),
        TEST(an_object_brings_things_along),
        TEST(the_dead_do_not_pile_up),
        TEST(finding_does_not_depend_on_their_number),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, setup, teardown);
}
