/** Which addresses are on the open internet. Everything else is somebody's inner network and not for users' URLs. */
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** RFC 6052: an IPv4 address that an IPv6-only host reaches through its NAT64. */
const NAT64: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('64:ff9b::'), 96];

/** All global unicast addresses that IANA has given out so far (RFC 4291 §2.4). */
const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

const isPublicV6 = (address: ipaddr.IPv6): boolean => {
  if (address.match(NAT64)) return isPublicV4(ipaddr.fromByteArray(address.toByteArray().slice(12)));
  return address.match(GLOBAL_UNICAST) && address.range() === 'unicast';
};

const isPublicV4 = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => address.range() === 'unicast';

/**
 * Is this IP address (v4 or v6, without brackets) reachable from the whole internet? Loopback, private, link-local,
 * carrier-grade NAT, multicast, reserved and unspecified addresses are not, nor are IPv6 forms that wrap such an IPv4
 * address. What cannot be read is not public either.
 */
export const isPublicAddress = (text: string): boolean => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  return address instanceof ipaddr.IPv6 ? isPublicV6(address) : isPublicV4(address);
};

/** The name of a URL's host as the resolver sees it: no brackets, no trailing dots. */
export const bareHost = (hostname: string): string => hostname.replace(/^\[|\]$/g, '').replace(/\.+$/, '');

/**
 * Is this host, as it stands in a URL, known to be inside without asking DNS? `new URL()` has already turned decimal,
 * hexadecimal and octal forms into dotted ones. Names are judged by the addresses they resolve to, except `localhost`,
 * which RFC 6761 reserves.
 */
export const isPrivateHost = (hostname: string): boolean => {
  const host = bareHost(hostname);
  if (isIP(host) !== 0) return !isPublicAddress(host);
  return /(^|\.)localhost$/i.test(host) || host === '';
};
