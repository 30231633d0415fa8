/* SPDX-License-Identifier: MIT */
/* Services and protocols by name and number: the tables that Windows has in its files `services` and `protocol`, here
 * built in, as the host may have none.  Left out: additions to these files. */
#include "service.h"

#define TCP 1
#define UDP 2
static const struct service {
    USHORT port;
    USHORT protocols;
    const char *name, *alias;
} services[] = {
    {7,    TCP | UDP, "echo",          NULL        },
    {9,    TCP | UDP, "discard",       "sink"      },
    {11,   TCP | UDP, "systat",        "users"     },
    {13,   TCP | UDP, "daytime",       NULL        },
    {17,   TCP | UDP, "qotd",          "quote"     },
    {19,   TCP | UDP, "chargen",       "ttytst"    },
    {20,   TCP,       "ftp-data",      NULL        },
    {21,   TCP,       "ftp",           NULL        },
    {22,   TCP,       "ssh",           NULL        },
    {23,   TCP,       "telnet",        NULL        },
    {25,   TCP,       "smtp",          "mail"      },
    {37,   TCP | UDP, "time",          "timserver" },
    {39,   UDP,       "rlp",           "resource"  },
    {42,   TCP | UDP, "nameserver",    "name"      },
    {43,   TCP,       "nicname",       "whois"     },
    {53,   TCP | UDP, "domain",        NULL        },
    {67,   UDP,       "bootps",        "dhcps"     },
    {68,   UDP,       "bootpc",        "dhcpc"     },
    {69,   UDP,       "tftp",          NULL        },
    {70,   TCP,       "gopher",        NULL        },
    {79,   TCP,       "finger",        NULL        },
    {80,   TCP,       "http",          "www"       },
    {88,   TCP | UDP, "kerberos",      "krb5"      },
    {101,  TCP,       "hostname",      "hostnames" },
    {102,  TCP,       "iso-tsap",      NULL        },
    {107,  TCP,       "rtelnet",       NULL        },
    {109,  TCP,       "pop2",          "postoffice"},
    {110,  TCP,       "pop3",          NULL        },
    {111,  TCP | UDP, "sunrpc",        "rpcbind"   },
    {113,  TCP,       "auth",          "ident"     },
    {117,  TCP,       "uucp-path",     NULL        },
    {119,  TCP,       "nntp",          "usenet"    },
    {123,  UDP,       "ntp",           NULL        },
    {135,  TCP | UDP, "epmap",         "loc-srv"   },
    {137,  TCP | UDP, "netbios-ns",    "nbname"    },
    {138,  UDP,       "netbios-dgm",   "nbdatagram"},
    {139,  TCP,       "netbios-ssn",   "nbsession" },
    {143,  TCP,       "imap",          "imap4"     },
    {158,  TCP,       "pcmail-srv",    NULL        },
    {161,  UDP,       "snmp",          NULL        },
    {162,  UDP,       "snmptrap",      "snmp-trap" },
    {170,  TCP,       "print-srv",     NULL        },
    {179,  TCP,       "bgp",           NULL        },
    {194,  TCP,       "irc",           NULL        },
    {389,  TCP,       "ldap",          NULL        },
    {443,  TCP | UDP, "https",         "MCom"      },
    {445,  TCP | UDP, "microsoft-ds",  NULL        },
    {464,  TCP | UDP, "kpasswd",       NULL        },
    {500,  UDP,       "isakmp",        "ike"       },
    {512,  TCP,       "exec",          NULL        },
    {512,  UDP,       "biff",          "comsat"    },
    {513,  TCP,       "login",         NULL        },
    {513,  UDP,       "who",           "whod"      },
    {514,  TCP,       "cmd",           "shell"     },
    {514,  UDP,       "syslog",        NULL        },
    {515,  TCP,       "printer",       "spooler"   },
    {517,  UDP,       "talk",          NULL        },
    {520,  UDP,       "router",        "route"     },
    {543,  TCP,       "klogin",        NULL        },
    {544,  TCP,       "kshell",        "krcmd"     },
    {554,  TCP | UDP, "rtsp",          NULL        },
    {587,  TCP,       "submission",    NULL        },
    {636,  TCP,       "ldaps",         "sldap"     },
    {993,  TCP,       "imaps",         NULL        },
    {995,  TCP,       "pop3s",         NULL        },
    {1080, TCP,       "socks",         NULL        },
    {1433, TCP | UDP, "ms-sql-s",      NULL        },
    {1434, TCP | UDP, "ms-sql-m",      NULL        },
    {1512, TCP | UDP, "wins",          NULL        },
    {1701, UDP,       "l2tp",          NULL        },
    {1723, TCP,       "pptp",          NULL        },
    {1812, UDP,       "radius",        NULL        },
    {1813, UDP,       "radacct",       NULL        },
    {2049, UDP,       "nfsd",          "nfs"       },
    {3389, TCP | UDP, "ms-wbt-server", NULL        },
    {5353, UDP,       "mdns",          NULL        },
};

static const struct {
    short number;
    const char *name, *alias;
} protocols[] = {
    {0,  "ip",         "IP"        },
    {1,  "icmp",       "ICMP"      },
    {3,  "ggp",        "GGP"       },
    {6,  "tcp",        "TCP"       },
    {8,  "egp",        "EGP"       },
    {12, "pup",        "PUP"       },
    {17, "udp",        "UDP"       },
    {20, "hmp",        "HMP"       },
    {22, "xns-idp",    "XNS-IDP"   },
    {27, "rdp",        "RDP"       },
    {41, "ipv6",       "IPv6"      },
    {43, "ipv6-route", "IPv6-Route"},
    {44, "ipv6-frag",  "IPv6-Frag" },
    {50, "esp",        "ESP"       },
    {51, "ah",         "AH"        },
    {58, "ipv6-icmp",  "IPv6-ICMP" },
    {59, "ipv6-nonxt", "IPv6-NoNxt"},
    {60, "ipv6-opts",  "IPv6-Opts" },
    {66, "rvd",        "RVD"       },
};

static bool same(const char *a, const char *b)
{
    return b && !lstrcmpiA(a, b);
}

static USHORT mask_of(const char *protocol)
{
    if (!protocol) return TCP | UDP;
    return same(protocol, "tcp") ? TCP : same(protocol, "udp") ? UDP : 0;
}

bool ws_service_by_name(const char *name, bool tcp, USHORT *port)
{
    for (unsigned i = 0; i < ARRAYSIZE(services); i++) {
        if (!(services[i].protocols & (tcp ? TCP : UDP))) continue;
        if (!same(services[i].name, name) && !same(name, services[i].alias)) continue;
        *port = services[i].port;
        return true;
    }
    return false;
}

const char *ws_service_by_port(USHORT port, bool tcp)
{
    for (unsigned i = 0; i < ARRAYSIZE(services); i++)
        if (services[i].port == port && services[i].protocols & (tcp ? TCP : UDP)) return services[i].name;
    return NULL;
}

/* A structure of the thread's: `entry` with room for the list of aliases behind it. */
struct named {
    union {
        struct servent service;
        struct protoent protocol;
    };
    char *aliases[2];
};

static struct named *give(const char *alias)
{
    struct ws_thread *thread = ws_thread();
    struct named *named = thread ? (struct named *)thread->entry : NULL;

    if (!named) {
        ws_fail(WSAENOBUFS);
        return NULL;
    }
    named->aliases[0] = (char *)alias;
    named->aliases[1] = NULL;
    return named;
}

static struct servent *give_service(const struct service *s, USHORT protocols)
{
    struct named *named = give(s->alias);

    if (!named) return NULL;
    named->service.s_name = (char *)s->name;
    named->service.s_aliases = named->aliases;
    named->service.s_port = (short)htons(s->port);
    named->service.s_proto = (char *)(s->protocols & protocols & TCP ? "tcp" : "udp");
    return &named->service;
}

/* "getservbyname function": NULL and WSANO_DATA. */
struct servent *WSAAPI getservbyname(const char *name, const char *protocol)
{
    USHORT protocols = mask_of(protocol);

    if (!ws_started()) return NULL;
    for (unsigned i = 0; name && i < ARRAYSIZE(services); i++)
        if (services[i].protocols & protocols && (same(services[i].name, name) || same(name, services[i].alias)))
            return give_service(&services[i], protocols);
    ws_fail(name ? WSANO_DATA : WSAEFAULT);
    return NULL;
}

struct servent *WSAAPI getservbyport(int port, const char *protocol)
{
    USHORT protocols = mask_of(protocol);

    if (!ws_started()) return NULL;
    for (unsigned i = 0; i < ARRAYSIZE(services); i++)
        if (services[i].protocols & protocols && services[i].port == ntohs((u_short)port))
            return give_service(&services[i], protocols);
    ws_fail(WSANO_DATA);
    return NULL;
}

static struct protoent *give_protocol(unsigned i)
{
    struct named *named = give(protocols[i].alias);

    if (!named) return NULL;
    named->protocol.p_name = (char *)protocols[i].name;
    named->protocol.p_aliases = named->aliases;
    named->protocol.p_proto = protocols[i].number;
    return &named->protocol;
}

struct protoent *WSAAPI getprotobyname(const char *name)
{
    if (!ws_started()) return NULL;
    for (unsigned i = 0; name && i < ARRAYSIZE(protocols); i++)
        if (same(name, protocols[i].name)) return give_protocol(i);
    ws_fail(name ? WSANO_DATA : WSAEFAULT);
    return NULL;
}

struct protoent *WSAAPI getprotobynumber(int number)
{
    if (!ws_started()) return NULL;
    for (unsigned i = 0; i < ARRAYSIZE(protocols); i++)
        if (protocols[i].number == number) return give_protocol(i);
    ws_fail(WSANO_DATA);
    return NULL;
}
