/* SPDX-License-Identifier: MIT */
/* Socket options: Windows' levels and names onto Linux's, one row each.
 *
 * Numbers are DWORDs there and ints here; a boolean is written as DWORD or BYTE and read as what there is room for.
 * What Linux has no word for is kept and told again where the documentation says that it changes nothing that a
 * program sees; what does not exist on Windows' own stack either answers as documented (SO_RCVLOWAT: WSAEINVAL); all
 * else is WSAENOPROTOOPT.  Left out: SO_BSP_STATE, SO_GROUP_*, options of IPsec, multicast by interface addresses of
 * MCAST_*. */
#include "nt/socket.h"

#include "door/guestmem.h"
#include "nt/status.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LEVEL_SOCKET = 0xffff, LEVEL_IP = 0, LEVEL_TCP = 6, LEVEL_UDP = 17, LEVEL_IPV6 = 41 };
enum kind {
    BOOLEAN_OF, /* Linux's is an int too: 0 or 1 */
    NUMBER,     /* an int, as it is */
    KEPT,       /* a bit of our own, `host_name` */
    STRUCTURE,  /* `host_level`: of that size, alike on both */
    OWN,        /* get and set below */
};

static NTSTATUS number_out(void *out, ULONG length, uint32_t value, ULONG_PTR *done)
{
    ULONG size = length < sizeof value ? length : (ULONG)sizeof value;
    if (!size) return STATUS_ACCESS_VIOLATION; /* WSAEFAULT: "the optlen parameter is too small" */
    *done = size;
    return guest_write(out, &value, size) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS number_in(const void *in, SIZE_T length, uint32_t *value)
{
    *value = 0;
    if (!length) return STATUS_ACCESS_VIOLATION;
    return guest_read(value, in, length < sizeof *value ? 1 : sizeof *value) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS host_get(struct socket *s, int level, int name, int *value)
{
    socklen_t size = sizeof *value;
    return getsockopt(s->file.fd, level, name, value, &size) == 0 ? STATUS_SUCCESS : socket_status(errno);
}

static NTSTATUS host_set(struct socket *s, int level, int name, const void *value, size_t size)
{
    return setsockopt(s->file.fd, level, name, value, (socklen_t)size) == 0 ? STATUS_SUCCESS : socket_status(errno);
}

static NTSTATUS host_set_number(struct socket *s, int level, int name, int value)
{
    return host_set(s, level, name, &value, sizeof value);
}

static void keep(struct socket *s, uint32_t bit, bool on)
{
    if (on)
        atomic_fetch_or(&s->flags, bit);
    else
        atomic_fetch_and(&s->flags, ~bit);
}

/* ---- those with a way of their own ---- */

typedef NTSTATUS getter(struct socket *s, void *out, ULONG length, ULONG_PTR *done);
typedef NTSTATUS setter(struct socket *s, const void *in, SIZE_T length);

static NTSTATUS get_type(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, (uint32_t)s->type, done);
}

static NTSTATUS get_family(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, (uint32_t)s->family, done);
}

static NTSTATUS get_protocol(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, (uint32_t)s->protocol, done);
}

static NTSTATUS get_listening(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, atomic_load(&s->state) == SOCKET_LISTENING, done);
}

/* "retrieves error status and clear".  As a status; ws2_32 makes a WSA error of it. */
static NTSTATUS get_error(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    int error = 0;
    socket_now(s);
    if (!(error = atomic_exchange(&s->error, 0))) host_get(s, SOL_SOCKET, SO_ERROR, &error);
    return number_out(out, length, error ? (uint32_t)socket_status(error) : 0, done);
}

static NTSTATUS get_reuse(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, atomic_load(&s->flags) & SOCKET_REUSE ? 1 : 0, done);
}

/* Sets one of two options that exclude each other. */
static NTSTATUS set_either(struct socket *s, uint32_t bit, uint32_t other, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    if (value && atomic_load(&s->flags) & other) return STATUS_INVALID_PARAMETER;
    keep(s, bit, value);
    return STATUS_SUCCESS;
}

static NTSTATUS set_reuse(struct socket *s, const void *in, SIZE_T length)
{
    NTSTATUS status = set_either(s, SOCKET_REUSE, SOCKET_EXCLUSIVE, in, length);
    if (status != STATUS_SUCCESS || s->type != SOCK_DGRAM) return status;
    return host_set_number(s, SOL_SOCKET, SO_REUSEADDR, atomic_load(&s->flags) & SOCKET_REUSE ? 1 : 0);
}

static NTSTATUS get_exclusive(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, atomic_load(&s->flags) & SOCKET_EXCLUSIVE ? 1 : 0, done);
}

static NTSTATUS set_exclusive(struct socket *s, const void *in, SIZE_T length)
{
    return set_either(s, SOCKET_EXCLUSIVE, SOCKET_REUSE, in, length);
}

struct guest_linger {
    uint16_t on, seconds;
};

static NTSTATUS get_linger(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    struct linger host = {0};
    socklen_t size = sizeof host;
    if (length < sizeof(struct guest_linger)) return STATUS_ACCESS_VIOLATION;
    if (getsockopt(s->file.fd, SOL_SOCKET, SO_LINGER, &host, &size) != 0) return socket_status(errno);
    struct guest_linger guest = {host.l_onoff != 0, (uint16_t)host.l_linger};
    *done = sizeof guest;
    return guest_put((struct guest_linger *)out, &guest) ? STATUS_SUCCESS : STATUS_ACCESS_VIOLATION;
}

static NTSTATUS set_linger(struct socket *s, const void *in, SIZE_T length)
{
    struct guest_linger guest;
    if (length < sizeof guest || !guest_get(&guest, in)) return STATUS_ACCESS_VIOLATION;
    if (s->type != SOCK_STREAM) return STATUS_NOT_FOUND;
    struct linger host = {guest.on != 0, guest.seconds};
    return host_set(s, SOL_SOCKET, SO_LINGER, &host, sizeof host);
}

static NTSTATUS get_dont_linger(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    struct linger host = {0};
    socklen_t size = sizeof host;
    if (getsockopt(s->file.fd, SOL_SOCKET, SO_LINGER, &host, &size) != 0) return socket_status(errno);
    return number_out(out, length, !host.l_onoff, done);
}

static NTSTATUS set_dont_linger(struct socket *s, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    if (s->type != SOCK_STREAM) return STATUS_NOT_FOUND;
    struct linger host = {!value, 0};
    return host_set(s, SOL_SOCKET, SO_LINGER, &host, sizeof host);
}

/* Linux doubles what it is given, for its own bookkeeping, and tells the double. */
static NTSTATUS get_buffer(struct socket *s, int name, uint32_t set, void *out, ULONG length, ULONG_PTR *done)
{
    int value = 0;
    if (!set) {
        NTSTATUS status = host_get(s, SOL_SOCKET, name, &value);
        if (status != STATUS_SUCCESS) return status;
        set = (uint32_t)value / 2;
    }
    return length < sizeof set ? STATUS_ACCESS_VIOLATION : number_out(out, length, set, done);
}

static NTSTATUS set_buffer(struct socket *s, int name, _Atomic uint32_t *kept, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = length < sizeof value ? STATUS_ACCESS_VIOLATION : number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    status = host_set_number(s, SOL_SOCKET, name, value > 0x3fffffff ? 0x3fffffff : (int)value);
    if (status == STATUS_SUCCESS) atomic_store(kept, value);
    return status;
}

static NTSTATUS get_send_buffer(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return get_buffer(s, SO_SNDBUF, atomic_load(&s->send_buffer), out, length, done);
}

static NTSTATUS set_send_buffer(struct socket *s, const void *in, SIZE_T length)
{
    return set_buffer(s, SO_SNDBUF, &s->send_buffer, in, length);
}

static NTSTATUS get_receive_buffer(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return get_buffer(s, SO_RCVBUF, atomic_load(&s->receive_buffer), out, length, done);
}

static NTSTATUS set_receive_buffer(struct socket *s, const void *in, SIZE_T length)
{
    return set_buffer(s, SO_RCVBUF, &s->receive_buffer, in, length);
}

static NTSTATUS set_timeout(struct socket *s, int name, _Atomic uint32_t *kept, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = length < sizeof value ? STATUS_ACCESS_VIOLATION : number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    struct timeval t = {value / 1000, value % 1000 * 1000};
    status = host_set(s, SOL_SOCKET, name, &t, sizeof t);
    if (status == STATUS_SUCCESS) atomic_store(kept, value);
    return status;
}

static NTSTATUS get_send_timeout(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, atomic_load(&s->send_timeout), done);
}

static NTSTATUS set_send_timeout(struct socket *s, const void *in, SIZE_T length)
{
    return set_timeout(s, SO_SNDTIMEO, &s->send_timeout, in, length);
}

static NTSTATUS get_receive_timeout(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, atomic_load(&s->receive_timeout), done);
}

static NTSTATUS set_receive_timeout(struct socket *s, const void *in, SIZE_T length)
{
    return set_timeout(s, SO_RCVTIMEO, &s->receive_timeout, in, length);
}

/* "not supported by the Windows TCP/IP provider ... fail with WSAEINVAL" */
static NTSTATUS get_refused(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    (void)s, (void)out, (void)length, (void)done;
    return STATUS_INVALID_PARAMETER;
}

static NTSTATUS set_refused(struct socket *s, const void *in, SIZE_T length)
{
    (void)s, (void)in, (void)length;
    return STATUS_INVALID_PARAMETER;
}

/* "The number of seconds the socket has been connected; 0xFFFFFFFF: it is not" */
static NTSTATUS get_connect_time(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    uint32_t seconds = (uint32_t)(t.tv_sec - s->connected_at / 1000000000);
    if (socket_now(s) != SOCKET_CONNECTED) seconds = 0xffffffff;
    return length < sizeof seconds ? STATUS_ACCESS_VIOLATION : number_out(out, length, seconds, done);
}

static NTSTATUS get_max_message(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    return number_out(out, length, s->type == SOCK_DGRAM ? 65507 : 0, done);
}

/* SO_UPDATE_ACCEPT_CONTEXT, SO_UPDATE_CONNECT_CONTEXT: an accepted or connected socket here has its properties. */
static NTSTATUS set_context(struct socket *s, const void *in, SIZE_T length)
{
    (void)in, (void)length;
    return socket_now(s) == SOCKET_CONNECTED ? STATUS_SUCCESS : STATUS_INVALID_CONNECTION;
}

static NTSTATUS get_dont_fragment(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    int value = 0;
    NTSTATUS status = host_get(s, IPPROTO_IP, IP_MTU_DISCOVER, &value);
    return status == STATUS_SUCCESS ? number_out(out, length, value == IP_PMTUDISC_DO, done) : status;
}

static NTSTATUS set_dont_fragment(struct socket *s, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    return host_set_number(s, IPPROTO_IP, IP_MTU_DISCOVER, value ? IP_PMTUDISC_DO : IP_PMTUDISC_WANT);
}

/* Seconds there, milliseconds here. */
static NTSTATUS get_max_retransmit(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    int value = 0;
    NTSTATUS status = host_get(s, IPPROTO_TCP, TCP_USER_TIMEOUT, &value);
    return status == STATUS_SUCCESS ? number_out(out, length, (uint32_t)value / 1000, done) : status;
}

static NTSTATUS set_max_retransmit(struct socket *s, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    return host_set_number(s, IPPROTO_TCP, TCP_USER_TIMEOUT, value > 0x7fffffff / 1000 ? 0 : (int)value * 1000);
}

/* IP_MULTICAST_IF: an address, or an interface's index in 0.x.x.x; in network byte order. */
static NTSTATUS set_multicast_interface(struct socket *s, const void *in, SIZE_T length)
{
    uint32_t value;
    NTSTATUS status = number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    struct ip_mreqn request = {.imr_address.s_addr = value};
    if (ntohl(value) < 1u << 24) request = (struct ip_mreqn){.imr_ifindex = (int)ntohl(value)};
    return host_set(s, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof request);
}

static NTSTATUS get_multicast_interface(struct socket *s, void *out, ULONG length, ULONG_PTR *done)
{
    int value = 0;
    NTSTATUS status = host_get(s, IPPROTO_IP, IP_MULTICAST_IF, &value);
    return status == STATUS_SUCCESS ? number_out(out, length, (uint32_t)value, done) : status;
}

/* ip_mreq_source: Windows' order is group, source, interface; Linux's group, interface, source. */
static NTSTATUS set_source(struct socket *s, int name, const void *in, SIZE_T length)
{
    uint32_t guest[3];
    if (length < sizeof guest || !guest_get(&guest, in)) return STATUS_ACCESS_VIOLATION;
    uint32_t host[3] = {guest[0], guest[2], guest[1]};
    return host_set(s, IPPROTO_IP, name, host, sizeof host);
}

static NTSTATUS set_add_source(struct socket *s, const void *in, SIZE_T length)
{
    return set_source(s, IP_ADD_SOURCE_MEMBERSHIP, in, length);
}

static NTSTATUS set_drop_source(struct socket *s, const void *in, SIZE_T length)
{
    return set_source(s, IP_DROP_SOURCE_MEMBERSHIP, in, length);
}

static NTSTATUS set_block_source(struct socket *s, const void *in, SIZE_T length)
{
    return set_source(s, IP_BLOCK_SOURCE, in, length);
}

static NTSTATUS set_unblock_source(struct socket *s, const void *in, SIZE_T length)
{
    return set_source(s, IP_UNBLOCK_SOURCE, in, length);
}

static const struct option {
    uint32_t level, name;
    enum kind kind;
    int host_level, host_name;
    getter *get;
    setter *set;
} options[] = {
    {LEVEL_SOCKET, 0x0001,              KEPT,       0,            SOCKET_KEPT << 0,     NULL,                    NULL                   }, /* SO_DEBUG */
    {LEVEL_SOCKET, 0x0002,              OWN,        0,            0,                    get_listening,           NULL                   }, /* SO_ACCEPTCONN */
    {LEVEL_SOCKET, 0x0004,              OWN,        0,            0,                    get_reuse,               set_reuse              },
    {LEVEL_SOCKET, 0xfffffffb,          OWN,        0,            0,                    get_exclusive,           set_exclusive          },
    {LEVEL_SOCKET, 0x0008,              BOOLEAN_OF, SOL_SOCKET,   SO_KEEPALIVE,         NULL,                    NULL                   },
    {LEVEL_SOCKET, 0x0010,              BOOLEAN_OF, SOL_SOCKET,   SO_DONTROUTE,         NULL,                    NULL                   },
    {LEVEL_SOCKET, 0x0020,              BOOLEAN_OF, SOL_SOCKET,   SO_BROADCAST,         NULL,                    NULL                   },
    {LEVEL_SOCKET, 0x0040,              KEPT,       0,            SOCKET_KEPT << 1,     NULL,                    NULL                   }, /* SO_USELOOPBACK */
    {LEVEL_SOCKET, 0x0080,              OWN,        0,            0,                    get_linger,              set_linger             },
    {LEVEL_SOCKET, 0xffffff7f,          OWN,        0,            0,                    get_dont_linger,         set_dont_linger        },
    {LEVEL_SOCKET, 0x0100,              BOOLEAN_OF, SOL_SOCKET,   SO_OOBINLINE,         NULL,                    NULL                   },
    {LEVEL_SOCKET, 0x1001,              OWN,        0,            0,                    get_send_buffer,         set_send_buffer        },
    {LEVEL_SOCKET, 0x1002,              OWN,        0,            0,                    get_receive_buffer,      set_receive_buffer     },
    {LEVEL_SOCKET, 0x1003,              OWN,        0,            0,                    get_refused,             set_refused            }, /* SO_SNDLOWAT */
    {LEVEL_SOCKET, 0x1004,              OWN,        0,            0,                    get_refused,             set_refused            }, /* SO_RCVLOWAT */
    {LEVEL_SOCKET, 0x1005,              OWN,        0,            0,                    get_send_timeout,        set_send_timeout       },
    {LEVEL_SOCKET, 0x1006,              OWN,        0,            0,                    get_receive_timeout,     set_receive_timeout    },
    {LEVEL_SOCKET, 0x1007,              OWN,        0,            0,                    get_error,               NULL                   },
    {LEVEL_SOCKET, 0x1008,              OWN,        0,            0,                    get_type,                NULL                   },
    {LEVEL_SOCKET, 0x2003,              OWN,        0,            0,                    get_max_message,         NULL                   },
    {LEVEL_SOCKET, 0x3002,              KEPT,       0,            SOCKET_KEPT << 2,     NULL,                    NULL                   }, /* SO_CONDITIONAL_ACCEPT */
    {LEVEL_SOCKET, 0x3005,              KEPT,       0,            SOCKET_KEPT << 3,     NULL,                    NULL                   }, /* SO_RANDOMIZE_PORT */
    {LEVEL_SOCKET, 0x3006,              KEPT,       0,            SOCKET_KEPT << 4,     NULL,                    NULL                   }, /* SO_PORT_SCALABILITY */
    {LEVEL_SOCKET, 0x3007,              KEPT,       0,            SOCKET_KEPT << 5,     NULL,                    NULL                   }, /* SO_REUSE_UNICASTPORT */
    {LEVEL_SOCKET, 0x700b,              OWN,        0,            0,                    NULL,                    set_context            },
    {LEVEL_SOCKET, 0x700c,              OWN,        0,            0,                    get_connect_time,        NULL                   },
    {LEVEL_SOCKET, 0x7010,              OWN,        0,            0,                    NULL,                    set_context            },
    {LEVEL_SOCKET, AFD_OPTION_FAMILY,   OWN,        0,            0,                    get_family,              NULL                   },
    {LEVEL_SOCKET, AFD_OPTION_PROTOCOL, OWN,        0,            0,                    get_protocol,            NULL                   },
    {LEVEL_TCP,    1,                   BOOLEAN_OF, IPPROTO_TCP,  TCP_NODELAY,          NULL,                    NULL                   },
    {LEVEL_TCP,    2,                   KEPT,       0,            SOCKET_KEPT << 6,     NULL,                    NULL                   }, /* TCP_EXPEDITED_1122 */
    {LEVEL_TCP,    3,                   NUMBER,     IPPROTO_TCP,  TCP_KEEPIDLE,         NULL,                    NULL                   },
    {LEVEL_TCP,    4,                   NUMBER,     IPPROTO_TCP,  TCP_MAXSEG,           NULL,                    NULL                   },
    {LEVEL_TCP,    5,                   OWN,        0,            0,                    get_max_retransmit,      set_max_retransmit     },
    {LEVEL_TCP,    10,                  KEPT,       0,            SOCKET_KEPT << 7,     NULL,                    NULL                   }, /* TCP_TIMESTAMPS */
    {LEVEL_TCP,    15,                  BOOLEAN_OF, IPPROTO_TCP,  TCP_FASTOPEN,         NULL,                    NULL                   },
    {LEVEL_TCP,    16,                  NUMBER,     IPPROTO_TCP,  TCP_KEEPCNT,          NULL,                    NULL                   },
    {LEVEL_TCP,    17,                  NUMBER,     IPPROTO_TCP,  TCP_KEEPINTVL,        NULL,                    NULL                   },
    {LEVEL_UDP,    1,                   BOOLEAN_OF, SOL_SOCKET,   SO_NO_CHECK,          NULL,                    NULL                   },
    {LEVEL_IP,     2,                   BOOLEAN_OF, IPPROTO_IP,   IP_HDRINCL,           NULL,                    NULL                   },
    {LEVEL_IP,     3,                   NUMBER,     IPPROTO_IP,   IP_TOS,               NULL,                    NULL                   },
    {LEVEL_IP,     4,                   NUMBER,     IPPROTO_IP,   IP_TTL,               NULL,                    NULL                   },
    {LEVEL_IP,     9,                   OWN,        0,            0,                    get_multicast_interface, set_multicast_interface},
    {LEVEL_IP,     10,                  NUMBER,     IPPROTO_IP,   IP_MULTICAST_TTL,     NULL,                    NULL                   },
    {LEVEL_IP,     11,                  BOOLEAN_OF, IPPROTO_IP,   IP_MULTICAST_LOOP,    NULL,                    NULL                   },
    {LEVEL_IP,     12,                  STRUCTURE,  8,            IP_ADD_MEMBERSHIP,    NULL,                    NULL                   },
    {LEVEL_IP,     13,                  STRUCTURE,  8,            IP_DROP_MEMBERSHIP,   NULL,                    NULL                   },
    {LEVEL_IP,     14,                  OWN,        0,            0,                    get_dont_fragment,       set_dont_fragment      },
    {LEVEL_IP,     15,                  OWN,        0,            0,                    NULL,                    set_add_source         },
    {LEVEL_IP,     16,                  OWN,        0,            0,                    NULL,                    set_drop_source        },
    {LEVEL_IP,     17,                  OWN,        0,            0,                    NULL,                    set_block_source       },
    {LEVEL_IP,     18,                  OWN,        0,            0,                    NULL,                    set_unblock_source     },
    {LEVEL_IP,     19,                  BOOLEAN_OF, IPPROTO_IP,   IP_PKTINFO,           NULL,                    NULL                   },
    {LEVEL_IP,     21,                  BOOLEAN_OF, IPPROTO_IP,   IP_RECVTTL,           NULL,                    NULL                   },
    {LEVEL_IP,     31,                  NUMBER,     IPPROTO_IP,   IP_UNICAST_IF,        NULL,                    NULL                   },
    {LEVEL_IP,     40,                  BOOLEAN_OF, IPPROTO_IP,   IP_RECVTOS,           NULL,                    NULL                   },
    {LEVEL_IPV6,   4,                   NUMBER,     IPPROTO_IPV6, IPV6_UNICAST_HOPS,    NULL,                    NULL                   },
    {LEVEL_IPV6,   9,                   NUMBER,     IPPROTO_IPV6, IPV6_MULTICAST_IF,    NULL,                    NULL                   },
    {LEVEL_IPV6,   10,                  NUMBER,     IPPROTO_IPV6, IPV6_MULTICAST_HOPS,  NULL,                    NULL                   },
    {LEVEL_IPV6,   11,                  BOOLEAN_OF, IPPROTO_IPV6, IPV6_MULTICAST_LOOP,  NULL,                    NULL                   },
    {LEVEL_IPV6,   12,                  STRUCTURE,  20,           IPV6_ADD_MEMBERSHIP,  NULL,                    NULL                   },
    {LEVEL_IPV6,   13,                  STRUCTURE,  20,           IPV6_DROP_MEMBERSHIP, NULL,                    NULL                   },
    {LEVEL_IPV6,   14,                  BOOLEAN_OF, IPPROTO_IPV6, IPV6_DONTFRAG,        NULL,                    NULL                   },
    {LEVEL_IPV6,   19,                  BOOLEAN_OF, IPPROTO_IPV6, IPV6_RECVPKTINFO,     NULL,                    NULL                   },
    {LEVEL_IPV6,   21,                  BOOLEAN_OF, IPPROTO_IPV6, IPV6_RECVHOPLIMIT,    NULL,                    NULL                   },
    {LEVEL_IPV6,   27,                  BOOLEAN_OF, IPPROTO_IPV6, IPV6_V6ONLY,          NULL,                    NULL                   },
    {LEVEL_IPV6,   31,                  NUMBER,     IPPROTO_IPV6, IPV6_UNICAST_IF,      NULL,                    NULL                   },
    {LEVEL_IPV6,   40,                  BOOLEAN_OF, IPPROTO_IPV6, IPV6_RECVTCLASS,      NULL,                    NULL                   },
};

static const struct option *find(ULONG level, ULONG name)
{
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        if (options[i].level == level && options[i].name == name) return &options[i];
    return NULL;
}

NTSTATUS socket_option_get(struct socket *s, ULONG level, ULONG name, void *out, ULONG length, ULONG_PTR *done)
{
    const struct option *o = find(level, name);
    int value = 0;
    NTSTATUS status;
    switch (o ? o->kind : STRUCTURE) {
    case OWN: return o->get ? o->get(s, out, length, done) : STATUS_NOT_FOUND;
    case KEPT: return number_out(out, length, atomic_load(&s->flags) & (uint32_t)o->host_name ? 1 : 0, done);
    case STRUCTURE: return STATUS_NOT_FOUND; /* nothing that could be read */
    case BOOLEAN_OF:
    case NUMBER: break;
    }
    if (o->kind == NUMBER && length < sizeof value) return STATUS_ACCESS_VIOLATION;
    status = host_get(s, o->host_level, o->host_name, &value);
    if (status != STATUS_SUCCESS) return status;
    return number_out(out, length, o->kind == BOOLEAN_OF ? value != 0 : (uint32_t)value, done);
}

NTSTATUS socket_option_set(struct socket *s, ULONG level, ULONG name, const void *in, SIZE_T length)
{
    const struct option *o = find(level, name);
    unsigned char bytes[32];
    uint32_t value;
    if (!o) return STATUS_NOT_FOUND;
    if (o->kind == OWN) return o->set ? o->set(s, in, length) : STATUS_NOT_FOUND;
    if (o->kind == STRUCTURE) {
        size_t size = (size_t)o->host_level;
        if (length < size || !guest_read(bytes, in, size)) return STATUS_ACCESS_VIOLATION;
        return host_set(s, o->level == LEVEL_IP ? IPPROTO_IP : IPPROTO_IPV6, o->host_name, bytes, size);
    }
    NTSTATUS status = number_in(in, length, &value);
    if (status != STATUS_SUCCESS) return status;
    if (o->kind == KEPT) {
        keep(s, (uint32_t)o->host_name, value);
        return STATUS_SUCCESS;
    }
    return host_set_number(s, o->host_level, o->host_name, o->kind == BOOLEAN_OF ? value != 0 : (int)value);
}
