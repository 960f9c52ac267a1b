// SPDX-License-Identifier: BSL-1.0
// What sspi-kdc says about its configuration file.
#include "config_file.hpp"

namespace sspi::tools {

std::string config_help_text() {
    return R"(The configuration of sspi-kdc is lines: '[section]', 'key = value', '# comment', or nothing. A comment has its line to
itself; a value begins after the blanks behind '=' and ends before those at the end of the line.

    # everything below belongs to the realm above it; the first one is the default realm
    [realm CORP.TEST]
    enctypes = aes256-sha1, aes128-sha1
    clock-offset = -2m
    trust = LAB.TEST

    [user alice]
    password-env = ALICE_PASSWORD
    aliases = alice.smith@corp.example
    cache = ccache

    [user bob]
    password = battery staple
    locked = yes

    [service HTTP/web.corp.test]
    keytab = web.keytab

    [rule]
    message = tgs
    service = HTTP/*
    nth = 2
    error = KDC_ERR_SVC_UNAVAILABLE

    [realm LAB.TEST]
    [service host/one.lab.test]

Values: 'yes' and 'no'; time spans such as 10h, with the units ms, s, m, h, d, or none for seconds; dates such as 2030-01-31
or 2030-01-31T12:00:00Z, or +2h and -1d from now; lists with commas between. Files are in the directory of krb5.conf
unless their path is absolute.

Before the first section
  directory             where krb5.conf, keytabs and caches are kept (a temporary directory, which is removed)
  libdefaults           one more line for the section [libdefaults] of krb5.conf; may be repeated
  enctypes, domains     what clients offer; DNS domains of the default realm (the realm's name in lower case)
  transcript            a file for what clients asked and what they were answered, written at the end
  verbose               the KDCs' log on standard error

[realm NAME]            without one, the realm is EXAMPLE.TEST
  port                  TCP and UDP, on 127.0.0.1 and [::1], passwords included (a free one)
  domains               DNS domains whose hosts are in the realm (the realm's name in lower case)
  enctypes              of all principals that do not say otherwise
  lifetime, renewable-lifetime
                        the longest of tickets (10h, 7d)
  clock-offset          how far the KDC's clock is ahead of the machine's, or with '-' behind
  trust                 realms, anywhere in the configuration: users of either reach services of both
  trust-their-users, trust-our-users
                        the same in one direction
  refer                 a service or a domain, the realm that has it, and perhaps the one on the way to it
  string-to-key-rounds  what users' AES keys cost (4096); krb5.conf says that fewer are fine ([sspi] minimum_rounds)
  domain, domain-sid    the NetBIOS name of a Windows domain that the realm is, and its identifier (S-1-5-21-... of the realm's
                        name): PACs say what a domain controller's say
  nt-status             windows, samba or none: how errors say why an account may not log on (windows where the realm is a domain)
  transcript-limit      how many requests are remembered (1000)
  patience, max-request, max-connections
                        the time of a TCP request and of its answer (10s), its octets (131072), connections at once (256)

[user NAME], [service NAME]
  password, password-file, password-env
                        the password itself, the first line of a file, an environment variable; services without one get
                        random keys. password-file is looked for beside the configuration
  aliases               further names, such as alice.smith@corp.example
  enctypes              of its keys; of a service's the first encrypts its tickets
  keytab                a file for its keys; without one, services of the default realm are in the default keytab
  cache                 a file for a ticket of it, as kinit gets; 'ccache' is the default cache
  disabled, locked, expired, expires, valid-from, outside-logon-hours, other-workstations-only
  password-expired, password-expires, must-change-password
  require-preauth       (yes)
  pac                   whether its tickets have a PAC (yes)
  sam-account, rid, upn what the domain calls it, its number there, its UPN (its name; 1105 and so on; of name and realm)
  primary-group, groups, resource-groups
                        its groups (513): numbers, and identifiers of other domains; perhaps with ':deny-only' behind
  forwardable, proxiable, postdatable
                        whether it gets such tickets (yes)
  lifetime, renewable-lifetime
                        shorter than the realm's
  ok-as-delegate        clients may forward their tickets to it (no)
  delegates-to          services at which it may act for its clients (constrained delegation)
  trusted-for-delegation
                        it may do so for clients who came without Kerberos (protocol transition)

[keytab FILE]
  principals            whose keys are in it; without this, those of all services of the realm

[cache FILE]
  user                  whose ticket it is
  lifetime, renewable-lifetime, forwardable, enctypes
                        what the ticket is to be

[rule]                  answers some requests in another way; of several rules the last one acts
  message, client, service, by, preauth, options, padata
                        which requests: as, tgs, password or other; names, where * stands for anything; stream or datagram;
                        with pre-authentication or without; with these kdc-options; with these padata types
  nth, first, from-nth  of those only that one, the first so many, those from that one on
  error                 a KRB-ERROR, by name or number; with e-text, e-data, nt-status, stime-offset, client-realm
  answer                these octets, in hexadecimal digits
  password-result       of RFC 3244, such as soft-error; with password-text
  drop, unreachable     no answer; the end of the connection
  delay, truncate, corrupt, twice
                        the answer late; its first octets; with one octet changed; sent again, perhaps after a time
  ticket-expired, ticket-ending-in, ticket-not-yet-valid, ticket-client, ticket-service, ticket-key-of,
  ticket-random-key, ticket-kvno, ticket-without-flags, ticket-with-flags, ticket-without-pac,
  ticket-pac-key-of, ticket-client-knows
                        the answer with a ticket that is wrong in this way
)";
}

} // namespace sspi::tools
