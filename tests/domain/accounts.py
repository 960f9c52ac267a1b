# SPDX-License-Identifier: BSL-1.0
"""Puts the accounts of the test into a domain, in its database; and tells the identifiers of those that rows name. For the system's
Python, which the bindings of Samba are for. The arguments are the configuration of the domain controller, everybody's password, and
the one user to add; or "all", and the identifiers of those of other domains who are in the group "here"."""

import sys

import ldb
from samba import dsdb
from samba.auth import system_session
from samba.param import LoadParm
from samba.samdb import SamDB

GROUPS = 1000


def changed(database, account, attribute, *values):
    message = ldb.Message()
    message.dn = database.search(expression=f'(sAMAccountName={account})', attrs=[])[0].dn
    message[attribute] = ldb.MessageElement(list(values), ldb.FLAG_MOD_REPLACE, attribute)
    database.modify(message)


def users(database, password):
    for name in ('alice', 'Mixed.Case', 'many', 'web', 'legacy', 'changing', 'steady'):
        database.newuser(name, password)
    for name in ('must.change', 'must.change.too'):
        database.newuser(name, password, force_password_change_at_next_login_req=True)
    changed(database, 'alice', 'userPrincipalName', 'alice.smith@people.test')
    changed(database, 'web', 'servicePrincipalName', 'HTTP/web.ad.example.test', 'HTTP/other.ad.example.test')
    changed(database, 'web', 'userPrincipalName', 'webmaster@people.test')
    changed(database, 'web', 'msDS-SupportedEncryptionTypes', '24')
    changed(database, 'legacy', 'servicePrincipalName', 'HTTP/legacy.ad.example.test')
    changed(database, 'legacy', 'msDS-SupportedEncryptionTypes', '4')
    changed(database, 'web', 'msDS-AllowedToDelegateTo', 'HTTP/legacy.ad.example.test')
    database.newcomputer('ws1')
    database.setpassword('(sAMAccountName=ws1$)', password, False)


def barred_users(database, password):
    for name, attribute, value in (('disabled', 'userAccountControl', '514'), ('expired', 'accountExpires', '131000000000000000'),
                                   ('asleep', 'logonHours', bytes(21)), ('locked', None, None)):
        database.newuser(name, password)
        if attribute:
            changed(database, name, attribute, value)


def policy(database):
    """Passwords may be changed as often as one likes, but for what else a new domain wants of them."""
    database.set_minPwdAge('0')
    database.set_minPwdLength('9')
    domain = ldb.Message()
    domain.dn = ldb.Dn(database, database.domain_dn())
    domain['lockoutThreshold'] = ldb.MessageElement('3', ldb.FLAG_MOD_REPLACE, 'lockoutThreshold')
    database.modify(domain)


def groups(database, foreigners):
    """alice is in inner, that in outer, and that in a universal group and in one of the domain that the service is in."""
    database.newgroup('inner')
    database.newgroup('outer')
    database.newgroup('everywhere', grouptype=dsdb.GTYPE_SECURITY_UNIVERSAL_GROUP)
    database.newgroup('here', grouptype=dsdb.GTYPE_SECURITY_DOMAIN_LOCAL_GROUP)
    for group, member in (('inner', 'alice'), ('outer', 'inner'), ('everywhere', 'outer'), ('here', 'outer')):
        database.add_remove_group_members(group, [member])
    database.add_remove_group_members('here', foreigners)
    for number in range(GROUPS):
        kind = dsdb.GTYPE_SECURITY_DOMAIN_LOCAL_GROUP if number % 2 else dsdb.GTYPE_SECURITY_GLOBAL_GROUP
        database.newgroup(f'group{number}', grouptype=kind)
        database.add_remove_group_members(f'group{number}', ['many'])


def tell(database, names):
    for name in names:
        found = database.search(expression=f'(sAMAccountName={name})', attrs=['objectSid'])[0]
        print(name, database.schema_format_value('objectSid', found['objectSid'][0]).decode())


def main():
    configuration, password, which, *foreigners = sys.argv[1:]
    parameters = LoadParm()
    parameters.load(configuration)
    database = SamDB(session_info=system_session(), lp=parameters)
    database.transaction_start()
    policy(database)
    if which == 'all':
        users(database, password)
        barred_users(database, password)
        groups(database, foreigners)
    else:
        database.newuser(which, password)
    database.transaction_commit()
    tell(database, ('alice', 'Mixed.Case', 'many', 'inner', 'outer', 'everywhere', 'here') if which == 'all' else (which,))


if __name__ == '__main__':
    main()
