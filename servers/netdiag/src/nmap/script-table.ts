/** Scripts that may be asked for by name, under the categories that nmap files them in. */
const SCRIPTS_BY_CATEGORIES: Readonly<Record<string, string>> = {
  'default safe': 'dns-recursion http-methods imap-capabilities rtsp-methods sshv1 sslv2',
  'default discovery safe':
    'dns-nsid dns-service-discovery finger ftp-syst http-cors http-favicon http-generator http-ntlm-info ' +
    'http-robots.txt http-title mongodb-info mysql-info nbstat ntp-info pop3-capabilities rdp-ntlm-info sip-methods ' +
    'smb-os-discovery smb-security-mode smb2-security-mode smb2-time smtp-commands snmp-sysdescr ssh-hostkey ' +
    'ssl-cert ssl-date tls-alpn upnp-info vnc-info',
  'default discovery safe version': 'ike-version rpcinfo xmpp-info',
  'default safe version': 'snmp-info',
  'discovery safe':
    'banner http-date http-headers http-php-version http-security-headers ipmi-version ldap-rootdse memcached-info ' +
    'nfs-showmount rdp-enum-encryption redis-info smb-protocols smb2-capabilities ssh2-enum-algos',
  version: 'fingerprint-strings http-server-header https-redirect',
  'discovery intrusive': 'ssl-enum-ciphers',
  'safe vuln': 'ssl-dh-params ssl-heartbleed ssl-poodle',
}

/** The categories of each known script. */
export const SCRIPT_CATEGORIES: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(SCRIPTS_BY_CATEGORIES)
    .flatMap(([categories, names]) => names.split(' ').map(name => [name, categories.split(' ')] as const))
    .toSorted(([a], [b]) => a.localeCompare(b, 'en')),
)
