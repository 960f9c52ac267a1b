# SPDX-License-Identifier: BSL-1.0
"""What has to be right in a domain, row by row. Each is a function of `domain_test.Domain`, and a sentence."""

import re

import controller

WEB, OTHER_WEB, LEGACY = ('HTTP/web.ad.example.test', 'HTTP/other.ad.example.test', 'HTTP/legacy.ad.example.test')


def groups_of_groups(domain):
    output = domain.expect_account(domain.alice, 'alice', ('inner', 'outer', 'everywhere', 'here'), 'services')
    if not re.search(r'^upn: alice\.smith@people\.test$', output, re.MULTILINE):
        raise controller.Unexpected(output)


def thousand_groups(domain):
    output = domain.expect_account(domain.user('many'), 'many', (), 'services')
    if len(set(re.findall('^group: .*$', output, re.MULTILINE))) < 1000:
        raise controller.Unexpected(output)


def accounts_in_any_case(domain):
    domain.expect_account(domain.user('mixed.case'), 'Mixed.Case', (), 'services')


def keys_of_accounts(domain):
    for target in (WEB, OTHER_WEB, LEGACY):
        domain.expect_account(domain.alice, 'alice', ('inner', 'here'), 'accounts', target)
    for target in (WEB, LEGACY):
        domain.expect_account(domain.alice, 'alice', ('inner', 'here'), 'services', target)


def second_attempts(domain):
    domain.kinit('alice')
    for keytab in ('services', 'accounts'):
        for ahead in ('0', '1000', '-1000'):  # the first obtains the ticket
            domain.expect(('--ahead', ahead, '--target', WEB), (r'^seen as: ADX\\alice$', f'^for: {WEB}$'), keytab=keytab)


def clocks_of_passwords(domain):
    """The servers go by the machine's clock, and so does the controller. The client's is hours and days away."""
    for ahead in ('20000', '-20000', '400000'):
        domain.expect(('--user', 'alice', '--password', 'wrong', '--ahead', ahead, '--target', WEB),
                      ('^status: SEC_E_LOGON_DENIED$',), fails=True)
        domain.expect((*domain.alice, '--ahead', ahead, '--target', WEB), (r'^seen as: ADX\\alice$',), keytab='services')


def other_keys(domain):
    domain.expect((*domain.alice, '--target', WEB), ('^status: SEC_E_NO_KERB_KEY$',), keytab='computer', fails=True)


def delegation(domain):
    domain.expect((*domain.alice, '--target', WEB, '--then', LEGACY), (r'^goes on as: ADX\\alice$', f'^goes on to: {LEGACY}$'),
                  keytab='accounts')


def users_of_trusted_domains(domain):
    patterns = (r'^seen as: BDX\\bob$', '^dns domain: B.EXAMPLE.TEST$', f'^sid: S-1-{domain.sids["bob"]}$',
                f'^group: S-1-{domain.sids["here"]}$')
    domain.expect((*domain.user('bob@b.example.test'), '--target', WEB), patterns, keytab='accounts')


def unknown_domains(domain):
    for name in (r'ADX\alice', r'adx\ALICE', 'alice@ADX'):
        domain.expect_logon(name, 'alice@AD.EXAMPLE.TEST')
    domain.expect_logon(r'BDX\BOB', 'bob@B.EXAMPLE.TEST', r'BDX\bob')
    domain.expect((*domain.user(r'NOSUCH\alice'), '--target', WEB), ('^status: SEC_E_LOGON_DENIED$',), fails=True)


def principal_names(domain):
    for name in ('ALICE@ad.example.test', 'Alice.Smith@people.test'):
        domain.expect_logon(name, 'alice@AD.EXAMPLE.TEST')
    domain.expect_logon('bob@b.example.test', 'bob@B.EXAMPLE.TEST', r'BDX\bob')


def realms_of_netbios_names(domain):
    realms = f'[realms]\n    ADX = {{\n        kdc = {domain.host.address}\n    }}\n'
    for name in (r'ADX\alice', 'alice@ADX'):
        domain.expect_logon(name, 'alice@AD.EXAMPLE.TEST', configuration=realms)


def accounts_as_targets(domain):
    for target in ('web', 'WEB@AD.EXAMPLE.TEST', 'web@ad.example.test', 'web@ADX', 'webmaster@people.test'):
        domain.expect((*domain.alice, '--target', target), (r'^seen as: ADX\\alice$',), keytab='accounts')
    for target in ('WS1$', 'ws1$@ad.example.test', 'WS1$@ADX', 'host/ws1'):
        domain.expect((*domain.alice, '--target', target), (r'^seen as: ADX\\alice$',), keytab='computer')
    domain.expect((*domain.user(r'BDX\bob'), '--target', WEB), (r'^seen as: BDX\\bob$',), keytab='accounts')
    domain.expect((*domain.alice, '--target', 'nobody@ADX'), ('^status: SEC_E_TARGET_UNKNOWN$',), fails=True)


def changed_passwords(domain):
    former = domain.password  # and all of them are remembered
    for name in ('changing', r'ADX\changing', 'CHANGING@ad.example.test'):
        new = former + '!'
        domain.expect(('--user', name, '--password', former, '--change-to', new), ('^changed: 0x0$',))
        former = new
    domain.expect((*domain.user('must.change'), '--change-to', former), ('^changed: 0x0$',))
    domain.expect((*domain.user(r'BDX\bob'), '--change-to', former), ('^changed: 0x0$',))


def refused_passwords(domain):
    for word in ('Sh0rt!', 'onlyletters', domain.password):
        domain.expect((*domain.user('steady'), '--change-to', word), ('^changed: 0xc000006c$',), fails=True)
    domain.expect(('--user', 'steady', '--password', 'wrong', '--change-to', 'An0ther Passw0rd'), ('^changed: 0x8009030c$',),
                  fails=True)


def barred_accounts(domain):
    for name, status in (('disabled', 'ACCOUNT_DISABLED'), ('expired', 'ACCOUNT_EXPIRED'), ('asleep', 'INVALID_LOGON_HOURS'),
                         ('must.change.too', 'PASSWORD_MUST_CHANGE')):
        domain.expect((*domain.user(name), '--target', WEB), ('^status: SEC_E_LOGON_DENIED$', f'^nt status: STATUS_{status}$',
                                                              f'^hint: the account {name}@'), fails=True)


def locked_accounts(domain):
    """A wrong password counts once: the third locks the account, and not the second. Samba does not say in its answer that it is locked."""
    wrong = ('--user', 'locked', '--password', 'wrong', '--target', WEB)
    for _ in range(2):
        domain.expect(wrong, ('^status: SEC_E_LOGON_DENIED$', '^kerberos: KRB5KDC_ERR_PREAUTH_FAILED$'), fails=True)
    domain.expect((*domain.user('locked'), '--target', WEB), ('^ticket: ',))
    for _ in range(3):
        domain.expect(wrong, ('^status: SEC_E_LOGON_DENIED$', '^kerberos: KRB5KDC_ERR_PREAUTH_FAILED$'), fails=True)
    domain.expect((*domain.user('locked'), '--target', WEB), ('^status: SEC_E_LOGON_DENIED$', '^kerberos: KRB5KDC_ERR_CLIENT_REVOKED$'),
                  fails=True)


def directories(domain):
    """Samba does not know "who am I", with which the example ends."""
    ask = ('--url', f'ldap://dc.{domain.host.name}', '--target', f'ldap/dc.{domain.host.name}', '--base',
           'CN=alice,CN=Users,DC=ad,DC=example,DC=test', *domain.alice)
    shown = ('^sAMAccountName: alice$', 'who am I')
    for mechanism in ((), ('--spnego',)):
        for layer in ('sealed', 'signed'):
            domain.expect_of(domain.ldap_client, (*ask, *mechanism, '--protection', layer), shown, fails=True)
        domain.expect_of(domain.ldap_client, (*ask, *mechanism, '--protection', 'none'), ('(?i)strong',), fails=True)
        over_tls = ('--url', f'ldaps://dc.{domain.host.name}', '--ca', domain.host.directory / 'private' / 'tls' / 'ca.pem')
        domain.expect_of(domain.ldap_client, (*over_tls, *ask[2:], *mechanism), shown, fails=True)


ROWS = (
    ('a server knows groups of groups, and those of its own domain', groups_of_groups),
    ('a server knows all of a thousand groups', thousand_groups),
    ('a user is the account that the domain has, in whatever case it was written', accounts_in_any_case),
    ('keytabs of services and of accounts open what is for any name of an account, with keys of AES and of RC4', keys_of_accounts),
    ('a client with another clock comes in by the second attempt', second_attempts),
    ('a password logs in by the controller\'s clock', clocks_of_passwords),
    ('a server without the key says so', other_keys),
    ('a service goes on in its client\'s name by the key of its account', delegation),
    ('domains that are not configured are the domain controller\'s to resolve, its own and those that it trusts', unknown_domains),
    ('users have the name that the domain gives them', principal_names),
    ('a realm by the NetBIOS name of a domain is followed to the domain\'s', realms_of_netbios_names),
    ('accounts are targets in every form', accounts_as_targets),
    ('users of trusted domains have the groups of the service\'s domain', users_of_trusted_domains),
    ('passwords are changed by every name', changed_passwords),
    ('passwords that the domain does not want are refused as such', refused_passwords),
    ('accounts that are barred are told why', barred_accounts),
    ('a wrong password counts once towards the lock-out', locked_accounts),
    ('directories are read signed, sealed and over TLS', directories),
)
