import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { prompt } from '../define/prompt.ts'
import { resource } from '../define/resource.ts'
import { tool } from '../define/tool.ts'
import type { Definition } from './declarations.ts'
import { createEntry, TAGS_META_KEY, TASK_META_KEY, type TemplateEntry } from './entry.ts'

const at = (...prefixes: string[]) => ({ path: '', prefixes, tags: [], layers: [] })
const icons = [{ src: 'https://example.org/a.png' }]

describe('a name under prefixes', () => {
  it.each<[string, Definition, string[], string]>([
    ['a tool', tool('scan', {}, () => ''), ['lab'], 'lab_scan'],
    ['a tool, two deep', tool('scan', {}, () => ''), ['lab', 'net'], 'lab_net_scan'],
    ['a prompt', prompt('ask', {}, () => ''), ['lab'], 'lab_ask'],
    ['a resource', resource('notes://all/new', {}, () => ''), ['lab'], 'notes://lab/all/new'],
    ['a resource, two deep', resource('notes://all', {}, () => ''), ['lab', 'net'], 'notes://lab/net/all'],
    ['a resource without slashes', resource('urn:a:b', {}, () => ''), ['lab'], 'urn://lab/a:b'],
    ['a template', resource('notes://{id}', {}, () => ''), ['lab'], 'notes://lab/{id}'],
    ['nothing to set before it', resource('notes://all', {}, () => ''), [], 'notes://all'],
  ])('%s', (_, definition, prefixes, expected) => {
    expect(createEntry(definition, at(...prefixes)).name).toBe(expected)
  })

  it('is what a template matches', () => {
    const entry = createEntry(
      resource('notes://{id}', {}, () => ''),
      at('lab'),
    ) as TemplateEntry
    expect(entry.template.match('notes://lab/7')).toEqual({ id: '7' })
    expect(entry.template.match('notes://7')).toBeUndefined()
  })
})

describe('a listing', () => {
  it.each([
    ['required', { task: 'required' }, undefined],
    ['optional', { task: { support: 'optional', begins: 'in-handler' }, tags: ['a'] }, undefined],
    [undefined, { task: 'never', expectedMs: 9_000 }, 1_000],
    ['optional', { expectedMs: 9_000 }, 1_000],
    [undefined, { expectedMs: 9_000 }, 10_000],
    [undefined, { expectedMs: 9_000 }, undefined],
  ] as const)('says %s of whether calls become tasks, of %j', (expected, options, tasksFromMs) => {
    const { listing } = createEntry(
      tool('slow', options, () => ''),
      at(),
      { tasksFromMs },
    )
    expect((listing._meta as Record<string, unknown> | undefined)?.[TASK_META_KEY]).toBe(expected)
  })

  it('has everything that a tool says of itself, and no empty fields', () => {
    const full = tool(
      'scan',
      {
        title: 'Scan',
        description: 'Scans',
        icons,
        annotations: { readOnlyHint: true },
        meta: { 'example.org/a': 1 },
        tags: ['net'],
        input: z.object({ host: z.string() }),
        output: z.object({ open: z.array(z.int()) }),
        aliases: ['NmapTool'],
        version: '3',
      },
      () => ({ open: [] }),
    )
    expect(createEntry(full, at()).listing).toEqual({
      name: 'scan',
      title: 'Scan',
      description: 'Scans',
      icons,
      annotations: { readOnlyHint: true },
      inputSchema: expect.objectContaining({ type: 'object', required: ['host'] }),
      outputSchema: expect.objectContaining({ type: 'object', required: ['open'] }),
      _meta: { 'example.org/a': 1, [TAGS_META_KEY]: ['net'] },
    })
    expect(
      Object.keys(
        createEntry(
          tool('bare', {}, () => ''),
          at(),
        ).listing,
      ),
    ).toEqual(['name', 'inputSchema'])
  })

  it('has the arguments of a prompt', () => {
    const args = z.object({
      city: z.string().meta({ title: 'City', description: 'Where' }),
      tone: z.string().optional(),
    })
    expect(
      createEntry(
        prompt('ask', { args }, () => ''),
        at(),
      ).listing,
    ).toEqual({
      name: 'ask',
      arguments: [
        { name: 'city', title: 'City', description: 'Where', required: true },
        { name: 'tone', required: false },
      ],
    })
  })

  it('has the kind and size of a resource, and its URI for a name', () => {
    const options = { mimeType: 'text/plain', size: 3, annotations: { priority: 1 } }
    expect(
      createEntry(
        resource('notes://all', options, () => ''),
        at('lab'),
      ).listing,
    ).toEqual({
      uri: 'notes://lab/all',
      name: 'notes://lab/all',
      ...options,
    })
    expect(
      createEntry(
        resource('notes://{id}', { name: 'note' }, () => ''),
        at(),
      ).listing,
    ).toEqual({
      uriTemplate: 'notes://{id}',
      name: 'note',
    })
  })

  it('joins the tags of a component with those of its place', () => {
    const entry = createEntry(
      tool('t', { tags: ['own', 'both'] }, () => ''),
      { ...at(), tags: ['outer', 'both'] },
    )
    expect([...entry.info.tags]).toEqual(['outer', 'both', 'own'])
    expect(entry.listing._meta).toEqual({ [TAGS_META_KEY]: ['outer', 'both', 'own'] })
  })
})
