import { describe, expect, it } from 'vitest'
import { parseUrl } from './url.ts'

describe('parseUrl', () => {
  it.each([
    ['http://10.0.0.5', { secure: false, target: '10.0.0.5', port: 80, path: '/', host: '10.0.0.5' }],
    [
      'HTTPS://box.lab.internal:8443/a?b=c#d',
      { secure: true, port: 8443, path: '/a?b=c', host: 'box.lab.internal:8443' },
    ],
    ['http://[fd00::1]:8080/', { target: 'fd00::1', port: 8080, host: '[fd00::1]:8080' }],
    ['http://127.0.0.1?q', { path: '/?q' }],
    ['https://10.0.0.5/../x', { port: 443, path: '/../x' }],
  ])('reads %s', (text, expected) => {
    expect(parseUrl(text)).toMatchObject(expected)
  })

  it('keeps unusual forms of an address as they are, so that the target policy refuses them', () => {
    expect(parseUrl('http://0x7f.1/').target).toBe('0x7f.1')
    expect(parseUrl('http://2130706433/').target).toBe('2130706433')
    expect(parseUrl('http://[::ffff:8.8.8.8]/').target).toBe('::ffff:8.8.8.8')
  })

  it.each([
    'ftp://10.0.0.5/',
    '//10.0.0.5/',
    '10.0.0.5',
    'http://',
    'http://user@10.0.0.5/',
    'http://user:secret@10.0.0.5/',
    'http://10.0.0.5@8.8.8.8/',
    'http://10.0.0.5\\@8.8.8.8/',
    'http://10.0.0.5:0/',
    'http://10.0.0.5:65536/',
    'http://10.0.0.5:/',
    'http://10.0.0.5/a b',
    'http://10.0.0.5/\r\nX: y',
    'http://10.0.0.5/\n',
    'http://１０.0.0.5/',
    'http://bücher.lab.internal/',
    `http://10.0.0.5/${'x'.repeat(2048)}`,
    '',
  ])('refuses %j', text => {
    expect(() => parseUrl(text)).toThrow(expect.objectContaining({ code: 'VALIDATION_ERROR' }))
  })

  it('says that a password does not belong there, and does not repeat it', () => {
    expect(() => parseUrl('http://user:secret@10.0.0.5/')).toThrow('The URL holds a user name or password')
  })
})
